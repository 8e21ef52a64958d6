"""Sitemaps with news, and indexes of sitemaps (https://www.sitemaps.org/protocol.html, Google's news extension)."""

from __future__ import annotations

from xml.etree import ElementTree

from retold.errors import FormatError
from retold.records.feeds import EntryData, FeedData
from retold.sources.feeds.dates import stamp
from retold.sources.urls import address

MOST, PARTS = 1000, 8
"""Articles of one sitemap, as a news sitemap has at most; sitemaps of an index that are read."""


def read(data: bytes, url: str) -> FeedData:
    """The sitemap in `data`, from `url`. Raises `FormatError` for what cannot be read as one.

    Of a sitemap, articles with news metadata are entries; a sitemap without any has pages of every kind, and gives none.
    Of an index, sitemaps with news in their name are its parts, else those changed last.
    """
    if b"<!DOCTYPE" in data[:20_000]:
        raise FormatError("a sitemap with a document type: sitemaps have none, attacks do", url)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FormatError(f"is not well-formed XML: {error}", url) from error
    if _name(root.tag) == "sitemapindex":
        return FeedData("index", parts=_parts(root, url))
    entries = [
        e for e in (_entry(node, url) for node in list(root)[: 50 * MOST] if _name(node.tag) == "url") if e is not None
    ]
    # The latest first: a full one is cut at its oldest.
    entries.sort(key=lambda e: e.published or "", reverse=True)
    named = next((_said(n, "news", "publication", "name") for n in root if _said(n, "news", "publication", "name")), "")
    return FeedData("sitemap", named, entries=tuple(entries[:MOST]))


def _parts(root: ElementTree.Element, url: str) -> tuple[str, ...]:
    listed = [
        (stamp(_said(n, "lastmod")) or "", address(_said(n, "loc"), url))
        for n in list(root)[:50_000]
        if _name(n.tag) == "sitemap"
    ]
    latest = sorted(((when, at) for when, at in listed if at), reverse=True)
    news = [at for _, at in latest if "news" in at.rsplit("/", 1)[-1].lower()]
    return tuple(dict.fromkeys(news or [at for _, at in latest]))[:PARTS]


def _entry(node: ElementTree.Element, url: str) -> EntryData | None:
    own = address(_said(node, "loc"), url)
    if not own or _found(node, "news") is None:
        return None
    published = stamp(_said(node, "news", "publication_date"))
    changed = stamp(_said(node, "lastmod")) or ""
    return EntryData(
        own, own, _said(node, "news", "title"), published=published, updated=changed if changed != published else "",
        language=_said(node, "news", "publication", "language")[:20],
    )  # fmt: skip


def _name(tag: object) -> str:
    """A tag without its namespace."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _found(node: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((child for child in node if _name(child.tag) == name), None)


def _said(node: ElementTree.Element, *path: str) -> str:
    """The text below a node, by the names that lead there."""
    at: ElementTree.Element | None = node
    for name in path:
        at = _found(at, name) if at is not None else None
    return " ".join((at.text or "").split()) if at is not None else ""
