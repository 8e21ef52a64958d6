"""The weights that rank sentences. `train/ranker.py` fits them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of a sentence's features, by the names of `importance.FEATURES`, and of its vector (384,)."""

    features: Mapping[str, float]
    vector: Sequence[float]


@lru_cache(maxsize=1)
def shipped() -> Ranker:
    """The weights in the package."""
    return Ranker(**json.loads((files("retold") / "data" / "ranker.json").read_text(encoding="utf-8")))
