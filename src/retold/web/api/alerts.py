"""API routes: alerts. Seeing them needs the token, as writing does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from retold.alerts import AlertQuery, Receiver, document
from retold.web.api.answers import unstored_json
from retold.web.api.dependencies import write_required
from retold.web.api.models import AlertNumber, AllAlerts, AnAlert, Limit, NewAlert, State, Tellings
from retold.web.site import Site


def add_routes(api: APIRouter, site: Site) -> None:
    """Adds the routes."""
    writers = write_required(site)

    @api.get("/alerts", response_model=AllAlerts)
    async def alerts() -> Response:
        """All alerts, with the state of their receivers."""
        return unstored_json({"items": [document(a) for a in await run_in_threadpool(site.alerts.all)]})

    @api.post("/alerts", response_model=AnAlert, status_code=201, dependencies=writers)
    async def add(body: NewAlert) -> Response:
        """Makes an alert. The answer has the secrets of its webhooks."""
        query, receivers = _query(body), _receivers(body)
        made = await run_in_threadpool(site.alerts.add, query, receivers, body.name, body.backfill)
        return unstored_json(document(made, secret=True), 201, {"location": f"/api/v1/alerts/{made.id}"})

    @api.get("/alerts/{number}", response_model=AnAlert)
    async def alert(number: AlertNumber) -> Response:
        """One alert."""
        return unstored_json(document(await run_in_threadpool(site.alerts.get, number)))

    @api.patch("/alerts/{number}", response_model=AnAlert, dependencies=writers)
    async def state(number: AlertNumber, body: State) -> Response:
        """Pauses or resumes an alert."""
        await run_in_threadpool(site.alerts.pause if body.paused else site.alerts.resume, number)
        return unstored_json(document(await run_in_threadpool(site.alerts.get, number)))

    @api.delete("/alerts/{number}", status_code=204, dependencies=writers)
    async def remove(number: AlertNumber) -> Response:
        """Removes an alert, with its messages and its open deliveries."""
        await run_in_threadpool(site.alerts.remove, number)
        return Response(status_code=204)

    @api.get("/alerts/{number}/tellings", response_model=Tellings)
    async def tellings(
        number: AlertNumber, after: Annotated[int | None, Query(ge=1, lt=2**63)] = None, limit: Limit = 30
    ) -> Response:
        """The messages of an alert, the latest first. `after`: `next` of the previous part."""
        messages = await run_in_threadpool(site.alerts.messages, number, limit + 1, after)
        following = str(messages[limit - 1].id) if len(messages) > limit else None
        return unstored_json({"items": messages[:limit], "next": following})


def _query(body: NewAlert) -> AlertQuery:
    return AlertQuery(body.entity, body.other, body.theme, body.query, body.publisher, body.type or "", body.new_only)


def _receivers(body: NewAlert) -> list[Receiver]:
    webhooks = [Receiver("webhook", url) for url in body.webhooks]
    return webhooks + [Receiver("email", address, body.digest) for address in body.emails]
