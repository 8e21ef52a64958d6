"""Work that waits for other servers: in its own threads, with a deadline, so that pages stay fast."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from starlette.exceptions import HTTPException

THREADS, MAX_REQUESTS = 4, 16
"""Requests that run at once, and those that run or wait."""
GRACE = 2.0
"""Seconds that the requests that run have to end when the server is stopped."""
DEADLINE = 60.0
"""Seconds that a client waits, at most."""
T = TypeVar("T")


class OutboundPool:
    """Runs requests to other servers."""

    def __init__(self) -> None:
        self._running = threading.Semaphore(THREADS)
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)
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
        future: Future[T] = Future()
        # A daemon: a slow site must not keep the server from ending.
        threading.Thread(target=self._run, args=(future, work, must_stop), name="retold-outbound", daemon=True).start()
        future.add_done_callback(self._count_down)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), DEADLINE)
        except TimeoutError as error:
            if future.done() and not future.cancelled():
                return future.result()  # it ended just now, or it raised TimeoutError itself
            raise HTTPException(504, late) from error

    def close(self) -> None:
        """Starts nothing more. What runs has a moment to end: it uses the memory."""
        with self._lock:
            self._closing = True
            self._ended.wait_for(lambda: not self._open, GRACE)

    def _run(self, future: Future[T], work: Callable[[Callable[[], bool]], T], must_stop: Callable[[], bool]) -> None:
        with self._running:
            if not self._closing and future.set_running_or_notify_cancel():
                try:
                    future.set_result(work(must_stop))
                except BaseException as error:  # noqa: BLE001 - whatever it is, the client's request gets it
                    future.set_exception(error)
            future.cancel()

    def _count_down(self, _: Future[T]) -> None:
        with self._lock:
            self._open -= 1
            self._ended.notify_all()
