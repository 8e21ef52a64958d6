"""Feeds as a client may see them, and how a feed is followed from the web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from retold.errors import QueryError
from retold.feeds import FeedRegistry
from retold.feeds.subscribe import AddedFeed, Subscriber
from retold.records.feeds import Feed, Health
from retold.sources.urls import without_login
from retold.web import addresses
from retold.web.site import Site
from retold.web.view import json_text

TOO_SLOW = (
    "The site is slow: no feed was found within a minute. "
    "Try again in a few minutes, with the address of the feed itself."
)
UNCACHED = {"cache-control": "no-store", "vary": "Accept"}
"""Headers of answers about feeds. They are not cached: a visit changes them without changing the memory."""


async def follow_feed(site: Site, url: str) -> tuple[AddedFeed, Feed]:
    """Follows a feed, or the first feed that a page links to.

    Raises `QueryError` if `url` is not a web address, `SourceError` if there is no feed, and `HTTPException` if the
    site takes too long.
    """
    if not addresses.is_web(url):
        raise QueryError("is not a web address; it must start with https:// or http://", url)

    def follow(must_stop: Callable[[], bool]) -> tuple[AddedFeed, Feed]:
        added = Subscriber(site.memory, is_cancelled=must_stop).follow_url(url)
        site.mark_changed()
        site.wake_watch()
        return added, FeedRegistry(site.memory).find(added.url)

    return await site.outbound.run(follow, TOO_SLOW)


async def visible_feeds(site: Site, request: Request) -> list[Feed]:
    """All feeds, as this client may see them."""
    return list(map(redaction(site, request), await run_in_threadpool(FeedRegistry(site.memory).all)))


async def visible_health(site: Site, request: Request, number: int) -> Health:
    """A feed with its visits and entries, as this client may see them. Raises `UnknownError`."""
    health = await run_in_threadpool(FeedRegistry(site.memory).health, str(number))
    trusted = site.access.is_trusted(request)
    visits = tuple(replace(visit, note=without_login(visit.note, trusted)) for visit in health.visits)
    return replace(health, feed=redaction(site, request)(health.feed), visits=visits)


def redaction(site: Site, request: Request) -> Callable[[Feed], Feed]:
    """How feeds are shown to this client. Only a client with the token sees the query of an address, which may hold
    a key. Nobody sees a login; an earlier version followed addresses that have one."""
    trusted = site.access.is_trusted(request)

    def redacted(feed: Feed) -> Feed:
        url, title, home, hub, note = (
            without_login(text, trusted) for text in (feed.url, feed.title, feed.site, feed.hub, feed.note)
        )
        return replace(feed, url=url, title=title, site=home, hub=hub, note=note)

    return redacted


def feed_totals(feeds: Sequence[Feed]) -> dict[str, Any]:
    """The numbers of all feeds together."""
    skipped: Counter[str] = Counter()
    for feed in feeds:
        skipped.update(feed.skipped)
    states = {state: sum(f.state == state for f in feeds) for state in ("active", "paused", "gone")}
    counts = {name: sum(getattr(f, name) for f in feeds) for name in ("waiting", "fetched", "kept")}
    failing = sum(f.failures > 0 for f in feeds)
    return {"feeds": len(feeds), **states, "failing": failing, **counts, "skipped": dict(sorted(skipped.items()))}


def uncached_json(data: Any) -> Response:
    """Records about feeds as JSON."""
    return Response(json_text(data), headers=UNCACHED, media_type="application/json")
