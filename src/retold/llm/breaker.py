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

    def fail(self, wait: float = 0.0) -> None:
        """Counts a failure. `wait`: seconds for which the other side asks to be left alone."""
        with self._lock:
            self._failures += 1
            pause = min(LONGEST, PAUSE * 2 ** (self._failures - FAILURES)) if self._failures >= FAILURES else 0.0
            self._until = max(self._until, self._now() + max(pause, min(wait, LONGEST)))
