"""The API for programs under `/api/v1`: what the pages show, as JSON."""

from __future__ import annotations

from fastapi import APIRouter

from retold.web.api import alerts, articles, entities, feeds, judgements, stories
from retold.web.api.answers import PROBLEMS, WRITE_PROBLEMS
from retold.web.api.dependencies import token_required
from retold.web.site import Site

DESCRIPTION = (
    "Stories, articles, entities and their intersections, each with the words of the source that it rests on. "
    "Pages give the same JSON at their own addresses."
)


def api_router(site: Site) -> APIRouter:
    """All addresses of the API. The order matters: the first route that matches an address answers."""
    api = APIRouter()
    memory_api = APIRouter(responses=PROBLEMS)
    for room in (stories, entities, judgements, articles, feeds):
        room.add_routes(memory_api, site)
    alerts_api = APIRouter(responses=WRITE_PROBLEMS, dependencies=token_required(site))
    alerts.add_routes(alerts_api, site)
    api.include_router(memory_api)
    api.include_router(alerts_api)
    return api
