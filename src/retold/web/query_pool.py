"""Threads in which visitors' questions are answered, so that those of one visitor hold up nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from retold.store.deadline import Deadline, within
from retold.web.client_address import client_key

GRACE = 1.0
"""Seconds after its deadline in which a question should have ended. Then its client gets an answer in any case."""
RETRY_SECONDS = 5
FULL = "Too many questions are waiting. Try again in a moment."
CLIENT_FULL = "You have asked too many questions at once. Wait for some answers, then try again."
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Room:
    """How many questions are answered at once, and how many may wait. One client gets half of both."""

    threads: int
    waiting: int


@dataclass(eq=False, slots=True)
class _Question:
    """A question, waiting or being answered. `visitors`: how many requests wait for its answer."""

    client: str
    key: Hashable
    work: Callable[[], Any]
    visitors: int = 0
    deadline: Deadline | None = None
    """Set when it begins."""
    future: Future[Any] = field(default_factory=Future)


class QueryPool:
    """Answers questions, each within `seconds` after it begins. Questions with one key are answered once for all."""

    def __init__(self, name: str, room: Room, seconds: float) -> None:
        self._room, self._seconds = room, seconds
        self._threads = ThreadPoolExecutor(room.threads, thread_name_prefix=f"retold-{name}")
        self._lock = threading.Lock()
        self._by_key: dict[Hashable, _Question] = {}
        self._waiting: list[_Question] = []
        self._running: list[_Question] = []
        self._closing = False

    async def run(self, request: Request, key: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives. A client that hangs up gives its place back.

        Raises `DeadlineError` (504) if it takes too long, `HTTPException` 503 or 429 if too many questions wait, of all
        clients or of this one, and what `work` raises.
        """
        question = self._joined(client_key(request.client.host if request.client else ""), key, work)
        answered = asyncio.wrap_future(question.future)
        hung_up = asyncio.ensure_future(_hung_up(request))
        try:
            await self._wait(question, (answered, hung_up))
            if answered.done():
                result: T = answered.result()
                return result
            if hung_up.done():
                hung_up.result()
                raise HTTPException(503, "The client has gone.")
            if question.deadline is None:
                raise _busy(503, FULL)
            raise question.deadline.error()
        finally:
            hung_up.cancel()
            answered.cancel()
            self._leave(question)

    def close(self) -> None:
        """Begins nothing more, ends what runs, and waits until it has ended: it uses the memory."""
        with self._lock:
            self._closing = True
            for question in self._running:
                _end(question)
        self._threads.shutdown(cancel_futures=True)

    async def _wait(self, question: _Question, ends: tuple[asyncio.Future[Any], ...]) -> None:
        """Waits until one of `ends`, at most until the question should have begun, and then until it should have
        ended."""
        done, _ = await asyncio.wait(ends, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        if not done and question.deadline is not None:
            left = max(0.0, question.deadline.left) + GRACE
            await asyncio.wait(ends, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    def _joined(self, client: str, key: Hashable, work: Callable[[], Any]) -> _Question:
        """The question with this key, with one more visitor. Adds it if nobody has asked it yet."""
        with self._lock:
            question = self._by_key.get(key)
            if question is None:
                if len(self._waiting) >= self._room.waiting:
                    raise _busy(503, FULL)
                if sum(q.client == client for q in self._waiting) >= max(1, self._room.waiting // 2):
                    raise _busy(429, CLIENT_FULL)
                question = _Question(client, key, work)
                question.future.set_running_or_notify_cancel()  # no visitor can cancel it for the others
                self._by_key[key] = question
                self._waiting.append(question)
            question.visitors += 1
            self._begin()
        return question

    def _leave(self, question: _Question) -> None:
        """One visitor does not wait any more. After the last one, the question ends."""
        with self._lock:
            question.visitors -= 1
            if question.visitors or question.future.done():
                return
            if self._by_key.get(question.key) is question:
                del self._by_key[question.key]
            if question in self._waiting:
                self._waiting.remove(question)
            _end(question)

    def _begin(self) -> None:
        """Begins questions while there is room, those that have waited longest first. Needs the lock."""
        of_client = Counter(q.client for q in self._running)
        for question in list(self._waiting):
            if self._closing or len(self._running) >= self._room.threads:
                return
            if of_client[question.client] < max(1, self._room.threads // 2):
                of_client[question.client] += 1
                self._waiting.remove(question)
                self._running.append(question)
                question.deadline = Deadline(self._seconds)
                self._threads.submit(self._answer, question, question.deadline)

    def _answer(self, question: _Question, deadline: Deadline) -> None:
        try:
            with within(deadline):
                result = question.work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the visitors must get it
            self._ended(question)
            question.future.set_exception(error)
        else:
            self._ended(question)
            question.future.set_result(result)

    def _ended(self, question: _Question) -> None:
        with self._lock:
            self._running.remove(question)
            if self._by_key.get(question.key) is question:
                del self._by_key[question.key]
            self._begin()


def _end(question: _Question) -> None:
    if question.deadline is not None:
        question.deadline.end_now()


def _busy(status: int, detail: str) -> HTTPException:
    return HTTPException(status, detail, {"retry-after": str(RETRY_SECONDS)})


async def _hung_up(request: Request) -> None:
    """Returns when the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
