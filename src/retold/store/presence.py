"""What each story holds: its articles in numbers, and the entities that its articles name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.store.changes import count_change
from retold.store.columns import columns
from retold.store.database import Database


@dataclass(frozen=True, slots=True)
class _Member:
    """An article of a story, as far as the story's row depends on it."""

    key: int
    id: str
    headline: str
    published: str | None
    day: float | None
    publisher: str
    telling: int


def packed(entities: Collection[int]) -> bytes:
    """Ids of entities in ascending order, as int32."""
    return np.array(sorted(entities), dtype="<i4").tobytes()


def unpacked(blob: bytes) -> NDArray[np.int32]:
    """The ids in what `packed` returned."""
    return np.frombuffer(blob, dtype="<i4")


class Presence:
    """Rows of `story` and `presence`, and the counts of `entity`: all derived from articles and appearances."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._leads: dict[int, int] = {}

    def lead(self, story: int, article: int) -> None:
        """Makes the headline of an article the story's headline, when the story is next written."""
        self._leads[story] = article

    def write(self, stories: Collection[int]) -> None:
        """Writes stories again from their articles. A story without articles is removed."""
        if not stories:
            return
        change = self.count_change()
        for story in sorted(stories):
            row = self._db.one("SELECT entities, headline FROM story WHERE key = ?", story)
            if row is None:
                continue
            sql = f"SELECT {columns(_Member)} FROM article WHERE story = ?"
            members = [_Member(*r) for r in self._db.all(sql, story)]
            entities = self._entities(story) if members else set()
            self._write_presence(story, set(unpacked(row[0]).tolist()), entities)
            if members:
                self._write_story((story, str(row[1])), members, packed(entities), change)
            else:
                self._db.run("DELETE FROM story WHERE key = ?", story)
                self._db.run(
                    "INSERT INTO gone (story, changed) VALUES (?, ?) "
                    "ON CONFLICT (story) DO UPDATE SET changed = excluded.changed",
                    story, change,
                )  # fmt: skip
        self._leads.clear()

    def count_change(self) -> int:
        """Counts one more change of the memory. Returns its number."""
        return count_change(self._db)

    def _entities(self, story: int) -> set[int]:
        sql = (
            "SELECT DISTINCT f.entity FROM article a JOIN appearance p ON p.article = a.key "
            "JOIN form f ON f.id = p.form WHERE a.story = ?"
        )
        return {r[0] for r in self._db.all(sql, story)}

    def _write_presence(self, story: int, before: set[int], after: set[int]) -> None:
        left, joined = before - after, after - before
        self._db.many("DELETE FROM presence WHERE entity = ? AND story = ?", [(e, story) for e in left])
        self._db.many("INSERT INTO presence (entity, story) VALUES (?, ?)", [(e, story) for e in joined])
        self._db.many("UPDATE entity SET stories = stories - 1 WHERE id = ?", [(e,) for e in left])
        self._db.many("UPDATE entity SET stories = stories + 1 WHERE id = ?", [(e,) for e in joined])

    def _write_story(self, known: tuple[int, str], members: Sequence[_Member], entities: bytes, change: int) -> None:
        """`known`: the key of the story, and its headline so far."""
        story, headline = known
        ordered = sorted(members, key=lambda a: (a.day is None, a.day or 0.0, a.id))
        dated = [a for a in ordered if a.day is not None]
        self._db.run(
            "UPDATE story SET id = ?, headline = ?, first = ?, last = ?, day = ?, end_day = ?, articles = ?, "
            "tellings = ?, publishers = ?, entities = ?, changed = ? WHERE key = ?",
            ordered[0].id,
            self._headline(story, headline, ordered),
            dated[0].published if dated else None,
            dated[-1].published if dated else None,
            dated[0].day if dated else None,
            dated[-1].day if dated else None,
            len(members),
            len({a.telling for a in members}),
            len({a.publisher for a in members if a.publisher}),
            entities,
            change,
            story,
        )

    def _headline(self, story: int, before: str, ordered: Sequence[_Member]) -> str:
        """The headline of the lead; without a lead the one of before, if an article still has it; else the first."""
        lead = self._leads.get(story)
        if lead is None:
            fit = [a for a in ordered if a.headline == before != ""]
        else:
            fit = [a for a in ordered if a.key == lead and a.headline]
        return (fit or [a for a in ordered if a.headline] or ordered)[0].headline
