"""The weights that rank sentences. `train/ranker.py` fits them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights by the names of `takeaways.FEATURES`."""

    takeaways: Mapping[str, float]


@lru_cache(maxsize=1)
def shipped() -> Ranker:
    """The weights in the package."""
    return Ranker(**json.loads((files("retold") / "data" / "ranker.json").read_text(encoding="utf-8")))
