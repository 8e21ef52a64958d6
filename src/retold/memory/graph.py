"""The intersection graph of a memory: links and paths, counted over stories, with the sentences that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retold.corpus import graph
from retold.memory.days import ALWAYS, Period, date_of
from retold.memory.entity_ids import entity_id, entity_number
from retold.memory.evidence import Sentences
from retold.records.memory import Link
from retold.store.entities import EntityRow
from retold.store.name_tables import NameTables
from retold.store.story_index import Arrays, StoryIndex
from retold.types import EntityType

TOPIC_STORIES = 2
"""A topic is an entity if it has this many stories."""
FEW_ENTITIES = 5000
"""Up to this many entities are read from the database one by one. Above it, all are counted at once."""
FEW_STORIES = 50
"""Tellings are counted for up to this many stories."""
EVIDENCE = 3
"""Sentences that show a link, at most."""
FIRST_STEPS = 24
"""The links of an entity that a path of three links may begin with, the most significant."""


@dataclass(frozen=True, slots=True)
class LinkQuery:
    """Which links to give.

    `order`: "stories" or "significance". `kinds`: types of entities; empty for all. `new`: only entities that share no
    story with the first one before the period.
    """

    period: Period = ALWAYS
    limit: int = 20
    order: str = "stories"
    kinds: frozenset[str] = frozenset()
    new: bool = False


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the stories of all `entities` share with other entities.

    `kept`: the places of these stories in `stories`. `keys`: their keys in the database. `both`: how many of them
    each entity has, int64 by its number. `total`: all stories of the period.
    """

    entities: tuple[int, ...]
    stories: graph.Stories
    kept: NDArray[np.int64]
    keys: NDArray[np.int64]
    both: NDArray[np.int64]
    total: int


class IntersectionGraph:
    """Answers questions about the graph. Counts every number from the stories as they are now."""

    def __init__(self, story_index: StoryIndex, names: NameTables, sentences: Sentences) -> None:
        self._story_index, self._names, self._sentences = story_index, names, sentences
        self._counts: tuple[Arrays, graph.Stories] | None = None

    def links(self, entities: Sequence[int], query: LinkQuery) -> tuple[int, int, list[Link]]:
        """How many stories of the period have all `entities`, how many stories the period has, and the links."""
        shared = self._shared(entities, query)
        rows, alone = self._candidates(shared, query)
        links = [self._link(shared, row, alone) for row in rows.values()]
        if query.order == "significance":
            links.sort(key=lambda n: (-n.significance, -n.stories, n.name))
        else:
            tellings = self._tellings(shared)
            links.sort(key=lambda n: (-n.stories, -tellings.get(entity_number(n.target), 0), -n.significance, n.name))
        first = links[: query.limit]
        spans = shared.stories.spans(shared.kept, [entity_number(n.target) for n in first])
        return len(shared.kept), shared.total, [_dated(n, spans[entity_number(n.target)]) for n in first]

    def with_evidence(self, link: Link, others: Sequence[int] = (), period: Period = ALWAYS) -> Link:
        """A link with the sentences of the period that show it. `others`: entities that they must name as well."""
        ends = [entity_number(link.source), entity_number(link.target), *others]
        evidence, together = self._sentences.together(ends, EVIDENCE, (period.since, period.until))
        return replace(link, evidence=tuple(evidence), together=together)

    def paths(self, a: int, b: int, limit: int = 5) -> list[tuple[Link, ...]]:
        """How two entities are linked: by a link if they share stories, else by chains over one or two others.

        A chain is as significant as its weakest link; the most significant come first. Chains over topics come last,
        because a common topic says less than a common name.
        """
        from_a, from_b = self._shared([a], LinkQuery()), self._shared([b], LinkQuery())
        if b < len(from_a.both) and from_a.both[b]:
            return [(self._link_to(from_a, b),)]
        worth_a, worth_b = self._significance_by_entity(from_a), self._significance_by_entity(from_b)
        width = min(len(worth_a), len(worth_b))
        between = [e for e, _ in self._best(np.minimum(worth_a[:width], worth_b[:width]), limit)]
        if not between:
            return self._paths_of_three((from_a, worth_a), (from_b, worth_b), limit)
        end = self._names.entities.get([b])[b]
        return [(self._link_to(from_a, e), _reversed(self._link_to(from_b, e), end)) for e in between]

    def _paths_of_three(
        self, a: tuple[_Shared, NDArray[np.float64]], b: tuple[_Shared, NDArray[np.float64]], limit: int
    ) -> list[tuple[Link, ...]]:
        """Chains over two others. `a`, `b`: the ends, each with the significance of its links."""
        from_a, worth_a = a
        from_b, worth_b = b
        chains = []
        for first, significance in self._best(worth_a, FIRST_STEPS):
            from_first = self._shared([first], LinkQuery())
            worth = self._significance_by_entity(from_first)
            width = min(len(worth), len(worth_b))
            chains += [
                (min(significance, weakest), first, second, from_first)
                for second, weakest in self._best(np.minimum(worth[:width], worth_b[:width]), limit)
            ]
        chains.sort(key=lambda chain: -chain[0])
        end = self._names.entities.get(from_b.entities)[from_b.entities[0]]
        return [
            (
                self._link_to(from_a, first),
                self._link_to(from_first, second),
                _reversed(self._link_to(from_b, second), end),
            )
            for _, first, second, from_first in chains[:limit]
        ]

    def _significance_by_entity(self, shared: _Shared) -> NDArray[np.float64]:
        """The significance of the link to each entity, by its number; minus infinity if there is no link."""
        ids = np.flatnonzero(shared.both)
        worth = np.full(len(shared.both), -np.inf)
        if len(ids):
            worth[ids] = graph.significances(shared.both[ids], len(shared.kept), self._story_counts(ids), shared.total)
        return worth

    def _best(self, worth: NDArray[np.float64], limit: int) -> list[tuple[int, float]]:
        """The entities with the highest worth, names before topics."""
        order = _ranked(worth, min(len(worth), 20 * limit))
        ids = [int(e) for e in order[np.isfinite(worth[order])]]
        rows = self._names.entities.get(ids)
        kept = [e for e in ids if e in rows and not _is_rare_topic(rows[e])]
        kept.sort(key=lambda e: rows[e].type == EntityType.TOPIC)
        return [(e, float(worth[e])) for e in kept[:limit]]

    def _link_to(self, shared: _Shared, entity: int) -> Link:
        """The link to one entity, with its days."""
        row = self._names.entities.get([entity])[entity]
        link = self._link(shared, row, {entity: row.stories})
        return _dated(link, shared.stories.spans(shared.kept, [entity])[entity])

    def _shared(self, entities: Sequence[int], query: LinkQuery) -> _Shared:
        period = query.period
        arrays = self._story_index.of(entities[0])
        stories = self._counted(arrays)
        having = stories.having(entities[0])
        for other in entities[1:]:
            having = np.intersect1d(having, stories.having(other), assume_unique=True)
        kept = having[stories.within(period.since, period.until)[having]] if period != ALWAYS else having
        both = stories.counts(kept)
        if query.new and period.since is not None:
            before = stories.counts(having[stories.within(None, period.since)[having]])
            both[: len(before)][before[: len(both)] > 0] = 0
        both[[e for e in entities if e < len(both)]] = 0
        total = self._story_index.total() if period == ALWAYS else len(self._inside(period)[1])
        return _Shared(tuple(entities), stories, kept, arrays[0][kept], both, total)

    def _counted(self, arrays: Arrays) -> graph.Stories:
        """The same object for the same arrays, because it remembers intermediate results."""
        held = self._counts  # read once: another thread may replace it
        if held is None or held[0] is not arrays:
            held = self._counts = arrays, graph.Stories(*arrays[1:])
        return held[1]

    def _tellings(self, shared: _Shared) -> dict[int, int]:
        """How many tellings of the stories name each entity. It orders links with equally many stories.

        Empty for many stories.
        """
        if len(shared.keys) > FEW_STORIES:
            return {}
        return self._names.appearances.tellings_by_entity([int(k) for k in shared.keys])

    def _inside(self, period: Period) -> tuple[graph.Stories, NDArray[np.int64]]:
        """All stories, and the places of those of a period."""
        stories = self._counted(self._story_index.all())
        return stories, np.flatnonzero(stories.within(period.since, period.until))

    def _candidates(self, shared: _Shared, query: LinkQuery) -> tuple[dict[int, EntityRow], Mapping[int, int]]:
        """The entities that can be among the first `query.limit`, and how many stories of the period each has.

        Reads a part at a time, the best first, until all that follow are worse. Rare topics and other types are left
        out.
        """
        ids = np.flatnonzero(shared.both)
        alone = self._stories_alone(ids, query)
        if query.order == "stories":
            worth = shared.both[ids].astype(np.float64)
        else:
            assert alone is not None
            worth = graph.significances(shared.both[ids], len(shared.kept), alone, shared.total)
        rows: dict[int, EntityRow] = {}
        at, step = 0, max(200, 4 * query.limit)
        order = _ranked(worth, 4 * step)
        while at < len(order) or len(order) < len(ids):
            if at >= len(order):
                order = _ranked(worth, len(ids))
            part = self._names.entities.get([int(e) for e in ids[order[at : at + step]]])
            rows |= {
                e: row
                for e, row in part.items()
                if not _is_rare_topic(row) and (not query.kinds or row.type in query.kinds)
            }
            at += step
            if len(rows) >= query.limit and at < len(order):
                values = sorted((float(worth[np.searchsorted(ids, e)]) for e in rows), reverse=True)
                if worth[order[at]] < values[query.limit - 1]:
                    break
        if alone is None:
            return rows, {e: row.stories for e, row in rows.items()}
        return rows, {e: int(alone[np.searchsorted(ids, e)]) for e in rows}

    def _stories_alone(self, ids: NDArray[np.intp], query: LinkQuery) -> NDArray[np.int64] | None:
        """How many stories of the period each entity has; None if the rows of the chosen entities have the number."""
        if query.period != ALWAYS:
            return self._stories_within(ids, query.period)
        return None if query.order == "stories" else self._story_counts(ids)

    def _stories_within(self, ids: NDArray[np.intp], period: Period) -> NDArray[np.int64]:
        stories, inside = self._inside(period)
        counts = stories.counts(inside)
        return np.where(ids < len(counts), counts[np.minimum(ids, len(counts) - 1)], 0)

    def _story_counts(self, ids: NDArray[np.intp]) -> NDArray[np.int64]:
        """How many stories each entity has; at least 1."""
        if len(ids) > FEW_ENTITIES:
            return np.maximum(self._counted(self._story_index.all()).sizes[ids], 1)
        rows = self._names.entities.get([int(e) for e in ids])
        return np.array([rows[int(e)].stories if int(e) in rows else 1 for e in ids], dtype=np.int64)

    def _link(self, shared: _Shared, row: EntityRow, alone: Mapping[int, int]) -> Link:
        both, one, other, total = int(shared.both[row.id]), len(shared.kept), alone[row.id], shared.total
        return Link(
            entity_id(shared.entities[0]),
            entity_id(row.id),
            row.name,
            row.type,
            both,
            round(one * other / total, 4) if total else 0.0,
            round(graph.npmi(both, one, other, total), 4),
            round(graph.significance(both, one, other, total), 4),
            None,
            None,
        )


def _is_rare_topic(row: EntityRow) -> bool:
    """Whether a row is a topic that too few stories have to be an entity."""
    return row.type == EntityType.TOPIC and row.stories < TOPIC_STORIES


def _ranked(worth: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """Places by worth, the highest first; of equal worth, the first first. `limit` of them at least, or all."""
    if limit < len(worth):
        some = np.flatnonzero(worth >= np.partition(worth, -limit)[-limit])
        return some[np.argsort(-worth[some], kind="stable")]
    return np.argsort(-worth, kind="stable")


def _dated(link: Link, days: tuple[float, float]) -> Link:
    return replace(link, first=date_of(days[0]), last=date_of(days[1]))


def _reversed(link: Link, end: EntityRow) -> Link:
    """A link read from its other end: from the entity between to `end`."""
    return replace(link, source=link.target, target=link.source, name=end.name, type=end.type)
