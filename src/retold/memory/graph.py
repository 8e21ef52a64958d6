"""Who appears with whom: counted over stories, with the sentences that show it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from retold.corpus import graph
from retold.memory.evidence import Sentences
from retold.records import Link
from retold.store.crossings import Crossings
from retold.store.names import EntityRow, Names
from retold.types import EntityType

RECURS = 2
"""Stories from which a topic is an entity."""
SHOWN = 3
"""Sentences that show a link, at most."""
STEPS = 150
"""Links, the most significant, by which a path may leave an entity."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days since 1970: from `since` up to, not including, `until`; None where open."""

    since: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What links are wanted: `order` is "stories" or "significance"; `new`: only what first met within the period."""

    period: Period = Period()
    limit: int = 20
    order: str = "stories"
    kinds: frozenset[str] = frozenset()
    new: bool = False


@dataclass(frozen=True, slots=True)
class _Counted:
    """Stories that have all of `of`, and what others they have: numbers by entity."""

    of: tuple[int, ...]
    kept: int
    total: int
    both: dict[int, int]
    alone: dict[int, int]
    spans: dict[int, tuple[float, float]]
    names: dict[int, EntityRow]


class Crossroads:
    """Questions about the graph. Every number is counted from the stories as they are now."""

    def __init__(self, crossings: Crossings, names: Names, sentences: Sentences) -> None:
        self._crossings, self._names, self._sentences = crossings, names, sentences

    def links(self, of: Sequence[int], asked: Asked) -> tuple[int, int, list[Link]]:
        """How many stories of the period have all of `of`, how many there are, and the links of what they have."""
        counted = self._counted(of, asked)
        found = [self._link(counted, e) for e in counted.names]
        if asked.order == "significance":
            found.sort(key=lambda n: (-n.significance, -n.stories, n.name))
        else:
            found.sort(key=lambda n: (-n.stories, -n.significance, n.name))
        return counted.kept, counted.total, found[: asked.limit]

    def shown(self, link: Link, others: Sequence[int] = (), period: Period = Period()) -> Link:
        """A link with sentences of the period that show it, and `others` with it."""
        ends = [number(link.source), number(link.target), *others]
        return replace(link, evidence=tuple(self._sentences.together(ends, SHOWN, (period.since, period.until))))

    def paths(self, a: int, b: int, limit: int = 5) -> list[tuple[Link, ...]]:
        """What links two entities: the link itself where stories have both, else by one or two others between them, the most
        significant first: a chain is worth what its weakest link is."""
        asked = Asked(limit=1_000_000, order="significance")
        _, _, near = self.links([a], asked)
        direct = [n for n in near if number(n.target) == b]
        if direct:
            return [(direct[0],)]
        _, _, far = self.links([b], asked)
        theirs, end = {n.target: n for n in far}, self._names.entities([b])[b]
        found: list[tuple[Link, ...]] = [(n, _turned(theirs[n.target], end)) for n in near if n.target in theirs]
        if not found:
            found = self._longer(near, theirs, end)
        found.sort(key=lambda path: -min(n.significance for n in path))
        return found[:limit]

    def _longer(self, near: Sequence[Link], theirs: dict[str, Link], end: EntityRow) -> list[tuple[Link, ...]]:
        paths: list[tuple[Link, ...]] = []
        for first in near[:STEPS]:
            _, _, middle = self.links([number(first.target)], Asked(limit=STEPS, order="significance"))
            paths += [(first, m, _turned(theirs[m.target], end)) for m in middle if m.target in theirs]
        return paths

    def _counted(self, of: Sequence[int], asked: Asked) -> _Counted:
        period = asked.period
        stories = graph.Stories(*self._crossings.of(of[0])[1:])
        inside = stories.within(period.since, period.until)
        has = stories.having(of[0])
        for other in of[1:]:
            has &= stories.having(other)
        kept = has & inside
        counts = stories.counts(kept)
        both = {int(e): int(counts[e]) for e in np.flatnonzero(counts) if e not in of}
        if asked.new:
            before = stories.counts(has & stories.within(None, period.since)) if period.since is not None else np.zeros(0, dtype=np.int64)
            both = {e: n for e, n in both.items() if e >= len(before) or not before[e]}
        alone, total = self._alone(of, both, period)
        first = self._chosen(both, alone, asked)
        return _Counted(tuple(of), int(kept.sum()), total, both, alone, stories.spans(kept, first), first)

    def _chosen(self, both: dict[int, int], alone: dict[int, int], asked: Asked) -> dict[int, EntityRow]:
        """Those that can be among the first asked for: topics that do not recur, and other types, are not."""
        ranked = sorted(both, key=lambda e: (-both[e], alone.get(e, 0)))
        found: dict[int, EntityRow] = {}
        step = max(200, 4 * asked.limit) if asked.order == "stories" else len(ranked) or 1
        for at in range(0, len(ranked), step):
            rows = self._names.entities(ranked[at : at + step])
            found |= {
                e: row for e, row in rows.items()
                if not (row.type == EntityType.TOPIC and row.stories < RECURS) and (not asked.kinds or row.type in asked.kinds)
            }
            if len(found) >= asked.limit and asked.order == "stories" and both[ranked[min(at + step, len(ranked)) - 1]] < min(both[e] for e in _best(found, both, asked.limit)):
                break
        return found

    def _alone(self, of: Sequence[int], both: Collection[int], period: Period) -> tuple[dict[int, int], int]:
        """How many stories of the period have each entity, and how many there are."""
        if period == Period():
            rows = self._names.entities([*both, *of])
            return {e: row.stories for e, row in rows.items()}, self._crossings.total()
        stories = graph.Stories(*self._crossings.all()[1:])
        inside = stories.within(period.since, period.until)
        counts: NDArray[np.int64] = stories.counts(inside)
        return {e: int(counts[e]) if e < len(counts) else 0 for e in [*both, *of]}, int(inside.sum())

    def _link(self, counted: _Counted, entity: int) -> Link:
        row, both = counted.names[entity], counted.both[entity]
        one = counted.alone[counted.of[0]] if len(counted.of) == 1 else counted.kept
        other, total = counted.alone[entity], counted.total
        first, last = counted.spans.get(entity, (math.nan, math.nan))
        return Link(
            label(counted.of[0]), label(entity), row.name, row.type, both, round(one * other / total, 4) if total else 0.0,
            round(graph.npmi(both, one, other, total), 4), round(graph.significance(both, one, other, total), 4), day_of(first), day_of(last),
        )


def _best(found: Collection[int], both: dict[int, int], limit: int) -> list[int]:
    return sorted(found, key=lambda e: -both[e])[:limit]


def _turned(link: Link, end: EntityRow) -> Link:
    """A link read from its other end: from the entity between to `end`."""
    return replace(link, source=link.target, target=link.source, name=end.name, type=end.type)


def label(entity: int) -> str:
    """An entity's id as it is shown: "E12"."""
    return f"E{entity}"


def number(entity: str) -> int:
    """The number of an id that is shown."""
    return int(entity[1:])


def day_of(day: float) -> str | None:
    """The date of a day since 1970, ISO 8601; None for NaN."""
    return None if math.isnan(day) else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()
