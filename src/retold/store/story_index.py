"""Stories with their entities, as arrays that are read from the database and follow its changes."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

import numpy as np

from retold.store import deadline
from retold.store.changes import last_change
from retold.store.database import Database, Row
from retold.store.presence import unpacked

NARROW = 4000
"""Up to this many stories of an entity, read only them. Above it, read all stories once and keep them in memory."""
PART = 50_000
"""Stories that are read at a time."""

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Story keys int64 (n,), first days and last days float64 (n,), starts int64 (n + 1,), entities int32.

The entities of story i are `entities[starts[i]:starts[i + 1]]`. A day is NaN if the story is undated.
"""

_SELECT = "SELECT s.key, s.day, s.end_day, s.entities FROM"


class StoryIndex:
    """Reads stories. After a question about a frequent entity it keeps all of them, and then reads only changes."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._held: Arrays | None = None
        self._change = -1
        self._parts: list[Arrays] = []
        """What was read so far, while not all of it is."""
        self._lock = threading.Lock()

    def of(self, entity: int) -> Arrays:
        """The stories that have an entity, and maybe others."""
        if self._held is None:
            row = self._db.one(
                "SELECT count(*) FROM (SELECT 1 FROM presence WHERE entity = ? LIMIT ?) few", entity, NARROW + 1
            )
            if row is None or row[0] <= NARROW:
                sql = f"{_SELECT} presence p JOIN story s ON s.key = p.story WHERE p.entity = ? ORDER BY s.key"
                return _arrays(self._db.all(sql, entity))
        return self.all()

    def all(self) -> Arrays:
        """All stories."""
        with deadline.holding(self._lock):
            if self._held is None:
                self._held = self._read()
            change = last_change(self._db)
            if change != self._change:
                changed = self._db.all(f"{_SELECT} story s WHERE s.changed > ? ORDER BY s.key", self._change)
                gone = [r[0] for r in self._db.all("SELECT story FROM gone WHERE changed > ?", self._change)]
                self._held = _merged(self._held, _arrays(changed), gone)
            self._change = change
            return self._held

    def _read(self) -> Arrays:
        """Reads all stories, as of the change `self._change` or later.

        If a question's time is over before all are read, the next question goes on where this one ended.
        """
        if not self._parts:
            self._change = last_change(self._db)
        last = int(self._parts[-1][0][-1]) if self._parts else -1
        while rows := self._db.all(f"{_SELECT} story s WHERE s.key > ? ORDER BY s.key LIMIT ?", last, PART):
            self._parts.append(_arrays(rows))
            last = rows[-1][0]
        whole = _joined([_arrays([]), *self._parts])
        self._parts.clear()
        return whole

    def total(self) -> int:
        """How many stories there are."""
        if self._held is not None:
            return len(self.all()[0])
        row = self._db.one("SELECT count(*) FROM story")
        return int(row[0]) if row else 0

    @property
    def holds(self) -> bool:
        """Whether all stories are kept in memory."""
        return self._held is not None


def _arrays(rows: list[Row]) -> Arrays:
    keys, first_days, last_days, blobs = zip(*rows, strict=True) if rows else ((), (), (), ())
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(blob) // 4 for blob in blobs], out=starts[1:])
    first, last = (
        np.array([np.nan if d is None else d for d in days], dtype=np.float64) for days in (first_days, last_days)
    )
    return np.array(keys, dtype=np.int64), first, last, starts, unpacked(b"".join(blobs))


def _joined(parts: Sequence[Arrays]) -> Arrays:
    """The stories of all parts, in order."""
    keys, first, last, starts, entities = zip(*parts, strict=True)
    sizes = np.concatenate([np.diff(s) for s in starts])
    return (
        np.concatenate(keys),
        np.concatenate(first),
        np.concatenate(last),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate(entities),
    )


def _merged(held: Arrays, changed: Arrays, gone: Collection[int]) -> Arrays:
    """Held stories without the changed and removed ones, then the changed ones."""
    keys, first, last, starts, entities = held
    kept, sizes = ~np.isin(keys, np.concatenate([changed[0], np.array(list(gone), dtype=np.int64)])), np.diff(starts)
    bounds = np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64)
    return _joined([(keys[kept], first[kept], last[kept], bounds, entities[np.repeat(kept, sizes)]), changed])
