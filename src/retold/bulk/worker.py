"""A process that reads units. Jobs come as lines of JSON on standard input, results leave on standard output.

It is a process of its own because archives hold anything from the web: a page that crashes a parser, or keeps it busy
for ever, ends only this process, and the process that started it knows the record.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from typing import IO

from retold.errors import RetoldError
from retold.workers.limits import limit_memory

LONGEST = 600.0
"""Seconds after which a worker that hangs in a record ends itself, if its driver is gone and cannot end it sooner."""


def serve(jobs: IO[str], out: IO[str]) -> None:
    """Reads jobs until there are no more.

    Lines out: `{"at": record, "step": …}`, `{"done": manifest}`, `{"failed": message}`.
    """
    from retold.bulk.jobs import Job
    from retold.bulk.shards import UnitReader

    def send(line: dict[str, object]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    def on_step(number: int, step: str) -> None:
        send({"at": number, "step": step})
        if step == "write":
            faulthandler.cancel_dump_traceback_later()
        else:
            faulthandler.dump_traceback_later(LONGEST, exit=True)

    reader, made_for = None, None
    for line in jobs:
        job = Job.loaded(line)
        try:
            limit_memory(job.settings.memory_limit)
            if reader is None or made_for != (job.settings, job.options):
                reader, made_for = UnitReader(job), (job.settings, job.options)
            send({"done": reader.shard(job, on_step)})
        except BrokenPipeError:
            raise
        except RetoldError as error:
            send({"failed": str(error)})
        except OSError as error:  # a full disk is not the fault of the record that was being read
            reason = error.strerror or error
            send({"failed": f"{job.unit.name}: it cannot be read, or its shard cannot be written: {reason}"})
        finally:
            faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Reserves standard output for lines of the protocol. What libraries print there goes to standard error."""
    protocol = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    try:
        serve(sys.stdin, protocol)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # the driver is gone


if __name__ == "__main__":
    main()
