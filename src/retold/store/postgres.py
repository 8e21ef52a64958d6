"""PostgreSQL, by psycopg (the extra `postgres`)."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from retold.errors import BusyError, FullError, ReadOnlyError, StoreError
from retold.store.database import Row

try:
    import psycopg
    from psycopg import errors
except ImportError as missing:  # pragma: no cover - depends on what is installed
    raise StoreError("PostgreSQL needs an extra: pip install 'retold[postgres]'") from missing

WRITER = 0x5265746F6C64
"""Key of the advisory lock that a writer holds: one at a time, as in SQLite."""
PATIENCE = 120
"""Seconds that a writer waits for another."""


class Postgres:
    """A database on a server."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self.name = re.sub(r"(password=)[^&]*", r"\1…", re.sub(r"//([^/@:]*):[^@/]*@", r"//\1:…@", url))
        """The URL without its password, for messages."""
        self._local = threading.local()
        self._opened: list[tuple[threading.Thread, psycopg.Connection[Row]]] = []
        self._lock = threading.Lock()
        with self._errors():
            _ = self._connection

    @property
    def _connection(self) -> psycopg.Connection[Row]:
        held: psycopg.Connection[Row] | None = getattr(self._local, "connection", None)
        if held is None or held.closed:
            held = psycopg.connect(self._url, autocommit=True, application_name="retold", connect_timeout=10)
            self._local.connection = held
            with self._lock:
                for thread, connection in [o for o in self._opened if not o[0].is_alive()]:
                    connection.close()
                    self._opened.remove((thread, connection))
                self._opened.append((threading.current_thread(), held))
        return held

    def all(self, sql: str, *values: Any) -> list[Row]:
        with self._errors():
            return self._connection.execute(_own(sql), values, binary=True).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        with self._errors():
            return self._connection.execute(_own(sql), values, binary=True).fetchone()

    def run(self, sql: str, *values: Any) -> None:
        with self._errors():
            self._connection.execute(_own(sql), values)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._errors(), self._connection.cursor() as cursor:
            cursor.executemany(_own(sql), rows)

    def script(self, statements: Sequence[str]) -> None:
        with self._errors():
            for statement in statements:
                self._connection.execute(statement.encode())

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._transaction("BEGIN"):
            self.run(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            self.run("SELECT pg_advisory_xact_lock(?)", WRITER)
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._errors():
            inside = self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE
        if inside:
            yield
            return
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self.run(begin)
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if not self._connection.closed:
                with self._errors():
                    self._connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        with self._lock:
            for _, connection in self._opened:
                connection.close()
            self._opened.clear()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except errors.DiskFull as error:
            raise FullError("the server's disk is full; what was acknowledged is kept", self.name) from error
        except errors.ProgramLimitExceeded as error:
            raise StoreError(f"the server says: {_said(error)}", self.name) from error
        except (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege) as error:
            raise ReadOnlyError(f"may not be written to ({_said(error)})", self.name) from error
        except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
            raise BusyError(
                f"another process has been writing for {PATIENCE} seconds; try again later", self.name
            ) from error
        except psycopg.OperationalError as error:
            raise StoreError(f"cannot be reached: {_said(error)}", self.name) from error
        except psycopg.Error as error:
            raise StoreError(f"the server says: {_said(error)}", self.name) from error


def _said(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]


@lru_cache(maxsize=1024)
def _own(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()
