"""What each story holds: its articles in numbers, and the entities that its articles name."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from retold.store.database import Database, Row


def packed(entities: Collection[int]) -> bytes:
    """Ids, ascending, as int32."""
    return np.array(sorted(entities), dtype="<i4").tobytes()


def unpacked(blob: bytes) -> NDArray[np.int32]:
    """Ids that were `packed`."""
    return np.frombuffer(blob, dtype="<i4")


class Presence:
    """Rows of `story` and `presence`, and the counts of `entity`: all derived from articles and appearances."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._leads: dict[int, int] = {}

    def lead(self, story: int, article: int) -> None:
        """Says which article's headline a story bears, when it is next written."""
        self._leads[story] = article

    def write(self, stories: Collection[int]) -> None:
        """Writes stories anew from their articles; one without articles goes."""
        if not stories:
            return
        stamp = self.stamped()
        for story in sorted(stories):
            row = self._db.one("SELECT entities, headline FROM story WHERE key = ?", story)
            if row is None:
                continue
            articles = self._db.all(
                "SELECT key, id, headline, published, day, publisher, telling FROM article WHERE story = ?", story
            )
            entities = self._entities(story) if articles else set()
            self._presence(story, set(unpacked(row[0]).tolist()), entities)
            if articles:
                self._content((story, str(row[1])), articles, packed(entities), stamp)
            else:
                self._db.run("DELETE FROM story WHERE key = ?", story)
                self._db.run(
                    "INSERT INTO gone VALUES (?, ?) ON CONFLICT (story) DO UPDATE SET changed = excluded.changed",
                    story,
                    stamp,
                )
        self._leads.clear()

    def stamped(self) -> int:
        """Says that something has changed; the number of the change."""
        sql = "INSERT INTO meta VALUES ('changed', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT) RETURNING value"
        row = self._db.one(sql)
        assert row is not None
        return int(row[0])

    def _entities(self, story: int) -> set[int]:
        sql = "SELECT DISTINCT f.entity FROM article a JOIN appearance p ON p.article = a.key JOIN form f ON f.id = p.form WHERE a.story = ?"
        return {r[0] for r in self._db.all(sql, story)}

    def _presence(self, story: int, before: set[int], after: set[int]) -> None:
        self._db.many("DELETE FROM presence WHERE entity = ? AND story = ?", [(e, story) for e in before - after])
        self._db.many("INSERT INTO presence VALUES (?, ?)", [(e, story) for e in after - before])
        self._db.many("UPDATE entity SET stories = stories - 1 WHERE id = ?", [(e,) for e in before - after])
        self._db.many("UPDATE entity SET stories = stories + 1 WHERE id = ?", [(e,) for e in after - before])

    def _content(self, headed: tuple[int, str], articles: list[Row], entities: bytes, stamp: int) -> None:
        story, headline = headed
        ordered = sorted(articles, key=lambda a: (a[4] is None, a[4] or 0.0, a[1]))
        dated = [a for a in ordered if a[4] is not None]
        lead = self._leads.get(story)
        named = [a for a in ordered if a[0] == lead and a[2]] or [
            a for a in ordered if lead is None and a[2] == headline != ""
        ]
        titled = (named or [a for a in ordered if a[2]] or ordered)[0][2]
        values = (
            ordered[0][1],
            titled,
            dated[0][3] if dated else None,
            dated[-1][3] if dated else None,
            dated[0][4] if dated else None,
            dated[-1][4] if dated else None,
            len(articles),
            len({a[6] for a in articles}),
            len({a[5] for a in articles if a[5]}),
            entities,
            stamp,
            story,
        )
        self._db.run(
            "UPDATE story SET id = ?, headline = ?, first = ?, last = ?, day = ?, end_day = ?, articles = ?, tellings = ?, "
            "publishers = ?, entities = ?, changed = ? WHERE key = ?",
            *values,
        )
