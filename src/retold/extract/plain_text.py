"""Scraped text: the article is taken out of the clutter that was scraped with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.english import clutter, credit_lines, stamps
from retold.english.clutter import Clutter, Kind
from retold.extract import bylines
from retold.extract.blocks import words_of
from retold.types import Span

_PUBLISHED = re.compile(r"(?:First\s)?(?:Published|Posted)\b", re.IGNORECASE)
_CHANGED = re.compile(r"(?:Last\s)?(?:Updated|Modified)\b", re.IGNORECASE)
_SPACE_BEFORE_SIGN = re.compile(r"[ \t]+([,.;:!?])(?=\s|$)")
_SPACES = re.compile(r"[ \t\u00a0]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_SEPARATORS = " |·•"
_MAX_HEADLINE = 200
"""Code points of a headline."""
_HEADLINE_ENDS = ("?", "!", "”", "'", '"', "’")
"""Signs that can end a headline, though they end sentences, too."""


@dataclass(frozen=True, slots=True)
class CleanedText:
    """The article in a scraped text. What the text does not say is empty."""

    body: str
    headline: str = ""
    byline: tuple[str, ...] = ()
    published: str | None = None


def clean(text: str, headline: str = "") -> CleanedText:
    """Cuts clutter out of `text`, and keeps what the clutter says about the article.

    A `headline` that is known already is cut from the beginning of the body.
    """
    marks = clutter.find(text)
    published = _published([m.span.of(text) for m in marks if m.kind is Kind.STAMP])
    byline = next((bylines.parse(m.span.of(text)).names for m in marks if m.kind is Kind.BYLINE), ())
    byline = byline or bylines.parse(credit_lines.reporters(text)).names
    fragments = _fragments(text, marks)
    if not headline:
        headline, fragments = _split_headline(fragments, has_marks=bool(marks))
    elif fragments:
        first, _, rest = fragments[0].partition("\n")
        if words_of(first) == words_of(headline):
            fragments = [rest.strip(), *fragments[1:]] if rest.strip() else fragments[1:]
    fragments = [f for f in fragments if f.strip(" |·•-–—\n") not in byline]
    return CleanedText(_join(fragments), headline, byline, published)


def _published(found: Sequence[str]) -> str | None:
    """The date of publication that stamps give: one that says so, else the only day that stamps without a word have."""
    plain = [s for s in found if not _CHANGED.match(s)]
    labelled = [s for s in plain if _PUBLISHED.match(s)]
    dates = [date for s in labelled[:1] or plain or found if (date := stamps.from_stamp(s))]
    return dates[0] if len({d[:10] for d in dates}) == 1 else None


def _fragments(text: str, marks: list[Clutter]) -> list[str]:
    """The text between clutter, tidied. Fragments without a word are dropped."""
    edges = [0, *(edge for mark in marks for edge in mark.span), len(text)]
    fragments = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        lines = (_SPACES.sub(" ", line) for line in Span(start, end).of(text).splitlines())
        tidy_lines = [_SPACE_BEFORE_SIGN.sub(r"\1", line).strip(_SEPARATORS) for line in lines]
        fragment = _BLANK_LINES.sub("\n\n", "\n".join(tidy_lines)).strip()
        if re.search(r"\w\w", fragment):
            fragments.append(fragment)
    return fragments


def _split_headline(fragments: list[str], *, has_marks: bool) -> tuple[str, list[str]]:
    """The headline and the other fragments.

    A headline is a first line, or a first fragment between marks, without a full stop.
    """
    if not fragments:
        return "", []
    first, _, rest = fragments[0].partition("\n")
    is_alone = bool(rest) or (has_marks and len(fragments) > 1)
    is_sentence = clutter.ends_as_sentence(first) and not first.endswith(_HEADLINE_ENDS)
    if not is_alone or is_sentence or len(first) > _MAX_HEADLINE:
        return "", fragments
    rest = rest.strip()
    return first.strip(), [rest, *fragments[1:]] if rest else fragments[1:]


def _join(fragments: list[str]) -> str:
    """The fragments as one text. A sentence that clutter cut in two becomes one again."""
    parts: list[str] = []
    for fragment in fragments:
        if parts:
            goes_on = fragment[:1].islower() and not clutter.ends_as_sentence(parts[-1])
            parts.append(" " if goes_on else "\n\n")
        parts.append(fragment)
    return "".join(parts)
