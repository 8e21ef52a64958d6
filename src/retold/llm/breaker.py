"""A circuit breaker: who fails several times in a row is left alone for a while (Nygard, Release It!, 2018)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3
"""Failures in a row after which it opens."""
PAUSE = 60.0
"""Seconds for which it stays open, at first; twice as many after each further failure, up to `LONGEST`."""
LONGEST = 900.0


class Breaker:
    """Counts failures in a row. Several threads may use it. `now`: a clock that only goes forward, in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, threading.Lock()
        self._failures, self._until = 0, 0.0

    def pause(self) -> float:
        """Seconds until it may be tried again; 0 if it may be now."""
        with self._lock:
            return max(0.0, self._until - self._now())

    def succeed(self) -> None:
        """Forgets the failures."""
        with self._lock:
            self._failures, self._until = 0, 0.0

    def fail(self) -> None:
        """Counts a failure."""
        with self._lock:
            if self._now() < self._until:
                return  # of a request that began before the pause
            self._failures += 1
            if self._failures >= FAILURES:
                steps = min(self._failures - FAILURES, 10)
                self._until = self._now() + min(LONGEST, PAUSE * 2**steps)

    def wait(self, seconds: float) -> None:
        """Leaves the other side alone for as long as it asks. This is no failure."""
        with self._lock:
            self._until = max(self._until, self._now() + min(seconds, LONGEST))
