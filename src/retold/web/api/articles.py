"""API route: add an article."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from retold.errors import BusyError
from retold.web import addresses
from retold.web.api.answers import WRITE_PROBLEMS
from retold.web.api.dependencies import write_required
from retold.web.api.models import Added, NewArticle
from retold.web.site import Site
from retold.web.submission import begin_submission
from retold.web.view import json_text


def add_routes(api: APIRouter, site: Site) -> None:
    """Adds the route."""
    writers = write_required(site)

    @api.post(
        "/articles",
        response_model=Added,
        status_code=201,
        responses=WRITE_PROBLEMS,
        dependencies=writers,
    )
    async def add(article: NewArticle) -> Response:
        """Reads a link or a text and keeps it. The answer comes when it is kept."""
        job = begin_submission(site, article.model_dump())
        if job is None:
            raise BusyError("too many articles are waiting; try again in a minute")
        ended = await site.jobs.ended(job.id)
        site.mark_changed()
        if ended.error is not None:
            raise ended.error
        kept = ended.kept
        assert kept is not None
        return Response(json_text(kept), 201, {"location": addresses.article(kept.id)}, "application/json")
