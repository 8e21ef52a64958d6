"""Feeds of every format, each parsed into a `FeedData`."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

from retold.errors import FormatError
from retold.records.feeds import FeedData
from retold.sources.charsets import charset_of, decode
from retold.sources.feeds import json_feed, news_sitemap, syndication
from retold.sources.feeds.entry_ids import with_own_ids

MAX_BYTES = 10_000_000
"""Largest feed, after decompression."""
MAX_TAGS = 400_000
"""Signs `<` in a feed; one with more is an attack."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one tag; one with more is an attack."""
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
)
"""What we ask for. HTML, too: a page can link to its feeds."""
_GZIP = b"\x1f\x8b"
_HEAD = 20_000
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF|urlset|sitemapindex)\b")
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_HTML = re.compile(rb"<html\b", re.IGNORECASE)
_ENCODING = re.compile(
    rb"""
    \A ( \s* <\?xml [^>]{0,100}? )                                 # kept
    \s+ encoding \s*=\s* (?: "[^">]{0,100}" | '[^'>]{0,100}' )     # removed
    """,
    re.VERBOSE,
)
_ATTRIBUTES = re.compile(
    rb"""
    (?<![\w:.-])
    (?: [\w:.-]++ \s*+ = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'<>]++ ) \s*+ ){2,}+
    """,
    re.VERBOSE,
)
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


def parse(data: bytes, content_type: str, url: str) -> FeedData:
    """The feed in `data`, which came from `url` with the header `content_type`.

    Formats: RSS 0.9x and 2.0, RDF (RSS 1.0), Atom (RFC 4287), JSON Feed 1.1, news sitemaps and their indexes
    (sitemaps.org). Each entry has an id of its own.

    Raises `FormatError` if it is none of these, or made to do harm.
    """
    feed = _parsed(data, content_type, url)
    return replace(feed, entries=with_own_ids(feed.entries))


def _parsed(data: bytes, content_type: str, url: str) -> FeedData:
    if data.startswith(_GZIP):
        data = _decompress(data, url)
    if len(data) > MAX_BYTES:
        raise FormatError(f"is a feed of more than {MAX_BYTES:,} bytes", url)
    if is_json_feed(data):
        return json_feed.parse(data, url)
    data = _to_utf8(data, content_type)
    head = data[:_HEAD]
    if not _FEED.search(head):
        raise FormatError("is no feed: neither RSS, Atom, RDF, JSON Feed nor a sitemap", url)
    if _ENTITY.search(data) or data.count(b"<") > MAX_TAGS:
        raise FormatError("declares entities of its own, or has too many tags; feeds do not, attacks do", url)
    if any(attributes.group().count(b"=") > MAX_ATTRIBUTES for attributes in _ATTRIBUTES.finditer(data)):
        raise FormatError(f"has a tag with more than {MAX_ATTRIBUTES:,} attributes; feeds do not, attacks do", url)
    return news_sitemap.parse(data, url) if _SITEMAP.search(head) else syndication.parse(data, url)


def is_feed(data: bytes) -> bool:
    """Whether bytes look like a feed of any format."""
    if data.startswith(_GZIP) or is_json_feed(data):
        return True
    return bool(_FEED.search(data[:_HEAD])) and not _HTML.search(data[:2000])


def is_json_feed(data: bytes) -> bool:
    """Whether bytes begin as a JSON Feed does."""
    start = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and (b"jsonfeed.org" in start or b'"items"' in data)


def _to_utf8(data: bytes, content_type: str) -> bytes:
    """XML in UTF-8 without a declared charset.

    Wide charsets hide tags from a search in bytes, and XML parsers accept any codec that the feed names.
    """
    text = decode(data, charset_of(content_type))
    return _ENCODING.sub(rb"\1", text.encode("utf-8", "replace"), count=1)


def _decompress(data: bytes, url: str) -> bytes:
    """The bytes of a gzip file, up to one more than we accept."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return decompressor.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise FormatError(f"is not a whole gzip file: {error}", url) from error
