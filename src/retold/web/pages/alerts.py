"""Pages of alerts: the list with the form to make one, each alert, and its feeds."""

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
from retold.web.negotiation import MEDIA_TYPES, has_any, has_current
from retold.web.page_request import base_url, parse_page_request
from retold.web.permission import ForbiddenError, form_fields, form_page, require_token, require_write
from retold.web.site import Site
from retold.web.view import json_text

TOO_SLOW = (
    "Some receivers are slow: at least one did not answer within a minute. "
    "`retold alert test` waits for each and shows its answer."
)
LATEST, SHOWN = 3, 30
"""Messages of each alert in the list of alerts, and messages and deliveries on the page of one."""
FEED_PUBLISHERS = 5
"""Publishers that an entry of the feed names."""
ACTIONS = ("pause", "resume", "remove", "test", "retry")
_QUERY_FIELDS = ("entity", "with", "theme", "query", "publisher", "type")


async def list_alerts(site: Site, request: Request) -> Response:
    """All alerts, and the form to make one. The address can fill the form in."""
    if request.method == "POST":
        return await _make(site, request)
    page_request = parse_page_request(request, ("html", "json"), site.access)
    require_token(site, request)
    all_alerts = await run_in_threadpool(site.alerts.all)
    if page_request.format == "json":
        return _json({"alerts": [document(a) for a in all_alerts]})
    fields = {name: page_request.text(name) for name in (*_QUERY_FIELDS, "new_only")}
    return await _list_page(site, request, all_alerts, fields)


async def _make(site: Site, request: Request) -> Response:
    fields = await form_fields(site, request)
    require_write(site, request)
    try:
        made = await run_in_threadpool(
            site.alerts.add, _query(fields), _receivers(fields), fields.get("name", ""), bool(fields.get("backfill"))
        )
    except (QueryError, SettingsError) as error:
        return await _list_page(site, request, await run_in_threadpool(site.alerts.all), fields, str(error))
    return RedirectResponse(f"/alerts/{made.id}", 303)


def _query(fields: Mapping[str, str]) -> AlertQuery:
    """What the alert of a form looks for."""
    entity, other, theme, query, publisher, kind = (fields.get(name, "").strip() for name in _QUERY_FIELDS)
    return AlertQuery(entity, other, theme, query, publisher, kind, bool(fields.get("new_only")))


def _receivers(fields: Mapping[str, str]) -> list[Receiver]:
    """Where the alert of a form writes to."""
    webhooks = [Receiver("webhook", url) for url in fields.get("webhook", "").split()]
    return webhooks + [
        Receiver("email", address, fields.get("digest", "")) for address in fields.get("email", "").split()
    ]


async def _list_page(
    site: Site, request: Request, all_alerts: list[Alert], fields: Mapping[str, str], error: str = ""
) -> Response:
    def load() -> tuple[dict[int, list[AlertMessage]], str]:
        entity = fields.get("entity", "")
        entity_name = next((e.name for e in site.memory.entities_named(entity)), "") if entity else ""
        return {a.id: site.alerts.messages(a.id, LATEST) for a in all_alerts}, entity_name

    messages, entity_name = await run_in_threadpool(load)
    context = {
        "alerts": all_alerts,
        "messages": messages,
        "fields": fields,
        "entity_name": entity_name,
        "error": error,
        "has_mail": bool(site.alerts.settings.smtp_url),
    }
    return form_page(site, request, "alerts.html", context, 422 if error else 200)


async def show_alert(site: Site, request: Request) -> Response:
    """One alert: its messages, and the state of its receivers. Raises `UnknownError`."""
    page_request = parse_page_request(request, ("html", "json"), site.access)
    require_token(site, request)
    number = request.path_params["number"]
    alert = await run_in_threadpool(site.alerts.get, number, True)
    if page_request.format == "json":
        messages = await run_in_threadpool(site.alerts.messages, number, SHOWN)
        return _json({"alert": document(alert), "tellings": [m.content for m in messages]})
    return await _alert_page(site, request, alert)


async def _alert_page(
    site: Site, request: Request, alert: Alert, test_results: list[TestResult] | None = None
) -> Response:
    messages = await run_in_threadpool(site.alerts.messages, alert.id, SHOWN)
    waiting, dead = [
        await run_in_threadpool(site.alerts.deliveries, alert.id, state, SHOWN) for state in ("waiting", "dead")
    ]
    context = {
        "alert": alert,
        "messages": messages,
        "deliveries": sorted(waiting + dead, key=lambda d: -d.id),
        "test_results": test_results,
        "feed_key": alert.key if site.access.token else "",  # needed only where reading alerts needs the token
    }
    return form_page(site, request, "alert.html", context)


async def act_on_alert(site: Site, request: Request) -> Response:
    """Pauses, resumes, tests or removes an alert, or sends again what was given up."""
    await form_fields(site, request)
    require_write(site, request)
    number, action = request.path_params["number"], request.path_params["action"]
    if action not in ACTIONS:
        raise UnknownError(f"is not an action; use one of {', '.join(ACTIONS)}", action)
    if action == "test":
        results = await site.outbound.run(lambda _: site.alerts.test(number), TOO_SLOW)
        return await _alert_page(site, request, await run_in_threadpool(site.alerts.get, number, True), results)
    if action == "retry":
        await run_in_threadpool(site.alerts.retry, None, number)
        site.wake_alerts()
    else:
        await run_in_threadpool(getattr(site.alerts, action), number)
    return RedirectResponse("/alerts" if action == "remove" else f"/alerts/{number}", 303)


async def send_feed(site: Site, request: Request, form: str) -> Response:
    """The messages of an alert as a feed: `form` is "atom", or "feed" for JSON Feed.

    It opens with the token or with the key of the alert, because feed readers send no token. Without either the answer
    is the same whether the alert exists or not. Raises `ForbiddenError` and `UnknownError`.
    """
    number, key = request.path_params["number"], request.query_params.get("key", "")
    try:
        alert = await run_in_threadpool(site.alerts.get, number)
    except UnknownError:
        alert = None
    has_key = alert is not None and hmac.compare_digest(key.encode(), alert.key.encode())
    if not has_key and not site.access.is_trusted(request):
        raise ForbiddenError("This feed needs its key. The alert's page has the full address.", sign_in=True)
    if alert is None:
        raise UnknownError("no alert has this number", str(number))
    messages = await run_in_threadpool(site.alerts.messages, number, SHOWN)
    made = _feed(base_url(request, site.access), alert, messages, form, key)
    body = (feeds.atom(made) if form == "atom" else json_text(feeds.json_feed(made))).encode("utf-8", "replace")
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"etag": etag, "cache-control": "no-cache", "content-type": MEDIA_TYPES[form]}
    if has_current(request, etag) or has_any(request):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers)


def _feed(base: str, alert: Alert, messages: list[AlertMessage], form: str, key: str) -> Feed:
    page = f"{base}/alerts/{alert.id}"
    address = base + addresses.page(f"/alerts/{alert.id}.{'atom' if form == 'atom' else 'json'}", key=key)
    updated = messages[0].told if messages else alert.made
    return Feed(alert.name, page, address, tuple(_item(base, page, m) for m in messages), updated=updated)


def _item(base: str, page: str, message: AlertMessage) -> Item:
    """A message in a feed. Its id is its own: the same story from another alert is another entry."""
    content = message.content
    takeaways = " ".join(t["text"] for t in content["takeaways"])
    return Item(
        f"{page}#t{message.id}",
        base + addresses.story(content["story"]["id"]),
        message.headline,
        f"{takeaways} {content['why']}".strip(),
        message.told,
        message.told,
        tuple(content["publishers"][:FEED_PUBLISHERS]),
    )


def _json(data: Any) -> Response:
    return Response(json_text(data), 200, {"cache-control": "no-store"}, "application/json")
