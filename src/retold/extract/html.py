"""HTML pages, through trafilatura; what it says is checked before it is believed."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from retold.errors import ExtractionError, FormatError
from retold.extract import dates, plain_text, walls
from retold.types import Metadata

MAX_TAGS = 400_000
"""Tags beyond which a page is an attack or a dump, not an article."""

MAX_DEPTH = 2_000
"""Elements nested deeper than this exhaust the stack of tree walkers."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = frozenset("""area base br col embed hr img input link meta source track wbr p li td tr dt dd option""".split())
_PUBLISHED = re.compile(
    r"[\"']datePublished[\"']\s*:\s*[\"']([^\"']{8,40})[\"']"
    r"|<meta[^>]{0,200}(?:article:published_time|datePublished|parsely-pub-date|publish-date)[\"'][^>]{0,200}?content=[\"']([^\"']{8,40})"
    r"|<time[^>]{0,200}datetime=[\"']([^\"']{8,40})",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"[\"']dateModified[\"']\s*:\s*[\"']([^\"']{8,40})[\"']"
    r"|<meta[^>]{0,200}article:modified_time[\"'][^>]{0,200}?content=[\"']([^\"']{8,40})",
    re.IGNORECASE,
)
_CANONICAL = re.compile(
    r"<link[^>]{0,200}rel=[\"']?canonical[\"']?[^>]{0,200}?href=[\"']?([^\"'\s>]{8,2000})", re.IGNORECASE
)
_LANGUAGE = re.compile(r"<html[^>]{0,400}?\blang=[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)
_SITE_TAIL = re.compile(r"\s+[|–—»·-]\s+([^|–—»·]{2,40})$")


@dataclass(frozen=True, slots=True)
class Extracted:
    metadata: Metadata
    body: str


def extract(html: str, known: Metadata, source: str, now: datetime) -> Extracted:
    """The article of an HTML page. `known` holds what the source said of it, which wins.

    Raises:
        FormatError: too many or too deeply nested tags.
        ChallengeError, PaywallError: a wall, not an article.
        ExtractionError: no article text.
    """
    _bounded(html, source)
    document = _document(html, known.url, source)
    text = str(document.get("text") or "")
    metadata = _metadata(html, document, known, now)
    cleaned = plain_text.clean(text, metadata.headline)
    walls.check(html, cleaned.body, source)
    if not cleaned.body:
        raise ExtractionError("no article text was found on the page", source)
    metadata = replace(
        metadata,
        headline=metadata.headline or cleaned.headline,
        byline=metadata.byline or cleaned.byline,
        published=metadata.published or _only(cleaned.published, now),
    )
    return Extracted(metadata, cleaned.body)


def _bounded(html: str, source: str) -> None:
    """Refuses what a tree parser would choke on, before it sees it."""
    if html.count("<") > MAX_TAGS:
        raise FormatError(f"more than {MAX_TAGS:,} tags: this is not an article page", source)
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _VOID or tag[3]:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise FormatError(f"elements nested more than {MAX_DEPTH:,} deep: this is not an article page", source)


def _document(html: str, url: str, source: str) -> dict[str, object]:
    from trafilatura import bare_extraction  # heavy: half a second, and only HTML needs it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong with a page we say ourselves

    safe = html.replace("\x00", "")
    try:
        document = bare_extraction(
            safe, url=url or None, fast=True, include_comments=False, include_tables=False, with_metadata=True
        )
    except Exception as error:
        raise ExtractionError(f"the page could not be parsed ({type(error).__name__})", source) from error
    if document is None:
        return {}
    return document if isinstance(document, dict) else dict(document.as_dict())


def _metadata(html: str, document: dict[str, object], known: Metadata, now: datetime) -> Metadata:
    def said(key: str) -> str:
        return unescape(str(document.get(key) or "")).strip()

    url = known.url or said("url")
    canonical = _CANONICAL.search(html[:200_000])
    stated = [dates.normalise(next(filter(None, m.groups()))) for m in _PUBLISHED.finditer(html[:400_000])]
    modified = _MODIFIED.search(html[:400_000])
    language = _LANGUAGE.search(html[:4_000])
    site = known.publisher or said("sitename") or (urlsplit(url).hostname or "").removeprefix("www.")
    return replace(
        known,
        url=url,
        canonical_url=known.canonical_url or (unescape(canonical[1]) if canonical else ""),
        headline=known.headline or _headline(said("title"), site),
        byline=known.byline or plain_text.authors(said("author")),
        publisher=site,
        published=known.published or dates.choose([*stated, dates.normalise(said("date"))], url, now),
        modified=known.modified
        or _only(dates.normalise(next(filter(None, modified.groups()))) if modified else None, now),
        language=known.language or (language[1].lower() if language else ""),
    )


def _headline(title: str, site: str) -> str:
    """The title without the site's own name at its end ("… | Example News")."""
    tail = _SITE_TAIL.search(title)
    if tail and site:
        a, b = (re.sub(r"\W+", "", x).casefold() for x in (tail[1], site))
        if a and b and (a in b or b in a):
            return title[: tail.start()].strip()
    return title


def _only(published: str | None, now: datetime) -> str | None:
    return published if dates.plausible(published, now) else None


__all__ = ["Extracted", "extract"]
