"""The work on engines that others keep: Daft on one machine, Ray on many. Neither phones home."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from retold.bulk.executors.base import OnRecord, Outcome, missing, outcome, processors
from retold.bulk.jobs import Job
from retold.bulk.worker_process import StoppedError, WorkerProcess
from retold.errors import SettingsError

QUIET = {
    "DO_NOT_TRACK": "true",
    "DAFT_ANALYTICS_ENABLED": "0",
    "SCARF_NO_ANALYTICS": "true",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DAFT_PROGRESS_BAR": "0",
}
"""What keeps both from telling anybody of a run; set before either is imported, and for workers."""


class DaftExecutor:
    """Daft's own engine, on this machine: each row is a job, each worker a process that is watched."""

    def __init__(self, workers: int) -> None:
        self._daft = daft_on("native")
        self._workers = workers or processors()

    def run(self, jobs: Sequence[Job], told: OnRecord) -> Iterator[Outcome]:
        """See `Engine`."""
        daft = self._daft
        shard = daft.func(return_dtype=daft.DataType.string())(_shard)
        done: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()
        pool = _Pool(min(self._workers, len(jobs)), told, done)
        name = str(id(pool))
        _POOLS[name] = pool

        def query() -> None:
            try:
                rows = daft.from_pydict({"job": [j.dumped() for j in jobs], "pool": [name] * len(jobs)})
                rows.select(shard(daft.col("job"), daft.col("pool"))).collect()
                done.put(None)
            except BaseException as error:  # noqa: BLE001 - handed to the thread that asked
                done.put(error)

        thread = threading.Thread(target=query, daemon=True)
        thread.start()
        try:
            yield from _until_end(done)
        finally:
            pool.stop()
            thread.join()
            del _POOLS[name]


class _Pool:
    """The workers of one run of `Native`: Daft calls for every row at once, and so many are read."""

    def __init__(self, workers: int, told: OnRecord, done: queue.SimpleQueue[Outcome | BaseException | None]) -> None:
        self._told, self._done = told, done
        self._children = [WorkerProcess() for _ in range(workers)]
        self._free: queue.SimpleQueue[WorkerProcess] = queue.SimpleQueue()
        for child in self._children:
            self._free.put(child)
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="bulk")

    def work(self, line: str) -> str:
        child = self._free.get()
        try:
            found = outcome(child, Job.loaded(line), self._told)
        except StoppedError:
            return "stopped"
        finally:
            self._free.put(child)
        self._done.put(found)
        return found.job.unit.shard

    def stop(self) -> None:
        for child in self._children:
            child.stop()


_POOLS: dict[str, _Pool] = {}
"""Running ones, by name: Daft takes functions that can be pickled alone, and a process cannot."""


async def _shard(line: str, pool: str) -> str:
    own = _POOLS[pool]
    return await asyncio.get_running_loop().run_in_executor(own.threads, own.work, line)


def _until_end(done: queue.SimpleQueue[Outcome | BaseException | None]) -> Iterator[Outcome]:
    while (item := done.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item


class RayExecutor:
    """Tasks of a Ray cluster: that of RAY_ADDRESS, else one that is running here, else one that is begun here."""

    RETRIES = 5
    """Times that a job is begun anew where its node or its process died."""
    WAITING = 4
    """Jobs that are handed over before there is a processor for them."""
    LOOK = 10.0
    """Seconds after which it is looked whether the cluster has grown."""

    def __init__(self, workers: int) -> None:
        ray = _ray()
        self._ray = ray
        self._workers = workers

    def run(self, jobs: Sequence[Job], told: OnRecord) -> Iterator[Outcome]:
        """See `Engine`. Progress is told of by shards alone."""
        del told  # records are read on other machines
        ray = self._ray
        started = not ray.is_initialized()
        connect()
        task = ray.remote(num_cpus=1, max_retries=self.RETRIES)(_task)
        waiting, running = list(reversed(jobs)), dict[Any, Job]()
        try:
            while waiting or running:
                while waiting and len(running) < (self._workers or self._room()):
                    job = waiting.pop()
                    running[task.remote(job.dumped())] = job
                ready, _ = ray.wait(list(running), num_returns=1, timeout=self.LOOK)
                for reference in ready:
                    yield self._outcome(running.pop(reference), reference)
        finally:
            for reference in running:
                ray.cancel(reference, force=True)
            if started:
                ray.shutdown()

    def _room(self) -> int:
        """Tasks to have at once: one for each processor that there is by now, and some that wait, as they are what a cluster grows by."""
        return int(self._ray.cluster_resources().get("CPU", 1)) + self.WAITING

    def _outcome(self, job: Job, reference: Any) -> Outcome:
        try:
            manifest, error = json.loads(self._ray.get(reference))
        except self._ray.exceptions.RayError as failure:
            return Outcome(job, None, f"{job.unit.name}: Ray gave it up: {failure}")
        return Outcome(job, manifest, error)


def daft_on(engine: str) -> Any:
    """Daft, on the engine "native" or "ray". It takes one engine for the life of a process.

    Raises `SettingsError` where it is not installed, has another engine by now, or there is no cluster.
    """
    os.environ.update(QUIET)
    try:
        import daft
        from daft.runners import get_or_create_runner
    except ImportError as error:
        raise missing(engine) from error
    if engine == "ray":
        connect()
    begin = daft.set_runner_ray if engine == "ray" else daft.set_runner_native
    with suppress(Exception):  # one was begun before: it may be that
        begin()
    found = str(get_or_create_runner().name)
    if found != engine:
        raise SettingsError(f"Daft has begun on the engine {found} in this process; use another process", engine)
    return daft


def connect() -> None:
    """Joins the cluster, where this process has not. Raises `SettingsError` where there is none, or Ray is not installed."""
    ray = _ray()
    if ray.is_initialized():
        return
    address = os.environ.get("RAY_ADDRESS") or None
    try:
        ray.init(
            address=address,
            configure_logging=False,
            log_to_driver=False,
            runtime_env={"env_vars": QUIET},
            include_dashboard=False,
        )
    except Exception as error:
        raise SettingsError(
            f"no Ray cluster answers ({error}); start one with `ray start --head`, or name it", address or "RAY_ADDRESS"
        ) from error


def _ray() -> Any:
    os.environ.update(QUIET)
    try:
        import ray
    except ImportError as error:
        raise missing("ray") from error
    return ray


_CHILD: WorkerProcess | None = None


def _task(line: str) -> str:
    """Runs in a process of Ray, which has one worker for all its tasks."""
    global _CHILD
    if _CHILD is None:
        _CHILD = WorkerProcess()
        atexit.register(_CHILD.close)
    found = outcome(_CHILD, Job.loaded(line))
    return json.dumps([found.manifest, found.error])


__all__ = ["DaftExecutor", "RayExecutor", "daft_on"]
