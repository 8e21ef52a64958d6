"""Pages into articles: `extract` takes the article out of what a source gave."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime
from html import unescape

from retold.english import credit_lines
from retold.errors import ExtractionError
from retold.extract import bylines, dates, html, kinds, plain_text
from retold.extract.dotted_lines import lines_joined
from retold.extract.wrapped_lines import unwrapped
from retold.types import Article, Content, Metadata, Page

__all__ = ["MAX_CHARS", "derive_id", "extract"]

MAX_CHARS = 100_000
"""Code points of a body that are read, at most."""
LONGEST_HEADLINE = 1_000
"""Code points of a headline that are kept."""
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Hyphens that show only at an end of a line, and spaces without width: they part words that are one."""
_REFERENCE = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]{2,8}\d{0,2});")
"""A character as HTML writes it: "&#233;", "&amp;". Text that was escaped twice still has them."""
_BULLET = re.compile(r"(?m)^[ \t]{0,20}[•●▪‣◦∙*](?=\s)")
_CUTS = (re.compile(r"(?=\n)"), re.compile(r"(?<=[.!?…\"'”’)\]])(?=\s)"), re.compile(r"(?=\s)"))
"""Where a long body may be cut, the best first: after a paragraph, a sentence, a word."""


def extract(page: Page, now: datetime, max_chars: int = MAX_CHARS) -> Article:
    """The article of a page. HTML and scraped text are cleaned. A `Content.BODY` is kept as it is, but for characters
    that nobody sees, which are taken away, and characters that are written as in HTML ("&amp;"). Marks of items, line
    breaks of wrapped text and dots in their place become spaces.

    `now`, with a time zone: later dates cannot be true. `max_chars`: the longest body; a longer one is cut after a
    paragraph or a sentence, and the article says how much was left out.

    Raises:
        FormatError: the page is no HTML page that can be parsed.
        ExtractionError: there is no article; the subclass says what stands in its place.
    """
    metadata, body, unread, tables = _known(page.metadata, now), page.text, 0, 0
    if page.content is Content.HTML:
        extracted = html.extract(page.text, metadata, page.source, now)
        metadata, body, tables = extracted.metadata, extracted.body, extracted.tables
    elif page.content is Content.BODY:
        body = _tidy(body)
        metadata = replace(metadata, byline=metadata.byline or bylines.parse(credit_lines.reporters(body)).names)
    else:
        unread = max(0, len(page.text) - 2 * max_chars)  # a text may be half clutter, but it is not cleaned in whole
        cleaned = plain_text.clean(_tidy(page.text[: 2 * max_chars]), metadata.headline)
        body = cleaned.body
        metadata = replace(
            metadata,
            headline=metadata.headline or cleaned.headline,
            byline=metadata.byline or cleaned.byline,
            published=metadata.published or dates.choose([cleaned.published], metadata.url, now),
        )
    read = body if len(body) <= max_chars else body[: _cut(body, max_chars)]
    if not re.search(r"\w", read):
        raise ExtractionError("there is no text to read in it", page.source)
    if not metadata.kind and page.content is not Content.HTML:
        metadata = replace(metadata, kind=kinds.of_text(metadata.url, metadata.headline, read) or "")
    return Article(_completed(metadata, read), read, page.retrieved, unread + len(body) - len(read), tables)


def _tidy(text: str) -> str:
    """A text as it is read, with spaces for marks of items and for breaks in a line."""
    return unwrapped(lines_joined(_BULLET.sub(lambda mark: " " * len(mark.group()), _visible(text))))


def _visible(text: str) -> str:
    """A text without characters that nobody sees, with "é" for "&eacute;". "&lt;" stays: it begins no markup."""

    def character(found: re.Match[str]) -> str:
        plain = unescape(found.group())
        return found.group() if plain in "<>" else plain

    return _INVISIBLE.sub("", _REFERENCE.sub(character, text))


def _known(metadata: Metadata, now: datetime) -> Metadata:
    """What a source says, with the names of its byline alone, an agency among them as the publisher, and dates in
    RFC 3339 that can be true."""
    found = [bylines.parse(name) for name in metadata.byline]
    agency = next((b.agency for b in found if b.agency), "")
    return replace(
        metadata,
        headline=_visible(metadata.headline),
        byline=tuple(dict.fromkeys(name for b in found for name in b.names)),
        publisher=metadata.publisher or agency,
        published=dates.stated(metadata.published or "", now),
        modified=dates.stated(metadata.modified or "", now),
    )


def _cut(body: str, most: int) -> int:
    """Where a body is cut, so that at most `most` code points are left, and not many fewer."""
    for pattern in _CUTS:
        if places := [match.start() for match in pattern.finditer(body, most - most // 10, most + 1)]:
            return places[-1]
    return most


def _completed(metadata: Metadata, body: str) -> Metadata:
    """Metadata with an id, and with a headline that is not too long."""
    return replace(
        metadata,
        id=metadata.id or derive_id(metadata.url, body),
        headline=metadata.headline[:LONGEST_HEADLINE],
    )


def derive_id(url: str, body: str) -> str:
    """A stable id of 16 hex digits from URL and body."""
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass") + b"\n" + body.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
