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
from retold.records.memory import Link
from retold.store.entities import EntityRow
from retold.store.name_tables import NameTables
from retold.store.story_index import Arrays, StoryIndex
from retold.types import EntityType

RECURS = 2
"""Stories from which a topic is an entity."""
FEW = 5000
"""Entities up to which each is asked for; beyond, all are counted at once."""
SOME = 50
"""Stories up to which tellings are counted."""
SHOWN = 3
"""Sentences that show a link, at most."""
STEPS = 24
"""Links, the most significant, by which a path of three may leave an entity."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days since 1970: from `since` up to, not including, `until`; None where open."""

    since: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class LinkQuery:
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


class IntersectionGraph:
    """Questions about the graph. Every number is counted from the stories as they are now."""

    def __init__(self, crossings: StoryIndex, names: NameTables, sentences: Sentences) -> None:
        self._crossings, self._names, self._sentences = crossings, names, sentences
        self._arrays: Arrays | None = None
        self._held: graph.Stories

    def links(self, of: Sequence[int], asked: LinkQuery) -> tuple[int, int, list[Link]]:
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
        dated = [
            replace(n, first=day_of(spans[number(n.target)][0]), last=day_of(spans[number(n.target)][1]))
            for n in found[: asked.limit]
        ]
        return len(met.kept), met.total, dated

    def shown(self, link: Link, others: Sequence[int] = (), period: Period = Period()) -> Link:
        """A link with sentences of the period that show it, and `others` with it."""
        ends = [number(link.source), number(link.target), *others]
        evidence, together = self._sentences.together(ends, SHOWN, (period.since, period.until))
        return replace(link, evidence=tuple(evidence), together=together)

    def paths(self, a: int, b: int, limit: int = 5) -> list[tuple[Link, ...]]:
        """What links two entities: the link itself where stories have both, else by one or two others between them, the most
        significant first: a chain is worth what its weakest link is. Names come before topics: "company" says less than a name."""
        near, far = self._met([a], LinkQuery()), self._met([b], LinkQuery())
        if b < len(near.both) and near.both[b]:
            return [(self._named(near, b),)]
        worth, theirs = self._worth(near), self._worth(far)
        wide = min(len(worth), len(theirs))
        chains = [(x,) for x, _ in self._best(np.minimum(worth[:wide], theirs[:wide]), limit)]
        if not chains:
            return self._longer((near, worth), (far, theirs), limit)
        end = self._names.entities.get([b])[b]
        return [(self._named(near, x), _turned(self._named(far, x), end)) for (x,) in chains]

    def _longer(
        self, near: tuple[_Met, NDArray[np.float64]], far: tuple[_Met, NDArray[np.float64]], limit: int
    ) -> list[tuple[Link, ...]]:
        """Chains by two others, the first of them among the `STEPS` that mean most to where they begin."""
        found = []
        for x, first in self._best(near[1], STEPS):
            met = self._met([x], LinkQuery())
            worth = self._worth(met)
            wide = min(len(worth), len(far[1]))
            found += [
                (min(first, weakest), x, y, met)
                for y, weakest in self._best(np.minimum(worth[:wide], far[1][:wide]), limit)
            ]
        found.sort(key=lambda chain: -chain[0])
        end = self._names.entities.get(far[0].of)[far[0].of[0]]
        return [
            (self._named(near[0], x), self._named(met, y), _turned(self._named(far[0], y), end))
            for _, x, y, met in found[:limit]
        ]

    def _worth(self, met: _Met) -> NDArray[np.float64]:
        """The significance of the link to each entity, by its number; less than any where there is none."""
        ids = np.flatnonzero(met.both)
        found = np.full(len(met.both), -np.inf)
        if len(ids):
            found[ids] = graph.significances(met.both[ids], len(met.kept), self._sizes(ids), met.total)
        return found

    def _best(self, worth: NDArray[np.float64], limit: int) -> list[tuple[int, float]]:
        """The entities of most worth, names before topics, without topics that do not recur."""
        order = _ranked(worth, min(len(worth), 20 * limit))
        order = order[np.isfinite(worth[order])]
        rows = self._names.entities.get([int(e) for e in order])
        kept = [
            int(e)
            for e in order
            if int(e) in rows and (rows[int(e)].type != EntityType.TOPIC or rows[int(e)].stories >= RECURS)
        ]
        kept.sort(key=lambda e: rows[e].type == EntityType.TOPIC)
        return [(e, float(worth[e])) for e in kept[:limit]]

    def _named(self, met: _Met, entity: int) -> Link:
        """The link to one entity, with its days."""
        rows = self._names.entities.get([entity])
        span = met.stories.spans(met.kept, [entity])[entity]
        return replace(
            self._link(met, rows[entity], {entity: rows[entity].stories}), first=day_of(span[0]), last=day_of(span[1])
        )

    def _met(self, of: Sequence[int], asked: LinkQuery) -> _Met:
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
        return self._names.appearances.tellings_by_entity([int(k) for k in met.keys]) if len(met.keys) <= SOME else {}

    def _inside(self, period: Period) -> tuple[graph.Stories, NDArray[np.int64]]:
        """All stories, and the places of those of a period."""
        stories = self._stories(self._crossings.all())
        return stories, np.flatnonzero(stories.within(period.since, period.until))

    def _chosen(self, met: _Met, asked: LinkQuery) -> tuple[dict[int, EntityRow], dict[int, int]]:
        """Those that can be among the first asked for, and how many stories of the period have each: a few at a time, the best first, until what follows is less. Topics that do not recur, and other types, are not."""
        ids = np.flatnonzero(met.both)
        others = self._others(ids, asked)
        worth = met.both[ids].astype(np.float64) if asked.order == "stories" else self._significance(met, ids, others)
        found: dict[int, EntityRow] = {}
        at, step = 0, max(200, 4 * asked.limit)
        order = _ranked(worth, 4 * step)
        while at < len(order) or len(order) < len(ids):
            if at >= len(order):
                order = _ranked(worth, len(ids))
            rows = self._names.entities.get([int(e) for e in ids[order[at : at + step]]])
            found |= {
                e: r
                for e, r in rows.items()
                if not (r.type == EntityType.TOPIC and r.stories < RECURS)
                and (not asked.kinds or r.type in asked.kinds)
            }
            at += step
            if len(found) >= asked.limit and at < len(order):
                least = sorted((float(worth[np.searchsorted(ids, e)]) for e in found), reverse=True)[asked.limit - 1]
                if worth[order[at]] < least:
                    break
        if others is None:
            return found, {e: r.stories for e, r in found.items()}
        return found, {e: int(others[np.searchsorted(ids, e)]) for e in found}

    def _others(self, ids: NDArray[np.intp], asked: LinkQuery) -> NDArray[np.int64] | None:
        """How many stories of the period have each of `ids`; None where those that are chosen can be asked for alone."""
        if asked.period == Period() and asked.order == "stories":
            return None
        return self._sizes(ids) if asked.period == Period() else self._within(ids, asked.period)

    def _within(self, ids: NDArray[np.intp], period: Period) -> NDArray[np.int64]:
        stories, inside = self._inside(period)
        counts = stories.counts(inside)
        return np.where(ids < len(counts), counts[np.minimum(ids, len(counts) - 1)], 0)

    def _sizes(self, ids: NDArray[np.intp]) -> NDArray[np.int64]:
        """How many stories have each of `ids`, at least one."""
        if len(ids) > FEW:
            return np.maximum(self._stories(self._crossings.all()).sizes[ids], 1)
        rows = self._names.entities.get([int(e) for e in ids])
        return np.array([rows[int(e)].stories if int(e) in rows else 1 for e in ids], dtype=np.int64)

    def _significance(self, met: _Met, ids: NDArray[np.intp], others: NDArray[np.int64] | None) -> NDArray[np.float64]:
        assert others is not None
        return graph.significances(met.both[ids], len(met.kept), others, met.total)

    def _link(self, met: _Met, row: EntityRow, alone: dict[int, int]) -> Link:
        both, other, total = int(met.both[row.id]), alone[row.id], met.total
        one = len(met.kept)
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
