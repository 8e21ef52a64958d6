"""Articles that are read in the background while the reader watches the progress."""

from __future__ import annotations

import logging
import secrets
import threading
from asyncio import wrap_future
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from cachetools import FIFOCache

from retold.errors import RetoldError, StoppedError
from retold.memory import Kept
from retold.types import Content, Page

STEPS = ("fetch", "extract", "read", "write", "keep")
MAX_JOBS, MAX_WAITING = 200, 20
"""Jobs that are remembered, and those that may wait."""
FETCHERS, READERS = 4, 2
"""Pages that are fetched at once, and short articles that are read at once. Of the long ones one is read at a time."""
LONG = {Content.HTML: 500_000, Content.TEXT: 20_000, Content.BODY: 20_000}
"""Code points from which a page is long. Long ones wait in a line of their own, so that no short one waits for them."""
STOPPED = "was not read, because the server is being stopped; add it again later"
GRACE = 2.0
"""Seconds that the articles that are being read have to end when the server is stopped."""
_log = logging.getLogger("retold.web")

OnStep = Callable[[str], None]
Load = Callable[[], Page]
"""Gives the page that is to be read."""
Add = Callable[[Load, OnStep], Kept]
"""Reads and keeps a page. It calls its second argument with the name of each step."""


@dataclass(frozen=True, slots=True)
class Job:
    """The state of one article. `step`: what is done now, "" before it begins. `kept` or `error` is set at the end."""

    id: str
    source: str
    step: str = ""
    kept: Kept | None = None
    error: RetoldError | None = None

    @property
    def done(self) -> bool:
        """Whether it has ended."""
        return self.kept is not None or self.error is not None


@dataclass(slots=True)
class _Entry:
    """A job as it is now, and its end."""

    job: Job
    end: Future[None] = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.end.set_running_or_notify_cancel()  # a client that hangs up must not cancel it


class Jobs:
    """Reads articles in the order in which they were added, but for long ones. `add` reads and keeps one."""

    def __init__(self, add: Add) -> None:
        self._add = add
        self._fetching = threading.Semaphore(FETCHERS)
        self._short = ThreadPoolExecutor(READERS, thread_name_prefix="retold-add-short")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="retold-add-long")
        self._lock = threading.Lock()
        self._closing = False
        self._closed = threading.Event()
        # The oldest go first. None of them can be unfinished: far fewer may wait.
        self._entries: FIFOCache[str, _Entry] = FIFOCache(MAX_JOBS)

    def begin(self, source: str, load: Load, on_kept: Callable[[], None]) -> Job | None:
        """Adds a job. None if too many wait. `on_kept` is called when its article was kept."""
        with self._lock:
            if sum(not entry.job.done for entry in self._entries.values()) >= MAX_WAITING:
                return None
            job = Job(secrets.token_urlsafe(9), source)
            entry = self._entries[job.id] = _Entry(job)
        # A daemon: a slow site must not keep the server from ending.
        fetch = threading.Thread(target=self._fetch, args=(entry, load, on_kept), name="retold-add-fetch", daemon=True)
        fetch.start()
        return job

    async def ended(self, job_id: str) -> Job:
        """The job at its end: waits for it."""
        with self._lock:
            entry = self._entries[job_id]
        await wrap_future(entry.end)
        return entry.job

    def get(self, job_id: str) -> Job | None:
        """The job as it is now; None if it is unknown or was forgotten."""
        with self._lock:
            entry = self._entries.get(job_id)
            return entry.job if entry else None

    def close(self, stop: Callable[[], None]) -> None:
        """Ends all jobs. Those that are being read have a moment; then `stop` is called to end them. Those that wait
        are not read. May be called again."""
        with self._lock:
            was_closing, self._closing = self._closing, True
        if was_closing:
            self._closed.wait()
            return
        for pool in (self._short, self._long):
            pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            begun = [entry.end for entry in self._entries.values() if entry.job.step and not entry.job.done]
        wait(begun, GRACE)
        stop()
        self._short.shutdown()
        self._long.shutdown()
        for entry in list(self._entries.values()):
            if not entry.job.done:
                self._update(entry, replace(entry.job, error=StoppedError(STOPPED, entry.job.source)))
        self._closed.set()

    def _fetch(self, entry: _Entry, load: Load, on_kept: Callable[[], None]) -> None:
        with self._fetching, self._outcome(entry):
            self._begin_step(entry, "fetch")
            page = load()
            if self._closing:
                return  # `close` ends the job
            pool = self._short if len(page.text) < LONG[page.content] else self._long
            pool.submit(self._read, entry, page, on_kept)

    def _read(self, entry: _Entry, page: Page, on_kept: Callable[[], None]) -> None:
        with self._outcome(entry):
            kept = self._add(lambda: page, lambda step: self._begin_step(entry, step))
            on_kept()
            self._update(entry, replace(entry.job, kept=kept))

    @contextmanager
    def _outcome(self, entry: _Entry) -> Iterator[None]:
        """An error ends the job: whatever it is, the reader who waits must see that it ended."""
        try:
            yield
        except RetoldError as error:
            self._update(entry, replace(entry.job, error=error))
        except Exception:  # noqa: BLE001 - the log has it
            _log.exception("adding %s", entry.job.source)
            fault = RetoldError("could not be read; the server's log has the reason")
            self._update(entry, replace(entry.job, error=fault))

    def _begin_step(self, entry: _Entry, step: str) -> None:
        self._update(entry, replace(entry.job, step=step))

    def _update(self, entry: _Entry, job: Job) -> None:
        with self._lock:
            entry.job = job
        if job.done:
            entry.end.set_result(None)
