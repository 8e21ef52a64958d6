"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from retold.errors import FormatError
from retold.records.feeds import EntryData, FeedData
from retold.sources import html_text
from retold.sources.charsets import decode
from retold.sources.feeds.dates import stamp
from retold.sources.feeds.full_text import whole
from retold.sources.urls import address

MOST = 1000
"""Entries of one document."""


def read(data: bytes, url: str) -> FeedData:
    """The feed in `data`, from `url`. Raises `FormatError` for what is no JSON Feed."""
    try:
        feed = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"is not JSON: {error}", url) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise FormatError("is JSON, but no JSON Feed: it has no items", url)
    hubs = [h for h in _list(feed.get("hubs")) if isinstance(h, dict) and str(h.get("type", "")).lower() == "websub"]
    entries = [e for e in (_entry(item, url) for item in items[:MOST] if isinstance(item, dict)) if e is not None]
    return FeedData(
        "json", _text(feed.get("title")), address(_text(feed.get("home_page_url")), url), _text(feed.get("language"))[:20], tuple(entries),
        address(_text(hubs[0].get("url")), url) if hubs else "", address(_text(feed.get("feed_url")), url),
    )  # fmt: skip


def _entry(item: dict[str, Any], url: str) -> EntryData | None:
    own = address(_text(item.get("url")) or _text(item.get("external_url")) or _text(item.get("id")), url)
    if not own:
        return None
    html = _text(item.get("content_html")) or "".join(
        f"<p>{escape(p)}</p>" for p in _text(item.get("content_text")).split("\n") if p.strip()
    )
    people = [p for p in (*_list(item.get("authors")), item.get("author")) if isinstance(p, dict)]
    byline = tuple(dict.fromkeys(n for n in (_text(p.get("name")).strip() for p in people) if n))
    summary = _text(item.get("summary"))
    return EntryData(
        _text(item.get("id")) or own, own, html_text.text(_text(item.get("title"))), byline, stamp(_text(item.get("date_published"))),
        stamp(_text(item.get("date_modified"))) or "", html_text.text(summary), whole(html, summary, own), _text(item.get("language"))[:20],
    )  # fmt: skip


def _text(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
