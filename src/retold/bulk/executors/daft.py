"""Jobs on Daft, on this machine."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from retold.bulk.executors.base import OnRecord, Outcome, processors, run_job
from retold.bulk.executors.packages import load_daft
from retold.bulk.jobs import Job
from retold.bulk.worker_process import WorkerProcess
from retold.errors import StoppedError

_Results = queue.SimpleQueue[Outcome | BaseException | None]
"""Outcomes, the error that ended the query, or None at its end."""


class DaftExecutor:
    """Daft's own engine: each row of a query is a job, each worker a watched process."""

    def __init__(self, workers: int) -> None:
        self._daft = load_daft("native")
        self._workers = workers or processors()

    def run(self, jobs: Sequence[Job], on_record: OnRecord) -> Iterator[Outcome]:
        """See `Executor`."""
        daft = self._daft
        shard = daft.func(return_dtype=daft.DataType.string())(_shard)
        results: _Results = queue.SimpleQueue()
        pool = _Pool(min(self._workers, len(jobs)), on_record, results)
        name = str(id(pool))
        _POOLS[name] = pool

        def query() -> None:
            try:
                rows = daft.from_pydict({"job": [j.dumped() for j in jobs], "pool": [name] * len(jobs)})
                rows.select(shard(daft.col("job"), daft.col("pool"))).collect()
                results.put(None)
            except BaseException as error:  # noqa: BLE001 - raised in the thread that called `run`
                results.put(error)

        thread = threading.Thread(target=query, daemon=True)
        thread.start()
        try:
            while (result := results.get()) is not None:
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            pool.stop()
            thread.join()
            del _POOLS[name]


class _Pool:
    """The workers of one run. Daft calls for all rows at once; the pool bounds how many are read at a time."""

    def __init__(self, workers: int, on_record: OnRecord, results: _Results) -> None:
        self._on_record, self._results = on_record, results
        self._workers = [WorkerProcess() for _ in range(workers)]
        self._free: queue.SimpleQueue[WorkerProcess] = queue.SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="bulk")

    def work(self, line: str) -> str:
        """Runs a job, given as a line of JSON. Returns the name of its shard."""
        worker = self._free.get()
        try:
            outcome = run_job(worker, Job.loaded(line), self._on_record)
        except StoppedError:
            return "stopped"
        finally:
            self._free.put(worker)
        self._results.put(outcome)
        return outcome.job.unit.shard

    def stop(self) -> None:
        """Stops all workers."""
        for worker in self._workers:
            worker.stop()


_POOLS: dict[str, _Pool] = {}
"""Pools of runs, by name. Daft pickles the function that it calls, and a process cannot be pickled."""


async def _shard(line: str, pool_name: str) -> str:
    pool = _POOLS[pool_name]
    return await asyncio.get_running_loop().run_in_executor(pool.threads, pool.work, line)
