"""How often one client may ask (a token bucket for each), and how much at once."""

from __future__ import annotations

import time
from collections import Counter

from cachetools import LRUCache

MAX_CLIENTS = 10_000
"""Only the latest clients are remembered."""


class RateLimiter:
    """Allows each client `rate` requests a second, and up to `burst` at once. A rate of 0 means no limit."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(MAX_CLIENTS)
        """By client: the tokens left, and the time at which they were counted."""

    def take(self, client: str, now: float | None = None) -> float:
        """Takes a token. Gives 0 if there was one, else the seconds until there is."""
        if not self._rate:
            return 0.0
        at = time.monotonic() if now is None else now
        tokens, counted = self._buckets.get(client, (float(self._burst), at))
        tokens = min(float(self._burst), tokens + (at - counted) * self._rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
        self._buckets[client] = (tokens if wait else tokens - 1, at)
        return wait


class OpenRequests:
    """Requests of each client whose answer has not begun: `limit` at most. A limit of 0 means none."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count: Counter[str] = Counter()

    def begin(self, client: str) -> bool:
        """Counts a request, which must be ended. False, and nothing is counted, if the client has too many."""
        if self._limit and self._count[client] >= self._limit:
            return False
        self._count[client] += 1
        return True

    def end(self, client: str) -> None:
        """Ends a request of a client."""
        self._count[client] -= 1
        if not self._count[client]:
            del self._count[client]
