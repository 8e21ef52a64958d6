"""What stands before every request: host, rate, size; and behind every answer: headers that keep a browser safe."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retold.web.access import Access, Bucket, client
from retold.web.negotiation import negotiated

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"),
)
_log = logging.getLogger("retold.web")


class Guard:
    """ASGI middleware. Nothing that goes wrong below it shows a client more than that it did."""

    def __init__(self, app: ASGIApp, access: Access, page: Callable[[int, str], str]) -> None:
        """`page`: how a browser is told of a status and its reason."""
        self._app, self._access, self._page = app, access, page
        limits = access.limits
        self._too_large = f"The request is larger than {limits.body:,} bytes."
        self._reads, self._writes = (
            Bucket(limits.reads, limits.reads_at_once),
            Bucket(limits.writes, limits.writes_at_once),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(raw=message["headers"])
                for name, value in _HEADERS:
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await self._problem(scope, sent, *refused)
            return
        try:
            inner = (
                {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            )  # the server sends no body for HEAD, whatever is made
            await self._app(inner, self._counted(receive), sent)
        except Exception:
            _log.exception("%s %s", scope["method"], scope["path"])
            if not begun:
                await self._problem(
                    scope, sent, 500, "Something went wrong here. It was written to the log of the server."
                )

    def _refused(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        headers = Headers(scope=scope)
        if not self._access.knows(headers.get("host", "")):
            return 421, "This server does not go by that name; start it with --allow-host to let it.", {}
        if (
            headers.get("content-length", "0").isdigit()
            and int(headers.get("content-length", "0")) > self._access.limits.body
        ):
            return 413, self._too_large, {}
        # A hub tells of all feeds that it serves, one after another: what it sends is signed, and not what a reader writes.
        reads = scope["method"] in ("GET", "HEAD", "OPTIONS") or scope["path"].startswith("/websub/")
        bucket = self._reads if reads else self._writes
        wait = bucket.take(client((scope.get("client") or ("", 0))[0]))
        if wait:
            return 429, "Too many requests; try again in a moment.", {"retry-after": str(math.ceil(wait))}
        return None

    def _counted(self, receive: Receive) -> Receive:
        left = self._access.limits.body

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, self._too_large)
            return message

        return counted

    async def _problem(
        self, scope: Scope, send: Send, status: int, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        """A page for a browser; RFC 9457 for programs."""
        if negotiated(Headers(scope=scope).get("accept", ""), ("json", "html")) == "html" and not scope[
            "path"
        ].startswith("/api/"):
            kind, body = "text/html; charset=utf-8", self._page(status, detail).encode()
        else:
            kind, body = (
                "application/problem+json",
                json.dumps(
                    {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
                ).encode(),
            )
        own = {"content-type": kind, "content-length": str(len(body)), "cache-control": "no-store", **(headers or {})}
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(k.encode(), v.encode()) for k, v in own.items()],
            }
        )
        await send({"type": "http.response.body", "body": body})
