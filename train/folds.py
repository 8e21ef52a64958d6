"""Sets that the rankers are fitted on are measured by cross-fitting: each article by
weights that were fitted without its fold (`bench/folds.json`, by `train/ranker.py`)."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from retold.digest.ranker import Ranker

COUNT = 5
FILE = Path(__file__).with_name("folds.json")


def fold(key: str) -> int:
    """The fold of an article, 0 to `COUNT` - 1, by its id."""
    return hashlib.sha256(key.encode()).digest()[0] % COUNT


@lru_cache(maxsize=1)
def _rankers() -> list[Ranker]:
    return [Ranker(**weights) for weights in json.loads(FILE.read_text())]


def without(key: str) -> Ranker:
    """The weights that were fitted without this article."""
    return _rankers()[fold(key)]
