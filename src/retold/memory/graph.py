"""Who appears with whom: counted over stories, with the sentences that show it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from retold.corpus import graph
from retold.memory.evidence import Sentences
from retold.records import Link
from retold.store.crossings import Arrays, Crossings
from retold.store.names import EntityRow, Names
from retold.types import EntityType

RECURS = 2
"""Stories from which a topic is an entity."""
FEW = 5000
"""Entities up to which each is asked for; beyond, all are counted at once."""
SOME = 50
"""Stories up to which tellings are counted."""
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
class _Met:
    """What stories that have all of `of` have besides: `both` stories by entity, int64; `kept`: their
    places in `stories`, `keys`: those of the database; `total` stories of the period."""

    of: tuple[int, ...]
    stories: graph.Stories
    kept: NDArray[np.int64]
    keys: NDArray[np.int64]
    both: NDArray[np.int64]
    total: int


class Crossroads:
    """Questions about the graph. Every number is counted from the stories as they are now."""

    def __init__(self, crossings: Crossings, names: Names, sentences: Sentences) -> None:
        self._crossings, self._names, self._sentences = crossings, names, sentences
        self._arrays: Arrays | None = None
        self._held: graph.Stories

    def links(self, of: Sequence[int], asked: Asked) -> tuple[int, int, list[Link]]:
        """How many stories of the period have all of `of`, how many there are, and the links of what they have."""
        met = self._met(of, asked)
        rows, alone = self._chosen(met, asked)
        found = [self._link(met, row, alone) for row in rows.values()]
        told = self._told(met)
        if asked.order == "significance":
            found.sort(key=lambda n: (-n.significance, -n.stories, n.name))
        else:
            found.sort(key=lambda n: (-n.stories, -told.get(number(n.target), 0), -n.significance, n.name))
        spans = met.stories.spans(met.kept, [number(n.target) for n in found[: asked.limit]])
        dated = [replace(n, first=day_of(spans[number(n.target)][0]), last=day_of(spans[number(n.target)][1])) for n in found[: asked.limit]]
        return len(met.kept), met.total, dated

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
        # A topic in between ("company") says less than a name, however significant its links are.
        found.sort(key=lambda path: (any(n.type == EntityType.TOPIC for n in path[:-1]), -min(n.significance for n in path)))
        return found[:limit]

    def _longer(self, near: Sequence[Link], theirs: dict[str, Link], end: EntityRow) -> list[tuple[Link, ...]]:
        paths: list[tuple[Link, ...]] = []
        for first in near[:STEPS]:
            _, _, middle = self.links([number(first.target)], Asked(limit=STEPS, order="significance"))
            paths += [(first, m, _turned(theirs[m.target], end)) for m in middle if m.target in theirs]
        return paths

    def _met(self, of: Sequence[int], asked: Asked) -> _Met:
        period = asked.period
        arrays = self._crossings.of(of[0])
        stories = self._stories(arrays)
        has = stories.having(of[0])
        for other in of[1:]:
            has = np.intersect1d(has, stories.having(other), assume_unique=True)
        kept = has[stories.within(period.since, period.until)[has]] if period != Period() else has
        both = stories.counts(kept)
        if asked.new and period.since is not None:
            before = stories.counts(has[stories.within(None, period.since)[has]])
            both[: len(before)][before[: len(both)] > 0] = 0
        both[[e for e in of if e < len(both)]] = 0
        total = self._crossings.total() if period == Period() else len(self._inside(period)[1])
        return _Met(tuple(of), stories, kept, arrays[0][kept], both, total)

    def _stories(self, arrays: Arrays) -> graph.Stories:
        """The same object for the same arrays: it works out what is asked often once."""
        if arrays is not self._arrays:
            self._arrays, self._held = arrays, graph.Stories(*arrays[1:])
        return self._held

    def _told(self, met: _Met) -> dict[int, int]:
        """How many tellings of the stories name each entity, which parts those that as many stories have; not counted where there are many stories."""
        return self._names.tellings_with([int(k) for k in met.keys]) if len(met.keys) <= SOME else {}

    def _inside(self, period: Period) -> tuple[graph.Stories, NDArray[np.int64]]:
        """All stories, and the places of those of a period."""
        stories = self._stories(self._crossings.all())
        return stories, np.flatnonzero(stories.within(period.since, period.until))

    def _chosen(self, met: _Met, asked: Asked) -> tuple[dict[int, EntityRow], dict[int, int]]:
        """Those that can be among the first asked for, and how many stories of the period have each, and each of `of`: a few at a
        time, the best first, until what follows is less. Topics that do not recur, and other types, are not."""
        ids = np.flatnonzero(met.both)
        alone = self._alone(met, ids, asked)
        worth = met.both[ids].astype(np.float64) if asked.order == "stories" else self._significance(met, ids, alone)
        found: dict[int, EntityRow] = {}
        at, step = 0, max(200, 4 * asked.limit)
        order = _ranked(worth, 4 * step)
        while at < len(order) or len(order) < len(ids):
            if at >= len(order):
                order = _ranked(worth, len(ids))
            rows = self._names.entities([int(e) for e in ids[order[at : at + step]]])
            found |= {e: r for e, r in rows.items() if not (r.type == EntityType.TOPIC and r.stories < RECURS) and (not asked.kinds or r.type in asked.kinds)}
            at += step
            if len(found) >= asked.limit and at < len(order):
                least = sorted((float(worth[np.searchsorted(ids, e)]) for e in found), reverse=True)[asked.limit - 1]
                if worth[order[at]] < least:
                    break
        if not alone:
            own = self._names.entities(met.of)
            alone = {e: r.stories for e, r in (found | own).items()}
        return found, alone

    def _alone(self, met: _Met, ids: NDArray[np.intp], asked: Asked) -> dict[int, int]:
        """How many stories of the period have each of `ids` and of `of`; empty where those that are chosen can be asked for alone."""
        if asked.period == Period() and asked.order == "stories":
            return {}
        if asked.period == Period() and len(ids) <= FEW:
            return {e: r.stories for e, r in self._names.entities([*(int(e) for e in ids), *met.of]).items()}
        stories, inside = self._inside(asked.period)
        counts = stories.counts(inside)
        return {int(e): int(counts[e]) if e < len(counts) else 0 for e in [*ids, *met.of]}

    def _significance(self, met: _Met, ids: NDArray[np.intp], alone: dict[int, int]) -> NDArray[np.float64]:
        one = alone[met.of[0]] if len(met.of) == 1 else len(met.kept)
        return np.array([graph.significance(int(met.both[e]), one, alone[int(e)], met.total) for e in ids], dtype=np.float64)

    def _link(self, met: _Met, row: EntityRow, alone: dict[int, int]) -> Link:
        both, other, total = int(met.both[row.id]), alone[row.id], met.total
        one = alone[met.of[0]] if len(met.of) == 1 else len(met.kept)
        return Link(
            label(met.of[0]), label(row.id), row.name, row.type, both, round(one * other / total, 4) if total else 0.0,
            round(graph.npmi(both, one, other, total), 4), round(graph.significance(both, one, other, total), 4), None, None,
        )  # fmt: skip


def _ranked(worth: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Places by worth, the most first, of equal worth the first first: at least `most`, or all."""
    if most < len(worth):
        some = np.flatnonzero(worth >= np.partition(worth, -most)[-most])
        return some[np.argsort(-worth[some], kind="stable")]
    return np.argsort(-worth, kind="stable")


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
