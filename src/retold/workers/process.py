"""One worker process, as the process that started it sees it."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any, TypeVar

from retold.errors import LimitError, RetoldError, StoppedError
from retold.workers import messages
from retold.workers.limits import Limits

T = TypeVar("T")
_MARK = "RETOLD_IN_WORKER"
OnStep = Callable[[str], None]
START_SECONDS = 120.0
"""Seconds that a worker may take to start and to load what it needs."""
STOPPED = "was not read, because the program was stopped"
TRIES = 2
"""A worker that ends in the middle of a call may have been killed from outside, so the call is made twice at most."""


class WorkerProcess:
    """Makes calls in a process of its own. It starts when it is first needed, and again after it ended.

    `prepare`: a function without arguments that is called in the process first, for example to load a model. One thread
    at a time may make a call; any thread may close it.
    """

    def __init__(self, limits: Limits, prepare: Callable[[], object] | None = None) -> None:
        self._limits, self._prepare = limits, prepare
        self._process: subprocess.Popen[bytes] | None = None
        self._inbox: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False

    def call(self, function: Callable[..., T], *arguments: Any, on_step: OnStep | None = None) -> T:
        """Calls a function of a module with arguments that can be pickled. Returns or raises what it does.

        `on_step`: the function gets a function as its last argument, and what it calls that with arrives here.

        Raises `LimitError` if the call takes too long or too much memory, or ends its process; `StoppedError` if this
        was closed.
        """
        for left in reversed(range(TRIES)):
            self._start()
            kind, value = self._answer((function, arguments, on_step is not None), self._limits.seconds, on_step)
            if kind == "done":
                result: T = value
                return result
            if kind == "failed":
                raise value
            self._kill()
            if self._closed:
                raise StoppedError(STOPPED)
            if kind == "late":
                raise LimitError(f"took longer than {self._limits.seconds:g} seconds to read, so it was given up")
            if kind == "full":
                raise LimitError(f"needed more than {self._limits.memory:,} bytes of memory, so it was given up")
            if not left:
                raise LimitError(f"ended the process that read it ({value}); please report it")
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Ends the process now, for good. A call that is being made raises `StoppedError`."""
        with self._lock:
            self._closed = True
        self._kill()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                raise StoppedError(STOPPED)
            if self._process is not None:
                return
            self._process, self._inbox = _launch(), queue.SimpleQueue()
            threading.Thread(target=_forward, args=(self._process, self._inbox), daemon=True).start()
        self._send((self._limits.seconds, self._limits.memory))
        if self._prepare is None:
            return
        kind, value = self._answer((self._prepare, (), False), START_SECONDS, None)
        if kind == "done":
            return
        self._kill()
        if self._closed:
            raise StoppedError(STOPPED)
        if kind == "failed":
            raise value
        raise RetoldError(f"the process that reads could not be started ({value or kind})")

    def _answer(self, call: object, seconds: float, on_step: OnStep | None) -> tuple[str, Any]:
        """The kind and value of the last message of a call: done, failed, full; or late, ended."""
        self._send(call)
        ends = time.monotonic() + seconds if seconds else None
        while True:
            try:
                left = None if ends is None else max(0.0, ends - time.monotonic())
                kind, value = self._inbox.get(timeout=left)
            except queue.Empty:
                return "late", None
            if kind != "step":
                return kind, value
            if on_step is not None:
                on_step(value)

    def _send(self, message: object) -> None:
        process = self._process
        try:
            if process is not None and process.stdin is not None:
                messages.send(process.stdin, message)
        except (OSError, ValueError):
            pass  # it has ended, and the end of its messages says so

    def _kill(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


def in_worker() -> bool:
    """Whether this process is a worker. It must start no workers of its own, whatever its calls do."""
    return _MARK in os.environ


def _launch() -> subprocess.Popen[bytes]:
    # One thread for mathematics: as many workers run as there are processors.
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", _MARK: "1"}
    # -P: modules in the current folder must not be imported
    command = [sys.executable, "-P", "-m", "retold.workers.child"]
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    except OSError as error:
        raise RetoldError(f"no process can be started to read articles: {error.strerror or error}") from error


def _forward(process: subprocess.Popen[bytes], inbox: queue.SimpleQueue[tuple[str, Any]]) -> None:
    """Puts the messages of a worker into a queue, and how it ended after the last one."""
    stream: IO[bytes] | None = process.stdout
    assert stream is not None
    try:
        while True:
            inbox.put(messages.receive(stream))
    except Exception:  # noqa: BLE001 - what cannot be received any more is the end
        process.kill()  # it has closed its output, or sends what is no message
        code = process.wait()
        inbox.put(("ended", f"signal {-code}" if code < 0 else f"status {code}"))
