"""Alerts beside a watch or a server, in threads of their own, so that a slow receiver delays nothing else."""

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

INTERVAL = 60.0
"""Seconds between two runs without a `wake`: for what must be sent again, and for what other processes kept."""
_log = logging.getLogger("retold.alerts")


class AlertService:
    """Runs alerts in a `with` block: soon after each `wake`, and from time to time.

    What was kept before the block ends is still reported.
    """

    def __init__(self, memory: Memory, settings: Settings) -> None:
        self._alerts = Alerts(memory, settings, lambda: memory.engine.now)
        self._woken, self._kept, self._stopping = threading.Event(), threading.Event(), threading.Event()
        self._deliveries: SimpleQueue[bool] = SimpleQueue()
        """True each time that something may be due, False at the end."""
        self._threads = [
            threading.Thread(target=work, name=f"retold-alerts-{name}")
            for name, work in (("match", self._match_loop), ("deliver", self._deliver_loop))
        ]

    def __enter__(self) -> AlertService:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            thread.join()

    def wake(self) -> None:
        """Runs soon, because something was kept or is due."""
        self._kept.set()
        self._woken.set()

    def _match_loop(self) -> None:
        while True:
            if not self._stopping.is_set():
                self._woken.wait(INTERVAL)
            self._woken.clear()
            if self._stopping.is_set() and not self._kept.is_set():
                self._deliveries.put(False)
                return  # what must be sent again waits for the next run
            self._kept.clear()
            self._attempt(self._match)
            self._deliveries.put(True)

    def _deliver_loop(self) -> None:
        while self._deliveries.get():
            self._attempt(self._deliver)

    def _match(self) -> None:
        if reported := self._alerts.match():
            _log.info("alerts: %d told", reported)

    def _deliver(self) -> None:
        if done := self._alerts.deliver(self._stopping):
            _log.info("alerts: %d delivered, %d failed", done["delivered"], done["failed"])

    @staticmethod
    def _attempt(work: Callable[[], None]) -> None:
        try:
            work()
        except RetoldError as error:
            _log.warning("Alerts could not run, and run again later: %s", error)
        except Exception:  # noqa: BLE001 - a fault of ours must not end alerts while the server goes on
            _log.exception("Alerts could not run. This is a fault of Retold; please report it. They run again later.")
