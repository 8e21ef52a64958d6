"""The feeds that a page leads to."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin

from retold.sources.http import client
from retold.sources.urls import address

_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "text/xml",
    "application/xml",
)
PATHS = (
    "/feed",
    "/rss",
    "/feed.xml",
    "/rss.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
)
"""Where feeds often are, where a page names none."""
_HEAD, MOST = 400_000, 20


def linked(html: str, url: str) -> list[str]:
    """Feeds that a page at `url` names (`<link rel="alternate">`, RSS Advisory Board's autodiscovery), in its order; those of comments last."""
    reader = _Links()
    reader.feed(html[:_HEAD])
    base = urljoin(url, reader.base) if reader.base else url
    found = list(dict.fromkeys(a for a in (address(href, base) for href, _ in reader.found) if a))
    titles = {address(href, base): title for href, title in reader.found}
    # Python's sort is stable, so the page's order holds within each group.
    return sorted(found, key=lambda a: "comment" in f"{a} {titles[a]}".lower())[:MOST]


def guessed(url: str, sitemaps: Sequence[str]) -> list[str]:
    """Where a site may have feeds: the sitemaps with news that its robots.txt names, then common paths."""
    root = client.origin(url)
    named = [a for a in (address(s, root) for s in sitemaps) if a and "news" in a.rsplit("/", 1)[-1].lower()]
    return list(dict.fromkeys([*named, *(root + path for path in PATHS)]))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {k: v or "" for k, v in attrs}
        if tag == "base":
            self.base = self.base or named.get("href", "")
        elif (
            tag == "link"
            and "alternate" in named.get("rel", "").lower().split()
            and "stylesheet" not in named.get("rel", "").lower()
        ):
            kind = named.get("type", "").split(";")[0].strip().lower()
            if (
                kind in _TYPES
                and named.get("href")
                and not (kind == "application/json" and "feed" not in named["href"].lower())
            ):
                self.found.append((named["href"], named.get("title", "")))
