"""The addresses of all pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from retold.memory import Memory
from retold.web.assets import STATIC, Assets
from retold.web.page_request import PageRequest
from retold.web.pages import alerts, crawlers, feeds
from retold.web.pages.about import about
from retold.web.pages.add import add, show_job
from retold.web.pages.article import article
from retold.web.pages.entity import entity
from retold.web.pages.front import front
from retold.web.pages.graph import GRAPH_FORMATS, graph
from retold.web.pages.judgements import judge, judgements, undo
from retold.web.pages.publishers import publishers
from retold.web.pages.search import search
from retold.web.pages.sign_in import sign_in, sign_out
from retold.web.pages.story import story
from retold.web.pages.themes import theme, themes
from retold.web.pages.timeline import timeline
from retold.web.pages.websub import hub_message
from retold.web.site import Site
from retold.web.view import View

PLAIN = ("html", "json")
FEEDS = ("html", "json", "atom", "feed")
ARTICLE = ("html", "json", "jsonld", "ninjs")
GRAPH = ("html", "json", *GRAPH_FORMATS)


def add_page_routes(app: FastAPI, site: Site) -> None:
    """Adds all pages to the app. The order matters: the first route that matches an address answers."""
    _add_views(app, site)
    _add_forms(app, site)
    app.add_route("/robots.txt", partial(crawlers.robots, site), methods=["GET"])
    app.add_route("/favicon.ico", crawlers.icon, methods=["GET"])
    app.add_route("/static/{name}", Assets(STATIC).answer, methods=["GET"])


def _add_views(app: FastAPI, site: Site) -> None:
    """Pages that are the same for all readers."""

    def page(
        path: str, build: Callable[[Memory, PageRequest], View], formats: tuple[str, ...], heavy: bool = False
    ) -> None:
        async def answer(request: Request) -> Response:
            return await site.answer(request, partial(build, site.memory), formats, heavy)

        app.add_route(path, answer, methods=["GET"])

    def page_by_id(name: str, build: Callable[[Memory, PageRequest, str], View], formats: tuple[str, ...]) -> None:
        async def answer(request: Request) -> Response:
            key = request.path_params.get("id") or request.query_params.get("id", "")
            return await site.answer(request, lambda asked: build(site.memory, asked, key), formats)

        app.add_route(f"/{name}/{{id:path}}", answer, methods=["GET"])
        app.add_route(f"/{name}", answer, methods=["GET"])

    page("/", front, FEEDS)
    page("/themes", themes, PLAIN)
    page("/graph", graph, GRAPH, heavy=True)
    page("/search", search, FEEDS, heavy=True)
    page("/timeline", timeline, PLAIN, heavy=True)
    page("/publishers", publishers, FEEDS)
    page("/about", about, PLAIN)
    app.add_route("/entity/{id:path}/judge", partial(judge, site), methods=["GET", "POST"])  # before /entity/{id:path}
    page_by_id("article", article, ARTICLE)
    page_by_id("story", story, FEEDS)
    page_by_id("entity", entity, FEEDS)
    page_by_id("theme", theme, FEEDS)
    page("/sitemap.xml", crawlers.sitemap, ("xml",), heavy=True)
    page("/opensearch.xml", crawlers.opensearch, ("xml",))


def _add_forms(app: FastAPI, site: Site) -> None:
    """Pages with forms, which differ from reader to reader."""
    both = ["GET", "POST"]
    app.add_route("/add", partial(add, site), methods=both)
    app.add_route("/add/{job}", partial(show_job, site), methods=["GET"])
    app.add_route("/judgements", partial(judgements, site), methods=["GET"])
    app.add_route("/judgements/{number:int}/undo", partial(undo, site), methods=["POST"])
    app.add_route("/feeds", partial(feeds.list_feeds, site), methods=both)
    app.add_route("/feeds/{number:int}", partial(feeds.show_feed, site), methods=both)
    app.add_route("/websub/{path}", partial(hub_message, site), methods=both)
    app.add_route("/alerts", partial(alerts.list_alerts, site), methods=both)
    app.add_route("/alerts/{number:int}", partial(alerts.show_alert, site), methods=["GET"])
    app.add_route("/alerts/{number:int}.atom", partial(alerts.send_feed, site, form="atom"), methods=["GET"])
    app.add_route("/alerts/{number:int}.json", partial(alerts.send_feed, site, form="feed"), methods=["GET"])
    app.add_route("/alerts/{number:int}/{action}", partial(alerts.act_on_alert, site), methods=["POST"])
    app.add_route("/signin", partial(sign_in, site), methods=both)
    app.add_route("/signout", partial(sign_out, site), methods=["POST"])
