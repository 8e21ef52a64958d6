"""A watched worker process. If a record makes it crash or hang, that record is found and left out."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import IO, Any

from retold.bulk.jobs import Job
from retold.errors import SourceError, StoppedError

PATIENCE = 120.0
"""Seconds that a step of a record may take, unless the settings say how long it may be read."""
WRITING = 30
"""How many times longer the writing of a shard may take."""
MOST = 50
"""Records of one unit that may stop its reader, twice each, before the unit is given up."""

OnNumber = Callable[[int], None]
"""Called when a record is begun, with its number."""


class WorkerProcess:
    """One worker process. It starts when it is first needed, and again after it ended. Used by one thread.

    `patience`: seconds that a step of a record may take; None: `RETOLD_TIME_LIMIT` for reading it, `PATIENCE` for the
    other steps.
    """

    def __init__(self, patience: float | None = None) -> None:
        self._patience = patience
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._stopped = False
        self._lock = threading.Lock()

    def shard(self, job: Job, on_record: OnNumber = lambda _: None) -> dict[str, Any]:
        """Has a unit read, whatever its records do to the worker. Returns the manifest of its shard.

        After a worker ended once, the unit is tried again, because the worker may have been killed from outside. If it
        ends at the same place a second time, the record there is to blame and is left out. If that place is before the
        record was taken from the archive, the archive is read only up to there. Raises `RetoldError` if the unit cannot
        be read at all or its shard cannot be written, `StoppedError` if the run was stopped.
        """
        bad, ends = dict(job.bad), Counter[tuple[int, str]]()
        while True:
            result = self._try(replace(job, bad=bad), on_record)
            if "done" in result:
                manifest: dict[str, Any] = result["done"]
                return manifest
            if "failed" in result:
                raise SourceError(result["failed"])
            if self._stopped:
                raise StoppedError("the run was stopped", job.unit.name)
            number, step, what = result["at"], result["step"], f"its reader {result['ended']}"
            ends[number, step] += 1
            if ends.total() >= 2 * MOST or (ends[number, step] > 1 and step not in ("next", "read")):
                raise SourceError(f"{what} after {number:,} records; its shard was not kept", job.unit.name)
            if ends[number, step] > 1 and step == "read":
                bad[number] = what
            elif ends[number, step] > 1:
                job = replace(job, until=(number, what))

    def _try(self, job: Job, on_record: OnNumber) -> dict[str, Any]:
        """The last line of the worker for a job. If the worker ended, the last record and step, and how it "ended"."""
        last: dict[str, Any] = {"at": 0, "step": "begin"}
        process = self._start()
        if process is None:
            return last | {"ended": "was stopped"}
        try:
            assert process.stdin is not None
            process.stdin.write(job.dumped() + "\n")
            process.stdin.flush()
        except OSError:
            pass  # it has ended, and the end of its lines says so
        while True:
            patience = self._seconds(job, last["step"])
            try:
                text = self._lines.get(timeout=patience)
            except queue.Empty:
                self.close()
                return last | {"ended": f"took longer than {patience:g} seconds"}
            if not text:
                code = process.wait()
                self._process = None
                return last | {"ended": f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"}
            line: dict[str, Any] = json.loads(text)
            if "at" not in line:
                return line
            if line["step"] == "read":
                on_record(line["at"])
            last = line

    def _seconds(self, job: Job, step: str) -> float | None:
        """Seconds that a step may take; None for no limit."""
        if step == "read" and self._patience is None:
            return job.settings.time_limit or None
        return (self._patience or PATIENCE) * (WRITING if step == "write" else 1)

    def _start(self) -> subprocess.Popen[str] | None:
        """The process, started if need be; None after it was stopped, which may happen at any moment."""
        with self._lock:
            if self._process is None and not self._stopped:
                # One thread for mathematics in each worker: as many workers run as there are processors.
                environment = os.environ | {
                    "OMP_NUM_THREADS": "1",
                    "OPENBLAS_NUM_THREADS": "1",
                    "PYTHONUNBUFFERED": "1",
                    "PYTHONIOENCODING": "utf-8",
                }
                # -P: modules in the current folder must not be imported
                command = [sys.executable, "-P", "-m", "retold.bulk.worker"]
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
                )
                self._lines = queue.SimpleQueue()
                threading.Thread(target=_forward, args=(self._process.stdout, self._lines), daemon=True).start()
            return self._process

    def stop(self) -> None:
        """Ends the worker from another thread, for good. The shard that it was reading is not kept."""
        with self._lock:
            self._stopped = True
        self.close()

    def close(self) -> None:
        """Ends the worker."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


def _forward(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    """Puts the lines of a worker into a queue, and "" at their end."""
    for line in stream:
        lines.put(line)
    lines.put("")
