"""The figures of docs/benchmarks.md, kept in `bench/results.json`.

Each bench declares what it measures as a `Sheet`. `Sheet.publish` prints all figures of a run and writes those
that the page shows into the file. Rows of other benches stay, so one bench can be run alone. Then
`python -m bench.report` writes the page.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("results.json")


class Stage(StrEnum):
    """The sections of docs/benchmarks.md, in their order."""

    EXTRACTION = "Extraction"
    READING = "Reading of one article"
    DIGEST = "Digest"
    GROUNDING = "Grounding"
    CORPUS = "Stories, copies and identity"
    MEMORY = "Memory and search"
    WEB = "Web app"
    FEEDS = "Feeds"
    ARCHIVES = "Archives"
    SPEED = "Speed and start"


class Use(StrEnum):
    """What the set was used for besides this measurement."""

    CROSS_FITTED = "cross-fitted"
    TUNED = "tuned on"
    DEVELOPMENT = "development"
    MEASURED = "only measured"
    NO_TEXT = ""
    """Times and sizes: there is nothing to fit or to tune on the set."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the page. It shows one figure, or the range of several."""

    figures: str | tuple[str, ...]
    """Keys of the figures that a bench returns. The first is the key of the row; several give a range."""
    name: str
    unit: str = ""
    dataset: str = ""
    use: Use = Use.NO_TEXT
    baselines: Mapping[str, str] = field(default_factory=dict)
    """Keys of figures of the same run, by the baseline's name."""
    note: str = ""
    digits: int = 3
    scale: float = 1.0
    """What a figure is multiplied by to be in `unit`."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.figures,) if isinstance(self.figures, str) else self.figures

    def row(self, figures: Mapping[str, float]) -> dict[str, Any] | None:
        """The row as JSON; None if `figures` lacks the value or a baseline."""
        if not {*self.keys, *self.baselines.values()} <= figures.keys():
            return None
        values = sorted({self._rounded(figures[key]) for key in self.keys})
        return {
            "name": self.name,
            "value": values[0] if len(values) == 1 else [values[0], values[-1]],
            "unit": self.unit,
            "digits": self.digits,
            "baselines": {name: self._rounded(figures[key]) for name, key in self.baselines.items()},
            "set": self.dataset,
            "use": self.use.value,
            "note": self.note,
        }

    def _rounded(self, value: float) -> float:
        return round(value * self.scale, self.digits)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of one bench. `command` is what follows `python -m bench.`."""

    command: str
    stage: Stage
    measures: tuple[Measure, ...]

    def publish(self, figures: Mapping[str, float], record: bool = True) -> None:
        """Prints all figures. If `record`, writes the rows of this bench into `bench/results.json`.

        Record only runs over the whole set with the default settings.
        """
        show(figures)
        if not record:
            return
        results = load()
        for measure in self.measures:
            row = measure.row(figures)
            if row is not None:
                place = {"stage": self.stage.value, "bench": self.command}
                results[measure.keys[0]] = place | row | {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine()}
        FILE.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def show(figures: Mapping[str, float]) -> None:
    """Prints each figure on a line."""
    for key, value in figures.items():
        print(f"{key:44} {value:14.4f}", flush=True)


def load() -> dict[str, dict[str, Any]]:
    """All recorded rows, by key."""
    results: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return results


def machine() -> str:
    """The machine of this run, in a few words."""
    return f"{os.cpu_count()} cores, {platform.machine()}"
