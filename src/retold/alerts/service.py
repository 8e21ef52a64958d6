"""Alerts beside what keeps articles: in a thread of their own, so that a slow receiver holds nothing up."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from retold.alerts.alerts import run
from retold.config import Settings
from retold.errors import RetoldError
from retold.memory import Memory

EVERY = 60.0
"""Seconds after which it is looked again, for what waits to be sent once more and what other processes kept."""
_log = logging.getLogger("retold.alerts")


class Service:
    """Looks for stories and delivers while it is entered: soon after each `wake`, and from time to time. What was kept before it is left is told."""

    def __init__(self, memory: Memory, settings: Settings) -> None:
        self._memory, self._settings = memory, settings
        self._woken, self._kept, self._ending = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="retold-alerts")

    def __enter__(self) -> Service:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ending.set()
        self._woken.set()
        self._thread.join()

    def wake(self) -> None:
        """Says that something was kept."""
        self._kept.set()
        self._woken.set()

    def _run(self) -> None:
        while True:
            if not self._ending.is_set():
                self._woken.wait(EVERY)
            self._woken.clear()
            if self._ending.is_set() and not self._kept.is_set():
                return  # what waits to be sent again waits for the next run
            self._kept.clear()
            try:
                ran = run(self._memory, self._settings, self._memory.engine.now)
            except RetoldError as error:
                _log.warning("alerts could not be told, and are tried again: %s", error)
            else:
                if ran.told or ran.failed:
                    _log.info("alerts: %d told, %d delivered, %d failed", ran.told, ran.delivered, ran.failed)
