"""HTTP connections that end when their client takes too long: uvicorn's, with the rules of `retold.web.connections`."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from retold.web.client_address import client_key, is_loopback
from retold.web.connections import Awaited, ConnectionLimits, Connections, Wait

REFUSED = "refused"
"""In the state of a request: whether it must be refused, because all connections are busy."""
SEND_BUFFER = 131_072
"""Bytes of an answer that the system takes before the client has read them."""
GRACE = 0.8
"""The share of the time for a shutdown in which answers may end."""
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


@dataclass(slots=True)
class ConnectionRegister:
    """The connections of one server, and the timer that looks at them while there are any."""

    limits: ConnectionLimits
    exempt_loopback: bool = False
    """Whether connections from this machine count for no address: they are those of a proxy, for many readers."""
    connections: Connections[HttpConnection] = field(init=False)
    _timer: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        self.connections = Connections(self.limits)

    def protocol(self) -> Any:
        """What uvicorn makes connections with (`http` of its configuration)."""
        return partial(HttpConnection, self)

    def enter(self, connection: HttpConnection, loop: asyncio.AbstractEventLoop) -> None:
        """Adds a connection, and closes another one for it if there is no room."""
        spared = self.connections.add(connection)
        if spared is connection:
            connection.app_state = {**connection.app_state, REFUSED: True}
        elif spared:
            spared.transport.abort()
        if self._timer is None:
            self._timer = loop.call_later(self.limits.check, self._check, loop)

    def leave(self, connection: HttpConnection) -> None:
        """Forgets a connection."""
        self.connections.remove(connection)
        if not self.connections and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in self.connections:
            connection.observe(now)
        for connection in self.connections.overdue(now):
            connection.expire()
        self._timer = loop.call_later(self.limits.check, self._check, loop) if self.connections else None


class HttpConnection(H11Protocol):
    """A connection with a client. It tells the register what it waits for."""

    def __init__(self, register: ConnectionRegister, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._register = register
        self.address = ""
        self.wait = Wait(Awaited.HEAD, self.loop.time())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to count the connection for its address."""
        super().connection_made(cast("asyncio.Transport", transport))
        # Else the system takes megabytes for a client that does not read, and hides from us how slowly it does.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        peer = self.client[0] if self.client else ""
        if not (self._register.exempt_loopback and is_loopback(peer)):
            self.address = client_key(peer)
        self._register.enter(self, self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self._register.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes bytes of a request."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        self.wait.received += len(data)
        self.observe(self.loop.time())

    def on_response_complete(self) -> None:
        """Begins to wait for the next request."""
        super().on_response_complete()
        self.observe(self.loop.time())

    def shutdown(self) -> None:
        """The server ends. What has not ended soon is closed; the server would write an error for it into its log."""
        super().shutdown()
        self.loop.call_later(GRACE * (self.config.timeout_graceful_shutdown or 0), self.transport.abort)

    def pause_writing(self) -> None:
        """The client has more to read than it takes."""
        super().pause_writing()
        self.observe(self.loop.time())

    def resume_writing(self) -> None:
        """The client has read: from now on it has the full time again."""
        super().resume_writing()
        self.wait.change(Awaited.ANSWER, self.loop.time())
        self.observe(self.loop.time())

    def observe(self, now: float) -> None:
        """Notes what the connection waits for now."""
        self.wait.change(self._awaited(), now)

    def expire(self) -> None:
        """Closes the connection. A client that has begun a request and has no answer yet is told why."""
        begun = self.wait.awaited is Awaited.BODY or bool(self.conn.trailing_data[0])
        if begun and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()
        else:
            self.transport.abort()

    def _awaited(self) -> Awaited:
        is_answered = self.cycle is None or self.cycle.response_complete
        if self.transport.get_write_buffer_size() and (is_answered or self.flow.write_paused):
            return Awaited.READ
        if self.conn.their_state is h11.SEND_BODY and not (
            self.flow.read_paused or self.conn.they_are_waiting_for_100_continue
        ):
            return Awaited.BODY
        if not is_answered:
            return Awaited.ANSWER
        is_first = self.cycle is None
        return Awaited.HEAD if is_first or self.conn.trailing_data[0] else Awaited.NEXT
