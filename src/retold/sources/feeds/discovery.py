"""The feeds of a page or a site."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from retold.sources.html_parser import TagParser
from retold.sources.http import client
from retold.sources.urls import normalise_url

COMMON_PATHS = (
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
"""Paths of feeds on many sites, for pages that link to none."""
_JSON = "application/json"
_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    _JSON,
    "text/xml",
    "application/xml",
)
_HEAD = 400_000
"""Code points of a page that are searched for links."""
_MAX_FEEDS = 20


def linked_feeds(html: str, url: str) -> list[str]:
    """Feeds that the page at `url` links to, in order; feeds of comments come last.

    The links are `<link rel="alternate">` (feed autodiscovery, RSS Advisory Board).
    """
    parser = _LinkParser()
    parser.parse(html[:_HEAD])
    base = urljoin(url, parser.base) if parser.base else url
    titles = {address: title for href, title in parser.links if (address := normalise_url(href, base))}
    # Python's sort is stable: the page's order stays within each of the two groups.
    return sorted(titles, key=lambda address: "comment" in f"{address} {titles[address]}".lower())[:_MAX_FEEDS]


def likely_feeds(url: str, sitemaps: Sequence[str]) -> list[str]:
    """Where a site may have feeds: news sitemaps that its robots.txt names, then common paths."""
    root = client.origin(url)
    addresses = (normalise_url(sitemap, root) for sitemap in sitemaps)
    news_sitemaps = [a for a in addresses if "news" in a.rsplit("/", 1)[-1].lower()]
    return list(dict.fromkeys([*news_sitemaps, *(root + path for path in COMMON_PATHS)]))


class _LinkParser(TagParser):
    """Collects the address and title of each link to a feed, and the base address of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        href = attributes.get("href", "")
        if tag == "base":
            self.base = self.base or href
        elif tag == "link" and href and _is_feed(attributes, href):
            self.links.append((href, attributes.get("title", "")))


def _is_feed(attributes: dict[str, str], href: str) -> bool:
    relation = attributes.get("rel", "").lower()
    media_type = attributes.get("type", "").split(";")[0].strip().lower()
    if "alternate" not in relation.split() or "stylesheet" in relation or media_type not in _FEED_TYPES:
        return False
    return media_type != _JSON or "feed" in href.lower()
