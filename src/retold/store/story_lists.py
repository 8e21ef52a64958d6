"""Stories in the order in which people look at them, and who publishes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.store.clusters import STORY_COLUMNS, StoryRow
from retold.store.database import Database
from retold.store.filter import Filter
from retold.store.presence import unpacked

FEW = 2000
"""Stories up to which all that fit are read and ordered; beyond, stories are walked day by day."""
UNDATED = -math.inf


@dataclass(frozen=True, slots=True)
class Place:
    """After a story in the order: its day (whole days since 1970, `UNDATED` for none), tellings and key."""

    day: float
    tellings: int
    key: int

    @staticmethod
    def of(row: StoryRow) -> Place:
        return Place(math.floor(row.end_day) if row.end_day is not None else UNDATED, row.tellings, row.key)


class StoryLists:
    """Reads stories: the latest day first, and of a day what most tell first."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def stories(self, where: Filter, after: Place | None, limit: int) -> list[StoryRow]:
        """Stories that fit, after a place; `where.kind` is not looked at."""
        few = self._few(where)
        if few is not None:
            rows = sorted(few, key=_order)
            return [r for r in rows if after is None or _order(r) > _placed(after)][:limit]
        found: list[StoryRow] = []
        while len(found) < limit:
            day = self._day(where, after)
            own = after if after is not None and after.day == day else None
            part = self._of_day(day, where, own, limit - len(found))
            found += part
            if day == UNDATED:
                break
            after = Place(day, 0, 0)
        return found

    def publishers(self) -> list[tuple[str, int, float | None, float | None]]:
        """Name, articles, first and last day of each publisher, by name."""
        sql = "SELECT publisher, count(*), min(day), max(day) FROM article WHERE current = 1 GROUP BY publisher ORDER BY publisher"
        return [(r[0], r[1], r[2], r[3]) for r in self._db.all(sql)]

    def names(self, stories: Sequence[int]) -> dict[int, list[str]]:
        """Publishers of stories, the first to publish first."""
        found: dict[int, dict[str, None]] = {}
        sql = "SELECT story, publisher FROM article WHERE story = ANY(?) AND publisher <> '' ORDER BY day IS NULL, day, id"
        for story, publisher in self._db.all(sql, sorted(stories)):
            found.setdefault(story, {})[publisher] = None
        return {s: list(p) for s, p in found.items()}

    def last_day(self) -> float | None:
        """The day of the latest story, None where nothing is dated."""
        row = self._db.one("SELECT max(end_day) FROM story")
        return float(row[0]) if row and row[0] is not None else None

    def total(self) -> int:
        """How many stories there are."""
        row = self._db.one("SELECT count(*) FROM story")
        return int(row[0]) if row else 0

    def stamp(self) -> int:
        """A number that grows with each change of stories, entities or judgements."""
        row = self._db.one("SELECT value FROM meta WHERE name = 'changed'")
        return int(row[0]) if row else 0

    def entities(self, since: float, until: float) -> tuple[int, NDArray[np.int64]]:
        """How many stories were told within days, and how many of them have each entity, by its number."""
        rows = self._db.all("SELECT entities FROM story WHERE end_day >= ? AND end_day < ?", since, until)
        return len(rows), np.bincount(unpacked(b"".join(r[0] for r in rows)))

    def shared(self, a: int, b: int) -> int:
        """Stories that have both of two entities; the less frequent is to be the first."""
        sql = "SELECT count(*) FROM presence p WHERE p.entity = ? AND EXISTS (SELECT 1 FROM presence q WHERE q.entity = ? AND q.story = p.story)"
        row = self._db.one(sql, a, b)
        return int(row[0]) if row else 0

    def _few(self, where: Filter) -> list[StoryRow] | None:
        """All stories that fit, where one thing that is asked for has only a few; else None."""
        if where.publisher:
            sql = "SELECT story FROM article WHERE publisher = ? AND current = 1 LIMIT ?"
            own = self._db.all(sql, where.publisher, FEW + 1)
            if len(own) <= FEW:
                return self._fitting([r[0] for r in own], where)
        for entity in where.entities:
            own = self._db.all("SELECT story FROM presence WHERE entity = ? LIMIT ?", entity, FEW + 1)
            if len(own) <= FEW:
                return self._fitting([r[0] for r in own], where)
        return None

    def _fitting(self, keys: Sequence[int], where: Filter) -> list[StoryRow]:
        conditions, values = _conditions(where)
        return [
            StoryRow(*r)
            for r in self._db.all(
                f"SELECT {STORY_COLUMNS} FROM story s WHERE s.key = ANY(?){conditions}", sorted(set(keys)), *values
            )
        ]

    def _day(self, where: Filter, after: Place | None) -> float:
        """The next day that has stories that fit: that of `after`, where it has more, or one before it."""
        conditions, values = _conditions(where)
        if after is not None and after.day == UNDATED:
            return UNDATED
        if after is not None and after.tellings and self._of_day(after.day, where, after, 1):
            return after.day
        before = [after.day] if after is not None else []
        row = self._db.one(
            f"SELECT s.end_day FROM story s WHERE s.end_day IS NOT NULL{' AND s.end_day < ?' if before else ''}{conditions} ORDER BY s.end_day DESC LIMIT 1",
            *before,
            *values,
        )
        return float(math.floor(row[0])) if row else UNDATED

    def _of_day(self, day: float, where: Filter, after: Place | None, limit: int) -> list[StoryRow]:
        conditions, values = _conditions(where)
        within, days = (
            ("s.end_day IS NULL", []) if day == UNDATED else ("s.end_day >= ? AND s.end_day < ?", [day, day + 1])
        )
        if after is not None:
            conditions += " AND (s.tellings < ? OR (s.tellings = ? AND s.key < ?))"
            values += [after.tellings, after.tellings, after.key]
        sql = f"SELECT {STORY_COLUMNS} FROM story s WHERE {within}{conditions} ORDER BY s.tellings DESC, s.key DESC LIMIT ?"
        return [StoryRow(*r) for r in self._db.all(sql, *days, *values, limit)]


def _order(row: StoryRow) -> tuple[float, int, int]:
    return _placed(Place.of(row))


def _placed(place: Place) -> tuple[float, int, int]:
    return (-place.day, -place.tellings, -place.key)


def _conditions(where: Filter) -> tuple[str, list[object]]:
    """Conditions on `story s`, each led by AND, and their values."""
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
