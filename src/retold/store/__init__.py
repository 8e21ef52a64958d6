"""Where the memory is kept: SQLite in a file, or PostgreSQL by URL, with one schema."""

from __future__ import annotations

from pathlib import Path

from retold.store.database import Database

__all__ = ["Database", "connect"]


def connect(url: str, readonly: bool = False) -> Database:
    """The database at `url`, made or brought up to date unless `readonly`.

    `url`: a path (`news.db`, `sqlite:///news.db`), or `postgresql://user@host/name`.

    Raises `StoreError`, or one of its subclasses, that says what is wrong with it.
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
