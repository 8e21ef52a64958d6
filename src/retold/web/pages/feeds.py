"""The feeds that are followed: their health, and a person's say over them; what hubs send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from retold.errors import QueryError, SourceError, UnknownError
from retold.feeds import FeedRegistry
from retold.feeds.subscribe import AddedFeed, Subscriber
from retold.records.feeds import Feed, Health
from retold.sources.urls import without_login
from retold.web import addresses
from retold.web.negotiation import page_request
from retold.web.pages.edits import ForbiddenError, allowed, form_page, posted
from retold.web.site import Site, dumped

DONE = ("pause", "resume", "remove")
"""What can be done with a feed."""
LATE = "The site takes long to answer: within a minute no feed was found. Try again in a few minutes, and name the feed itself."
_FRESH = {"cache-control": "no-store", "vary": "Accept"}


async def followed(site: Site, url: str) -> tuple[AddedFeed, Feed]:
    """Follows a feed, or the first that a page leads to. Raises `QueryError` for what is no web address, `SourceError`, `HTTPException` where it takes too long."""
    if not url.lower().startswith(("http://", "https://")):
        raise QueryError("is no web address; one begins with https://", url)

    def find(over: Callable[[], bool]) -> tuple[AddedFeed, Feed]:
        added = Subscriber(site.memory, is_cancelled=over).follow_url(url)
        site.changed()
        site.wake()
        return added, FeedRegistry(site.memory).find(added.url)

    return await site.asking.answer(find, LATE)


async def feeds(site: Site, request: Request) -> Response:
    """All feeds with their health, and the form to follow one more; posted, it is asked at once."""
    wrong, url = "", request.query_params.get("url", "")
    if request.method == "POST":
        fields = await posted(site, request)
        allowed(site, request)
        url = fields.get("url", "").strip()
        try:
            _, feed = await followed(site, url)
            return RedirectResponse(addresses.feed(feed.id), 303)
        except (QueryError, SourceError, UnknownError) as error:
            wrong = str(error)
    form = page_request(request, ("html", "json", "opml"), site.access.url).form if request.method == "GET" else "html"
    if form == "opml":
        text = await run_in_threadpool(FeedRegistry(site.memory).opml, shown(site, request))
        return Response(
            text,
            headers={**_FRESH, "content-disposition": 'attachment; filename="feeds.opml"'},
            media_type="text/x-opml; charset=utf-8",
        )
    found = list(map(shown(site, request), await run_in_threadpool(FeedRegistry(site.memory).all)))
    if form == "json":
        return told({"feeds": found, "totals": totals(found)})
    return form_page(
        site,
        request,
        "feeds.html",
        {"found": found, "totals": totals(found), "wrong": wrong, "url": url, "watched": site.watched},
        422 if wrong else 200,
    )


async def feed(site: Site, request: Request, number: int) -> Response:
    """One feed: its visits, its articles with what became of each. Posted, something is done with it."""
    book = FeedRegistry(site.memory)
    if request.method == "POST":
        fields = await posted(site, request)
        allowed(site, request)
        done = fields.get("do", "")
        if done not in DONE:
            raise QueryError(f"must be one of {', '.join(DONE)}", "do")
        await run_in_threadpool(getattr(book, done), str(number))
        site.wake()
        return RedirectResponse("/feeds" if done == "remove" else addresses.feed(number), 303)
    found = healthy(site, request, await run_in_threadpool(book.health, str(number)))
    if page_request(request, ("html", "json"), site.access.url).form == "json":
        return told(found)
    return form_page(site, request, "feed.html", {"found": found, "f": found.feed})


def shown(app: Site, request: Request) -> Callable[[Feed], Feed]:
    """How feeds are shown to who asks: addresses whole, with the keys that may be in them, to who has the token alone; nobody sees a login,
    which feeds may have that were followed by an earlier version."""
    query = app.access.trusted(request)

    def hidden(f: Feed) -> Feed:
        url, title, site, hub, note = (without_login(text, query) for text in (f.url, f.title, f.site, f.hub, f.note))
        return replace(f, url=url, title=title, site=site, hub=hub, note=note)

    return hidden


def healthy(site: Site, request: Request, found: Health) -> Health:
    """The health of a feed as it is shown to who asks."""
    query = site.access.trusted(request)
    return replace(
        found,
        feed=shown(site, request)(found.feed),
        visits=tuple(replace(v, note=without_login(v.note, query)) for v in found.visits),
    )


def told(data: Any) -> Response:
    """Records as JSON that is not held: what they tell changes without the memory."""
    return Response(dumped(data), headers=_FRESH, media_type="application/json")


def totals(found: list[Feed]) -> dict[str, Any]:
    """What all feeds have together."""
    skipped: dict[str, int] = {}
    for feed in found:
        for reason, number in feed.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + number
    states = {state: sum(f.state == state for f in found) for state in ("active", "paused", "gone")}
    counts = {name: sum(getattr(f, name) for f in found) for name in ("waiting", "fetched", "kept")}
    return {
        "feeds": len(found),
        **states,
        "failing": sum(f.failures > 0 for f in found),
        **counts,
        "skipped": dict(sorted(skipped.items())),
    }


async def pushed(site: Site, request: Request, path: str) -> Response:
    """What hubs ask and send (WebSub). The path is known to us and the hub alone; what is sent is signed."""
    push = site.push
    if push is None:
        raise ForbiddenError("This server takes nothing from hubs.")
    if request.method == "GET":
        challenge = await run_in_threadpool(push.verify, path, dict(request.query_params))
        return PlainTextResponse(
            challenge if challenge is not None else "no such subscription",
            200 if challenge is not None else 404,
            {"cache-control": "no-store"},
        )
    body = await request.body()
    known = await run_in_threadpool(
        push.receive, path, body, request.headers.get("content-type", ""), request.headers.get("x-hub-signature", "")
    )
    return Response(status_code=202 if known else 410)
