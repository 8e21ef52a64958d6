"""The port to executors, and what all of them need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from retold.bulk.jobs import Job
from retold.bulk.worker_process import WorkerProcess
from retold.errors import RetoldError, StoppedError

OnRecord = Callable[[str, int], None]
"""Called when a worker begins a record, with the shard and the number of the record."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a job: the manifest of its shard, or None and the error."""

    job: Job
    manifest: dict[str, Any] | None
    error: str = ""


class Executor(Protocol):
    """Runs jobs."""

    def run(self, jobs: Sequence[Job], on_record: OnRecord) -> Iterator[Outcome]:
        """Yields outcomes as jobs end. Closing the iterator stops the jobs that run."""
        ...


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_job(worker: WorkerProcess, job: Job, on_record: OnRecord = lambda _shard, _number: None) -> Outcome:
    """Runs a job in a worker. Raises `StoppedError` if the run was stopped."""
    try:
        return Outcome(job, worker.shard(job, lambda number: on_record(job.unit.shard, number)))
    except StoppedError:
        raise
    except (RetoldError, OSError) as error:
        worker.close()  # so that late lines of this job cannot be read as answers to the next one
        return Outcome(job, None, str(error))
    except Exception as error:  # noqa: BLE001 - the caller waits for an outcome of every job, and would wait for ever
        worker.close()
        return Outcome(job, None, f"{job.unit.name}: {type(error).__name__}: {error}")
