"""Jobs in worker processes of this machine."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence

from retold.bulk.executors.base import OnRecord, Outcome, processors, run_job
from retold.bulk.jobs import Job
from retold.bulk.worker_process import WorkerProcess
from retold.errors import StoppedError


class LocalExecutor:
    """Worker processes of this machine, each used by its own thread. `workers` 0: one for each processor."""

    def __init__(self, workers: int) -> None:
        self._workers = workers or processors()

    def run(self, jobs: Sequence[Job], on_record: OnRecord) -> Iterator[Outcome]:
        """See `Executor`."""
        waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        for job in jobs:
            waiting.put(job)
        done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        workers = [WorkerProcess() for _ in range(min(self._workers, len(jobs)))]
        threads = [
            threading.Thread(target=_work, args=(worker, waiting, done, on_record), daemon=True) for worker in workers
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in jobs:
                yield done.get()
        finally:
            for worker in workers:
                worker.stop()
            for thread in threads:
                thread.join()


def _work(
    worker: WorkerProcess,
    waiting: queue.SimpleQueue[Job],
    done: queue.SimpleQueue[Outcome],
    on_record: OnRecord,
) -> None:
    while True:
        try:
            job = waiting.get_nowait()
        except queue.Empty:
            worker.close()
            return
        try:
            done.put(run_job(worker, job, on_record))
        except StoppedError:
            return
