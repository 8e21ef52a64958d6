"""What asks others and may take long: in threads of its own, so that pages answer meanwhile, and not waited for without end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException

THREADS, MOST = 4, 16
"""What is asked at once, and with what waits for it."""
DEADLINE = 60.0
"""Seconds after which who wants to know is told that it takes too long."""
T = TypeVar("T")


class OutboundPool:
    """Runs work that waits for others."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="retold-ask")
        self._lock = threading.Lock()
        self._open, self._closing = 0, False

    async def answer(self, work: Callable[[Callable[[], bool]], T], late: str) -> T:
        """What `work` gives, or raises; it is given what says whether it is waited for no longer, and should end.

        Raises `HTTPException`: 503 where too much is being asked; 504 after `DEADLINE`, saying `late`. What has not begun then is dropped.
        """
        ends = time.monotonic() + DEADLINE

        def over() -> bool:
            return self._closing or time.monotonic() > ends

        with self._lock:
            if self._open >= MOST:
                raise HTTPException(
                    503, "Too many others are being asked; try again in a minute.", {"retry-after": "60"}
                )
            self._open += 1
            future = self._pool.submit(work, over)
        future.add_done_callback(self._ended)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), DEADLINE)
        except TimeoutError as error:
            if future.done() and not future.cancelled():
                return future.result()  # it ended just now, or timed out itself
            raise HTTPException(504, late) from error

    def close(self) -> None:
        """Begins nothing more, and waits for what has begun: it uses the memory."""
        self._closing = True
        self._pool.shutdown(cancel_futures=True)

    def _ended(self, _: Future[T]) -> None:
        with self._lock:
            self._open -= 1
