"""Dependency trees: which words stand under a word, and which form a list."""

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


def first_conjuncts(words: Sequence[Word]) -> list[int]:
    """For each word, the index of the first member of the list that it is in: its own index outside lists."""
    first: list[int] = [-1] * len(words)
    for i in range(len(words)):
        path, at = [], i
        while first[at] < 0:
            first[at] = at  # a wrong tree may have a cycle; a word on the way ends the walk
            path.append(at)
            if words[at].relation != "conj" or words[at].head < 0:
                break
            at = words[at].head
        for j in path:
            first[j] = first[at]
    return first
