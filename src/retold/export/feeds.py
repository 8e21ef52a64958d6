"""Feeds of the web app's lists: Atom (RFC 4287, with pages by RFC 5005) and JSON Feed 1.1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from retold.config import VERSION
from retold.timestamps import in_own_zone

NAME = "Retold"
EPOCH = "1970-01-01T00:00:00Z"
"""Stands where a date is required and none is known."""
XML = '<?xml version="1.0" encoding="utf-8"?>'
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, even escaped."""
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed: a page of the web app.

    `id` is an absolute IRI that never changes, `url` the address of the page. `published` and `updated`
    are RFC 3339, a date or a date and time as the article gives them; None if unknown.
    """

    id: str
    url: str
    title: str
    summary: str = ""
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, or one page of it.

    `url` is the address of the HTML page, `self_url` that of the feed itself, and `next_url` that of the next
    page of the feed, "" if there is none. If `updated` is "", the latest date of the items is used.
    """

    title: str
    url: str
    self_url: str
    items: tuple[Item, ...]
    updated: str = ""
    description: str = ""
    next_url: str = ""


def atom(feed: Feed) -> str:
    """The feed as an Atom document (RFC 4287), to be sent as `application/atom+xml` in UTF-8.

    Its `id` is `url`, so readers see all its pages as one feed. If two items have one id, the first is used.
    An item without a date gets the `updated` of the feed, and an item without an author gets the author of
    the feed, Retold.
    """
    updated = moment(feed.updated) or _latest(feed.items) or EPOCH
    parts = [XML, '<feed xmlns="http://www.w3.org/2005/Atom">', *_head(feed, updated)]
    for item in _unique(feed.items):
        parts += ["<entry>", *_entry(item, updated), "</entry>"]
    return "\n".join([*parts, "</feed>\n"])


def _head(feed: Feed, updated: str) -> Iterator[str]:
    yield element("id", feed.url)
    yield element("title", feed.title or feed.url)
    if feed.description:
        yield element("subtitle", feed.description)
    yield element("updated", updated)
    yield f"<author>{element('name', NAME)}</author>"
    yield element("generator", NAME, version=VERSION)
    yield element("link", rel="alternate", type="text/html", href=feed.url)
    yield element("link", rel="self", type="application/atom+xml", href=feed.self_url)
    if feed.next_url:
        yield element("link", rel="next", type="application/atom+xml", href=feed.next_url)


def _entry(item: Item, updated: str) -> Iterator[str]:
    published = moment(item.published)
    yield element("id", item.id)
    yield element("title", item.title)
    yield element("updated", moment(item.updated) or published or updated)
    if published:
        yield element("published", published)
    for name in _not_blank(item.authors):
        yield f"<author>{element('name', name)}</author>"
    yield element("link", rel="alternate", type="text/html", href=item.url)
    if item.summary:
        yield element("summary", item.summary)
    for tag in _not_blank(item.tags):
        yield element("category", term=tag)


def json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as JSON values of JSON Feed 1.1 (jsonfeed.org), to be sent as `application/feed+json` in UTF-8.

    An item must have content: its summary, or its title if it has none. Unknown dates are left out.
    """
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title or feed.url,
        "home_page_url": feed.url,
        "feed_url": feed.self_url,
        "description": feed.description,
        "next_url": feed.next_url,
        "authors": [{"name": NAME}],
    }
    return {**pruned(head), "items": [_json_item(item) for item in _unique(feed.items)]}


def _json_item(item: Item) -> dict[str, Any]:
    values = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "date_published": moment(item.published),
        "date_modified": moment(item.updated),
        "authors": [{"name": name} for name in _not_blank(item.authors)],
        "tags": _not_blank(item.tags),
    }
    return {**pruned(values), "content_text": pruned(item.summary or item.title)}


def moment(value: str | None) -> str:
    """A date, or a date and time, as an RFC 3339 date-time. Anything else gives "".

    A date alone becomes its midnight. A time without an offset is taken as UTC.
    """
    date = _parse(value)
    return in_own_zone(date) if date else ""


def _parse(value: str | None) -> datetime | None:
    try:
        date = datetime.fromisoformat((value or "").strip())
    except ValueError:
        return None
    if date.tzinfo is None:
        return date.replace(tzinfo=UTC)
    offset = date.utcoffset()
    # RFC 3339 has no seconds in an offset. Local mean times, such as +00:53:28, have some.
    return None if offset is None or offset.total_seconds() % 60 else date


def _latest(items: Iterable[Item]) -> str:
    dates = [date for item in items if (date := _parse(item.updated) or _parse(item.published))]
    return in_own_zone(max(dates)) if dates else ""


def _unique(items: Iterable[Item]) -> list[Item]:
    """The first item of each id. Readers take a second one for a new version of the first (RFC 4287, 4.1.1)."""
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(legal(item.id), item)
    return list(first.values())


def _not_blank(names: Iterable[str]) -> list[str]:
    return [name for name in names if legal(name).strip()]


def legal(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold: control codes, lone surrogates, U+FFFE and U+FFFF."""
    return _ILLEGAL.sub("", text)


def element(name: str, text: str = "", **attributes: str) -> str:
    """An XML element with its attributes, and text if there is any."""
    start = name + "".join(f" {key}={quoteattr(legal(value))}" for key, value in attributes.items())
    content = escape(legal(text), {"\r": "&#13;"})  # a parser would read a bare carriage return as a line feed
    return f"<{start}>{content}</{name}>" if content or not attributes else f"<{start}/>"


def pruned(value: Any) -> Any:
    """JSON values without nulls and empty values, at any depth.

    Lone surrogates, which UTF-8 cannot carry, become U+FFFD.
    """
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        pairs = ((key, pruned(inner)) for key, inner in value.items())
        return {key: inner for key, inner in pairs if inner not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [inner for inner in map(pruned, value) if inner not in (None, "", [], {})]
    return value
