"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from retold.errors import FormatError
from retold.records.feeds import EntryData, FeedData
from retold.sources import html_text
from retold.sources.charsets import decode
from retold.sources.feeds.dates import to_rfc3339
from retold.sources.feeds.full_text import full_text
from retold.sources.urls import normalise_url

MAX_ENTRIES = 1000
_MAX_LANGUAGE = 20


def parse(data: bytes, url: str) -> FeedData:
    """The feed in `data`, from `url`. Raises `FormatError` if it is no JSON Feed."""
    try:
        feed = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"is not JSON: {error}", url) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise FormatError("is JSON, but no JSON Feed: it has no items", url)
    hubs = [h for h in _list(feed.get("hubs")) if isinstance(h, dict) and str(h.get("type", "")).lower() == "websub"]
    entries = (_entry(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict))
    return FeedData(
        "json",
        title=_string(feed.get("title")),
        site=normalise_url(_string(feed.get("home_page_url")), url),
        language=_language(feed),
        entries=tuple(e for e in entries if e is not None),
        hub=normalise_url(_string(hubs[0].get("url")), url) if hubs else "",
        topic=normalise_url(_string(feed.get("feed_url")), url),
    )


def _entry(item: dict[str, Any], feed_url: str) -> EntryData | None:
    item_id = _string(item.get("id"))
    url = normalise_url(_string(item.get("url")) or _string(item.get("external_url")) or item_id, feed_url)
    if not url:
        return None
    paragraphs = (p for p in _string(item.get("content_text")).split("\n") if p.strip())
    html = _string(item.get("content_html")) or "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    authors = [a for a in (*_list(item.get("authors")), item.get("author")) if isinstance(a, dict)]
    names = (_string(a.get("name")).strip() for a in authors)
    summary = _string(item.get("summary"))
    return EntryData(
        item_id or url,
        url,
        headline=html_text.text(_string(item.get("title"))),
        byline=tuple(dict.fromkeys(n for n in names if n)),
        published=to_rfc3339(_string(item.get("date_published"))),
        updated=to_rfc3339(_string(item.get("date_modified"))) or "",
        summary=html_text.text(summary),
        content=full_text(html, summary, url),
        language=_language(item),
    )


def _language(fields: dict[str, Any]) -> str:
    return _string(fields.get("language"))[:_MAX_LANGUAGE]


def _string(value: object) -> str:
    """A string, or an integer as one; "" for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
