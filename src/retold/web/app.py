"""The app: every address, and what answers there."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import anyio.to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from retold.alerts.service import AlertService as Telling
from retold.config import VERSION
from retold.errors import BusyError, LedgerError, QueryError, ReadOnlyError, RetoldError, StoreError, UnknownError
from retold.feeds.service import WatchService
from retold.memory import Memory
from retold.web.access import Access
from retold.web.api import alerts as alerts_api
from retold.web.api.memory import described, router
from retold.web.assets import STATIC, Assets
from retold.web.guard import Guard
from retold.web.negotiation import PageRequest, based, negotiated
from retold.web.pages import alerts, edits, explore, feeds, news
from retold.web.site import Site, View

FEEDS = ("html", "json", "atom", "feed")
THREADS = 4
"""Requests that are worked on at once: each thread has a connection, and a cache, of its own."""
_STATUS: tuple[tuple[type[RetoldError], int], ...] = (
    (UnknownError, 404), (QueryError, 400), (LedgerError, 409), (BusyError, 503), (ReadOnlyError, 403), (StoreError, 500), (RetoldError, 422),
)  # fmt: skip
_HIDDEN = {
    403: "The database may not be written to.",
    500: "The database cannot be used as it is. It was written to the log of the server.",
    503: "Another process is writing; try again in a moment.",
}
"""What a client is told of the database's faults: not where it is, nor in which words it failed."""
_log = logging.getLogger("retold.web")


def create(
    memory: Memory, access: Access | None = None, service: WatchService | None = None, telling: Telling | None = None
) -> FastAPI:
    """The app on a memory, which stays the caller's to close; so do the services beside it: the one that watches feeds, and the one that
    tells alerts, without which somebody else must tell what is added here."""
    site = Site(memory, access or Access(), service, telling)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        site.close()

    app = FastAPI(
        title="Retold",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=life,
        description=described(),
    )
    app.state.site = site
    _pages(app, site)
    _writing(app, site)
    app.include_router(router(site), prefix="/api/v1")
    app.include_router(alerts_api.router(site), prefix="/api/v1")
    app.add_route("/static/{name}", Assets(STATIC).answer, methods=["GET"])
    _errors(app, site)
    app.add_middleware(Guard, access=site.access, page=site.failed)
    return app


def _pages(app: FastAPI, site: Site) -> None:
    """Pages that are the same for all who ask."""

    def page(
        path: str, build: Callable[[Memory, PageRequest], View], forms: tuple[str, ...] = ("html", "json")
    ) -> None:
        async def plainly(request: Request) -> Response:
            return await site.answer(request, partial(build, site.memory), forms)

        app.add_route(path, plainly, methods=["GET"])

    def named(path: str, build: Callable[[Memory, PageRequest, str], View], forms: tuple[str, ...]) -> None:
        async def by_id(request: Request) -> Response:
            key = request.path_params.get("id") or request.query_params.get("id", "")
            return await site.answer(request, lambda ask: build(site.memory, ask, key), forms)

        app.add_route(f"/{path}/{{id:path}}", by_id, methods=["GET"])
        app.add_route(f"/{path}", by_id, methods=["GET"])

    page("/", news.front, FEEDS)
    page("/themes", explore.themes)
    page("/graph", explore.graph, ("html", "json", *explore.GRAPHS))
    page("/search", explore.search, FEEDS)
    page("/timeline", explore.timeline)
    page("/publishers", explore.publishers, FEEDS)
    page("/about", news.about)
    app.add_route("/entity/{id:path}/judge", partial(_judge, site), methods=["GET", "POST"])
    named("article", news.article, ("html", "json", "jsonld", "ninjs"))
    named("story", news.story, FEEDS)
    named("entity", explore.entity, FEEDS)
    named("theme", explore.theme, FEEDS)

    page("/sitemap.xml", news.sitemap, ("xml",))
    page("/opensearch.xml", news.opensearch, ("xml",))

    async def robots(request: Request) -> Response:
        base = based(request, site.access.url)
        return PlainTextResponse(
            f"User-agent: *\nDisallow: /search\nDisallow: /graph\nDisallow: /add\nDisallow: /alerts\nDisallow: /feeds\nDisallow: /websub/\nDisallow: /api/\nSitemap: {base}/sitemap.xml\n"
        )

    async def icon(_: Request) -> Response:
        return RedirectResponse("/static/icon.svg", 302)

    app.add_route("/robots.txt", robots, methods=["GET"])
    app.add_route("/favicon.ico", icon, methods=["GET"])


async def _judge(site: Site, request: Request) -> Response:
    return await edits.judge(site, request, request.path_params["id"])


def _writing(app: FastAPI, site: Site) -> None:
    """Pages with forms."""

    async def job(request: Request) -> Response:
        return await edits.job(site, request, request.path_params["job"])

    async def undo(request: Request) -> Response:
        return await edits.undo(site, request, request.path_params["number"])

    app.add_route("/add", partial(edits.add, site), methods=["GET", "POST"])
    app.add_route("/add/{job}", job, methods=["GET"])
    app.add_route("/judgements", partial(edits.judgements, site), methods=["GET"])
    app.add_route("/judgements/{number:int}/undo", undo, methods=["POST"])
    _following(app, site)
    app.add_route("/alerts", partial(alerts.alerts, site), methods=["GET", "POST"])
    app.add_route("/alerts/{number:int}", partial(alerts.alert, site), methods=["GET"])
    app.add_route("/alerts/{number:int}.atom", partial(alerts.feed, site, form="atom"), methods=["GET"])
    app.add_route("/alerts/{number:int}.json", partial(alerts.feed, site, form="feed"), methods=["GET"])
    app.add_route("/alerts/{number:int}/{action}", partial(alerts.act, site), methods=["POST"])
    app.add_route("/signin", partial(edits.sign_in, site), methods=["GET", "POST"])


def _following(app: FastAPI, site: Site) -> None:
    """What is followed."""

    async def feed(request: Request) -> Response:
        return await feeds.feed(site, request, request.path_params["number"])

    async def pushed(request: Request) -> Response:
        return await feeds.pushed(site, request, request.path_params["path"])

    app.add_route("/feeds", partial(feeds.feeds, site), methods=["GET", "POST"])
    app.add_route("/feeds/{number:int}", feed, methods=["GET", "POST"])
    app.add_route("/websub/{path}", pushed, methods=["GET", "POST"])


def _errors(app: FastAPI, site: Site) -> None:
    """Errors as pages, or for programs as problems (RFC 9457)."""

    def told(request: Request, status: int, title: str, detail: str, sign: bool = False) -> Response:
        if (
            request.url.path.startswith("/api/")
            or negotiated(request.headers.get("accept", ""), ("html", "json")) == "json"
            or request.query_params.get("format") == "json"
        ):
            problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
            return JSONResponse(problem, status, media_type="application/problem+json")
        return site.page(request, "error.html", {"status": status, "detail": detail, "sign": sign}, status)

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, RetoldError)
        status = next(s for kind, s in _STATUS if isinstance(error, kind))
        hidden = isinstance(error, StoreError) and not isinstance(error, LedgerError)
        if hidden:
            _log.error("%s %s: %s", request.method, request.url.path, error)
        response = told(
            request, status, _TITLES.get(status, "That did not work."), _HIDDEN[status] if hidden else str(error)
        )
        if status == 503:
            response.headers["retry-after"] = "5"
        return response

    async def forbidden(request: Request, error: Exception) -> Response:
        assert isinstance(error, edits.ForbiddenError)
        return told(request, 401 if error.sign else 403, "You may not do this.", error.message, error.sign)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = "There is no page at this address." if error.status_code == 404 else str(error.detail)
        response = told(request, error.status_code, _TITLES.get(error.status_code, str(error.detail)), detail)
        response.headers.update(error.headers or {})
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        said = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors()[:5])
        return told(request, 422, "The request cannot be understood.", said)

    app.add_exception_handler(RetoldError, ours)
    app.add_exception_handler(edits.ForbiddenError, forbidden)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


_TITLES = {
    400: "The address asks for something that cannot be understood.",
    401: "You may not do this.",
    403: "You may not do this.",
    404: "Not found.",
    405: "This cannot be done at this address.",
    409: "That cannot be done.",
    413: "Too large.",
    422: "That cannot be read.",
    500: "That did not work.",
    503: "Busy at the moment.",
    504: "That takes too long.",
}
