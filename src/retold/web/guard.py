"""ASGI middleware: checks host, size and rate of each request, and adds security headers to each answer."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retold.web.access import KEY_COOKIE, Access
from retold.web.client_address import client_key
from retold.web.http_connection import REFUSED
from retold.web.negotiation import preferred_format
from retold.web.problems import PROBLEM_TYPE, problem_json
from retold.web.rate_limit import OpenRequests, RateLimiter

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"),
)
PIECE = 65_536
"""Bytes of an answer that are given to the connection at once."""
_FAULT = "Something went wrong on the server. The server's log has the reason."
_log = logging.getLogger("retold.web")


class _Answer:
    """`send` of one request: with the security headers, and large bodies in pieces."""

    def __init__(self, send: Send, on_begin: Callable[[], None] = lambda: None) -> None:
        """`on_begin` is called once: when the answer begins, or when there will be none."""
        self._send, self._on_begin = send, on_begin
        self.begun = False

    def begin(self) -> None:
        """Notes that the answer begins."""
        if not self.begun:
            self.begun = True
            self._on_begin()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begin()
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _HEADERS:
                headers.setdefault(name, value)
        body = message.get("body", b"")
        # The server waits between two pieces until the client has read: a client that does not read costs no memory.
        last = max(len(body) - 1, 0) // PIECE * PIECE
        for start in range(0, last, PIECE):
            await self._send({**message, "body": body[start : start + PIECE], "more_body": True})
        await self._send({**message, "body": body[last:]} if last else message)


class Guard:
    """Stands before the app. If the app fails, clients learn that it did, and no more."""

    def __init__(self, app: ASGIApp, access: Access, error_page: Callable[[int, str], str]) -> None:
        """`error_page` gives the HTML for a status and its reason."""
        self._app, self._access, self._error_page = app, access, error_page
        limits = access.limits
        self._too_large = f"The request is larger than {limits.body:,} bytes."
        self._reads = RateLimiter(limits.reads, limits.reads_at_once)
        self._writes = RateLimiter(limits.writes, limits.writes_at_once)
        self._open = OpenRequests(limits.at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = client_key((scope.get("client") or ("", 0))[0])
        refusal = self._refusal(scope, client)
        if refusal is None and not self._open.begin(client):
            refusal = 429, "Too many requests at once. Try again in a moment.", {"retry-after": "1"}
        if refusal is not None:
            await self._send_problem(scope, _Answer(send), *refusal)
            return
        answer = _Answer(send, lambda: self._open.end(client))
        try:
            # The app makes the same answer for HEAD as for GET; the server sends no body for HEAD.
            if KEY_COOKIE in Headers(scope=scope).get("cookie", ""):
                await self._access.ended.refresh()
            inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            await self._app(inner, self._limited(receive), answer)
        except ClientDisconnect:
            _log.debug("%s %s: the client has gone", scope["method"], scope["path"])
        except Exception:  # noqa: BLE001 - whatever it is, clients must not see it
            _log.exception("%s %s", scope["method"], scope["path"])
            if not answer.begun:
                await self._send_problem(scope, answer, 500, _FAULT)
        finally:
            answer.begin()

    def _refusal(self, scope: Scope, client: str) -> tuple[int, str, dict[str, str]] | None:
        """Status, reason and headers if the request is refused, else None."""
        headers = Headers(scope=scope)
        if scope.get("state", {}).get(REFUSED):
            return 503, "The server is busy. Try again in a moment.", {"retry-after": "5", "connection": "close"}
        if not self._access.knows_host(headers.get("host", "")):
            return 421, "This server does not have that name. Start it with --allow-host to add the name.", {}
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._access.limits.body:
            return 413, self._too_large, {}
        # A hub sends the news of many feeds, one after another. Its messages are signed, so the limit on writes
        # does not apply to them.
        is_read = scope["method"] in ("GET", "HEAD", "OPTIONS") or scope["path"].startswith("/websub/")
        limiter = self._reads if is_read else self._writes
        wait = limiter.take(client)
        if wait:
            return 429, "Too many requests. Try again in a moment.", {"retry-after": str(math.ceil(wait))}
        return None

    def _limited(self, receive: Receive) -> Receive:
        """`receive`, but it raises `HTTPException` 413 if the body is too large (a length need not be given)."""
        left = self._access.limits.body

        async def receive_limited() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, self._too_large)
            return message

        return receive_limited

    async def _send_problem(
        self, scope: Scope, send: Send, status: int, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        """Sends a page to a browser, a problem document to a program."""
        preferred = preferred_format(Headers(scope=scope).get("accept", ""), ("json", "html"))
        if preferred == "html" and not scope["path"].startswith("/api/"):
            content_type, body = "text/html; charset=utf-8", self._error_page(status, detail)
        else:
            content_type, body = PROBLEM_TYPE, problem_json(status, HTTPStatus(status).phrase, detail)
        content = body.encode()
        fields = {
            "content-type": content_type,
            "content-length": str(len(content)),
            "cache-control": "no-store",
            **(headers or {}),
        }
        raw = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": content})
