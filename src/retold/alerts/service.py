"""Alerts beside what keeps articles: in threads of their own, so that a slow receiver holds up neither that nor what is told to others."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from types import TracebackType

from retold.alerts.alerts import Alerts
from retold.config import Settings
from retold.errors import RetoldError
from retold.memory import Memory

EVERY = 60.0
"""Seconds after which it is looked again, for what waits to be sent once more and what other processes kept."""
_log = logging.getLogger("retold.alerts")


class AlertService:
    """Looks for stories and delivers while it is entered: soon after each `wake`, and from time to time. What was kept before it is left is told."""

    def __init__(self, memory: Memory, settings: Settings) -> None:
        self._alerts = Alerts(memory, settings, lambda: memory.engine.now)
        self._woken, self._kept, self._ending = threading.Event(), threading.Event(), threading.Event()
        self._sends: SimpleQueue[bool] = SimpleQueue()
        """True for each time that something may be due, False at the end."""
        self._threads = [
            threading.Thread(target=work, name=f"retold-alerts-{name}")
            for name, work in (("look", self._look), ("send", self._send))
        ]

    def __enter__(self) -> AlertService:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._woken.set()
        for thread in self._threads:
            thread.join()

    def wake(self) -> None:
        """Says that something was kept, or is due."""
        self._kept.set()
        self._woken.set()

    def _look(self) -> None:
        while True:
            if not self._ending.is_set():
                self._woken.wait(EVERY)
            self._woken.clear()
            if self._ending.is_set() and not self._kept.is_set():
                self._sends.put(False)
                return  # what waits to be sent again waits for the next run
            self._kept.clear()
            self._tried(self._told)
            self._sends.put(True)

    def _send(self) -> None:
        while self._sends.get():
            self._tried(self._sent)

    def _told(self) -> None:
        if told := self._alerts.look():
            _log.info("alerts: %d told", told)

    def _sent(self) -> None:
        if done := self._alerts.send(self._ending):
            _log.info("alerts: %d delivered, %d failed", done["delivered"], done["failed"])

    @staticmethod
    def _tried(work: Callable[[], None]) -> None:
        try:
            work()
        except RetoldError as error:
            _log.warning("alerts could not be told, and are tried again: %s", error)
        except Exception:  # noqa: BLE001 - a fault of ours must not end alerts for good while what keeps articles goes on
            _log.exception(
                "alerts could not be told, which is a fault of Retold; please report it. They are tried again"
            )
