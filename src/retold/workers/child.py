"""The program of a worker process: one call after another comes on standard input, each result leaves on output.

Messages in: `(seconds, memory)` once; then `(function, arguments, wants_steps)`. Messages out: `("step", name)`,
`("done", result)`, `("failed", error)`, `("full", None)` when a call needed more memory than there is.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

from retold.workers import messages
from retold.workers.limits import limit_memory

SPARE_SECONDS = 10.0
"""Seconds beyond the limit after which a call ends this process, if nobody else has ended it by then."""


def serve(calls: queue.SimpleQueue[bytes], out: IO[bytes], seconds: float) -> None:
    """Makes calls, one after another, without end. Returns if the memory is used up."""

    def on_step(name: str) -> None:
        messages.send(out, ("step", name))

    while True:
        packed = calls.get()
        if seconds:
            # It works while a C function holds the interpreter, too.
            faulthandler.dump_traceback_later(seconds + SPARE_SECONDS, exit=True)
        try:
            messages.send(out, ("done", _result(packed, on_step)))
        except BrokenPipeError:
            return
        except MemoryError:
            messages.send(out, ("full", None))
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller has to get it
            messages.send(out, ("failed", _portable(error)))
        finally:
            faulthandler.cancel_dump_traceback_later()


def _result(packed: bytes, on_step: Callable[[str], None]) -> Any:
    """What a call returns. It is unpacked here, so that one that cannot be is an error as any other."""
    function, arguments, wants_steps = pickle.loads(packed)
    return function(*arguments, on_step) if wants_steps else function(*arguments)


def _portable(error: Exception) -> Exception:
    """An error that can be sent: itself, or its name and text."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - it cannot be pickled, for any reason
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _forward(stream: IO[bytes], calls: queue.SimpleQueue[bytes]) -> None:
    """Puts calls into a queue. Ends the process when the other side is gone, whatever it is doing."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            calls.put(messages.receive_packed(stream))
    os._exit(0)


def main() -> None:
    """Reserves both streams for messages. What libraries print goes to standard error."""
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    # Ctrl-C and a service manager signal the whole group. The process that started this one ends it in good order.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        seconds, memory = messages.receive(source)
    except EOFError:
        return
    limit_memory(memory)
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_forward, args=(source, calls), daemon=True).start()
    with contextlib.suppress(BrokenPipeError):
        serve(calls, out, seconds)
    os._exit(0)


if __name__ == "__main__":
    main()
