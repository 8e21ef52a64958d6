"""Scraped text: the article out of what was run together with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.english import clutter
from retold.english.clutter import Clutter, Kind
from retold.extract import dates
from retold.types import Span

_AUTHOR = re.compile(r",\s*(?:and\s)?|\sand\s|\s&\s|;\s*")
_LOOSE = re.compile(r"[ \t]+([,.;:!?])(?=\s|$)")
_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The article in a scraped text. What the text does not say is empty."""

    body: str
    headline: str = ""
    byline: tuple[str, ...] = ()
    published: str | None = None


def authors(byline: str) -> tuple[str, ...]:
    """Names in "Jane Doe, John Roe and Ann Poe"; roles, links and handles are left out."""
    names = (re.sub(r"^(?:By|by|BY)\s+", "", part).strip(" .|") for part in _AUTHOR.split(byline))
    kept = [n for n in names if n and len(n.split()) <= 5 and not re.search(r"[@/\d]|\.com\b", n)]
    return tuple(dict.fromkeys(kept))


def clean(text: str, headline: str = "") -> Cleaned:
    """Cuts clutter out of `text` and keeps what it says of the article.

    `headline`, where it is known already, is cut from the head of the body.
    """
    found = clutter.find(text)
    published = next((d for c in found if c.kind is Kind.STAMP and (d := dates.from_stamp(c.span.of(text)))), None)
    byline = next((authors(c.span.of(text)) for c in found if c.kind is Kind.BYLINE), ())
    fragments = _kept(text, found)
    if not headline:
        headline, fragments = _headline(fragments, has_marks=bool(found))
    elif fragments:
        first, _, rest = fragments[0].partition("\n")
        if _same(first, headline):
            fragments = [rest.strip(), *fragments[1:]] if rest.strip() else fragments[1:]
    fragments = [f for f in fragments if f.strip(" |·•-–—\n") not in byline]
    return Cleaned(_joined(fragments), headline, byline, published)


def _kept(text: str, found: list[Clutter]) -> list[str]:
    """What stands between clutter, tidied; fragments without a word are dropped."""
    edges = [0, *(x for c in found for x in c.span), len(text)]
    pieces = (Span(a, b).of(text) for a, b in zip(edges[::2], edges[1::2], strict=True))
    fragments = []
    for piece in pieces:
        lines = [_LOOSE.sub(r"\1", _SPACES.sub(" ", line)).strip(" |·•") for line in piece.splitlines()]
        tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        if re.search(r"\w\w", tidy):
            fragments.append(tidy)
    return fragments


def _same(fragment: str, headline: str) -> bool:
    def plain(s: str) -> str:
        return re.sub(r"\W+", " ", s).strip().casefold()

    return plain(fragment) == plain(headline)


def _headline(fragments: list[str], *, has_marks: bool) -> tuple[str, list[str]]:
    """The headline is a first line, or a first fragment between markers, without a full stop."""
    if not fragments:
        return "", []
    first, _, rest = fragments[0].partition("\n")
    alone = bool(rest) or (has_marks and len(fragments) > 1)
    if (
        not alone
        or (clutter.ends_as_sentence(first) and not first.endswith(("?", "!", "”", "'", '"', "’")))
        or len(first) > 200
    ):
        return "", fragments
    rest = rest.strip()
    return first.strip(), [rest, *fragments[1:]] if rest else fragments[1:]


def _joined(fragments: list[str]) -> str:
    """Fragments as text: a sentence that clutter had cut in two is one again."""
    body = ""
    for fragment in fragments:
        if body and not clutter.ends_as_sentence(body) and fragment[:1].islower():
            body += " " + fragment
        else:
            body += ("\n\n" if body else "") + fragment
    return body
