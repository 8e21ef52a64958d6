"""Pages on which people judge whether two names are one entity."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.errors import QueryError, UnknownError
from retold.web import addresses
from retold.web.permission import form_fields, form_page, require_write
from retold.web.site import Site

JUDGEMENTS = 200
"""The latest judgements, which the page shows."""
MAX_NAME = 300
"""Code points of a name that are read."""


async def judge(site: Site, request: Request) -> Response:
    """The form that says that an entity is the same as another, or that it is really two. Raises `UnknownError`."""
    is_sent = request.method == "POST"
    fields = await form_fields(site, request) if is_sent else {}
    if is_sent:
        require_write(site, request)
    entity = await run_in_threadpool(site.memory.entity, request.path_params["id"])
    message = ""
    if is_sent:
        try:
            number = await run_in_threadpool(_judge, site, entity.id, fields)
            return RedirectResponse(addresses.page("/judgements", said=number), 303)
        except (QueryError, UnknownError) as error:
            message = str(error)
    same_name = await run_in_threadpool(
        lambda: [e for e in site.memory.entities_named(entity.name) if e.id != entity.id]
    )
    context = {"entity": entity, "same_name": same_name, "fields": fields, "error": message}
    return form_page(site, request, "judge.html", context, 422 if message else 200)


def _judge(site: Site, entity: str, fields: Mapping[str, str]) -> int:
    """Writes the judgement of a form, and gives its number. Raises `UnknownError`, and `QueryError` if a field is
    missing."""
    person, verdict, other = (fields.get(k, "").strip()[:MAX_NAME] for k in ("person", "verdict", "other"))
    if not person:
        raise QueryError("is missing: every judgement has the name of its author", "your name")
    if not other or verdict not in ("same", "different"):
        raise QueryError("is missing: choose the name to compare with", "the other name")
    judge = site.memory.same if verdict == "same" else site.memory.different
    number = judge(fields.get("form_id", "").strip() or entity, other, person)
    site.mark_changed()
    return number


async def judgements(site: Site, request: Request) -> Response:
    """The latest judgements by people, each with a button to undo it."""
    lines = await run_in_threadpool(site.memory.judgements, False, JUDGEMENTS)
    written = next((str(line.id) for line in lines if str(line.id) == request.query_params.get("said")), "")
    return form_page(site, request, "judgements.html", {"lines": lines, "written": written})


async def undo(site: Site, request: Request) -> Response:
    """Undoes a judgement."""
    await form_fields(site, request)
    require_write(site, request)
    await run_in_threadpool(site.memory.undo, request.path_params["number"])
    site.mark_changed()
    return RedirectResponse("/judgements", 303)
