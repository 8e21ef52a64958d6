"""Alerts in the browser: made by a form, looked after, and followed as feeds."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.alerts import Alert, AlertMessage, AlertQuery, Receiver, TestResult, document
from retold.errors import QueryError, SettingsError, UnknownError
from retold.export import feeds
from retold.export.feeds import Feed, Item
from retold.web import addresses
from retold.web.negotiation import based, known, media_type, page_request
from retold.web.pages.edits import ForbiddenError, allowed, form_page, posted
from retold.web.pages.explore import TYPES
from retold.web.site import Site, dumped

LATE = "Some receivers take long to answer: within a minute one or more said nothing. `retold alert test` waits for each, and says what it answers."
LATEST, SHOWN = 3, 30
"""Stories that the list shows of each alert, and that an alert's page and feed show."""
ACTIONS = ("pause", "resume", "remove", "test", "retry")
_ASKED = ("entity", "with", "theme", "query", "publisher", "type")


def trusted(site: Site, request: Request) -> None:
    """Raises `ForbiddenError` for who may not see alerts: they say what somebody watches, and where to write to them."""
    if not site.access.trusted(request):
        raise ForbiddenError("Alerts are shown to who has the token that the server was started with.", sign=True)


async def alerts(site: Site, request: Request) -> Response:
    """All alerts, and the form to make one, filled in from the address; posted, it makes one."""
    if request.method == "POST":
        return await _added(site, request)
    ask = page_request(request, ("html", "json"), site.access.url)
    trusted(site, request)
    found = await run_in_threadpool(site.alerts.all)
    if ask.form == "json":
        return _json({"alerts": [document(a) for a in found]})
    given = {name: ask.text(name) for name in _ASKED} | {"new_only": ask.text("new_only")}
    return await _list(site, request, found, given)


async def _list(
    site: Site, request: Request, found: list[Alert], given: Mapping[str, str], wrong: str = ""
) -> Response:
    def told() -> tuple[dict[int, list[AlertMessage]], str]:
        named = next((e.name for e in site.memory.entities_named(given.get("entity", ""))), "") if given.get("entity") else ""
        return {a.id: site.alerts.messages(a.id, LATEST) for a in found}, named

    latest, named = await run_in_threadpool(told)
    context = {
        "found": found,
        "told": latest,
        "given": given,
        "named": named,
        "types": TYPES,
        "wrong": wrong,
        "mail": site.alerts.settings.smtp_url,
    }
    return form_page(site, request, "alerts.html", context, 422 if wrong else 200)


async def _added(site: Site, request: Request) -> Response:
    fields = await posted(site, request)
    allowed(site, request)
    try:
        made = await run_in_threadpool(site.alerts.add, *wanted(fields))
    except (QueryError, SettingsError) as error:
        return await _list(site, request, await run_in_threadpool(site.alerts.all), fields, str(error))
    return RedirectResponse(f"/alerts/{made.id}", 303)


def wanted(fields: Mapping[str, str]) -> tuple[AlertQuery, list[Receiver], str, bool]:
    """What a form asks for, whom it is to tell, its name, and whether what is there is to be told, too."""
    entity, other, theme, query, publisher, kind = (fields.get(name, "").strip() for name in _ASKED)
    told = [Receiver("webhook", url) for url in fields.get("webhook", "").split()]
    told += [Receiver("email", address, fields.get("digest", "")) for address in fields.get("email", "").split()]
    return (
        AlertQuery(entity, other, theme, query, publisher, kind, bool(fields.get("new_only"))),
        told,
        fields.get("name", ""),
        bool(fields.get("backfill")),
    )


async def alert(site: Site, request: Request) -> Response:
    """One alert: what it told, and how its receivers do."""
    ask = page_request(request, ("html", "json"), site.access.url)
    trusted(site, request)
    number = request.path_params["number"]
    found = await run_in_threadpool(site.alerts.get, number, True)
    if ask.form == "json":
        told = await run_in_threadpool(site.alerts.messages, number, SHOWN)
        return _json({"alert": document(found), "tellings": [t.content for t in told]})
    return await _one(site, request, found)


async def _one(site: Site, request: Request, found: Alert, tried: list[TestResult] | None = None) -> Response:
    told = await run_in_threadpool(site.alerts.messages, found.id, SHOWN)
    waiting, dead = [
        await run_in_threadpool(site.alerts.deliveries, found.id, state, SHOWN) for state in ("waiting", "dead")
    ]
    context = {
        "found": found,
        "told": told,
        "deliveries": sorted(waiting + dead, key=lambda d: -d.id),
        "tried": tried,
        "feed": _key(site, found),
    }
    return form_page(site, request, "alert.html", context)


async def act(site: Site, request: Request) -> Response:
    """Pauses, resumes, tests or removes an alert, or makes what was given up due again."""
    await posted(site, request)
    allowed(site, request)
    number, action = request.path_params["number"], request.path_params["action"]
    if action not in ACTIONS:
        raise UnknownError("is nothing that can be done to an alert", action)
    if action == "test":
        tried = await site.asking.answer(lambda _: site.alerts.test(number), LATE)
        return await _one(site, request, await run_in_threadpool(site.alerts.get, number, True), tried)
    if action == "retry":
        await run_in_threadpool(site.alerts.retry, None, number)
        site.tell()
    else:
        await run_in_threadpool(getattr(site.alerts, action), number)
    return RedirectResponse("/alerts" if action == "remove" else f"/alerts/{number}", 303)


async def feed(site: Site, request: Request, form: str) -> Response:
    """What an alert told, as a feed: for who may see alerts, and for who has its key, as readers of feeds send no token."""
    number = request.path_params["number"]
    try:
        found = await run_in_threadpool(site.alerts.get, number)
    except UnknownError:
        found = None
    given = request.query_params.get("key", "")
    if not site.access.trusted(request) and not (found and hmac.compare_digest(given.encode(), found.key.encode())):
        raise ForbiddenError("This feed needs its key; the page of the alert has its whole address.", sign=True)
    if found is None:
        raise UnknownError("no alert has that number", str(number))
    told = await run_in_threadpool(site.alerts.messages, number, SHOWN)
    base = based(request, site.access.url)
    own = base + addresses.page(f"/alerts/{number}.{'atom' if form == 'atom' else 'json'}", key=given)
    made = Feed(
        found.name,
        f"{base}/alerts/{number}",
        own,
        tuple(_item(base, number, t) for t in told),
        updated=told[0].told if told else found.made,
    )
    body = feeds.atom(made) if form == "atom" else dumped(feeds.json_feed(made))
    tag = f'W/"{blake2b(body.encode("utf-8", "replace"), digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "no-cache", "content-type": media_type(form)}
    return (
        Response(status_code=304, headers=headers)
        if known(request, tag)
        else Response(body.encode("utf-8", "replace"), 200, headers)
    )


def _item(base: str, number: int, told: AlertMessage) -> Item:
    """A telling in a feed. Its id is its own: a story that another alert tells is another entry there."""
    content = told.content
    said = " ".join(t["text"] for t in content["takeaways"])
    url = base + addresses.story(content["story"]["id"])
    return Item(
        f"{base}/alerts/{number}#t{told.id}",
        url,
        told.headline,
        f"{said} {content['why']}".strip(),
        told.told,
        told.told,
        tuple(content["publishers"][:5]),
    )


def _key(site: Site, found: Alert) -> str:
    """What a feed's address must bear where reading alerts needs the token."""
    return found.key if site.access.token else ""


def _json(data: Any) -> Response:
    return Response(dumped(data), 200, {"cache-control": "no-store"}, "application/json")
