"""API routes: stories, articles, search, rising names and publishers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from retold.memory import Memory
from retold.records.memory import ArticleDetail, Hit, Listed, Publisher, Rising, StoryDetail
from retold.web.api.answers import cached_json
from retold.web.api.models import Hits, Limit, SearchQuery, Stories, StoryFilter
from retold.web.lists import list_part
from retold.web.site import Site


def add_routes(api: APIRouter, site: Site) -> None:
    """Adds the routes."""

    @api.get("/stories", response_model=Stories)
    async def stories(request: Request, chosen: Annotated[StoryFilter, Query()]) -> Response:
        """Stories, the latest day first. Within a day, those that most outlets report come first."""

        def load(memory: Memory) -> object:
            where = memory.filtered(chosen.since, chosen.until, chosen.publisher, chosen.theme, chosen.entity)
            return memory.cards(where, chosen.after, chosen.limit)

        return await cached_json(site, request, load)

    @api.get("/stories/{story_id:path}", response_model=StoryDetail)
    async def story(request: Request, story_id: str) -> Response:
        """A story by its id, or by the id of any of its articles: what several outlets tell, who reported what
        first, and where the articles differ."""
        return await cached_json(site, request, lambda memory: memory.story(story_id))

    @api.get("/articles/{article_id:path}", response_model=ArticleDetail)
    async def article(request: Request, article_id: str) -> Response:
        """An article: its digest (`retold.digest/1.1`), its story, and its people and topics across all articles."""
        return await cached_json(site, request, lambda memory: memory.article(article_id))

    @api.get("/search", response_model=Hits)
    async def search(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
        """Articles by words and by meaning, the best first."""

        def load(memory: Memory) -> Listed[Hit]:
            where = memory.filtered(
                query.since, query.until, query.publisher, query.theme, query.entity, query.type or ""
            )
            if query.relation:
                where = memory.with_relation(where, query.relation, query.entity)
            return list_part(
                lambda offset, count: memory.search(query.q, where, query.by, count, offset), query.after, query.limit
            )

        return await cached_json(site, request, load, heavy=True)

    @api.get("/rising", response_model=list[Rising])
    async def rising(request: Request, limit: Limit = 30) -> Response:
        """Names and topics with more stories in the latest week than usual."""
        return await cached_json(site, request, lambda memory: memory.rising(limit))

    @api.get("/publishers", response_model=list[Publisher])
    async def publishers(request: Request) -> Response:
        """All publishers of kept articles."""
        return await cached_json(site, request, lambda memory: memory.publishers())
