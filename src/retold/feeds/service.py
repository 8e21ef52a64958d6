"""A watch beside a server, in threads of its own, for as long as the server runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from retold.feeds.watch import Watch, WatchPlan
from retold.feeds.websub import HubSubscriptions
from retold.memory import Memory

_log = logging.getLogger("retold.feeds")


class WatchService:
    """Watches in a `with` block.

    `base`: where the internet reaches the server, "" if it does not; then no hub is asked. `after` is called whenever
    an article was kept.
    """

    def __init__(
        self, memory: Memory, base: str = "", plan: WatchPlan | None = None, after: Callable[[], None] = lambda: None
    ) -> None:
        self._watch = Watch(memory, plan, after)
        self.push = HubSubscriptions(memory, base, self._watch.wake) if base else None
        """What receives entries from hubs; None if hubs cannot reach us."""
        self._threads = [threading.Thread(target=self._run, name="retold-watch")]
        if self.push is not None:
            self._threads.append(threading.Thread(target=self.push.run, name="retold-push"))

    def __enter__(self) -> WatchService:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Begins to stop, from any thread; the end of the `with` block waits until it has."""
        self._watch.stop()
        if self.push is not None:
            self.push.stop()

    def wake(self) -> None:
        """Looks at once at what is due."""
        self._watch.wake()

    def _run(self) -> None:
        try:
            self._watch.run()
        except Exception:  # noqa: BLE001 - the server goes on without the watch, and its log says so
            _log.exception("The watch ended because of an error.")
