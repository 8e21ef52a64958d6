"""Work that waits for other servers: in its own threads, with a deadline, so that pages stay fast."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException

THREADS, MAX_REQUESTS = 4, 16
"""Requests that run at once, and those that run or wait."""
DEADLINE = 60.0
"""Seconds that a client waits, at most."""
T = TypeVar("T")


class OutboundPool:
    """Runs requests to other servers."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="retold-outbound")
        self._lock = threading.Lock()
        self._open, self._closing = 0, False

    async def run(self, work: Callable[[Callable[[], bool]], T], late: str) -> T:
        """Runs `work` and gives its result. `work` gets a function that says whether it should stop.

        Raises `HTTPException`: 503 if too many requests are open; 504 with the message `late` after `DEADLINE` seconds.
        Work that has not begun by then is dropped. Raises also what `work` raises.
        """
        deadline = time.monotonic() + DEADLINE

        def must_stop() -> bool:
            return self._closing or time.monotonic() > deadline

        with self._lock:
            if self._open >= MAX_REQUESTS:
                detail = "Too many requests to other sites are open. Try again in a minute."
                raise HTTPException(503, detail, {"retry-after": "60"})
            self._open += 1
            future = self._pool.submit(work, must_stop)
        future.add_done_callback(self._count_down)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), DEADLINE)
        except TimeoutError as error:
            if future.done() and not future.cancelled():
                return future.result()  # it ended just now, or it raised TimeoutError itself
            raise HTTPException(504, late) from error

    def close(self) -> None:
        """Starts nothing more, and waits for what runs: it uses the memory."""
        self._closing = True
        self._pool.shutdown(cancel_futures=True)

    def _count_down(self, _: Future[T]) -> None:
        with self._lock:
            self._open -= 1
