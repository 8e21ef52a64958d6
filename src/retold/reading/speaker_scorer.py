"""How likely each chain is the speaker: a choice by weighted features, one of whose answers is nobody.

`train/speakers.py` fits the weights and chooses the threshold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SpeakerScorer:
    """Weights by feature. `least`: the probability from which a speaker is named."""

    weights: Mapping[str, float]
    least: float

    def chances(self, rows: Sequence[Mapping[str, float]]) -> Floats:
        """The probability of each answer if one of them is right, float64 (len(rows),)."""
        scores = np.array([sum(self.weights.get(name, 0.0) * value for name, value in row.items()) for row in rows])
        chances: Floats = np.exp(scores - scores.max())
        chances /= chances.sum()
        return chances


@lru_cache(maxsize=1)
def shipped() -> SpeakerScorer:
    """The weights in the package."""
    stored = json.loads((files("retold") / "data" / "speakers.json").read_text(encoding="utf-8"))
    return SpeakerScorer(stored["weights"], stored["least"])
