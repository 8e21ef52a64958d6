"""What both databases do, as a port.

SQL is written once, in the words that both understand: `?` stands for a parameter, and
`= ANY(?)` takes a list. Times are RFC 3339 text, truth is 0 or 1, bytes are bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]


class Database(Protocol):
    """One database, used from any thread; each thread has a connection of its own.

    All calls raise `StoreError`, or one of its subclasses.
    """

    dialect: str
    """ "sqlite" or "postgresql"."""
    name: str
    """The file, or the URL without its password, for messages."""

    def all(self, sql: str, *values: Any) -> list[Row]:
        """All rows that `sql` gives."""
        ...

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row, or None."""
        ...

    def run(self, sql: str, *values: Any) -> None:
        """Runs a statement for what it does."""
        ...

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement once for each row of values."""
        ...

    def script(self, statements: Sequence[str]) -> None:
        """Runs statements that define the schema."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that no other writer can be in: kept whole or, where it raises, not at all."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """A transaction in which all reads see one state of the database. Never waits for a writer."""
        ...

    def close(self) -> None:
        """Closes all connections. The database is not used after."""
        ...
