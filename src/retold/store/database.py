"""The port to a database, the same for SQLite and PostgreSQL.

SQL is written once, so that both understand it: `?` stands for a parameter, and `= ANY(?)` takes a list. Times are
RFC 3339 text, truth values are 0 or 1, bytes are bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]


class Database(Protocol):
    """One database, used from any thread; each thread has its own connection.

    All calls raise `StoreError` or one of its subclasses.
    """

    dialect: str
    """ "sqlite" or "postgresql"."""
    name: str
    """The file, or the URL without its password, for messages."""

    def all(self, sql: str, *values: Any) -> list[Row]:
        """All rows of a query."""
        ...

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row of a query, or None."""
        ...

    def run(self, sql: str, *values: Any) -> None:
        """Runs a statement for its effect."""
        ...

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement once for each row of values."""
        ...

    def script(self, statements: Sequence[str]) -> None:
        """Runs statements that define the schema."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """A transaction of the only writer: everything in it is kept, or nothing if it raises."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """A transaction in which all reads see one state of the database. It never waits for a writer."""
        ...

    def close(self) -> None:
        """Closes all connections. The database must not be used afterwards."""
        ...
