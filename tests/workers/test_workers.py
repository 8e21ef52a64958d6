"""Worker processes: whatever a call does, it ends only its own process, and the caller learns what happened."""

from __future__ import annotations

import math
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from retold.errors import LimitError, StoppedError
from retold.workers import Limits, Urgency, WorkerPool, WorkerProcess

MEMORY = 500_000_000
ENDLESS = re.match, "(a+)+$", "a" * 60 + "b"
"""A pattern that never ends, and that lets no other thread of its process run."""


@pytest.fixture(scope="module")
def process() -> Iterator[WorkerProcess]:
    worker = WorkerProcess(Limits(seconds=2.0, memory=MEMORY))
    yield worker
    worker.close()


def test_a_call_gives_what_the_function_returns(process: WorkerProcess) -> None:
    assert process.call(math.sqrt, 2.0) == math.sqrt(2.0)
    assert process.call(os.getpid) == process.call(os.getpid) != os.getpid()


def test_a_call_raises_what_the_function_raises(process: WorkerProcess) -> None:
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        process.call(math.sqrt, -1.0)
    with pytest.raises(FileNotFoundError):
        process.call(os.listdir, "/no/such/folder")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (ENDLESS, "longer than 2 seconds"),
        ((time.sleep, 60), "longer than 2 seconds"),
        ((bytearray, 4 * MEMORY), "bytes of memory"),
        ((os._exit, 3), "status 3.*report"),
        ((os.abort,), "signal 6.*report"),
    ],
    ids=["pattern", "sleep", "memory", "exit", "crash"],
)
def test_a_call_that_takes_too_much_is_given_up(
    process: WorkerProcess, call: tuple[Callable[..., Any], Any], message: str
) -> None:
    with pytest.raises(LimitError, match=message):
        process.call(*call)
    assert process.call(math.sqrt, 4.0) == 2.0


@pytest.mark.parametrize("result", ["ctypes.c_char_p", "threading.Lock"])
def test_what_cannot_be_sent_is_an_error(process: WorkerProcess, result: str) -> None:
    module, name = result.split(".")
    with pytest.raises((TypeError, ValueError, RuntimeError)):
        process.call(getattr(__import__(module), name))
    assert process.call(math.sqrt, 4.0) == 2.0


def test_a_function_that_the_worker_does_not_know_is_an_error(process: WorkerProcess) -> None:
    with pytest.raises((ImportError, RuntimeError)):
        process.call(_only_here)


def _only_here() -> None:
    """The worker cannot import this module."""


def test_a_worker_that_was_killed_from_outside_is_started_again(process: WorkerProcess) -> None:
    os.kill(process.call(os.getpid), signal.SIGKILL)
    assert process.call(math.sqrt, 4.0) == 2.0


def test_closing_ends_a_call() -> None:
    worker = WorkerProcess(Limits())
    pid = worker.call(os.getpid)
    closer = threading.Timer(0.2, worker.close)
    closer.start()
    with pytest.raises(StoppedError):
        worker.call(*ENDLESS)
    closer.join()
    assert not _is_alive(pid)
    with pytest.raises(StoppedError):
        worker.call(os.getpid)


def test_a_worker_ends_when_its_parent_is_gone() -> None:
    program = (
        "import os\nfrom retold.workers import Limits, WorkerProcess\n"
        "print(WorkerProcess(Limits()).call(os.getpid), flush=True)\nos.kill(os.getpid(), 9)"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False).stdout
    _until(lambda: not _is_alive(int(out)))


def test_a_worker_starts_no_workers_of_its_own(process: WorkerProcess) -> None:
    from retold.workers import in_worker

    assert process.call(in_worker)
    assert not in_worker()


def test_what_is_prepared_failing_is_what_the_call_raises() -> None:
    worker = WorkerProcess(Limits(), partial(os.listdir, "/no/such/folder"))
    with pytest.raises(FileNotFoundError):
        worker.call(math.sqrt, 4.0)
    worker.close()


# Pools


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    one = WorkerPool(1, Limits(seconds=30.0))
    yield one
    one.close()


def test_people_come_before_batches_and_short_before_long(pool: WorkerPool, tmp_path: Path) -> None:
    gate = str(tmp_path / "gate")
    os.mkfifo(gate)
    done: list[Urgency] = []

    def begin(urgency: Urgency, *command: str) -> threading.Thread:
        def work() -> None:
            pool.call(subprocess.check_output, command, urgency=urgency)
            done.append(urgency)

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    threads = [begin(Urgency.BATCH, "cat", gate)]  # holds the one process until the gate is written to
    _until(lambda: len(pool._busy) == 1)
    threads += [begin(Urgency.BATCH, "true")]
    _until(lambda: len(pool._waiting) == 1)
    threads += [begin(Urgency.LONG, "true")]
    _until(lambda: len(pool._waiting) == 2)
    short = begin(Urgency.SHORT, "true")
    short.join(30)
    assert done == [Urgency.SHORT], "a person with a short article has a process of their own"
    with open(gate, "w") as file:
        file.write("go on")
    for thread in threads:
        thread.join(30)
    assert done == [Urgency.SHORT, Urgency.BATCH, Urgency.LONG, Urgency.BATCH]


def test_closing_a_pool_ends_those_that_run_and_those_that_wait(pool: WorkerPool) -> None:
    errors: list[Exception] = []

    def work() -> None:
        try:
            pool.call(time.sleep, 600)
        except StoppedError as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    _until(lambda: len(pool._waiting) == 2)
    pool.close()
    for thread in threads:
        thread.join(30)
    assert len(errors) == 3
    with pytest.raises(StoppedError):
        pool.call(os.getpid)


def _is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < ends, "nothing happened for 30 seconds"
        time.sleep(0.01)
