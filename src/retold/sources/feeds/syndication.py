"""RSS, RDF and Atom, parsed by feedparser, which accepts the mistakes of real feeds."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from retold import timestamps
from retold.english.calendar import WEEKDAYS
from retold.errors import FormatError
from retold.records.feeds import EntryData, FeedData, Hints
from retold.sources import html_text
from retold.sources.feeds.dates import to_rfc3339
from retold.sources.feeds.full_text import full_text
from retold.sources.urls import normalise_url

MAX_ENTRIES = 1000
_LONG_WORD = re.compile(rb"([a-zA-Z0-9_.+-]{1000})")
"""What is longer than any word or address. feedparser looks for an e-mail address from each letter of it."""
_CATEGORY = re.compile(rb"(</?(?:[\w.-]++:)?)(?:category|keywords|subject)(?=[\s/>])")
"""The name of an element that we do not use. feedparser compares each category with all others."""
_MAX_LANGUAGE = 20
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}


def parse(data: bytes, url: str) -> FeedData:
    """The feed in `data`, which is UTF-8. Raises `FormatError` if it holds no feed."""
    import feedparser  # heavy

    plain = _CATEGORY.sub(rb"\1unused", _LONG_WORD.sub(rb"\1 ", data))
    try:
        # A stream: feedparser would try bytes or text as a file name or an address first.
        parsed = feedparser.parse(
            BytesIO(plain),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise FormatError(f"the feed could not be parsed ({type(error).__name__})", url) from error
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        raise FormatError(f"is no feed that can be read: {parsed.get('bozo_exception') or 'it is empty'}", url)
    feed = parsed.feed
    links = _links(feed, url)
    entries = (_entry(item, url) for item in parsed.entries[:MAX_ENTRIES])
    return FeedData(
        _format(version),
        title=html_text.text(_string(feed, "title")),
        site=normalise_url(_string(feed, "link"), url),
        language=_string(feed, "language")[:_MAX_LANGUAGE],
        entries=tuple(e for e in entries if e is not None),
        hub=links.get("hub", ""),
        topic=links.get("self", ""),
        hints=_hints(feed, data),
    )


def _format(version: str) -> str:
    if version in ("rss090", "rss10"):
        return "rdf"
    return "atom" if version.startswith("atom") else "rss"


def _links(feed: Any, url: str) -> dict[str, str]:
    """The first address of each link relation (RFC 8288)."""
    links: dict[str, str] = {}
    for link in feed.get("links") or []:
        for relation in str(link.get("rel") or "alternate").lower().split():
            links.setdefault(relation, normalise_url(_string(link, "href"), url))
    return links


def _entry(item: Any, feed_url: str) -> EntryData | None:
    guid = _string(item, "id")
    # FeedBurner replaces the link by one of its own.
    url = normalise_url(_string(item, "feedburner_origlink") or _string(item, "link"), feed_url) or normalise_url(guid)
    if not url:
        return None
    summary = _string(item, "summary")  # feedparser repeats the content here if there is no summary
    published = _rfc3339(_string(item, "published"))
    updated = _rfc3339(_string(item, "updated") if "updated" in item else "")
    return EntryData(
        guid or url,
        url,
        headline=html_text.text(_string(item, "title")),
        byline=_byline(item),
        published=published or updated,
        updated=updated if updated and updated != published else "",
        summary=html_text.text(summary),
        content=full_text(_content(item), summary, url),
        language=_string(item.get("title_detail") or {}, "language")[:_MAX_LANGUAGE],
    )


def _string(fields: Any, name: str) -> str:
    return str(fields.get(name) or "")


def _content(item: Any) -> str:
    """The first content element with HTML."""
    elements = item.get("content") or []
    return next((_string(c, "value") for c in elements if "html" in str(c.get("type") or "html")), "")


def _byline(item: Any) -> tuple[str, ...]:
    names = [html_text.text(_string(author, "name")) for author in item.get("authors") or []]
    return tuple(dict.fromkeys(n for n in names or [html_text.text(_string(item, "author"))] if n))


def _rfc3339(text: str) -> str | None:
    """RFC 3339 in UTC of a date. feedparser's own reading is not used: it finds a year in any digits ("1773214800")."""
    found = to_rfc3339(text)
    return timestamps.rfc3339(timestamps.parsed(found)) if found and "T" in found else found


def _hints(feed: Any, data: bytes) -> Hints:
    """`ttl`, `skipHours`, `skipDays` (RSS 2.0) and `sy:updatePeriod` (RSS 1.0 Syndication)."""
    every = _number(feed.get("ttl")) * 60
    period = _PERIODS.get(_string(feed, "sy_updateperiod").strip().lower(), 0.0)
    if period:
        every = max(every, period / max(1.0, _number(feed.get("sy_updatefrequency")) or 1.0))
    # feedparser keeps only the last hour and the last day.
    hours = [int(hour) for hour in _within(data, b"skipHours", rb"<hour>\s*(\d{1,2})\s*</hour>")]
    names = [day.decode().lower() for day in _within(data, b"skipDays", rb"<day>\s*([A-Za-z]{6,9})\s*</day>")]
    days = frozenset(WEEKDAYS.index(name) for name in names if name in WEEKDAYS)
    return Hints(every, frozenset(h % 24 for h in hours), days if len(days) < 7 else frozenset())


def _within(data: bytes, tag: bytes, pattern: bytes) -> list[bytes]:
    """What a pattern finds within the first element of this tag."""
    start, end = data.find(b"<" + tag + b">"), data.find(b"</" + tag + b">")
    return re.findall(pattern, data[start:end]) if 0 <= start < end else []


def _number(value: Any) -> float:
    text = str(value or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0
