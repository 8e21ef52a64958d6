"""A process that reads units: jobs come as lines of JSON on standard input, what becomes of them goes out on standard output.

A process of its own, as archives hold whatever the web does: what makes a parser fail hard or
run for ever ends this process alone, and who started it knows at which record.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from typing import IO

from retold.errors import RetoldError

LONGEST = 600.0
"""Seconds after which a worker that hangs in a record ends itself, should nobody be left who would end it sooner."""


def serve(jobs: IO[str], out: IO[str]) -> None:
    """Reads jobs until there are no more. Lines out: `{"at": record, "step": …}`, `{"done": manifest}`, `{"failed": message}`."""
    from retold.bulk.jobs import Job
    from retold.bulk.shards import UnitReader

    def send(line: dict[str, object]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    def tell(number: int, step: str) -> None:
        send({"at": number, "step": step})
        if step == "write":
            faulthandler.cancel_dump_traceback_later()
        else:
            faulthandler.dump_traceback_later(LONGEST, exit=True)

    reader, made = None, None
    for line in jobs:
        job = Job.loaded(line)
        try:
            if reader is None or made != (job.settings, job.options):
                reader, made = UnitReader(job), (job.settings, job.options)
            send({"done": reader.shard(job, tell)})
        except BrokenPipeError:
            raise
        except RetoldError as error:
            send({"failed": str(error)})
        except OSError as error:  # a full disk is no fault of the record that was being read
            send(
                {
                    "failed": f"{job.unit.name}: it cannot be read, or its shard not be written: {error.strerror or error}"
                }
            )
        finally:
            faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Keeps standard output for its own lines: what libraries print there goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    try:
        serve(sys.stdin, own)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # who asked is gone


if __name__ == "__main__":
    main()
