"""Sessions of browsers that signed in: their cookie, and the ones that were ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from retold.errors import ReadOnlyError

SESSION_SECONDS = 365 * 86400
"""How long a browser stays signed in."""
REFRESH_SECONDS = 1.0
"""The ended sessions are read again after this many seconds: another process may have ended one."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that signed in. `until`: the Unix time at which it is signed out by itself."""

    id: str
    until: int

    @classmethod
    def begin(cls, now: float | None = None) -> Session:
        """A session that no browser has had."""
        return cls(secrets.token_urlsafe(18), int(time.time() if now is None else now) + SESSION_SECONDS)

    @classmethod
    def of_cookie(cls, cookie: str, secret: bytes, token: str, now: float | None = None) -> Session | None:
        """The session of a cookie; None if we did not sign it, if the token has changed since, or if it is over."""
        text, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(signature.encode(), _signature(text, secret, token).encode()):
            return None
        session, until = text.split(".")
        return cls(session, int(until)) if int(until) > (time.time() if now is None else now) else None

    def cookie(self, secret: bytes, token: str) -> str:
        """What the browser keeps: the session, signed."""
        text = f"{self.id}.{self.until}"
        return f"{text}.{_signature(text, secret, token)}"


class SessionStorage(Protocol):
    """Where ended sessions are kept."""

    def ended_sessions(self) -> frozenset[str]:
        """The ids of the ended sessions."""
        ...

    def end_session(self, session: str, until: int) -> None:
        """Ends a session. Raises `ReadOnlyError`."""
        ...


class EndedSessions:
    """The sessions of browsers that signed out. Without a storage they are forgotten with the process."""

    def __init__(self, storage: SessionStorage | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._storage, self._clock = storage, clock
        self._here: set[str] = set()
        self._kept = storage.ended_sessions() if storage else frozenset()
        self._read = clock()

    def __contains__(self, session: Session) -> bool:
        return session.id in self._here or session.id in self._kept

    async def refresh(self) -> None:
        """Reads again which sessions other processes have ended, if that was not done just now."""
        if self._storage and self._clock() - self._read > REFRESH_SECONDS:
            self._read = self._clock()
            self._kept = await run_in_threadpool(self._storage.ended_sessions)

    async def end(self, session: Session) -> None:
        """Ends a session. In a database that may only be read it is kept until the server stops."""
        self._here.add(session.id)
        if self._storage:
            try:
                await run_in_threadpool(self._storage.end_session, session.id, session.until)
            except ReadOnlyError:
                return


def _signature(text: str, secret: bytes, token: str) -> str:
    return hmac.new(secret, f"key {token} {text}".encode(), hashlib.sha256).hexdigest()
