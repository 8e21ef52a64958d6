"""The page to add an article, and the page that shows its progress."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.errors import QueryError
from retold.web import addresses
from retold.web.jobs import STEPS
from retold.web.permission import form_fields, form_page, require_write
from retold.web.site import Site
from retold.web.submission import begin_submission


async def add(site: Site, request: Request) -> Response:
    """The form to add an article. Once it is sent, the article is read in the background."""
    if request.method != "POST":
        return _form(site, request, {"url": request.query_params.get("url", "")})
    fields = await form_fields(site, request)
    require_write(site, request)
    try:
        job = begin_submission(site, fields)
    except QueryError as error:
        return _form(site, request, fields, str(error), 422)
    if job is None:
        return _form(site, request, fields, "Too many articles are waiting. Try again in a minute.", 503)
    return RedirectResponse(f"/add/{job.id}", 303)


def _form(site: Site, request: Request, fields: Mapping[str, str], error: str = "", status: int = 200) -> Response:
    return form_page(site, request, "add.html", {"fields": fields, "error": error}, status)


async def show_job(site: Site, request: Request) -> Response:
    """The progress of an article. A script that asks again and again gets only that part of the page."""
    job = site.jobs.get(request.path_params["job"])
    if job is None:
        detail = "No article is being read at this address; it may have ended long ago. Search for it or add it again."
        return site.page(request, "error.html", {"status": 404, "detail": detail}, 404)
    is_partial = request.headers.get("hx-request") == "true"
    response = site.page(request, "progress.html" if is_partial else "job.html", {"job": job, "steps": STEPS})
    if job.kept and is_partial:
        response.headers["hx-redirect"] = addresses.article(job.kept.id)
    elif job.kept and request.query_params.get("watch") != "0":
        return RedirectResponse(addresses.article(job.kept.id), 303)
    return response
