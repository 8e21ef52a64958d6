"""The API for programs: what pages show, as JSON, under `/api/v1`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from retold.errors import BusyError, QueryError
from retold.memory import LinkQuery, Memory
from retold.records.memory import (
    ArticleDetail,
    Card,
    Dated,
    Entity,
    Hit,
    Judged,
    Listed,
    Neighbourhood,
    Publisher,
    Quoted,
    Rising,
    StoryDetail,
)
from retold.records.memory import Path as Linked
from retold.web import addresses, lists
from retold.web.api import feeds
from retold.web.negotiation import MOST, PageRequest
from retold.web.pages.edits import given_page, may_call
from retold.web.site import Site, View, dumped

NAME = Path(description='An id ("E12") or a name.', max_length=300)
LIMIT = Query(default=30, ge=1, le=MOST)
Date = Annotated[
    str | None, Field(default=None, description="A day, month or year: 2026-02-26, 2026-02 or 2026.", max_length=40)
]
Named = Annotated[str, Field(default="", max_length=300)]
Kind = Literal["person", "organization", "place", "event", "work", "product", "topic", "other"]


class Part(BaseModel):
    """Which part of a list."""

    after: str | None = Field(default=None, description="`next` of the part before.", max_length=100)
    limit: int = Field(default=30, ge=1, le=MOST)


class Period(Part):
    """From the first day of `since` to the last of `until`."""

    since: Date
    until: Date


class Narrowed(Period):
    """Which stories: of a period, on a theme or an entity (by id or name), of a publisher."""

    theme: Named
    entity: Named
    publisher: Named


class Searched(Period):
    """What is searched for, how, and what it is narrowed by."""

    q: str = Field(max_length=500, description='Words that must all be there, "exact phrases", -words to leave out.')
    by: Literal["both", "words", "meaning"] = "both"
    publisher: Named
    theme: Named
    entity: Named
    type: Kind | None = None


class Called(Part):
    """Which entities: of a name, or of a type."""

    name: Named
    type: Kind | None = None


class Around(BaseModel):
    """Which links: of some types, together with another entity or a theme (`with`), only what first met within the period (`new`)."""

    since: Date
    until: Date
    limit: int = Field(default=30, ge=1, le=MOST)
    type: list[Kind] = Field(default=[])
    other: str = Field(default="", alias="with", max_length=300)
    order: Literal["stories", "significance"] = "stories"
    new: bool = False


class Stories(BaseModel):
    """Part of a list of stories at a glance."""

    items: list[Card]
    next: str | None


class Hits(BaseModel):
    """Part of what a search found."""

    items: list[Hit]
    next: str | None


class Entities(BaseModel):
    """Part of a list of entities."""

    items: list[Entity]
    next: str | None


class Lines(BaseModel):
    """Part of a timeline, the latest first."""

    items: list[Dated]
    next: str | None


class Judgements(BaseModel):
    """Part of the ledger, the latest first."""

    items: list[Judged]
    next: str | None


class Quotations(BaseModel):
    """What is said by an entity, and about it."""

    by: list[Quoted]
    about: list[Quoted]


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""


class NewArticle(BaseModel):
    """A link, or a text with what is known of it."""

    url: str = Field(default="", max_length=2000)
    body: str = Field(default="", max_length=1_000_000)
    headline: str = Field(default="", max_length=500)
    publisher: str = Field(default="", max_length=200)
    published: str = Field(default="", max_length=40)


class NewJudgement(BaseModel):
    """That two are the same, or are not; `a` and `b` ids or names."""

    verdict: Literal["same", "different"]
    a: str = Field(min_length=1, max_length=300)
    b: str = Field(min_length=1, max_length=300)
    person: str = Field(min_length=1, max_length=100)


class Added(BaseModel):
    """What became of an article: its id, its version, "new", "changed" or "known"."""

    id: str
    version: int
    status: str
    headline: str


class Numbered(BaseModel):
    """The number of a judgement, by which it can be taken back."""

    id: int


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {"application/problem+json": {}}}
    for status, text in (
        (400, "A date or a place in a list that cannot be understood"),
        (404, "Not known"),
        (421, "A host that the server does not go by"),
        (422, "A parameter that does not fit"),
        (429, "Too many requests; see Retry-After"),
    )
}
WRITES: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    **{
        status: {"model": Problem, "description": text, "content": {"application/problem+json": {}}}
        for status, text in (
            (401, "The token is missing"),
            (403, "May not write"),
            (409, "Cannot be done as things are"),
            (413, "Too large"),
            (503, "Busy"),
        )
    },
}


def described() -> str:
    """What the API says of itself."""
    return "Stories, articles, entities and their intersections, each with the words of the source that it rests on. Pages give the same JSON under their own addresses."


def router(site: Site) -> APIRouter:
    """All addresses of the API."""
    api = APIRouter(responses=PROBLEMS)
    _lists(api, site)
    _entities(api, site)
    _writes(api, site)
    feeds.routes(api, site, WRITES)
    return api


async def _answer(site: Site, request: Request, make: Callable[[Memory], Any]) -> Response:
    """JSON that is made once for each state of the memory."""

    def build(_: PageRequest) -> View:
        return View("", {}, make(site.memory))

    return await site.answer(request, build, ("json",))


def _lists(api: APIRouter, site: Site) -> None:
    @api.get("/stories", response_model=Stories)
    async def stories(request: Request, narrowed: Annotated[Narrowed, Query()]) -> Response:
        """Stories, the latest day first, of a day what most tell first."""
        n = narrowed
        return await _answer(
            site,
            request,
            lambda m: m.cards(m.filtered(n.since, n.until, n.publisher, n.theme, n.entity), n.after, n.limit),
        )

    @api.get("/stories/{story_id:path}", response_model=StoryDetail)
    async def story(request: Request, story_id: str) -> Response:
        """A story by its id, or by that of any article of it: the fused retelling, who reported what first, where tellings differ."""
        return await _answer(site, request, lambda m: m.story(story_id))

    @api.get("/articles/{article_id:path}", response_model=ArticleDetail)
    async def article(request: Request, article_id: str) -> Response:
        """An article: its digest (`retold.digest/1`), its story, its people and topics as other articles tell them."""
        return await _answer(site, request, lambda m: m.article(article_id))

    @api.get("/search", response_model=Hits)
    async def search(request: Request, searched: Annotated[Searched, Query()]) -> Response:
        """Articles by words and by meaning, the best first."""
        s = searched

        def found(memory: Memory) -> Listed[Hit]:
            where = memory.filtered(s.since, s.until, s.publisher, s.theme, s.entity, s.type or "")
            return lists.part(lambda n: memory.search(s.q, where, s.by, n), s.after, s.limit)

        return await _answer(site, request, found)

    @api.get("/rising", response_model=list[Rising])
    async def rising(request: Request, limit: int = LIMIT) -> Response:
        """Names and topics that the latest week tells more of than their own past."""
        return await _answer(site, request, lambda m: m.rising(limit))

    @api.get("/publishers", response_model=list[Publisher])
    async def publishers(request: Request) -> Response:
        """Who published what is kept."""
        return await _answer(site, request, lambda m: m.publishers())


def _entities(api: APIRouter, site: Site) -> None:
    @api.get("/entities", response_model=Entities)
    async def entities(request: Request, called: Annotated[Called, Query()]) -> Response:
        """Entities of a name; without one all, those of most stories first; topics where their type is asked for."""
        c = called
        return await _answer(
            site,
            request,
            lambda m: Listed(tuple(m.entities_named(c.name))) if c.name else m.names(c.type or "", c.after, c.limit),
        )

    @api.get("/entities/{name:path}/stories", response_model=Stories)
    async def stories(request: Request, part: Annotated[Part, Query()], name: str = NAME) -> Response:
        """Its stories, the latest first."""
        return await _answer(site, request, lambda m: m.cards(m.filtered(entity=name), part.after, part.limit))

    @api.get("/entities/{name:path}/timeline", response_model=Lines)
    async def timeline(request: Request, period: Annotated[Period, Query()], name: str = NAME) -> Response:
        """What articles say of it that has a date, the latest first."""
        p = period
        return await _answer(
            site, request, lambda m: lists.part(lambda n: m.timeline(name, p.since, p.until, n)[::-1], p.after, p.limit)
        )

    @api.get("/entities/{name:path}/quotes", response_model=Quotations)
    async def quotes(request: Request, name: str = NAME, limit: int = LIMIT) -> Response:
        """What it says, and what is said of it, in the latest articles."""
        return await _answer(site, request, lambda m: dict(zip(("by", "about"), m.quotes(name, limit), strict=True)))

    @api.get("/entities/{name:path}/graph", response_model=Neighbourhood)
    async def graph(request: Request, around: Annotated[Around, Query()], name: str = NAME) -> Response:
        """Who and what stories have together with it, with the sentences that show it."""
        asked = LinkQuery(limit=around.limit, order=around.order, kinds=frozenset(around.type), new=around.new)
        return await _answer(site, request, lambda m: m.graph(name, around.other, around.since, around.until, asked))

    @api.get("/entities/{name:path}", response_model=Entity)
    async def entity(request: Request, name: str = NAME) -> Response:
        """Who or what it is, by whom said, with its names."""
        return await _answer(site, request, lambda m: m.entity(name))

    @api.get("/paths", response_model=list[Linked])
    async def paths(
        request: Request,
        a: str = Query(max_length=300),
        b: str = Query(max_length=300),
        limit: int = Query(default=5, ge=1, le=20),
    ) -> Response:
        """What links two: the link itself, or chains of links, the strongest first."""
        return await _answer(site, request, lambda m: m.paths(a, b, limit))


def _writes(api: APIRouter, site: Site) -> None:
    def may(request: Request) -> None:
        may_call(site, request)

    @api.get("/judgements", response_model=Judgements)
    async def judgements(request: Request, part: Annotated[Part, Query()]) -> Response:
        """What persons judged, the latest first."""
        return await _answer(
            site, request, lambda m: lists.part(lambda n: m.judgements(limit=n), part.after, part.limit)
        )

    @api.post("/judgements", response_model=Numbered, status_code=201, responses=WRITES, dependencies=[Depends(may)])
    async def judge(given: NewJudgement) -> Numbered:
        """Says that two are one, or two."""
        if not given.person.strip():
            raise QueryError("is empty: a judgement bears a name", "person")
        say = site.memory.same if given.verdict == "same" else site.memory.different
        number = await run_in_threadpool(say, given.a, given.b, given.person)
        site.changed()
        return Numbered(id=number)

    @api.delete("/judgements/{number}", status_code=204, responses=WRITES, dependencies=[Depends(may)])
    async def undo(number: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
        """Takes a judgement back."""
        await run_in_threadpool(site.memory.undo, number)
        site.changed()
        return Response(status_code=204)

    @api.post("/articles", response_model=Added, status_code=201, responses=WRITES, dependencies=[Depends(may)])
    async def add(given: NewArticle) -> Response:
        """Reads a link or a text and keeps it; the answer comes when it is kept."""
        name, page = given_page(given.model_dump(), site.memory)
        job = site.jobs.begin(name, lambda tell: site.memory.add(page, tell))
        if job is None:
            raise BusyError("too many articles wait to be read", name)
        ended = await site.jobs.ended(job.id)
        site.changed()
        site.tell()
        if ended.error is not None:
            raise ended.error
        kept = ended.kept
        assert kept is not None
        return Response(dumped(kept), 201, {"location": addresses.article(kept.id)}, "application/json")
