"""Several worker processes, and who of those who wait gets one first."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from enum import IntEnum
from typing import Any, TypeVar

from retold.errors import StoppedError
from retold.workers.limits import Limits
from retold.workers.process import STOPPED, OnStep, WorkerProcess

T = TypeVar("T")


class Urgency(IntEnum):
    """Who goes first."""

    SHORT = 0
    """A person waits for something short. One process more than the others may use is there for it."""
    LONG = 1
    """A person waits for something long."""
    BATCH = 2
    """Nobody waits for this one alone."""


class WorkerPool:
    """Makes calls in `size` processes, and in one more when a person waits for something short.

    Each process starts when it is first needed. May be used from any thread. `prepare`: see `WorkerProcess`.
    """

    def __init__(self, size: int, limits: Limits, prepare: Callable[[], object] | None = None) -> None:
        self._size = size
        self._changed = threading.Condition()
        self._idle = [WorkerProcess(limits, prepare) for _ in range(size + 1)]
        self._busy: list[WorkerProcess] = []
        self._waiting: list[tuple[Urgency, int]] = []
        self._numbers = itertools.count()
        self._closed = False

    def call(
        self,
        function: Callable[..., T],
        *arguments: Any,
        urgency: Urgency = Urgency.BATCH,
        on_step: OnStep | None = None,
    ) -> T:
        """Makes a call when its turn has come; see `WorkerProcess.call`. After `close` it raises `StoppedError`."""
        process = self._take(urgency)
        try:
            return process.call(function, *arguments, on_step=on_step)
        finally:
            with self._changed:
                self._busy.remove(process)
                self._idle.append(process)  # the one that is taken next: it is warm
                self._changed.notify_all()

    def close(self) -> None:
        """Ends all processes now, for good. Calls that are being made or wait raise `StoppedError`."""
        with self._changed:
            self._closed = True
            processes = [*self._idle, *self._busy]
            self._changed.notify_all()
        for process in processes:
            process.close()

    def _take(self, urgency: Urgency) -> WorkerProcess:
        most = self._size + 1 if urgency is Urgency.SHORT else self._size
        ticket = (urgency, next(self._numbers))
        with self._changed:
            heapq.heappush(self._waiting, ticket)
            try:
                self._changed.wait_for(lambda: self._closed or (ticket == self._waiting[0] and len(self._busy) < most))
                if self._closed:
                    raise StoppedError(STOPPED)
                process = self._idle.pop()
                self._busy.append(process)
                return process
            finally:
                self._waiting.remove(ticket)
                heapq.heapify(self._waiting)
                self._changed.notify_all()
