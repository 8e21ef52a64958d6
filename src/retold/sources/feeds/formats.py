"""Feeds of every kind, each into one `FeedData`."""

from __future__ import annotations

import re
import zlib

from retold.errors import FormatError
from retold.records.feeds import FeedData
from retold.sources.charsets import decode, named
from retold.sources.feeds import json_feed, news_sitemap, syndication

LARGEST = 10_000_000
"""Bytes of a feed, after decompression."""
MARKS = 400_000
"""Signs `<` beyond which a feed is an attack."""
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
)
"""What we ask for. HTML, too: a page leads to its feeds."""
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF|urlset|sitemapindex)\b")
_ENCODING = re.compile(rb"\A(\s*<\?xml[^>]{0,100}?)\s+encoding\s*=\s*(?:\"[^\">]{0,100}\"|'[^'>]{0,100}')")
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


def read(data: bytes, content_type: str, url: str) -> FeedData:
    """The feed in `data`, that came from `url` with the header `content_type`.

    RSS 0.9x and 2.0, RDF (RSS 1.0), Atom (RFC 4287), JSON Feed 1.1, sitemaps with news and indexes of them (sitemaps.org).

    Raises `FormatError` where it is none of these, or one that is made to do harm.
    """
    if data.startswith(b"\x1f\x8b"):
        data = _unzipped(data, url)
    if len(data) > LARGEST:
        raise FormatError(f"a feed of more than {LARGEST:,} bytes", url)
    if is_json(data):
        return json_feed.read(data, url)
    data = _utf8(data, content_type)
    head = data[:20_000]
    if not _FEED.search(head):
        raise FormatError("is no feed: neither RSS, Atom, RDF, JSON Feed nor a sitemap", url)
    if _ENTITY.search(data) or data.count(b"<") > MARKS:
        raise FormatError("declares entities of its own, or has too many tags: feeds do not, attacks do", url)
    if re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", head):
        return news_sitemap.read(data, url)
    return syndication.read(data, url)


def is_json(data: bytes) -> bool:
    """Whether bytes begin as a JSON Feed does."""
    start = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and (b"jsonfeed.org" in start or b'"items"' in data)


def is_feed(data: bytes) -> bool:
    """Whether bytes look like a feed of any kind."""
    return (
        data.startswith(b"\x1f\x8b")
        or is_json(data)
        or (bool(_FEED.search(data[:20_000])) and not re.search(rb"<html\b", data[:2000], re.IGNORECASE))
    )


def _utf8(data: bytes, content_type: str) -> bytes:
    """XML in UTF-8 that declares no charset: wide ones hide markup from a search of bytes, and parsers take any codec that is named."""
    return _ENCODING.sub(rb"\1", decode(data, named(content_type)).encode("utf-8", "replace"), count=1)


def _unzipped(data: bytes, url: str) -> bytes:
    """The bytes of a gzip file, and no more than we take."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = unpacker.decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise FormatError(f"is not a whole gzip file: {error}", url) from error
    return found
