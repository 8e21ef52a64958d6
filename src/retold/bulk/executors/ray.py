"""Jobs as tasks of a Ray cluster."""

from __future__ import annotations

import atexit
import json
from collections.abc import Iterator, Sequence
from typing import Any

from retold.bulk.executors.base import OnRecord, Outcome, run_job
from retold.bulk.executors.packages import join_cluster, load_ray
from retold.bulk.jobs import Job
from retold.bulk.worker_process import WorkerProcess


class RayExecutor:
    """Tasks of a Ray cluster (`join_cluster` says which). `workers` 0: as many as the cluster has processors."""

    RETRIES = 5
    """How often a job starts again after its node or its process died."""
    WAITING = 4
    """Jobs that are submitted before a processor is free for them."""
    POLL = 10.0
    """Seconds after which the size of the cluster is checked again."""

    def __init__(self, workers: int) -> None:
        self._ray = load_ray()
        self._workers = workers

    def run(self, jobs: Sequence[Job], on_record: OnRecord) -> Iterator[Outcome]:
        """See `Executor`. Records are read on other machines, so `on_record` is not called."""
        del on_record
        ray = self._ray
        started = not ray.is_initialized()
        join_cluster()
        task = ray.remote(num_cpus=1, max_retries=self.RETRIES)(_task)
        waiting, running = list(reversed(jobs)), dict[Any, Job]()
        try:
            while waiting or running:
                while waiting and len(running) < (self._workers or self._room()):
                    job = waiting.pop()
                    running[task.remote(job.dumped())] = job
                ready, _ = ray.wait(list(running), num_returns=1, timeout=self.POLL)
                for reference in ready:
                    yield self._outcome(running.pop(reference), reference)
        finally:
            for reference in running:
                ray.cancel(reference, force=True)
            if started:
                ray.shutdown()

    def _room(self) -> int:
        """How many tasks to submit: one for each processor, and some that wait, because an autoscaler grows by those."""
        return int(self._ray.cluster_resources().get("CPU", 1)) + self.WAITING

    def _outcome(self, job: Job, reference: Any) -> Outcome:
        try:
            manifest, error = json.loads(self._ray.get(reference))
        except self._ray.exceptions.RayError as failure:
            return Outcome(job, None, f"{job.unit.name}: Ray gave up: {failure}")
        return Outcome(job, manifest, error)


_WORKER: WorkerProcess | None = None


def _task(line: str) -> str:
    """Runs in a process of Ray, which keeps one worker for all of its tasks."""
    global _WORKER
    if _WORKER is None:
        _WORKER = WorkerProcess()
        atexit.register(_WORKER.close)
    outcome = run_job(_WORKER, Job.loaded(line))
    return json.dumps([outcome.manifest, outcome.error])
