"""The intersection graph, counted: which entities stories have in common, and how far beyond chance.

Significance is normalised pointwise mutual information (Bouma 2009, "Normalized (pointwise)
mutual information in collocation extraction"): 1 where two never appear but together, 0
where they meet as often as chance would have it, -1 where never. Unlike a test statistic it
does not grow with the size of the memory, so that numbers of different days and entities
can be compared. It favours the rare: ranks by it are discounted where few stories tell
(Pantel & Lin 2002, "Discovering word senses from text").
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEW = 4
"""Entries that are compared in the time in which one story is looked up."""

_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
"""Codes of pairs, counts, first and last days."""


class Stories:
    """Stories with the entities of each, one after another.

    `first` and `last`: float64 (n,), days since 1970, NaN where unknown; `starts`: int64 (n + 1,),
    where the entities of each story begin in `entities`, int32. Stories are told by their places,
    int64, ascending. What is asked often is worked out once: keep the object where you can.
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
        """Stories by entity, and where those of each entity begin."""
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
        """Which stories were told in a period: bool (n,). Undated ones are in none but all time."""
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
        # Of most stories: fewer are to be counted that are not among them.
        return self.sizes - np.bincount(self.entities[np.repeat(~chosen, self._lengths)], minlength=len(self.sizes))

    def spans(self, kept: NDArray[np.int64], entities: Collection[int]) -> dict[int, tuple[float, float]]:
        """First and last day of the stories that have each of a few entities; NaN where none is dated."""
        known = [e for e in entities if e < len(self.sizes)]
        found = {}
        if int(self.sizes[known].sum()) > FEW * len(known) * len(
            kept
        ):  # quicker by what the stories have than by what has them
            entries, sizes = self._entries(kept)
            owner = np.repeat(kept, sizes)
            for e in known:
                found[e] = self._span(owner[entries == e])
            return found
        chosen = np.zeros(len(self), dtype=bool)
        chosen[kept] = True
        for e in known:
            stories = self.having(e)
            found[e] = self._span(stories[chosen[stories]])
        return found

    @cached_property
    def _ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """First and last days, where undated stories are never the first nor the last."""
        return np.nan_to_num(self.first, nan=np.inf), np.nan_to_num(self.last, nan=-np.inf)

    def _span(self, stories: NDArray[np.int64]) -> tuple[float, float]:
        first, last = (
            float(self._ends[0][stories].min(initial=np.inf)),
            float(self._ends[1][stories].max(initial=-np.inf)),
        )
        return (first, last) if first <= last else (math.nan, math.nan)


def pairs(stories: Stories, kept: NDArray[np.int32], step: int) -> Iterator[tuple[int, int, int, float, float]]:
    """All pairs of `kept` entities that stories have in common, by number: how many have both, and
    the first and last day of them (NaN where undated). Counted over `step` stories at a time."""
    wide = int(max(stories.entities.max(initial=0), kept.max(initial=0))) + 1
    wanted = np.zeros(wide, dtype=bool)
    wanted[kept] = True
    total: _Pairs | None = None
    for at in range(0, len(stories), step):
        codes, days = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for s in range(at, min(at + step, len(stories))):
            own = stories.entities[stories.starts[s] : stories.starts[s + 1]]
            own = own[wanted[own]].astype(np.int64)
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
    """Normalised pointwise mutual information of two that `both` of `total` stories have, and `one` and `other` alone. -1..1."""
    if not both:
        return -1.0
    if both == total:
        return 0.0  # all stories have both: nothing can be learnt from it
    return math.log(both * total / (one * other)) / -math.log(both / total)


def significances(both: NDArray[np.int64], one: int, others: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """`significance` of one entity with each of others: int64 arrays of one shape, all `both` above 0; float64 of that shape."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = np.log(both * total / (one * others)) / -np.log(both / total)
    return discounted(np.where(both == total, 0.0, shared), both, np.minimum(one, others))


def discounted(npmi: NDArray[np.float64], both: NDArray[Any], least: NDArray[Any]) -> NDArray[np.float64]:
    """Significance of `npmi`: of pairs that `both` stories have, the rarer of each alone being in `least`."""
    found: NDArray[np.float64] = npmi * both / (both + 1) * least / (least + 1)
    return found


def significance(both: int, one: int, other: int, total: int) -> float:
    """`npmi`, discounted where it rests on few stories."""
    least = min(one, other)
    return npmi(both, one, other, total) * both / (both + 1) * least / (least + 1)
