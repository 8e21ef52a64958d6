"""RSS, RDF and Atom, through feedparser, which forgives what real feeds get wrong and takes scripts out of what they carry."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from retold.english.calendar import WEEKDAYS
from retold.errors import FormatError
from retold.records.feeds import EntryData, FeedData, Hints
from retold.sources import html_text
from retold.sources.feeds.full_text import whole
from retold.sources.urls import address

MOST = 1000
"""Entries of one document."""
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}


def read(data: bytes, url: str) -> FeedData:
    """The feed in `data`, which is UTF-8. Raises `FormatError` where nothing of a feed can be made out."""
    import feedparser  # heavy

    try:
        # A stream, never bytes or text: those would be tried as a file name or an address first.
        parsed = feedparser.parse(
            BytesIO(data), response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url}
        )
    except Exception as error:
        raise FormatError(f"the feed could not be parsed ({type(error).__name__})", url) from error
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        raise FormatError(
            f"is no feed that can be read: {parsed.get('bozo_exception') or 'nothing of one is in it'}", url
        )
    feed = parsed.feed
    related = _links(feed, url)
    entries = [e for e in (_entry(item, url) for item in parsed.entries[:MOST]) if e is not None]
    return FeedData(
        "rdf" if version in ("rss090", "rss10") else version[:4] if version.startswith("atom") else "rss",
        html_text.text(str(feed.get("title") or "")), address(str(feed.get("link") or ""), url), str(feed.get("language") or "")[:20],
        tuple(entries), related.get("hub", ""), related.get("self", ""), _hints(feed, data),
    )  # fmt: skip


def _links(feed: Any, url: str) -> dict[str, str]:
    """The first address of each relation (RFC 8288)."""
    found: dict[str, str] = {}
    for link in feed.get("links") or []:
        for relation in str(link.get("rel") or "alternate").lower().split():
            found.setdefault(relation, address(str(link.get("href") or ""), url))
    return found


def _entry(item: Any, url: str) -> EntryData | None:
    guid = str(item.get("id") or "")
    own = address(str(item.get("feedburner_origlink") or item.get("link") or ""), url) or address(guid)
    if not own:
        return None
    content = next(
        (str(c.get("value") or "") for c in item.get("content") or [] if "html" in str(c.get("type") or "html")), ""
    )
    summary = str(item.get("summary") or "")
    # feedparser gives a content element as the summary, too, where there is no other.
    people = [html_text.text(str(a.get("name") or "")) for a in item.get("authors") or []] or [
        html_text.text(str(item.get("author") or ""))
    ]
    published, updated = (
        _stamp(item.get("published_parsed")),
        _stamp(item.get("updated_parsed") if "updated" in item else None),
    )
    return EntryData(
        guid or own, own, html_text.text(str(item.get("title") or "")), tuple(dict.fromkeys(p for p in people if p)), published or updated,
        updated if updated and updated != published else "", html_text.text(summary), whole(content, summary, own), str((item.get("title_detail") or {}).get("language") or "")[:20],
    )  # fmt: skip


def _stamp(parsed: Any) -> str | None:
    """RFC 3339 of what feedparser read as UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat().replace("+00:00", "Z") if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _hints(feed: Any, data: bytes) -> Hints:
    """`ttl`, `skipHours`, `skipDays` (RSS 2.0) and `sy:updatePeriod` (RSS 1.0 Syndication)."""
    every = _number(feed.get("ttl")) * 60
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0.0)
    if period:
        every = max(every, period / max(1.0, _number(feed.get("sy_updatefrequency")) or 1.0))
    # feedparser keeps but the last of each.
    hours = [int(h) for h in _within(data, b"skipHours", rb"<hour>\s*(\d{1,2})\s*</hour>")]
    days = frozenset(
        WEEKDAYS.index(d.decode().lower())
        for d in _within(data, b"skipDays", rb"<day>\s*([A-Za-z]{6,9})\s*</day>")
        if d.decode().lower() in WEEKDAYS
    )
    return Hints(every, frozenset(h % 24 for h in hours), days if len(days) < 7 else frozenset())


def _within(data: bytes, block: bytes, pattern: bytes) -> list[bytes]:
    start, end = data.find(b"<" + block + b">"), data.find(b"</" + block + b">")
    return re.findall(pattern, data[start:end]) if 0 <= start < end else []


def _number(value: Any) -> float:
    text = str(value or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0
