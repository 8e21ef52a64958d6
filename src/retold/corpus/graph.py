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
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
"""Codes of pairs, counts, first and last days."""


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories with the entities of each, one after another.

    `first` and `last`: float64 (n,), days since 1970, NaN where unknown; `starts`: int64 (n + 1,),
    where the entities of each story begin in `entities`, int32.
    """

    first: NDArray[np.float64]
    last: NDArray[np.float64]
    starts: NDArray[np.int64]
    entities: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.first)

    def within(self, since: float | None, until: float | None) -> NDArray[np.bool_]:
        """Which stories were told in a period: bool (n,). Undated ones are in none but all time."""
        kept = np.ones(len(self), dtype=bool)
        if since is not None:
            kept &= self.last >= since
        if until is not None:
            kept &= self.first < until
        return kept

    def having(self, entity: int) -> NDArray[np.bool_]:
        """Which stories have an entity: bool (n,)."""
        kept = np.zeros(len(self), dtype=bool)
        kept[np.searchsorted(self.starts, np.flatnonzero(self.entities == entity), side="right") - 1] = True
        return kept

    def counts(self, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of the kept stories have each entity, by its number."""
        if kept.all():
            return np.bincount(self.entities)
        return np.bincount(self.entities[np.repeat(kept, np.diff(self.starts))])

    def spans(self, kept: NDArray[np.bool_], entities: Collection[int]) -> dict[int, tuple[float, float]]:
        """First and last day of the kept stories that have each of a few entities; NaN where none is dated."""
        place = np.full(int(self.entities.max(initial=0)) + 1, -1, dtype=np.int32)
        wanted = sorted(e for e in entities if e < len(place))
        place[wanted] = np.arange(len(wanted))
        rows = np.flatnonzero(kept)
        sizes = np.diff(self.starts)[rows]
        inner = self.entities[np.repeat(kept, np.diff(self.starts))]
        at = place[inner]
        chosen = at >= 0
        story = np.repeat(rows, sizes)[chosen]
        first, last = np.full(len(wanted), np.nan), np.full(len(wanted), np.nan)
        np.fmin.at(first, at[chosen], self.first[story])
        np.fmax.at(last, at[chosen], self.last[story])
        return {e: (float(first[i]), float(last[i])) for i, e in enumerate(wanted)}


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


def significance(both: int, one: int, other: int, total: int) -> float:
    """`npmi`, discounted where it rests on few stories."""
    least = min(one, other)
    return npmi(both, one, other, total) * both / (both + 1) * least / (least + 1)
