"""Stories with their entities, as arrays: read from the database, and kept in step with it."""

from __future__ import annotations

import threading
from collections.abc import Collection

import numpy as np

from retold.store.database import Database, Row
from retold.store.presence import unpacked

NARROW = 4000
"""Stories of an entity up to which they are read one by one; beyond, all stories are, once, and held."""

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Story keys int64, first and last days float64, starts int64 (n + 1), entities int32."""

_COLUMNS = "s.key, s.day, s.end_day, s.entities"


class StoryIndex:
    """Reads stories; holds all of them once a frequent entity was asked for, and then reads what changed."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._held: Arrays | None = None
        self._stamp = -1
        self._lock = threading.Lock()

    def of(self, entity: int) -> Arrays:
        """The stories that have an entity, and maybe others."""
        if self._held is None:
            row = self._db.one(
                "SELECT count(*) FROM (SELECT 1 FROM presence WHERE entity = ? LIMIT ?) few", entity, NARROW + 1
            )
            if row is None or row[0] <= NARROW:
                sql = f"SELECT {_COLUMNS} FROM presence p JOIN story s ON s.key = p.story WHERE p.entity = ? ORDER BY s.key"
                return _arrays(self._db.all(sql, entity))
        return self.all()

    def all(self) -> Arrays:
        """All stories."""
        with self._lock:
            stamp = self._changed()
            if self._held is None:
                self._held = _arrays(self._db.all(f"SELECT {_COLUMNS} FROM story s ORDER BY s.key"))
            elif stamp != self._stamp:
                changed = self._db.all(
                    f"SELECT {_COLUMNS} FROM story s WHERE s.changed > ? ORDER BY s.key", self._stamp
                )
                gone = [r[0] for r in self._db.all("SELECT story FROM gone WHERE changed > ?", self._stamp)]
                self._held = _merged(self._held, _arrays(changed), gone)
            self._stamp = stamp
            return self._held

    def total(self) -> int:
        """How many stories there are."""
        if self._held is not None:
            return len(self.all()[0])
        row = self._db.one("SELECT count(*) FROM story")
        return int(row[0]) if row else 0

    @property
    def holds(self) -> bool:
        """Whether all stories are held."""
        return self._held is not None

    def _changed(self) -> int:
        row = self._db.one("SELECT value FROM meta WHERE name = 'changed'")
        return int(row[0]) if row else 0


def _arrays(rows: list[Row]) -> Arrays:
    entities = unpacked(b"".join(r[3] for r in rows))
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(r[3]) // 4 for r in rows], out=starts[1:])
    first, last = (np.array([np.nan if r[i] is None else r[i] for r in rows], dtype=np.float64) for i in (1, 2))
    return np.array([r[0] for r in rows], dtype=np.int64), first, last, starts, entities


def _merged(held: Arrays, changed: Arrays, gone: Collection[int]) -> Arrays:
    """What was held, with stories that changed in place of what they were."""
    kept = ~np.isin(held[0], np.concatenate([changed[0], np.array(list(gone), dtype=np.int64)]))
    keys = np.concatenate([held[0][kept], changed[0]])
    sizes = np.concatenate([np.diff(held[3])[kept], np.diff(changed[3])])
    entities = np.concatenate([held[4][np.repeat(kept, np.diff(held[3]))], changed[4]])
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    first, last = (np.concatenate([held[i][kept], changed[i]]) for i in (1, 2))
    return keys, first, last, starts, entities
