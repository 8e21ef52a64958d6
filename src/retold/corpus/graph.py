"""The intersection graph: which entities share stories, how many, and how far beyond chance.

The measure is normalised pointwise mutual information, npmi (Bouma 2009, "Normalized (pointwise) mutual
information in collocation extraction"): 1 if two entities only appear together, 0 if they share as many
stories as chance predicts, -1 if they share none. Unlike a test statistic, it does not grow with the memory,
so numbers of different days and entities can be compared. It favours rare entities. Significance is npmi,
discounted if few stories support it (Pantel & Lin 2002, "Discovering word senses from text").
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENTRIES_PER_LOOKUP = 4
"""Comparing this many entries takes as long as looking up one story."""

_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
"""Codes of pairs, counts, first and last days."""


class Stories:
    """The entities of n stories, one story after another.

    `first` and `last`: float64 (n,), days since 1970, NaN if not known. `starts`: int64 (n + 1,), where the entities
    of each story begin in `entities`, int32. Methods take and return stories by their places, int64, ascending.
    The object remembers intermediate results, so reuse it.
    """

    def __init__(
        self,
        first: NDArray[np.float64],
        last: NDArray[np.float64],
        starts: NDArray[np.int64],
        entities: NDArray[np.int32],
    ) -> None:
        self.first, self.last, self.starts, self.entities = first, last, starts, entities

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        """How many entities each story has."""
        return np.diff(self.starts)

    @cached_property
    def _owner(self) -> NDArray[np.int32]:
        """The story of each entry of `entities`."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self._lengths)

    @cached_property
    def _postings(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The stories of each entity, one entity after another, and where those of each begin."""
        order = np.argsort(self.entities, kind="stable")
        bounds = np.zeros(int(self.entities.max(initial=0)) + 2, dtype=np.int64)
        np.cumsum(np.bincount(self.entities, minlength=len(bounds) - 1), out=bounds[1:])
        return self._owner[order], bounds

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many stories have each entity, by its number."""
        return np.diff(self._postings[1])

    def having(self, entity: int) -> NDArray[np.int64]:
        """The stories that have an entity."""
        stories, bounds = self._postings
        if entity + 1 >= len(bounds):
            return np.zeros(0, dtype=np.int64)
        return stories[bounds[entity] : bounds[entity + 1]].astype(np.int64)

    def within(self, since: float | None, until: float | None) -> NDArray[np.bool_]:
        """Which stories fall into a period: bool (n,). Stories without a date fall into none but all time."""
        kept = np.ones(len(self), dtype=bool)
        if since is not None:
            kept &= self.last >= since
        if until is not None:
            kept &= self.first < until
        return kept

    def _entries(self, kept: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The entities of stories one after another, and how many each has."""
        sizes = self.starts[kept + 1] - self.starts[kept]
        ends = np.cumsum(sizes)
        places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(self.starts[kept] - (ends - sizes), sizes)
        return self.entities[places], sizes

    def counts(self, kept: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of the stories have each entity, by its number."""
        if len(kept) == len(self):
            return self.sizes.copy()
        if len(kept) * 4 < len(self):
            return np.bincount(self._entries(kept)[0])
        chosen = np.zeros(len(self), dtype=bool)
        chosen[kept] = True
        if len(kept) * 2 < len(self):
            return np.bincount(self.entities[np.repeat(chosen, self._lengths)])
        # For most of the stories, it is faster to count those that are left out.
        return self.sizes - np.bincount(self.entities[np.repeat(~chosen, self._lengths)], minlength=len(self.sizes))

    def spans(self, kept: NDArray[np.int64], entities: Collection[int]) -> dict[int, tuple[float, float]]:
        """The first and the last day of the stories of each of a few entities; NaN if none has a date."""
        known = [e for e in entities if e < len(self.sizes)]
        if int(self.sizes[known].sum()) > ENTRIES_PER_LOOKUP * len(known) * len(kept):
            entries, sizes = self._entries(kept)
            owner = np.repeat(kept, sizes)
            return {e: self._span(owner[entries == e]) for e in known}
        chosen = np.zeros(len(self), dtype=bool)
        chosen[kept] = True
        return {e: self._span(stories[chosen[stories]]) for e in known for stories in (self.having(e),)}

    @cached_property
    def _ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """First and last days. Infinite for stories without a date, so that these are never the first or the last."""
        return np.nan_to_num(self.first, nan=np.inf), np.nan_to_num(self.last, nan=-np.inf)

    def _span(self, stories: NDArray[np.int64]) -> tuple[float, float]:
        firsts, lasts = self._ends
        first, last = float(firsts[stories].min(initial=np.inf)), float(lasts[stories].max(initial=-np.inf))
        return (first, last) if first <= last else (math.nan, math.nan)


def pairs(stories: Stories, kept: NDArray[np.int32], step: int) -> Iterator[tuple[int, int, int, float, float]]:
    """All pairs of `kept` entities that share stories: the two numbers, how many stories they share, and the first and
    last day of these (NaN if none has a date). Counts `step` stories at a time."""
    wide = int(max(stories.entities.max(initial=0), kept.max(initial=0))) + 1
    is_kept = np.zeros(wide, dtype=bool)
    is_kept[kept] = True
    total: _Pairs | None = None
    for at in range(0, len(stories), step):
        codes, days = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for s in range(at, min(at + step, len(stories))):
            own = stories.entities[stories.starts[s] : stories.starts[s + 1]]
            own = own[is_kept[own]].astype(np.int64)
            left, right = np.triu_indices(len(own), 1)
            codes.append(own[left] * wide + own[right])
            days.append(np.full(len(left), s, dtype=np.int64))
        code, place, count = np.unique(np.concatenate(codes), return_inverse=True, return_counts=True)
        first, last = np.full(len(code), np.nan), np.full(len(code), np.nan)
        story = np.concatenate(days)
        np.fmin.at(first, place, stories.first[story])
        np.fmax.at(last, place, stories.last[story])
        own_total = (code, count.astype(np.int64), first, last)
        total = own_total if total is None else _added(total, own_total)
    for code, count, first, last in zip(*(total or ()), strict=True):
        yield int(code) // wide, int(code) % wide, int(count), float(first), float(last)


def _added(a: _Pairs, b: _Pairs) -> _Pairs:
    code, place = np.unique(np.concatenate([a[0], b[0]]), return_inverse=True)
    count = np.zeros(len(code), dtype=np.int64)
    np.add.at(count, place, np.concatenate([a[1], b[1]]))
    first, last = np.full(len(code), np.nan), np.full(len(code), np.nan)
    np.fmin.at(first, place, np.concatenate([a[2], b[2]]))
    np.fmax.at(last, place, np.concatenate([a[3], b[3]]))
    return code, count, first, last


def npmi(both: int, one: int, other: int, total: int) -> float:
    """Normalised pointwise mutual information, -1..1.

    Of `total` stories, `one` have the first entity, `other` have the second, and `both` have both.
    """
    if not both:
        return -1.0
    if both == total:
        return 0.0  # all stories have both, which says nothing
    return math.log(both * total / (one * other)) / -math.log(both / total)


def significances(both: NDArray[np.int64], one: int, others: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """The `significance` of one entity with each of others, float64. `both` (all above 0) and `others`: int64 of one
    shape."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = np.log(both * total / (one * others)) / -np.log(both / total)
    return discounted(np.where(both == total, 0.0, shared), both, np.minimum(one, others))


def discounted(npmi: NDArray[np.float64], both: NDArray[Any], least: NDArray[Any]) -> NDArray[np.float64]:
    """The significance of `npmi` of pairs: `both` stories have the pair, `least` stories its rarer entity."""
    significance: NDArray[np.float64] = npmi * both / (both + 1) * least / (least + 1)
    return significance


def significance(both: int, one: int, other: int, total: int) -> float:
    """`npmi`, discounted if few stories support it."""
    least = min(one, other)
    return npmi(both, one, other, total) * both / (both + 1) * least / (least + 1)
