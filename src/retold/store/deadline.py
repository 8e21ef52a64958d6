"""How long a question may take.

A question that somebody waits for runs `within` a deadline. The database and long loops ask for it with `check`, so the
question ends soon after its time is over, wherever it is. Without a deadline, as in commands, they never end it.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from retold.errors import DeadlineError


class Deadline:
    """A moment at which a question must have ended, `seconds` from now. Another thread may bring it forward."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left; not above 0 if the time is over."""
        return self._end - time.monotonic()

    def error(self) -> DeadlineError:
        """What a person is told when the time is over."""
        detail = "choose a shorter period, fewer results, or names and words that fewer articles have"
        return DeadlineError(f"this takes longer than {self.seconds:g} seconds; {detail}")

    def end_now(self) -> None:
        """Ends the question: nobody waits for its answer any more."""
        self._end = -math.inf


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """All that this thread does inside must end by `deadline`."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


def seconds_left() -> float | None:
    """Seconds that this thread has left, None if it has no deadline. Raises `DeadlineError` if the time is over."""
    deadline = _current.get()
    if deadline is None:
        return None
    left = deadline.left
    if left <= 0:
        raise deadline.error()
    return left


@contextmanager
def holding(lock: threading.Lock) -> Iterator[None]:
    """Holds a lock. Raises `DeadlineError` if this thread's time is over before it gets the lock."""
    while not lock.acquire(timeout=seconds_left() or -1):
        pass
    try:
        yield
    finally:
        lock.release()


def check() -> None:
    """Raises `DeadlineError` if this thread has no time left."""
    seconds_left()


def has_passed() -> bool:
    """Whether this thread has a deadline, and no time left."""
    deadline = _current.get()
    return deadline is not None and deadline.left <= 0
