"""Articles that are read while somebody watches."""

from __future__ import annotations

import logging
import secrets
import threading
from asyncio import wrap_future
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from retold.errors import RetoldError
from retold.memory import Kept

STEPS = ("fetch", "extract", "read", "write", "keep")
KEPT, WAITING = 200, 20
"""Jobs that are remembered, and those that may wait."""
_log = logging.getLogger("retold.web")


@dataclass(frozen=True, slots=True)
class Job:
    """`step`: what is being done, "" before it begins; `kept` or `error` once it has ended."""

    id: str
    source: str
    step: str = ""
    kept: Kept | None = None
    error: RetoldError | None = None

    @property
    def done(self) -> bool:
        return self.kept is not None or self.error is not None


class Jobs:
    """Reads one article after another."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="retold-add")
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._ends: dict[str, Future[None]] = {}

    def begin(self, source: str, work: Callable[[Callable[[str], None]], Kept]) -> Job | None:
        """Begins to read, or None where too many wait. `work` is given what to tell its steps to."""
        with self._lock:
            if sum(not j.done for j in self._jobs.values()) >= WAITING:
                return None
            job = Job(secrets.token_urlsafe(9), source)
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT:
                self._ends.pop(self._jobs.popitem(last=False)[0], None)
            self._ends[job.id] = self._pool.submit(self._run, job, work)
        return job

    async def ended(self, job: str) -> Job:
        """How a job stands at its end."""
        with self._lock:
            end = self._ends.get(job)
        if end is not None:
            await wrap_future(end)
        found = self.get(job)
        assert found is not None
        return found

    def get(self, job: str) -> Job | None:
        """How a job stands."""
        with self._lock:
            return self._jobs.get(job)

    def close(self) -> None:
        """Waits for what is being read; what waits is not read."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, job: Job, work: Callable[[Callable[[str], None]], Kept]) -> None:
        try:
            self._put(job.id, kept=work(lambda step: self._put(job.id, step=step)))
        except RetoldError as error:
            self._put(job.id, error=error)
        except Exception:
            _log.exception("adding %s", job.source)
            self._put(job.id, error=RetoldError("could not be read; the reason was written to the log of the server"))

    def _put(
        self, job: str, step: str | None = None, kept: Kept | None = None, error: RetoldError | None = None
    ) -> None:
        with self._lock:
            held = self._jobs[job]
            self._jobs[job] = replace(held, step=held.step if step is None else step, kept=kept, error=error)
