"""Watches in processes of their own that are killed at any moment, or run side by side.

    python crash.py watch DATABASE

Prints nothing; ends with status 0 where nothing was due any more.
"""

from __future__ import annotations

import sys

from tests.fakes import CapitalsEncoder

from retold import Engine, Memory, Settings
from retold.feeds import Watch, WatchPlan


def watch(database: str) -> None:
    settings = Settings(threads=1, allow_private=True, timeout=5.0, deadline=8.0, contact="desk@retold.example")
    with Memory(database, Engine(settings, CapitalsEncoder())) as memory:
        Watch(memory, WatchPlan(fetchers=4, pause=0.0)).run(once=True)


if __name__ == "__main__":
    watch(sys.argv[1])
