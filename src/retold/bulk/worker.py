"""A process that reads units: jobs come as lines of JSON on standard input, what becomes of them goes out on standard output.

A process of its own, as archives hold whatever the web does: what makes a parser fail hard or
run for ever ends this process alone, and who started it knows at which record.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO

from retold.errors import RetoldError


def serve(jobs: IO[str], out: IO[str]) -> None:
    """Reads jobs until there are no more. Lines out: `{"at": record, "step": …}`, `{"done": manifest}`, `{"failed": message}`."""
    from retold.bulk.jobs import Job
    from retold.bulk.shards import Reader

    def send(line: dict[str, object]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    reader, made = None, None
    for line in jobs:
        job = Job.loaded(line)
        try:
            if reader is None or made != (job.settings, job.options):
                reader, made = Reader(job), (job.settings, job.options)
            send({"done": reader.shard(job, lambda number, step: send({"at": number, "step": step}))})
        except BrokenPipeError:
            raise
        except RetoldError as error:
            send({"failed": str(error)})
        except OSError as error:  # a full disk is no fault of the record that was being read
            send({"failed": f"{job.unit.name}: it cannot be read, or its shard not be written: {error.strerror or error}"})


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
