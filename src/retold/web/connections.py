"""The open connections of one server: how long each may take for its part, and which one is closed when they are many.

Decides only: clock, sockets and HTTP stand in `retold.web.http_connection`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, Protocol, TypeVar


class Awaited(Enum):
    """What a connection waits for."""

    HEAD = "the client sends the head of a request"
    BODY = "the client sends the body of a request"
    NEXT = "the client may send another request"
    READ = "the client reads an answer"
    ANSWER = "we answer"


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there may be, and how many seconds a client may take. One that takes longer is closed."""

    total: int = 1000
    """Connections at once. When there is one more, the oldest that waits for its client is closed."""
    of_one_address: int = 0
    """The same for one address (for IPv6: its /64 network). 0: no limit."""
    head: float = 10.0
    """For the head of a request, from its first byte, or from the beginning of the connection."""
    body: float = 20.0
    """For the body of a request; besides, a second for every `body_rate` bytes that have come."""
    body_rate: float = 20_000.0
    read: float = 30.0
    """To read the next 100 kB or so of an answer, or what is left of it."""
    idle: float = 15.0
    """Between two requests."""
    check: float = 1.0
    """Between two looks at all connections."""


@dataclass(slots=True)
class Wait:
    """What one connection waits for, since when (seconds of any clock), and the bytes of a body that came since."""

    awaited: Awaited
    since: float
    received: int = 0

    def change(self, awaited: Awaited, now: float) -> None:
        """Begins another wait. Does nothing if it is the same."""
        if awaited is not self.awaited:
            self.awaited, self.since, self.received = awaited, now, 0

    def deadline(self, limits: ConnectionLimits) -> float:
        """When it has lasted too long; infinite while the client need not do anything."""
        match self.awaited:
            case Awaited.HEAD:
                return self.since + limits.head
            case Awaited.BODY:
                return self.since + limits.body + self.received / limits.body_rate
            case Awaited.READ:
                return self.since + limits.read
            case Awaited.NEXT:
                return self.since + limits.idle
        return math.inf


class Connection(Protocol):
    """A connection as the register sees it."""

    address: str
    """What it is counted by; "" if it counts for no address."""
    wait: Wait


C = TypeVar("C", bound=Connection)


class Connections(Generic[C]):
    """All open connections. The order is that in which they came."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._open: dict[C, None] = {}
        self._by_address: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, connection: C) -> C | None:
        """Adds a connection. Gives the one that must be closed for it, None if there is room.

        The closed one is forgotten, unless it is the new one itself: then all others wait for us, and the request of
        the new one must be refused.
        """
        self._open[connection] = None
        self._by_address[connection.address] += 1
        share = self.limits.of_one_address
        if share and connection.address and self._by_address[connection.address] > share:
            rivals = [c for c in self._open if c.address == connection.address]
        elif len(self._open) > self.limits.total:
            rivals = list(self._open)
        else:
            return None
        spared = _most_spared(rivals)
        if spared is not connection:
            self.remove(spared)
        return spared

    def remove(self, connection: C) -> None:
        """Forgets a connection; does nothing if it is not there."""
        if connection in self._open:
            del self._open[connection]
            self._by_address[connection.address] -= 1
            if not self._by_address[connection.address]:
                del self._by_address[connection.address]

    def overdue(self, now: float) -> list[C]:
        """The connections whose clients have taken too long."""
        return [c for c in self._open if c.wait.deadline(self.limits) <= now]

    def __iter__(self) -> Iterator[C]:
        return iter(list(self._open))


def _most_spared(connections: list[C]) -> C:
    """The connection that can best be spared. `connections`: in the order in which they came.

    First one that has not sent a whole request, then one that does not read its answer, each time the one that has
    waited longest; if all wait for us, the one that has just come.
    """
    *others, newest = connections
    for awaited in ((Awaited.HEAD, Awaited.BODY, Awaited.NEXT), (Awaited.READ,)):
        if waiting := [c for c in others if c.wait.awaited in awaited]:
            return min(waiting, key=lambda c: c.wait.since)
    return newest
