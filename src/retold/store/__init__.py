"""The database of a memory: SQLite in a file or PostgreSQL by URL, with one schema. All SQL is in this package."""

from __future__ import annotations

from pathlib import Path

from retold.store.database import Database

__all__ = ["Database", "connect"]


def connect(url: str, readonly: bool = False) -> Database:
    """Opens the database at `url`. Unless `readonly`, creates it or brings its schema up to date.

    `url`: a path (`news.db`, `sqlite:///news.db`), or `postgresql://user@host/name`.

    Raises `StoreError` or one of its subclasses.
    """
    from retold.store import schema

    if url.startswith(("postgresql://", "postgres://")):
        from retold.store.postgres import Postgres  # an optional extra

        database: Database = Postgres(url)
    else:
        from retold.store.sqlite import Sqlite

        database = Sqlite(Path(url.removeprefix("sqlite:///")), readonly)
    try:
        schema.prepare(database, database.name, readonly)
    except BaseException:
        database.close()
        raise
    return database
