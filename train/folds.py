"""Cross-fitting: each article is measured with weights that were fitted without its fifth of the set.

`train/ranker.py` writes the five sets of weights to `train/folds.json`.
"""

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


def ranker_without(key: str) -> Ranker:
    """The ranker that was fitted without the fold of this article."""
    return _rankers()[fold(key)]
