"""Who runs the work: processes of this machine, Daft on this machine, or a Ray cluster. All run the same worker."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from retold.bulk.jobs import Job
from retold.bulk.worker_process import StoppedError, WorkerProcess
from retold.errors import RetoldError, SettingsError

OnRecord = Callable[[str, int], None]
"""Told of records that are begun, by shard and number."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: the manifest of its shard, or why there is none."""

    job: Job
    manifest: dict[str, Any] | None
    error: str = ""


class Executor(Protocol):
    """Runs jobs."""

    def run(self, jobs: Sequence[Job], told: OnRecord) -> Iterator[Outcome]:
        """Outcomes as they come. Ending the iteration ends what runs."""
        ...


def executor(name: str, workers: int) -> Executor:
    """The engine "local", "native" or "ray" with so many workers; 0: one for each processor.

    Raises `SettingsError` where what it needs is not installed or not there.
    """
    if name == "local":
        return LocalExecutor(workers)
    from retold.bulk.executors import cluster  # optional extras

    return cluster.DaftExecutor(workers) if name == "native" else cluster.RayExecutor(workers)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalExecutor:
    """Worker processes of this machine."""

    def __init__(self, workers: int) -> None:
        self._workers = workers or processors()

    def run(self, jobs: Sequence[Job], told: OnRecord) -> Iterator[Outcome]:
        """See `Engine`."""
        waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        for job in jobs:
            waiting.put(job)
        done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        children = [WorkerProcess() for _ in range(min(self._workers, len(jobs)))]
        threads = [threading.Thread(target=_work, args=(child, waiting, done, told), daemon=True) for child in children]
        for thread in threads:
            thread.start()
        try:
            for _ in jobs:
                yield done.get()
        finally:
            for child in children:
                child.stop()
            for thread in threads:
                thread.join()


def _work(
    child: WorkerProcess, waiting: queue.SimpleQueue[Job], done: queue.SimpleQueue[Outcome], told: OnRecord
) -> None:
    while True:
        try:
            job = waiting.get_nowait()
        except queue.Empty:
            child.close()
            return
        try:
            done.put(outcome(child, job, told))
        except StoppedError:
            return


def outcome(child: WorkerProcess, job: Job, told: OnRecord = lambda _shard, _record: None) -> Outcome:
    """What becomes of a job in a worker. Raises `StoppedError` where the run was ended."""
    try:
        return Outcome(job, child.shard(job, lambda number: told(job.unit.shard, number)))
    except StoppedError:
        raise
    except (RetoldError, OSError) as error:
        child.close()  # whatever it was at is not taken for what is asked of it next
        return Outcome(job, None, str(error))
    except Exception as error:  # noqa: BLE001 - who waits for this outcome would wait for ever
        child.close()
        return Outcome(job, None, f"{job.unit.name}: {type(error).__name__}: {error}")


def missing(extra: str) -> SettingsError:
    """That a package of the extra "bulk" is not installed."""
    return SettingsError(f"--engine {extra} needs an extra: pip install 'retold[bulk]'; --engine local needs none")
