"""When a page says that its article was published.

Only what is said of the article itself counts: its node in JSON-LD (schema.org), then the `meta` elements of the head,
then the stamp that a reader sees beside the headline. Dates of other stories, videos, tickers and copyright lines say
nothing about it. Where two nodes or stamps disagree and nothing tells which is the article's, there is no date.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from retold import timestamps
from retold.english.clutter_markers import STAMP
from retold.extract import dates, scripts
from retold.extract.page_tree import ParsedPage
from retold.extract.scripts import Node

LONGEST_STAMP = 80
"""Code points of a visible stamp."""
MOST_PIECES = 20
"""Texts of an element that are looked at."""
HEAD_PARAGRAPHS = 2
"""Paragraphs of the article before which its stamp stands."""

_ARTICLE_TYPES = ("article", "blogposting", "report", "review")
_PAGE_TYPE = "webpage"
"""How types of schema.org end."""
_META = (
    "article:published_time article:published datepublished parsely-pub-date publish-date publish_date pubdate "
    "publication_date sailthru.date dc.date.issued dcterms.issued og:published_time date dc.date"
).split()
"""Names of `meta` elements for the date of publication, the most telling first."""
_META_MODIFIED = "article:modified_time article:modified datemodified og:updated_time dcterms.modified".split()
_STAMP_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date\w*|pub(?:lish)?\w*|posted\w*|time|timestamp|byline)(?:$|[\s_-])", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:related|ticker|teasers?|sidebar|comments?|footer|promo|recommend\w*|trending|popular|latest|cards?"
    r"|more|widget|carousel|video|player|breaking)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OF_CHANGE = re.compile(r"modif|update", re.IGNORECASE)
_OF_PUBLICATION = re.compile(r"publi|posted|created", re.IGNORECASE)
_MODIFIED_STAMP = re.compile(r"\s*(?:last\s)?(?:updated|modified|edited)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageDates:
    """When the article of a page was published and changed, RFC 3339; None where the page does not say."""

    published: str | None
    modified: str | None


def find(page: ParsedPage, headline: str, url: str, now: datetime) -> PageDates:
    """The dates that a page gives for its article, which has this headline."""
    tree = page.tree
    if tree is None:
        return PageDates(dates.choose([], url, now), None)
    nodes = _own_nodes(page.nodes, headline)
    stated = [_one([node.get("datePublished") for node in nodes], now), _meta(tree, _META, now)]
    published = next((d for d in stated if d), None) or _visible(tree, headline, now)
    changed = [_one([node.get("dateModified") for node in nodes], now), _meta(tree, _META_MODIFIED, now)]
    return PageDates(dates.choose([published], url, now), next((d for d in changed if d), None))


def _read(value: object, now: datetime) -> str | None:
    """A date from JSON or an attribute: text, or seconds or milliseconds since 1970. None if it cannot be true."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    text = str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    text = timestamps.of_count(text) or text
    return dates.stated(text, now) if len(text) <= LONGEST_STAMP else None


def _one(values: Sequence[object], now: datetime) -> str | None:
    """The date that all `values` give; None if they give two days, or none."""
    found = [d for d in (_read(value, now) for value in values) if d]
    return found[0] if len({d[:10] for d in found}) == 1 else None


# JSON-LD


def _own_nodes(nodes: Sequence[Node], headline: str) -> list[Node]:
    """The nodes for the article of the page: those with its headline, or the only one; else the node of the page."""
    articles = [n for n in nodes if _is_of(n, _ARTICLE_TYPES)]
    pages = [n for n in nodes if _is_of(n, _PAGE_TYPE) and not _is_of(n, _ARTICLE_TYPES)]
    named = [n for n in articles if headline and _same(str(n.get("headline") or n.get("name") or ""), headline)]
    return named or (articles if len(articles) == 1 else []) or pages[:1]


def _is_of(node: Node, endings: str | tuple[str, ...]) -> bool:
    return any(name.endswith(endings) for name in scripts.types(node))


def _same(one: str, other: str) -> bool:
    """Whether two headlines are of one article: they share most words of the shorter one."""
    a, b = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return len(a & b) > 0.6 * max(1, min(len(a), len(b)))


# The head and the visible page


def _meta(tree: Any, names: Sequence[str], now: datetime) -> str | None:
    """The date of the first of these `meta` elements that has one; those in the body can belong to other things."""
    found: dict[str, str] = {}
    for head in tree.iter("head"):
        for meta in head.iter("meta"):
            for attribute in ("property", "name", "itemprop"):
                name = (meta.get(attribute) or "").strip().lower()
                if name in names and (date := _read(meta.get("content"), now)):
                    found.setdefault(name, date)
    return next((found[name] for name in names if name in found), None)


def _visible(tree: Any, headline: str, now: datetime) -> str | None:
    """The stamp beside the headline of the article; None if there is none, or if stamps there disagree."""
    heading = _heading(tree, headline)
    if heading is None:
        return None
    own = set(heading.iterancestors())
    frame = next((p for p in heading.iterancestors() if p.tag in ("article", "main")), None)
    stamps: list[str] = []
    paragraphs, is_near = 0, frame is not None
    for element in _elements(tree if frame is None else frame, own):
        is_near |= element is heading
        if element.tag == "p" and len(_text(element)) > LONGEST_STAMP:
            paragraphs += is_near
        if paragraphs >= HEAD_PARAGRAPHS:
            break
        if is_near and (date := _stamp(element, now)):
            stamps.append(date)
    return stamps[0] if len({d[:10] for d in stamps}) == 1 else None


def _stamp(element: Any, now: datetime) -> str | None:
    """The date of a stamp of publication: all the text of an element, or in an element that is named for it."""
    text, kind = _text(element), f"{element.get('class', '')} {element.get('itemprop', '')}"
    if _MODIFIED_STAMP.match(text) or (_OF_CHANGE.search(kind) and not _OF_PUBLICATION.search(kind)):
        return None
    if element.tag == "time":
        return _read(element.get("datetime"), now) or _read(text, now)
    if _STAMP_CLASS.search(kind):
        return _read(element.get("content") or text, now)
    return _read(text, now) if STAMP.fullmatch(text) else None


def _text(element: Any) -> str:
    """The first words of an element, in one line: a little more than a stamp can have."""
    pieces: list[str] = []
    length = 0
    for piece in islice(element.itertext(), MOST_PIECES):
        pieces.append(piece[: LONGEST_STAMP * 2])
        length += len(piece)
        if length > LONGEST_STAMP * 2:
            break
    return " ".join("".join(pieces).split())


def _heading(tree: Any, headline: str) -> Any | None:
    """The element with the headline; else the first heading of the page."""
    first = None
    for heading in tree.iter("h1", "h2"):
        if headline and _same(_text(heading), headline):
            return heading
        first = heading if first is None and heading.tag == "h1" else first
    return first


def _elements(top: Any, own: Container[Any]) -> Iterator[Any]:
    """The elements below `top` in order, without the parts of the page that are about something else.

    `own`: the elements around the headline, which are never such parts.
    """
    waiting = [top]
    while waiting:
        element = waiting.pop()
        is_own = element is top or element in own
        if isinstance(element.tag, str) and (is_own or not _is_elsewhere(element, top)):
            yield element
            waiting += reversed(element)


def _is_elsewhere(element: Any, top: Any) -> bool:
    """Whether an element is a part of the page that is about something else than the article."""
    if element.tag in ("aside", "nav", "footer", "figure", "blockquote", "head", "script", "style"):
        return True
    if element.tag == "article" and top.tag == "article":
        return True
    return bool(_ELSEWHERE.search(f"{element.get('class', '')} {element.get('id', '')}"))
