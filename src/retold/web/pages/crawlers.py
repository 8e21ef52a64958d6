"""Files for search engines and browsers: sitemap, robots.txt and the search description."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from retold.export import sitemaps
from retold.memory import Memory
from retold.web import addresses
from retold.web.page_request import PageRequest, base_url
from retold.web.site import Site
from retold.web.view import View

SITEMAP_STORIES = 5000
"""The latest stories, which the sitemap lists."""
NOT_FOR_ROBOTS = ("/search", "/graph", "/add", "/alerts", "/feeds", "/websub/", "/api/")


def sitemap(memory: Memory, request: PageRequest) -> View:
    """The latest stories, for search engines."""
    stories = memory.page(limit=SITEMAP_STORIES).items
    urls = [(request.base + "/", None), *((request.base + addresses.story(s.id), s.last) for s in stories)]
    return View(formats={"xml": lambda: sitemaps.sitemap(urls)})


def opensearch(_: Memory, request: PageRequest) -> View:
    """How a browser can search here."""
    address = request.base + "/search?q={searchTerms}"
    return View(formats={"xml": lambda: sitemaps.opensearch("Retold", address)})


async def robots(site: Site, request: Request) -> Response:
    """What search engines should not read."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {base_url(request, site.access)}/sitemap.xml")
    return PlainTextResponse("\n".join(lines) + "\n")


async def icon(_: Request) -> Response:
    """The icon, for browsers that ask for it at its old address."""
    return RedirectResponse("/static/icon.svg", 302)
