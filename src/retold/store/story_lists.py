"""Stories in the order in which people read them, and publishers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.store.changes import last_change
from retold.store.clusters import StoryRow
from retold.store.columns import columns
from retold.store.database import Database
from retold.store.filter import Filter
from retold.store.presence import unpacked

FEW = 2000
"""Up to this many stories, all that fit are read and sorted. Above it, stories are read day by day."""
UNDATED = -math.inf

_SELECT = f"SELECT {columns(StoryRow, 's')} FROM story s"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of stories: a day (whole days since 1970, `UNDATED` for none), tellings and a key."""

    day: float
    tellings: int
    key: int

    @staticmethod
    def of(row: StoryRow) -> Place:
        """The place of a story."""
        return Place(math.floor(row.end_day) if row.end_day is not None else UNDATED, row.tellings, row.key)


class StoryLists:
    """Reads stories: the latest day first, and within a day the ones with most tellings."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def stories(self, where: Filter, after: Place | None, limit: int) -> list[StoryRow]:
        """Stories that fit, after a place. `where.kind` is ignored."""
        few = self._few(where)
        if few is not None:
            rows = sorted(few, key=_order)
            return [r for r in rows if after is None or _order(r) > _order_of(after)][:limit]
        found: list[StoryRow] = []
        while len(found) < limit:
            day = self._next_day(where, after)
            after_in_day = after if after is not None and after.day == day else None
            found += self._stories_of_day(day, where, after_in_day, limit - len(found))
            if day == UNDATED:
                break
            after = Place(day, 0, 0)
        return found

    def publishers(self) -> list[tuple[str, int, float | None, float | None]]:
        """Name, number of articles, first and last day (days since 1970) of each publisher, by name."""
        sql = (
            "SELECT publisher, count(*), min(day), max(day) FROM article WHERE current = 1 "
            "GROUP BY publisher ORDER BY publisher"
        )
        return [(name, articles, first, last) for name, articles, first, last in self._db.all(sql)]

    def names(self, stories: Sequence[int]) -> dict[int, list[str]]:
        """The publishers of each story, the first to publish first."""
        found: dict[int, dict[str, None]] = {}
        sql = (
            "SELECT story, publisher FROM article WHERE story = ANY(?) AND publisher <> '' "
            "ORDER BY day IS NULL, day, id"
        )
        for story, publisher in self._db.all(sql, sorted(stories)):
            found.setdefault(story, {})[publisher] = None
        return {story: list(publishers) for story, publishers in found.items()}

    def last_day(self) -> float | None:
        """The day of the latest story, None if no story is dated."""
        row = self._db.one("SELECT max(end_day) FROM story")
        return float(row[0]) if row and row[0] is not None else None

    def total(self) -> int:
        """How many stories there are."""
        row = self._db.one("SELECT count(*) FROM story")
        return int(row[0]) if row else 0

    def stamp(self) -> int:
        """A number that grows with each change of stories, entities or judgements."""
        return last_change(self._db)

    def entities(self, since: float, until: float) -> tuple[int, NDArray[np.int64]]:
        """How many stories end on a day from `since` to before `until`, and how many of them have each entity.

        The counts are indexed by the number of the entity.
        """
        rows = self._db.all("SELECT entities FROM story WHERE end_day >= ? AND end_day < ?", since, until)
        return len(rows), np.bincount(unpacked(b"".join(r[0] for r in rows)))

    def shared(self, a: int, b: int) -> int:
        """How many stories have both entities. Faster if the less frequent one comes first."""
        sql = (
            "SELECT count(*) FROM presence p WHERE p.entity = ? "
            "AND EXISTS (SELECT 1 FROM presence q WHERE q.entity = ? AND q.story = p.story)"
        )
        row = self._db.one(sql, a, b)
        return int(row[0]) if row else 0

    def _few(self, where: Filter) -> list[StoryRow] | None:
        """All stories that fit, if one condition alone leaves only a few; else None."""
        if where.publisher:
            sql = "SELECT story FROM article WHERE publisher = ? AND current = 1 LIMIT ?"
            rows = self._db.all(sql, where.publisher, FEW + 1)
            if len(rows) <= FEW:
                return self._fitting([r[0] for r in rows], where)
        for entity in where.entities:
            rows = self._db.all("SELECT story FROM presence WHERE entity = ? LIMIT ?", entity, FEW + 1)
            if len(rows) <= FEW:
                return self._fitting([r[0] for r in rows], where)
        return None

    def _fitting(self, keys: Sequence[int], where: Filter) -> list[StoryRow]:
        conditions, values = _conditions(where)
        sql = f"{_SELECT} WHERE s.key = ANY(?){conditions}"
        return [StoryRow(*r) for r in self._db.all(sql, sorted(set(keys)), *values)]

    def _next_day(self, where: Filter, after: Place | None) -> float:
        """The next day with stories that fit: the day of `after` if it has more, else the latest day before it."""
        if after is not None and after.day == UNDATED:
            return UNDATED
        if after is not None and after.tellings and self._stories_of_day(after.day, where, after, 1):
            return after.day
        conditions, values = _conditions(where)
        if after is not None:
            conditions, values = " AND s.end_day < ?" + conditions, [after.day, *values]
        sql = f"SELECT s.end_day FROM story s WHERE s.end_day IS NOT NULL{conditions} ORDER BY s.end_day DESC LIMIT 1"
        row = self._db.one(sql, *values)
        return float(math.floor(row[0])) if row else UNDATED

    def _stories_of_day(self, day: float, where: Filter, after: Place | None, limit: int) -> list[StoryRow]:
        conditions, values = _conditions(where)
        if day == UNDATED:
            within, days = "s.end_day IS NULL", list[float]()
        else:
            within, days = "s.end_day >= ? AND s.end_day < ?", [day, day + 1]
        if after is not None:
            conditions += " AND (s.tellings < ? OR (s.tellings = ? AND s.key < ?))"
            values += [after.tellings, after.tellings, after.key]
        sql = f"{_SELECT} WHERE {within}{conditions} ORDER BY s.tellings DESC, s.key DESC LIMIT ?"
        return [StoryRow(*r) for r in self._db.all(sql, *days, *values, limit)]


def _order(row: StoryRow) -> tuple[float, int, int]:
    return _order_of(Place.of(row))


def _order_of(place: Place) -> tuple[float, int, int]:
    return (-place.day, -place.tellings, -place.key)


def _conditions(where: Filter) -> tuple[str, list[object]]:
    """Conditions on `story s`, each after an AND, and their values."""
    parts: list[str] = []
    values: list[object] = []
    for condition, value in (
        ("s.end_day >= ?", where.since),
        ("s.day < ?", where.until),
        ("EXISTS (SELECT 1 FROM article a WHERE a.story = s.key AND a.publisher = ?)", where.publisher or None),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    for entity in where.entities:
        parts.append("EXISTS (SELECT 1 FROM presence p WHERE p.entity = ? AND p.story = s.key)")
        values.append(entity)
    return "".join(f" AND {p}" for p in parts), values
