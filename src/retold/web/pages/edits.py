"""Pages that write: add an article, judge on identity, give the token."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.errors import FormatError, QueryError, UnknownError
from retold.memory import Kept, Memory
from retold.types import Content, Metadata, Page
from retold.web import addresses
from retold.web.access import KEY, SESSION, same_origin
from retold.web.jobs import STEPS
from retold.web.negotiation import based
from retold.web.site import Site

YEAR = 365 * 86400


class ForbiddenError(Exception):
    """Somebody may not write, or a form is not one of ours. `sign`: whether the token would help."""

    def __init__(self, message: str, sign: bool = False) -> None:
        super().__init__(message)
        self.message, self.sign = message, sign


def given_page(given: Mapping[str, str], memory: Memory) -> tuple[str, Callable[[], Page]]:
    """What is to be read, by its name: a web address, or text with what is known of it. Raises `QueryError` where it is neither."""
    url, text = given.get("url", "").strip(), given.get("body", "").strip()
    if text:
        headline, publisher, published = (given.get(k, "").strip() for k in ("headline", "publisher", "published"))
        page = Page(
            "the text",
            Content.TEXT,
            text,
            Metadata(url=addresses.outside(url), headline=headline, publisher=publisher, published=published or None),
        )
        return headline or text[:60], lambda: page
    if not url:
        raise QueryError("is missing: give a link, or the text of an article", "url")
    if not url.lower().startswith(("http://", "https://")) or not _host(url):
        raise QueryError("is no web address; one begins with https://", url)
    return url, lambda: memory.engine.fetch(url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


async def posted(site: Site, request: Request) -> dict[str, str]:
    """The fields of a form of ours. Raises `ForbiddenError` for another site's, and for who may not write."""
    if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
        raise FormatError("is not what the form sends", request.headers.get("content-type", ""))
    try:
        given = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise FormatError("has more fields than the form", "what was sent") from error
    fields = {k: v[-1] for k, v in given.items()}
    if not site.access.from_our_form(request, fields.pop("form", "")):
        raise ForbiddenError(
            "The form is too old, or was not sent from this site. Go back, reload the page and send it again."
        )
    return fields


def allowed(site: Site, request: Request) -> None:
    """Raises `ForbiddenError` for who may not write."""
    if not site.access.writable:
        raise ForbiddenError("This server was started to be read only.")
    if not site.access.may_write(request):
        raise ForbiddenError("Writing here needs the token that the server was started with.", sign=True)


def may_call(site: Site, request: Request) -> None:
    """The same for a program, which sends no form. Raises `ForbiddenError` also for what a page of another site sends."""
    if not same_origin(request):
        raise ForbiddenError("The request comes from a page of another site.")
    allowed(site, request)


def form_page(site: Site, request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
    """A page with a form, which only this browser can send."""
    session = request.cookies.get(SESSION, "") or secrets.token_urlsafe(18)
    response = site.page(
        request,
        template,
        {"form_token": site.access.form_token(session), "may_write": site.access.may_write(request), **context},
        status,
    )
    response.set_cookie(
        SESSION,
        session,
        max_age=YEAR,
        httponly=True,
        samesite="strict",
        secure=based(request, site.access.url).startswith("https:"),
    )
    return response


async def add(site: Site, request: Request) -> Response:
    """The form to add an article; posted, it is read in the background, and its page tells how that goes."""
    if request.method != "POST":
        return form_page(
            site, request, "add.html", {"url": request.query_params.get("url", ""), "given": {}, "wrong": ""}
        )
    fields = await posted(site, request)
    allowed(site, request)
    try:
        name, page = given_page(fields, site.memory)
    except QueryError as error:
        return form_page(
            site, request, "add.html", {"url": fields.get("url", ""), "given": fields, "wrong": str(error)}, 422
        )
    job = site.jobs.begin(name, partial(_added, site, page))
    if job is None:
        return form_page(
            site,
            request,
            "add.html",
            {
                "url": fields.get("url", ""),
                "given": fields,
                "wrong": "Too many articles wait to be read; try again in a minute.",
            },
            503,
        )
    return RedirectResponse(f"/add/{job.id}", 303)


def _added(site: Site, page: Callable[[], Page], tell: Callable[[str], None]) -> Kept:
    kept = site.memory.add(page, tell)
    site.changed()
    site.tell()
    return kept


async def job(site: Site, request: Request, key: str) -> Response:
    """How the reading of an article goes. Only its part is sent to a script that asks again and again."""
    found = site.jobs.get(key)
    if found is None:
        return site.page(
            request,
            "error.html",
            {
                "status": 404,
                "detail": "Nothing is read under this address; it may have been long ago. Search for the article, or add it again.",
            },
            404,
        )
    part = request.headers.get("hx-request") == "true"
    response = site.page(request, "progress.html" if part else "job.html", {"job": found, "steps": STEPS})
    if found.kept and part:
        response.headers["hx-redirect"] = addresses.article(found.kept.id)
    elif found.kept and request.query_params.get("watch") != "0":
        return RedirectResponse(addresses.article(found.kept.id), 303)
    return response


async def judge(site: Site, request: Request, name: str) -> Response:
    """Says of an entity that it is the same as another, or that it is two."""
    sent = request.method == "POST"
    fields = await posted(site, request) if sent else {}
    if sent:
        allowed(site, request)
    found = await run_in_threadpool(site.memory.entity, name)
    wrong = ""
    if sent:
        try:
            return await run_in_threadpool(_judged, site, found.id, fields)
        except (QueryError, UnknownError) as error:
            wrong = str(error)
    alike = await run_in_threadpool(lambda: [e for e in site.memory.named(found.name) if e.id != found.id])
    return form_page(
        site,
        request,
        "judge.html",
        {"found": found, "alike": alike, "fields": fields, "wrong": wrong},
        422 if wrong else 200,
    )


def _judged(site: Site, entity: str, fields: Mapping[str, str]) -> Response:
    """Raises `UnknownError`, and `QueryError` for a form that lacks something."""
    person, verdict, other = (fields.get(k, "").strip()[:300] for k in ("person", "verdict", "other"))
    if not person:
        raise QueryError("say who you are: a judgement bears a name", "your name")
    if not other or verdict not in ("same", "different"):
        raise QueryError("choose what it is, or is not, the same as", "the other name")
    say = site.memory.same if verdict == "same" else site.memory.different
    number = say(fields.get("form_id", "").strip() or entity, other, person)
    site.changed()
    return RedirectResponse(addresses.page("/judgements", said=number), 303)


async def judgements(site: Site, request: Request) -> Response:
    """What persons judged, with a way back."""
    lines = await run_in_threadpool(site.memory.judgements, False, 200)
    said = next((str(line.id) for line in lines if str(line.id) == request.query_params.get("said")), "")
    return form_page(site, request, "judgements.html", {"lines": lines, "said": said})


async def undo(site: Site, request: Request, number: int) -> Response:
    """Takes a judgement back."""
    await posted(site, request)
    allowed(site, request)
    await run_in_threadpool(site.memory.undo, number)
    site.changed()
    return RedirectResponse("/judgements", 303)


async def sign_in(site: Site, request: Request) -> Response:
    """Takes the token, so that this browser may write."""
    wrong = ""
    if request.method == "POST":
        fields = await posted(site, request)
        if secrets.compare_digest(fields.get("token", "").strip().encode(), site.access.token.encode()):
            response = RedirectResponse("/add", 303)
            response.set_cookie(
                KEY,
                site.access.key(),
                max_age=YEAR,
                httponly=True,
                samesite="strict",
                secure=based(request, site.access.url).startswith("https:"),
            )
            return response
        wrong = "That is not the token."
    return form_page(site, request, "signin.html", {"wrong": wrong}, 403 if wrong else 200)
