"""Receivers of alerts on loopback: a webhook's, and a mail server."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import standardwebhooks
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Got:
    """A message that came: its headers in lower case, and its body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def uid(self) -> str:
        return self.headers["webhook-id"]

    def checked(self, secret: str) -> dict[str, Any]:
        """The message, once the specification's own library has found its signature right."""
        found = standardwebhooks.Webhook(secret).verify(self.body, self.headers)
        assert found == json.loads(self.body)
        return dict(found)


@dataclass
class Hook:
    """A receiver. `answers`: what it answers next: a status with headers, or "hang"; once there is none left, 204."""

    url: str
    got: list[Got] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]] | str] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def hook(secured: ssl.SSLContext | None = None) -> Iterator[Hook]:
    """Answers on a free port until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            found.came.set()
            answer = found.answers.pop(0) if found.answers else (204, {})
            if isinstance(answer, str):
                found.closing.wait(20)
                return
            self.send_response(answer[0])
            for name, value in {"Content-Length": "0", "Connection": "close", **answer[1]}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is what some tests are about
    if secured:
        server.socket = secured.wrap_socket(server.socket, server_side=True)
    found = Hook(f"{'https' if secured else 'http'}://127.0.0.1:{server.server_address[1]}/hook")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.closing.set()
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    """A mail server, and what came.

    `refuses`: the answer for a recipient that it refuses. `bye`: its answer to QUIT, "" for the usual one. `thinks`:
    while it is set, a message gets no answer until `closing`.
    """

    port: int = 0
    got: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[str, str, bool]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    bye: str = ""
    thinks: bool = False
    taking: threading.Event = field(default_factory=threading.Event)
    """Set once a message is there that is not answered."""
    closing: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self.refuses.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append((envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content or b""))
        if self.thinks:
            self.taking.set()
            await asyncio.get_running_loop().run_in_executor(None, self.closing.wait, 30)
        return "250 kept"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return self.bye or "221 Bye"


@contextmanager
def post(
    secured: ssl.SSLContext | None = None, login: tuple[str, str] | None = None, implicit: bool = False
) -> Iterator[Post]:
    """A mail server on a free port.

    `secured`: with STARTTLS, or `implicit` from the first byte. `login`: only this user may send.
    """
    found = Post()

    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        found.logins.append((data.login.decode(), data.password.decode(), session.ssl is not None))
        return AuthResult(success=(data.login.decode(), data.password.decode()) == login)

    options: dict[str, Any] = (
        {"authenticator": known, "auth_required": True, "auth_require_tls": not implicit} if login else {}
    )
    if secured and not implicit:
        options["tls_context"] = secured

    class Free(Controller):
        def _trigger_server(self) -> None:  # with port 0 the port is known only once it listens
            self.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    controller = Free(found, hostname="127.0.0.1", port=0, ssl_context=secured if implicit else None, **options)
    controller.start()
    found.port = controller.port
    try:
        yield found
    finally:
        found.closing.set()
        controller.stop()


def certified(authority: trustme.CA) -> ssl.SSLContext:
    """The context of a server on loopback whose certificate an authority has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context
