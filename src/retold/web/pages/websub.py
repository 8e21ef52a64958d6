"""The address that hubs call (WebSub)."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from retold.web.permission import ForbiddenError
from retold.web.site import Site


async def hub_message(site: Site, request: Request) -> Response:
    """Confirms a subscription (GET), or takes new entries (POST).

    Only the hub and this server know the path, and each message is signed. Raises `ForbiddenError` if this server uses
    no hubs.
    """
    hubs, path = site.hubs, request.path_params["path"]
    if hubs is None:
        raise ForbiddenError("This server does not take messages from hubs.")
    if request.method == "GET":
        challenge = await run_in_threadpool(hubs.verify, path, dict(request.query_params))
        status, text = (404, "no such subscription") if challenge is None else (200, challenge)
        return PlainTextResponse(text, status, {"cache-control": "no-store"})
    body = await request.body()
    content_type, signature = request.headers.get("content-type", ""), request.headers.get("x-hub-signature", "")
    is_known = await run_in_threadpool(hubs.receive, path, body, content_type, signature)
    return Response(status_code=202 if is_known else 410)
