"""Writes many rows into an empty SQLite database, much faster than article by article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from retold.errors import StoreError
from retold.store.changes import count_change
from retold.store.columns import insert
from retold.store.database import Database

ROW_ID = {"fulltext": "rowid"}
"""The key of a virtual table, which is not among its columns."""


class BulkWriter:
    """Fills an empty SQLite database in one transaction. Indexes are built last."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._checked: set[tuple[str, tuple[str, ...]]] = set()

    @classmethod
    def for_empty(cls, database: Database) -> BulkWriter | None:
        """A writer, or None if the database is not SQLite or has articles already.

        PostgreSQL is left out because its sequences would have to be set as well.
        """
        if database.dialect != "sqlite" or database.one("SELECT 1 FROM article LIMIT 1") is not None:
            return None
        return cls(database)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction for everything: drops the indexes, restores them at its end, and counts one change."""
        with self._db.writing():
            indexes = self._db.all("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
            for name, _ in indexes:
                self._db.run(f"DROP INDEX {name}")
            yield
            for _, definition in indexes:
                self._db.run(definition)
            count_change(self._db)
        self._db.run("PRAGMA optimize")

    def write(self, table: str, columns: Mapping[str, Iterable[Any]]) -> None:
        """Writes rows, given as named columns of equal length.

        Raises `StoreError` if the table has no such column, or if a column that needs a value is missing;
        `ValueError` if the lengths differ.
        """
        self._check(table, tuple(columns))
        self._db.many(insert(table, tuple(columns)), zip(*columns.values(), strict=True))

    def _check(self, table: str, names: tuple[str, ...]) -> None:
        if (table, names) in self._checked:
            return
        known, needed = set[str](), set[str]()
        for _, name, _, not_null, default, key in self._db.all(f"PRAGMA table_info({table})"):
            known.add(name)
            numbers_itself = key and name in ("id", "key")
            if (not_null or key) and default is None and not numbers_itself:
                needed.add(name)
        if table in ROW_ID:
            known.add(ROW_ID[table])
            needed.add(ROW_ID[table])
        if unknown := set(names) - known:
            raise StoreError(f"the table {table} has no column {', '.join(sorted(unknown))}", self._db.name)
        if missing := needed - set(names):
            raise StoreError(f"rows of the table {table} lack {', '.join(sorted(missing))}", self._db.name)
        self._checked.add((table, names))
