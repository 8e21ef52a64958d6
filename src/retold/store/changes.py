"""The number of the memory's last change. It grows with every change of stories, entities or judgements."""

from __future__ import annotations

from retold.store.database import Database


def last_change(database: Database) -> int:
    """The number of the last change, 0 if there was none."""
    row = database.one("SELECT value FROM meta WHERE name = 'changed'")
    return int(row[0]) if row else 0


def count_change(database: Database) -> int:
    """Counts one more change. Returns its number."""
    row = database.one(
        "INSERT INTO meta (name, value) VALUES ('changed', '1') ON CONFLICT (name) DO UPDATE "
        "SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT) RETURNING value"
    )
    assert row is not None
    return int(row[0])
