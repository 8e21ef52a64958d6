"""Who may ask for what: hosts, sizes, rates, and who may write."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request

from retold.errors import SettingsError

LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
SESSION, KEY = "retold_session", "retold_key"
"""Cookies: of a browser that was given a form, and of one whose reader gave the token."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may do: requests and writes a second, with so many at once; bytes of a request's body. A rate of 0 is none."""

    reads: float = 0.0
    reads_at_once: int = 200
    writes: float = 0.5
    writes_at_once: int = 20
    body: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Access:
    """`token`: what a client must give to write, "" where nobody need. `hosts`: names by which the app may be called, empty for any:
    a page of another site whose name was turned to our address must not read us (DNS rebinding)."""

    token: str = ""
    hosts: frozenset[str] = frozenset()
    limits: Limits = Limits()
    writable: bool = True
    url: str = ""
    """Where others reach the app, where a proxy stands before it: scheme and host; "" where none does."""
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @classmethod
    def bound_to(
        cls, host: str, token: str = "", hosts: frozenset[str] = frozenset(), writable: bool = True, url: str = ""
    ) -> Access:
        """What holds for an address: on loopback nothing is asked for; elsewhere, or where it goes by another name as behind a proxy,
        writing needs a token, made here where none is given. Raises `SettingsError` for a `url` that is none."""
        outer = _outer(url)
        names = frozenset(h.lower() for h in (*hosts, host, *([urlsplit(outer).hostname or ""] if outer else [])) if h)
        secret = hashlib.sha256(f"retold {token}".encode()).digest() if token else secrets.token_bytes(32)
        if is_local(host) and all(is_local(n) for n in names):
            return cls(token, LOCAL | names, writable=writable, url=outer, secret=secret)
        everywhere = host in ("0.0.0.0", "::", "") and not hosts and not outer
        known = frozenset() if everywhere else names | LOCAL
        return cls(token or secrets.token_urlsafe(24), known, Limits(reads=50.0), writable, outer, secret)

    def knows(self, host: str) -> bool:
        """Whether a `Host` header names us."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        return bool(name) and (not self.hosts or name in self.hosts)

    def may_write(self, request: Request) -> bool:
        """Whether a request has the token: as a bearer's, or in the cookie of who gave it."""
        return self.writable and self.trusted(request)

    def trusted(self, request: Request) -> bool:
        """Whether a request has the token, or none is asked for: also where nobody may write."""
        if not self.token:
            return True
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode()):
            return True
        return hmac.compare_digest(request.cookies.get(KEY, "").encode(), self.key().encode())

    def key(self) -> str:
        """The cookie of a browser whose reader gave the token."""
        return self._signed(f"key {self.token}")

    def form_token(self, session: str) -> str:
        """What a form of ours carries, by which its posting is known to come from it."""
        return self._signed(f"form {session}")

    def from_our_form(self, request: Request, given: str) -> bool:
        """Whether a posted form is one that we gave to this browser, and no other site's."""
        session = request.cookies.get(SESSION, "")
        return (
            bool(session)
            and same_origin(request)
            and hmac.compare_digest(given.encode(), self.form_token(session).encode())
        )

    def _signed(self, text: str) -> str:
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()


def same_origin(request: Request) -> bool:
    """Whether a request was made by a page of ours, or by no page at all, as far as its browser says."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == request.headers.get("host", "").lower()


def _outer(url: str) -> str:
    """Scheme and host of an address."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/"):
            return f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        pass
    raise SettingsError("is no address of a site; one is https://news.example", url)


def client(address: str) -> str:
    """Who asks, for counting: of an IPv6 address the network, as one reader may have all of it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


def is_local(host: str) -> bool:
    """Whether an address is one of this machine alone."""
    if host.lower() in LOCAL:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Bucket:
    """Tokens that fill at `rate` a second up to `most`, for each client; of clients only the latest 10,000 are known."""

    def __init__(self, rate: float, most: int) -> None:
        self._rate, self._most = rate, most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float | None = None) -> float:
        """Takes one; 0 where there was one, else the seconds until there is."""
        if not self._rate:
            return 0.0
        at = time.monotonic() if now is None else now
        left, then = self._left.pop(client, (float(self._most), at))
        left = min(float(self._most), left + (at - then) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._left[client] = (left - 1 if not wait else left, at)
        if len(self._left) > 10_000:
            self._left.popitem(last=False)
        return wait
