"""News sitemaps, and indexes of sitemaps (https://www.sitemaps.org/protocol.html, Google's news extension)."""

from __future__ import annotations

from xml.etree import ElementTree

from retold.errors import FormatError
from retold.records.feeds import EntryData, FeedData
from retold.sources.feeds.dates import to_rfc3339
from retold.sources.urls import normalise_url

MAX_ENTRIES = 1000
"""Articles of one sitemap: a news sitemap has no more."""
MAX_PARTS = 8
"""Sitemaps of one index that are read."""
_MAX_PAGES = 50 * MAX_ENTRIES
_MAX_LANGUAGE = 20


def parse(data: bytes, url: str) -> FeedData:
    """The sitemap in `data`, from `url`. Raises `FormatError` if it cannot be read as one.

    Only pages with news metadata are entries: other sitemaps list pages of every kind, and give no entries. Of an
    index, the sitemaps with "news" in their name are its parts; if there are none, those that changed last.
    """
    if b"<!DOCTYPE" in data[:20_000]:
        raise FormatError("is a sitemap with a document type; sitemaps have none, attacks do", url)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FormatError(f"is not well-formed XML: {error}", url) from error
    if _name(root.tag) == "sitemapindex":
        return FeedData("index", parts=_parts(root, url))
    nodes = (node for node in list(root)[:_MAX_PAGES] if _name(node.tag) == "url")
    entries = [e for e in (_entry(node, url) for node in nodes) if e is not None]
    entries.sort(key=lambda e: e.published or "", reverse=True)  # the oldest are cut
    titles = (_text(node, "news", "publication", "name") for node in root)
    return FeedData("sitemap", title=next(filter(None, titles), ""), entries=tuple(entries[:MAX_ENTRIES]))


def _parts(root: ElementTree.Element, url: str) -> tuple[str, ...]:
    sitemaps = [
        (to_rfc3339(_text(node, "lastmod")) or "", normalise_url(_text(node, "loc"), url))
        for node in list(root)[:_MAX_PAGES]
        if _name(node.tag) == "sitemap"
    ]
    latest_first = [address for _, address in sorted(sitemaps, reverse=True) if address]
    news = [address for address in latest_first if "news" in address.rsplit("/", 1)[-1].lower()]
    return tuple(dict.fromkeys(news or latest_first))[:MAX_PARTS]


def _entry(node: ElementTree.Element, sitemap_url: str) -> EntryData | None:
    url = normalise_url(_text(node, "loc"), sitemap_url)
    if not url or _child(node, "news") is None:
        return None
    published = to_rfc3339(_text(node, "news", "publication_date"))
    updated = to_rfc3339(_text(node, "lastmod")) or ""
    return EntryData(
        url,
        url,
        headline=_text(node, "news", "title"),
        published=published,
        updated=updated if updated != published else "",
        language=_text(node, "news", "publication", "language")[:_MAX_LANGUAGE],
    )


def _name(tag: object) -> str:
    """A tag without its namespace."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _child(node: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((child for child in node if _name(child.tag) == name), None)


def _text(node: ElementTree.Element, *path: str) -> str:
    """The text of the element at the end of a path of names; "" if there is none."""
    element: ElementTree.Element | None = node
    for name in path:
        element = _child(element, name) if element is not None else None
    return " ".join((element.text or "").split()) if element is not None else ""
