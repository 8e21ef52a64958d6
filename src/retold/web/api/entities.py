"""API routes: entities, their stories, timelines, quotes and graphs, and paths between them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from retold.memory import LinkQuery, Memory
from retold.records.memory import Dated, Entity, Listed, Neighbourhood, Path, Relationship
from retold.web.api.answers import cached_json
from retold.web.api.models import (
    Entities,
    EntityFilter,
    EntityName,
    GraphFilter,
    Limit,
    Lines,
    Part,
    Period,
    Quotations,
    Stories,
)
from retold.web.lists import list_part
from retold.web.site import Site


def add_routes(api: APIRouter, site: Site) -> None:
    """Adds the routes."""
    _add_lists(api, site)
    _add_details(api, site)

    @api.get("/paths", response_model=list[Path])
    async def paths(
        request: Request,
        a: str = Query(max_length=300),
        b: str = Query(max_length=300),
        limit: int = Query(default=5, ge=1, le=20),
    ) -> Response:
        """What links two entities: a direct link, or chains of links, the strongest first."""
        return await cached_json(site, request, lambda memory: memory.paths(a, b, limit), heavy=True)


def _add_lists(api: APIRouter, site: Site) -> None:
    @api.get("/entities", response_model=Entities)
    async def entities(request: Request, chosen: Annotated[EntityFilter, Query()]) -> Response:
        """Entities with a name. Without a name: all, those with the most stories first; topics only if `type` is
        "topic"."""

        def load(memory: Memory) -> Listed[Entity]:
            if chosen.name:
                return Listed(tuple(memory.entities_named(chosen.name)))
            return memory.names(chosen.type or "", chosen.after, chosen.limit)

        return await cached_json(site, request, load)

    @api.get("/entities/{name:path}/stories", response_model=Stories)
    async def stories(request: Request, part: Annotated[Part, Query()], name: EntityName) -> Response:
        """The entity's stories, the latest first."""

        def load(memory: Memory) -> object:
            return memory.cards(memory.filtered(entity=name), part.after, part.limit)

        return await cached_json(site, request, load)

    @api.get("/entities/{name:path}/timeline", response_model=Lines)
    async def timeline(request: Request, period: Annotated[Period, Query()], name: EntityName) -> Response:
        """What articles say about the entity that has a date, the latest first."""

        def load(memory: Memory) -> Listed[Dated]:
            def latest(offset: int, count: int) -> list[Dated]:
                return memory.timeline(name, period.since, period.until, count, offset)[::-1]

            return list_part(latest, period.after, period.limit)

        return await cached_json(site, request, load, heavy=True)


def _add_details(api: APIRouter, site: Site) -> None:
    @api.get("/entities/{name:path}/quotes", response_model=Quotations)
    async def quotes(request: Request, name: EntityName, limit: Limit = 30) -> Response:
        """Quotes by the entity, and quotes about it, from the latest articles."""

        def load(memory: Memory) -> object:
            by, about = memory.quotes(name, limit)
            return {"by": by, "about": about}

        return await cached_json(site, request, load)

    @api.get("/entities/{name:path}/relations", response_model=list[Relationship])
    async def relations(request: Request, name: EntityName, limit: Limit = 30) -> Response:
        """What articles say that the entity is or does to others, or they to it; what most stories say first."""
        return await cached_json(site, request, lambda memory: memory.relations(name, limit))

    @api.get("/entities/{name:path}/graph", response_model=Neighbourhood)
    async def graph(request: Request, around: Annotated[GraphFilter, Query()], name: EntityName) -> Response:
        """Who and what appears in stories with the entity, with the sentences that show it."""
        query = LinkQuery(limit=around.limit, order=around.order, kinds=frozenset(around.type), new=around.new)

        def load(memory: Memory) -> object:
            return memory.graph(name, around.other, around.since, around.until, query)

        return await cached_json(site, request, load, heavy=True)

    @api.get("/entities/{name:path}", response_model=Entity)
    async def entity(request: Request, name: EntityName) -> Response:
        """Who or what the entity is, who says so, and its names."""
        return await cached_json(site, request, lambda memory: memory.entity(name))
