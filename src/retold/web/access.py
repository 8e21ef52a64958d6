"""Who may do what: host names, limits, and who may write."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request

from retold.errors import SettingsError
from retold.web.client_address import is_loopback
from retold.web.connections import ConnectionLimits
from retold.web.forwarded import is_from_this_machine
from retold.web.sessions import EndedSessions, Session

SHORTEST_TOKEN = 16
LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
SESSION_COOKIE, KEY_COOKIE = "retold_session", "retold_key"
"""Cookies: of a browser that was sent a form, and of a browser that signed in."""

_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+))(?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may do: reads and writes a second, how many of each in a burst, requests that are open at once,
    and bytes in a request's body; and what its connections may do.

    A rate of 0, or 0 requests at once, means no limit.
    """

    reads: float = 0.0
    reads_at_once: int = 200
    writes: float = 0.5
    writes_at_once: int = 20
    at_once: int = 0
    body: int = 2_000_000
    query_seconds: float = 10.0
    """Seconds that the answer to one question may take."""
    connections: ConnectionLimits = field(default=ConnectionLimits())


FOR_STRANGERS = Limits(reads=50.0, at_once=50, connections=ConnectionLimits(of_one_address=100))
"""The limits of a server that other machines can reach."""


@dataclass(frozen=True, slots=True)
class Access:
    """The access rules of one server."""

    token: str = ""
    """What a client must send to write; "" if only clients on this machine may write, and need nothing."""
    hosts: frozenset[str] = frozenset()
    """Names that the server answers to; empty for any. Another site could point a name of its own at our address
    and read us through a browser (DNS rebinding)."""
    limits: Limits = Limits()
    writable: bool = True
    url: str = ""
    """The public address (scheme and host) if a proxy stands before the server, else ""."""
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """The key by which cookies and forms are signed. It must be random: everybody who opens a form gets a signed
    value, and could try tokens on it offline."""
    ended: EndedSessions = field(default_factory=EndedSessions)
    """Browsers that signed out."""

    @classmethod
    def bound_to(
        cls, host: str, token: str = "", hosts: frozenset[str] = frozenset(), writable: bool = True, url: str = ""
    ) -> Access:
        """The rules for a server that listens at `host`.

        On loopback no token is needed. At any other address, or behind a proxy with another name, writing needs a
        token; without one given, a random one is made. Raises `SettingsError` if `url` is not the address of a site, or
        the token is short.
        """
        public_url = _site_address(url)
        public_host = urlsplit(public_url).hostname or "" if public_url else ""
        names = frozenset(h.lower() for h in (*hosts, host, public_host) if h)
        if token and len(token) < SHORTEST_TOKEN:
            raise SettingsError(f"has fewer than {SHORTEST_TOKEN} characters; use a long random text", "the token")
        if is_local(host) and all(is_local(n) for n in names):
            return cls(token, LOCAL | names, writable=writable, url=public_url)
        any_host = host in ("0.0.0.0", "::", "") and not hosts and not public_url
        known = frozenset() if any_host else names | LOCAL
        return cls(token or secrets.token_urlsafe(24), known, FOR_STRANGERS, writable, public_url)

    def knows_host(self, header: str) -> bool:
        """Whether the server answers to a `Host` header."""
        name = _host_name(header)
        return bool(name) and (not self.hosts or name in self.hosts)

    def is_own_host(self, header: str, address: str) -> bool:
        """Whether a `Host` header has one of the server's names. `address`: where it was reached."""
        return _host_name(header) in (self.hosts or LOCAL | {address.lower()})

    def may_write(self, request: Request) -> bool:
        """Whether this client may write here."""
        return self.writable and self.is_trusted(request)

    def is_trusted(self, request: Request) -> bool:
        """Whether the client has the token (as `Bearer`, or in the cookie of a browser that signed in), or none is
        needed because the client is on this machine. This holds for a read-only server, too."""
        if not self.token:
            return is_from_this_machine(request)
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(bearer.strip().encode(), self.token.encode()):
            return True
        return self.session(request) is not None

    def session(self, request: Request) -> Session | None:
        """The session of a browser that signed in and has not signed out."""
        session = Session.of_cookie(request.cookies.get(KEY_COOKIE, ""), self.secret, self.token)
        return None if session is None or session in self.ended else session

    def new_session(self) -> str:
        """The cookie of a browser that signs in."""
        return Session.begin().cookie(self.secret, self.token)

    def form_token(self, session: str) -> str:
        """A hidden field of our forms. It proves that a form was sent from our page by the browser of this session."""
        return self._sign(f"form {session}")

    def is_our_form(self, request: Request, form_token: str) -> bool:
        """Whether a form was sent from our page, by the browser that got it."""
        session = request.cookies.get(SESSION_COOKIE, "")
        if not session or not is_same_origin(request):
            return False
        return hmac.compare_digest(form_token.encode(), self.form_token(session).encode())

    def _sign(self, text: str) -> str:
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()


def is_same_origin(request: Request) -> bool:
    """Whether the browser says that a request comes from one of our pages, or from no page."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == request.headers.get("host", "").lower()


def is_local(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    return host.lower() in LOCAL or is_loopback(host)


def _host_name(header: str) -> str:
    """The name in a `Host` header, "" if it is not a name with or without a port: browsers and libraries read other
    addresses differently (`a.example\\@b.example`)."""
    found = _HOST.fullmatch(header)
    return (found["v6"] or found["name"]).lower() if found else ""


def _site_address(url: str) -> str:
    """Scheme and host of an address, "" for ""."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/"):
            return f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        pass
    raise SettingsError("is not the address of a site; write it like https://news.example", url)
