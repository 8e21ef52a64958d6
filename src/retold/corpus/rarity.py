"""How rare words are in news at large."""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _frequencies() -> tuple[int, dict[str, int]]:
    lines = (files("retold") / "data" / "frequencies.tsv").read_text(encoding="utf-8").splitlines()
    counts = {word: int(count) for word, count in (line.split("\t") for line in lines)}
    return counts.pop(""), counts


def known_articles(stem: str) -> int:
    """How many of some thousand articles of news at large have a word stem."""
    return _frequencies()[1].get(stem, 0)


def rarity(stem: str) -> float:
    """Inverse document frequency of a word stem in news at large (Robertson & Spärck Jones 1976), above 0."""
    total, counts = _frequencies()
    return math.log((total + 1) / (counts.get(stem, 0) + 0.5))
