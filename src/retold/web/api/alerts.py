"""Alerts for programs, under `/api/v1/alerts`. Seeing them takes what writing takes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from retold.alerts import AlertQuery, Receiver, document
from retold.web.api.memory import WRITES, Kind, Named
from retold.web.negotiation import MOST
from retold.web.pages.alerts import trusted
from retold.web.pages.edits import may_call
from retold.web.site import Site, dumped

Number = Annotated[int, Path(ge=1, lt=2**63, description="An alert's number.")]
Address = Annotated[str, Field(min_length=1, max_length=2000)]


class NewAlert(BaseModel):
    """What an alert asks for (at least one of `entity`, `theme` and `query`; all that is given must hold), and whom it tells."""

    entity: Named
    other: str = Field(default="", alias="with", max_length=300)
    theme: Named
    query: Named
    publisher: Named
    type: Kind | None = None
    new_only: bool = False
    backfill: bool = False
    name: str = Field(default="", max_length=200)
    webhooks: list[Address] = Field(default=[], max_length=20)
    emails: list[Address] = Field(default=[], max_length=20)
    digest: Literal["", "hourly", "daily"] = ""


class AlertChannel(BaseModel):
    """A receiver, and how it does. `secret` of a webhook: in the answer that makes it, and nowhere else."""

    id: int
    kind: Literal["webhook", "email"]
    target: str
    digest: str
    gone: bool
    waiting: int
    sent: int
    dead: int
    tried: str | None
    answer: str
    secret: str = ""


class AnAlert(BaseModel):
    """An alert; `asks` has what it asks for, `unknown` names that nobody bears yet."""

    id: int
    name: str
    asks: dict[str, Any]
    made: str
    paused: bool
    told: int
    last: str | None
    channels: list[AlertChannel]
    unknown: list[str]


class AllAlerts(BaseModel):
    """All alerts, the first made first."""

    items: list[AnAlert]


class ATelling(BaseModel):
    """A story that was told; `content` is `retold.alert/1`."""

    id: int
    told: str
    headline: str
    content: dict[str, Any]


class Tellings(BaseModel):
    """Part of what an alert told, the latest first."""

    items: list[ATelling]
    next: str | None


class State(BaseModel):
    """Whether an alert is to look and tell."""

    paused: bool


def router(site: Site) -> APIRouter:
    """All addresses of alerts."""

    def may_see(request: Request) -> None:
        trusted(site, request)

    def may_write(request: Request) -> None:
        may_call(site, request)

    api = APIRouter(responses=WRITES, dependencies=[Depends(may_see)])

    @api.get("/alerts", response_model=AllAlerts)
    async def alerts() -> Response:
        """All alerts, with what they told and how their receivers do."""
        return _answer({"items": [document(a) for a in await run_in_threadpool(site.alerts.all)]})

    @api.post("/alerts", response_model=AnAlert, status_code=201, dependencies=[Depends(may_write)])
    async def add(given: NewAlert) -> Response:
        """Makes an alert; the answer has the secrets of its webhooks."""
        told = [Receiver("webhook", url) for url in given.webhooks] + [
            Receiver("email", address, given.digest) for address in given.emails
        ]
        wanted = AlertQuery(
            given.entity, given.other, given.theme, given.query, given.publisher, given.type or "", given.new_only
        )
        made = await run_in_threadpool(site.alerts.add, wanted, told, given.name, given.backfill)
        return _answer(document(made, secret=True), 201, {"location": f"/api/v1/alerts/{made.id}"})

    @api.get("/alerts/{number}", response_model=AnAlert)
    async def alert(number: Number) -> Response:
        """One alert."""
        return _answer(document(await run_in_threadpool(site.alerts.get, number)))

    @api.patch("/alerts/{number}", response_model=AnAlert, dependencies=[Depends(may_write)])
    async def state(number: Number, given: State) -> Response:
        """Pauses an alert, or resumes it."""
        await run_in_threadpool(site.alerts.pause if given.paused else site.alerts.resume, number)
        return _answer(document(await run_in_threadpool(site.alerts.get, number)))

    @api.delete("/alerts/{number}", status_code=204, dependencies=[Depends(may_write)])
    async def remove(number: Number) -> Response:
        """Removes an alert, with what it told and what waits."""
        await run_in_threadpool(site.alerts.remove, number)
        return Response(status_code=204)

    @api.get("/alerts/{number}/tellings", response_model=Tellings)
    async def tellings(
        number: Number,
        after: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 30,
    ) -> Response:
        """Stories that an alert told, the latest first. `after`: `next` of the part before."""
        found = await run_in_threadpool(site.alerts.messages, number, limit + 1, after)
        return _answer({"items": found[:limit], "next": str(found[limit - 1].id) if len(found) > limit else None})

    return api


def _answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(dumped(data), status, {"cache-control": "no-store", **(headers or {})}, "application/json")
