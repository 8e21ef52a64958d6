"""The fast quality gate: quality figures, some of them on a part of their set, against the committed floors.

    python -m bench.gate

`bench/floors.json` has the floors and the hash of each set that they were measured on. A figure below its floor or a
set that has changed fails. Without the sets (`RETOLD_DATA`) nothing is measured, and a line says so.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from typing import Any

from bench import floors
from train import datasets

BENCHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("takeaways", {"baselines": False}),
    ("identity", {}),
    ("stories", {}),
    ("retelling", {}),
    ("answers", {}),
    ("own_claims", {"count": 60}),
    ("themes", {"count": 100}),
    ("grounding", {"seeds": 1, "articles": 10}),
    ("templates", {}),
    ("quotes", {}),
    ("names", {"baselines": False}),
    ("copies", {}),
    ("drafts", {}),
    ("tellings", {}),
    ("clarity", {}),
    ("dates", {"baselines": False}),
    ("sentences", {}),
    ("extraction", {}),
)
"""The modules whose `run` gives the figures, and what it is called with; the long ones first."""
MOST_AT_ONCE = 4


def run() -> dict[str, float]:
    """All figures of the gate. The benches run side by side, one on each processor."""
    at_once = min(MOST_AT_ONCE, len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(at_once, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        found = {name: pool.submit(_figures, name, options) for name, options in BENCHES}
        return {figure: value for name in found for figure, value in found[name].result().items()}


def _figures(name: str, options: dict[str, Any]) -> dict[str, float]:
    start = time.monotonic()
    figures: dict[str, float] = import_module(f"bench.{name}").run(**options)
    print(f"  {name}: {time.monotonic() - start:.0f} s", flush=True)
    return figures


def main() -> int:
    if not datasets.FOLDER.is_dir():
        print(f"quality gate: not measured, the folder {datasets.FOLDER} does not exist; set RETOLD_DATA")
        return 0
    failures = floors.count_failures("gate", run())
    for name, expected in floors.load()["corpora"].items():
        if datasets.content_hash(name) != expected:
            print(f"CHANGED  {name}: its floors were measured on other data")
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
