"""What a bench measured, against the committed floors and ceilings (`bench/floors.json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


def read() -> dict[str, Any]:
    """All of them."""
    floors: dict[str, Any] = json.loads(FILE.read_text())
    return floors


def failed(section: str, figures: Mapping[str, float], some: bool = False) -> int:
    """Prints each figure that a section bounds, and says how many are out of bounds. `some`: whether a part of them may have been measured."""
    floors = read()
    count = 0
    for bounds, word in ((floors[section], "floor"), (floors["ceilings"].get(section, {}), "ceiling")):
        for name, bound in bounds.items():
            if name in figures or not some:
                bad = figures[name] < bound if word == "floor" else figures[name] > bound
                count += bad
                print(f"{'FAILS ' if bad else 'ok    '} {name:34} {figures[name]:10.4f}  {word} {bound}")
    return count
