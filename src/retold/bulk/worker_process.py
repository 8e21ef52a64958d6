"""A worker process that is watched: what makes it crash or hang is found, left out, and the rest is read."""

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
from retold.errors import RetoldError, SourceError

PATIENCE = 120.0
"""Seconds that one record may take."""
WRITING = 30
"""Times as long as a record that a shard may take to reach its disk or store."""
MOST = 50
"""Records of one unit that may stop its reader, twice each, before the unit is given up."""

Tell = Callable[[int], None]
"""Told of each record that is begun, by its number."""


class StoppedError(RetoldError):
    """The run was ended while a unit was being read."""


class WorkerProcess:
    """One worker process, begun when it is first needed and again when it ended. Used by one thread."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._stopped = False
        self._lock = threading.Lock()

    def shard(self, job: Job, tell: Tell = lambda _: None) -> dict[str, Any]:
        """The manifest of a unit's shard, whatever its records do to the worker.

        Where the worker ended once, it is tried again: it may have been killed from outside, for memory or by hand. What ends it
        at the same place again is the record's doing; where that is before the record could be taken from the archive, the archive is
        read up to there. Raises `RetoldError` where the unit cannot be read at all, or its shard not be written.
        """
        bad, ends = dict(job.bad), Counter[tuple[int, str]]()
        while True:
            done = self._try(replace(job, bad=bad), tell)
            if "done" in done:
                manifest: dict[str, Any] = done["done"]
                return manifest
            if "failed" in done:
                raise SourceError(done["failed"])
            if self._stopped:
                raise StoppedError("the run was ended", job.unit.name)
            place = (done["at"], done["step"])
            ends[place] += 1
            if ends.total() >= 2 * MOST or (ends[place] > 1 and done["step"] not in ("next", "read")):
                raise SourceError(
                    f"its reader {done['ended']} after {done['at']:,} records; no shard of it is kept", job.unit.name
                )
            if ends[place] > 1 and done["step"] == "read":
                bad[done["at"]] = f"its reader {done['ended']}"
            elif ends[place] > 1:
                job = replace(job, until=(done["at"], f"its reader {done['ended']}"))

    def _try(self, job: Job, tell: Tell) -> dict[str, Any]:
        """What the worker ends a job with; where it ended itself, at which record and step, and how."""
        last: dict[str, Any] = {"at": 0, "step": "begin"}
        process = self._started()
        if process is None:
            return last | {"ended": "was stopped"}
        try:
            assert process.stdin is not None
            process.stdin.write(job.dumped() + "\n")
            process.stdin.flush()
        except OSError:
            pass  # it has ended: its last line says so
        while True:
            patience = self._patience * (WRITING if last["step"] == "write" else 1)
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
                tell(line["at"])
            last = line

    def _started(self) -> subprocess.Popen[str] | None:
        """The worker; None once it was stopped, which may happen at any moment."""
        with self._lock:
            if self._process is None and not self._stopped:
                # One thread of numbers a worker: as many workers run as there are processors.
                environment = os.environ | {
                    "OMP_NUM_THREADS": "1",
                    "OPENBLAS_NUM_THREADS": "1",
                    "PYTHONUNBUFFERED": "1",
                    "PYTHONIOENCODING": "utf-8",
                }
                command = [
                    sys.executable,
                    "-P",
                    "-m",
                    "retold.bulk.worker",
                ]  # -P: no module of the folder that one is in
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
                )
                self._lines = queue.SimpleQueue()
                threading.Thread(target=_carry, args=(self._process.stdout, self._lines), daemon=True).start()
            return self._process

    def stop(self) -> None:
        """Ends the worker from another thread; what it was reading is not kept."""
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


def _carry(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    """Lines of a worker, and "" at its end."""
    for line in stream:
        lines.put(line)
    lines.put("")
