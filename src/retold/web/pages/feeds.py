"""Pages of the feeds that are followed."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.errors import QueryError, SourceError, UnknownError
from retold.feeds import FeedRegistry
from retold.web import addresses
from retold.web.feed_health import (
    UNCACHED,
    feed_totals,
    follow_feed,
    redaction,
    uncached_json,
    visible_feeds,
    visible_health,
)
from retold.web.page_request import parse_page_request
from retold.web.permission import form_fields, form_page, require_write
from retold.web.site import Site

ACTIONS = ("pause", "resume", "remove")
"""What the page of a feed can do with it."""


async def list_feeds(site: Site, request: Request) -> Response:
    """All feeds with their health, and the form to follow another. Once it is sent, the feed is read at once."""
    error, url = "", request.query_params.get("url", "")
    if request.method == "POST":
        fields = await form_fields(site, request)
        require_write(site, request)
        url = fields.get("url", "").strip()
        try:
            _, feed = await follow_feed(site, url)
            return RedirectResponse(addresses.feed(feed.id), 303)
        except (QueryError, SourceError, UnknownError) as refusal:
            error = str(refusal)
    else:
        chosen = parse_page_request(request, ("html", "json", "opml"), site.access).format
        if chosen == "opml":
            return await _opml(site, request)
        if chosen == "json":
            all_feeds = await visible_feeds(site, request)
            return uncached_json({"feeds": all_feeds, "totals": feed_totals(all_feeds)})
    all_feeds = await visible_feeds(site, request)
    context = {
        "feeds": all_feeds,
        "totals": feed_totals(all_feeds),
        "error": error,
        "url": url,
        "watches_feeds": site.watches_feeds,
    }
    return form_page(site, request, "feeds.html", context, 422 if error else 200)


async def _opml(site: Site, request: Request) -> Response:
    text = await run_in_threadpool(FeedRegistry(site.memory).opml, redaction(site, request))
    headers = {**UNCACHED, "content-disposition": 'attachment; filename="feeds.opml"'}
    return Response(text, headers=headers, media_type="text/x-opml; charset=utf-8")


async def show_feed(site: Site, request: Request) -> Response:
    """One feed with its visits and its entries. A form pauses, resumes or removes it."""
    number = request.path_params["number"]
    if request.method == "POST":
        fields = await form_fields(site, request)
        require_write(site, request)
        action = fields.get("do", "")
        if action not in ACTIONS:
            raise QueryError(f"must be one of {', '.join(ACTIONS)}", "do")
        await run_in_threadpool(getattr(FeedRegistry(site.memory), action), str(number))
        site.wake_watch()
        return RedirectResponse("/feeds" if action == "remove" else addresses.feed(number), 303)
    health = await visible_health(site, request, number)
    if parse_page_request(request, ("html", "json"), site.access).format == "json":
        return uncached_json(health)
    return form_page(site, request, "feed.html", {"health": health, "feed": health.feed})
