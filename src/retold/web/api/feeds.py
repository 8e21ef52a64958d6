"""API routes: feeds."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from retold.feeds import FeedRegistry
from retold.records.feeds import Feed, Health
from retold.web import addresses
from retold.web.api.answers import SLOW_PROBLEMS, WRITE_PROBLEMS
from retold.web.api.dependencies import write_required
from retold.web.api.models import FeedNumber, Feeds, Followed, NewFeed, NewState
from retold.web.feed_health import feed_totals, follow_feed, redaction, uncached_json, visible_feeds, visible_health
from retold.web.site import Site
from retold.web.view import json_text


def add_routes(api: APIRouter, site: Site) -> None:
    """Adds the routes."""
    writers = write_required(site)

    @api.get("/feeds", response_model=Feeds)
    async def feeds(request: Request) -> Response:
        """All feeds that are followed, with their health. Without the token, addresses end before their `?`."""
        visible = await visible_feeds(site, request)
        return uncached_json({"feeds": visible, "totals": feed_totals(visible)})

    @api.get("/feeds/{number}", response_model=Health)
    async def feed(request: Request, number: FeedNumber) -> Response:
        """A feed with its latest visits, and its articles with their state."""
        return uncached_json(await visible_health(site, request, number))

    @api.post("/feeds", response_model=Followed, status_code=201, responses=SLOW_PROBLEMS, dependencies=writers)
    async def follow(body: NewFeed) -> Response:
        """Follows a feed, or the first feed that a page links to. 504 if that is not clear after a minute."""
        added, followed = await follow_feed(site, body.url.strip())
        return Response(json_text(added), 201, {"location": addresses.feed(followed.id)}, "application/json")

    @api.put("/feeds/{number}/state", response_model=Feed, responses=WRITE_PROBLEMS, dependencies=writers)
    async def change(request: Request, number: FeedNumber, body: NewState) -> Response:
        """Pauses or resumes a feed."""
        registry = FeedRegistry(site.memory)
        changed = await run_in_threadpool(registry.pause if body.state == "paused" else registry.resume, str(number))
        site.wake_watch()
        return uncached_json(redaction(site, request)(changed))

    @api.delete("/feeds/{number}", status_code=204, responses=WRITE_PROBLEMS, dependencies=writers)
    async def remove(number: FeedNumber) -> Response:
        """Stops following a feed. Its articles stay."""
        await run_in_threadpool(FeedRegistry(site.memory).remove, str(number))
        return Response(status_code=204)
