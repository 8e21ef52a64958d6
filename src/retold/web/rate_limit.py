"""How often one client may ask: a token bucket for each."""

from __future__ import annotations

import ipaddress
import time

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


def client_key(address: str) -> str:
    """What a client is counted by: its address. For IPv6 its /64 network, because one reader may have all of it."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else address
