"""Compares what a bench measured with the committed floors and ceilings in `bench/floors.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


def load() -> dict[str, Any]:
    """All floors and ceilings, by section, and the hashes of the sets that they were measured on."""
    floors: dict[str, Any] = json.loads(FILE.read_text())
    return floors


def count_failures(section: str, figures: Mapping[str, float], partial: bool = False) -> int:
    """Prints each figure that a section bounds, and returns how many are out of bounds.

    If `partial`, bounded figures may be missing; otherwise a missing one raises KeyError.
    """
    floors = load()
    failures = 0
    for bounds, word in ((floors[section], "floor"), (floors["ceilings"].get(section, {}), "ceiling")):
        for name, bound in bounds.items():
            if name in figures or not partial:
                failed = figures[name] < bound if word == "floor" else figures[name] > bound
                failures += failed
                print(f"{'FAILS ' if failed else 'ok    '} {name:34} {figures[name]:10.4f}  {word} {bound}")
    return failures
