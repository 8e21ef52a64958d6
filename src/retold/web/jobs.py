"""Articles that are read in the background while the reader watches the progress."""

from __future__ import annotations

import logging
import secrets
import threading
from asyncio import wrap_future
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from cachetools import FIFOCache

from retold.errors import RetoldError
from retold.memory import Kept

STEPS = ("fetch", "extract", "read", "write", "keep")
MAX_JOBS, MAX_WAITING = 200, 20
"""Jobs that are remembered, and those that may wait."""
_log = logging.getLogger("retold.web")

Work = Callable[[Callable[[str], None]], Kept]
"""Reads and keeps one article. It calls its argument with the name of each step."""


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
    end: Future[None] | None = None


class Jobs:
    """Reads one article after another, in the order in which they were added."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="retold-add")
        self._lock = threading.Lock()
        # The oldest go first. None of them can be unfinished: far fewer may wait.
        self._entries: FIFOCache[str, _Entry] = FIFOCache(MAX_JOBS)

    def begin(self, source: str, work: Work) -> Job | None:
        """Adds a job. None if too many wait."""
        with self._lock:
            if sum(not entry.job.done for entry in self._entries.values()) >= MAX_WAITING:
                return None
            job = Job(secrets.token_urlsafe(9), source)
            entry = self._entries[job.id] = _Entry(job)
            entry.end = self._pool.submit(self._run, entry, work)
        return job

    async def ended(self, job_id: str) -> Job:
        """The job at its end: waits for it."""
        with self._lock:
            entry = self._entries[job_id]
        if entry.end is not None:
            await wrap_future(entry.end)
        return entry.job

    def get(self, job_id: str) -> Job | None:
        """The job as it is now; None if it is unknown or was forgotten."""
        with self._lock:
            entry = self._entries.get(job_id)
            return entry.job if entry else None

    def close(self) -> None:
        """Waits for the article that is being read. Those that wait are not read."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, entry: _Entry, work: Work) -> None:
        job = entry.job

        def begin_step(step: str) -> None:
            self._update(entry, replace(job, step=step))

        try:
            self._update(entry, replace(entry.job, kept=work(begin_step)))
        except RetoldError as error:
            self._update(entry, replace(entry.job, error=error))
        except Exception:  # noqa: BLE001 - whatever it is, the reader who waits must see that it ended
            _log.exception("adding %s", job.source)
            fault = RetoldError("could not be read; the server's log has the reason")
            self._update(entry, replace(entry.job, error=fault))

    def _update(self, entry: _Entry, job: Job) -> None:
        with self._lock:
            entry.job = job
