"""API routes: judgements."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from retold.errors import QueryError
from retold.memory import Memory
from retold.web.api.answers import WRITE_PROBLEMS, cached_json
from retold.web.api.dependencies import write_required
from retold.web.api.models import Judgements, NewJudgement, Numbered, Part
from retold.web.lists import list_part
from retold.web.site import Site

JUDGEMENTS = 10_000
"""The latest judgements, which the list has."""


def add_routes(api: APIRouter, site: Site) -> None:
    """Adds the routes."""
    writers = write_required(site)

    @api.get("/judgements", response_model=Judgements)
    async def judgements(request: Request, part: Annotated[Part, Query()]) -> Response:
        """Judgements by people, the latest first."""

        def load(memory: Memory) -> object:
            return list_part(
                lambda offset, count: memory.judgements(limit=count, offset=offset), part.after, part.limit, JUDGEMENTS
            )

        return await cached_json(site, request, load)

    @api.post("/judgements", response_model=Numbered, status_code=201, responses=WRITE_PROBLEMS, dependencies=writers)
    async def judge(body: NewJudgement) -> Numbered:
        """Says that two entities are the same, or different."""
        if not body.person.strip():
            raise QueryError("is empty: every judgement has the name of its author", "person")
        judge = site.memory.same if body.verdict == "same" else site.memory.different
        number = await run_in_threadpool(judge, body.a, body.b, body.person)
        site.mark_changed()
        return Numbered(id=number)

    @api.delete("/judgements/{number}", status_code=204, responses=WRITE_PROBLEMS, dependencies=writers)
    async def undo(number: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
        """Undoes a judgement."""
        await run_in_threadpool(site.memory.undo, number)
        site.mark_changed()
        return Response(status_code=204)
