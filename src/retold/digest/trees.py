"""Dependency trees: which words stand under a word."""

from __future__ import annotations

from collections.abc import Sequence

from retold.types import Word


def subtree_bounds(words: Sequence[Word]) -> dict[int, tuple[int, int]]:
    """Indices of the first and the last word under each word; empty if the heads form no tree."""
    count = len(words)
    heads = [w.head for w in words]
    bounds = {i: (i, i) for i in range(count)}
    for i in range(count):
        at, steps = i, 0
        while heads[at] >= 0:
            at, steps = heads[at], steps + 1
            if steps > count:
                return {}
            low, high = bounds[at]
            bounds[at] = (min(low, i), max(high, i))
    return bounds
