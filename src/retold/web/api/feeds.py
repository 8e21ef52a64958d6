"""The API's part on what is followed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from retold.feeds import FeedRegistry
from retold.records.feeds import Feed, Health
from retold.web import addresses
from retold.web.pages import feeds as pages
from retold.web.pages.edits import may_call
from retold.web.site import Site, dumped

Number = Annotated[int, Path(ge=1, lt=2**53, description="A feed's number.")]


class NewFeed(BaseModel):
    """The address of a feed, or of a page that leads to one; not one with a user name and a password in it."""

    url: str = Field(min_length=1, max_length=2000)


class NewState(BaseModel):
    """Whether a feed is asked."""

    state: Literal["active", "paused"]


class Totals(BaseModel):
    """What all feeds have together: feeds by state, those whose last visit failed, articles by what became of them."""

    feeds: int
    active: int
    paused: int
    gone: int
    failing: int
    waiting: int
    fetched: int
    kept: int
    skipped: dict[str, int]


class Feeds(BaseModel):
    """All feeds, by title."""

    feeds: list[Feed]
    totals: Totals


class Followed(BaseModel):
    """A feed that was named or found; `new`: whether it was not followed before; `entries`: articles that it lists."""

    url: str
    title: str
    new: bool
    entries: int


def routes(api: APIRouter, site: Site, writes: dict[int | str, dict[str, Any]]) -> None:
    """Adds the addresses under `/feeds`. `writes`: the problems that writing can have."""

    def may(request: Request) -> None:
        may_call(site, request)

    @api.get("/feeds", response_model=Feeds)
    async def feeds(request: Request) -> Response:
        """The feeds that are followed, with the health of each. Who has no token sees addresses without what follows a `?`."""
        found = list(map(pages.shown(site, request), await run_in_threadpool(FeedRegistry(site.memory).all)))
        return pages.told({"feeds": found, "totals": pages.totals(found)})

    @api.get("/feeds/{number}", response_model=Health)
    async def feed(request: Request, number: Number) -> Response:
        """A feed with its latest visits, and its articles with what became of each."""
        return pages.told(
            pages.healthy(site, request, await run_in_threadpool(FeedRegistry(site.memory).health, str(number)))
        )

    slow = {
        **writes,
        504: {
            **writes[503],
            "description": "The site takes long to answer: within a minute it was not known whether it has a feed",
        },
    }

    @api.post("/feeds", response_model=Followed, status_code=201, responses=slow, dependencies=[Depends(may)])
    async def follow(given: NewFeed) -> Response:
        """Follows a feed, or the first that a page leads to. 504 where that is not known after a minute."""
        added, found = await pages.followed(site, given.url.strip())
        return Response(dumped(added), 201, {"location": addresses.feed(found.id)}, "application/json")

    @api.put("/feeds/{number}/state", response_model=Feed, responses=writes, dependencies=[Depends(may)])
    async def change(request: Request, number: Number, given: NewState) -> Response:
        """Pauses a feed, or asks it again."""
        book = FeedRegistry(site.memory)
        found = await run_in_threadpool(book.pause if given.state == "paused" else book.resume, str(number))
        site.wake()
        return pages.told(pages.shown(site, request)(found))

    @api.delete("/feeds/{number}", status_code=204, responses=writes, dependencies=[Depends(may)])
    async def remove(number: Number) -> Response:
        """Follows a feed no longer; what was kept of it stays."""
        await run_in_threadpool(FeedRegistry(site.memory).remove, str(number))
        return Response(status_code=204)
