"""What SQLite and PostgreSQL share: one connection for each thread, and transactions."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Generic, TypeVar

Connection = TypeVar("Connection")


class SqlDatabase(ABC, Generic[Connection]):
    """The common part of a database. See `store.database.Database` for the calls."""

    PATIENCE = 120
    """Seconds that a writer waits for another one."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._opened: list[tuple[threading.Thread, Connection]] = []
        self._lock = threading.Lock()

    @property
    def _connection(self) -> Connection:
        """The connection of this thread, opened if need be. Connections of threads that ended are closed."""
        held: Connection | None = getattr(self._local, "connection", None)
        if held is None or not self._usable(held):
            held = self._open()
            self._local.connection = held
            with self._lock:
                for thread, connection in [o for o in self._opened if not o[0].is_alive()]:
                    self._close(connection)
                    self._opened.remove((thread, connection))
                self._opened.append((threading.current_thread(), held))
        return held

    @contextmanager
    def _reading(self, begin: str) -> Iterator[None]:
        """A transaction that only reads, begun by the statement `begin`; inside another one, just that one."""
        with self._errors():
            inside = self._in_transaction(self._connection)
        if inside:
            yield
            return
        with self._transaction(begin):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        """A transaction: committed at the end, rolled back if anything is raised."""
        self.run(begin)
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with self._errors():
                self._roll_back(self._connection)
            raise

    def close(self) -> None:
        """Closes all connections."""
        with self._lock:
            for _, connection in self._opened:
                self._close(connection)
            self._opened.clear()
        self._local = threading.local()

    @abstractmethod
    def run(self, sql: str, *values: Any) -> None:
        """Runs a statement for its effect."""

    @abstractmethod
    def _errors(self) -> AbstractContextManager[None]:
        """Raises errors of the driver as `StoreError`."""

    @abstractmethod
    def _open(self) -> Connection:
        """A new connection."""

    @abstractmethod
    def _usable(self, connection: Connection) -> bool:
        """Whether this process can still use a connection."""

    @abstractmethod
    def _close(self, connection: Connection) -> None:
        """Closes a connection."""

    @abstractmethod
    def _in_transaction(self, connection: Connection) -> bool:
        """Whether a transaction is open."""

    @abstractmethod
    def _roll_back(self, connection: Connection) -> None:
        """Rolls an open transaction back."""
