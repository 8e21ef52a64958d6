"""PostgreSQL, by psycopg (the extra `postgres`)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any

from retold.errors import BusyError, FullError, ReadOnlyError, StoreError
from retold.store import deadline
from retold.store.database import Row
from retold.store.sql_database import SqlDatabase

try:
    import psycopg
    from psycopg import errors
except ImportError as missing:  # pragma: no cover - depends on what is installed
    raise StoreError("PostgreSQL needs an extra: pip install 'retold[postgres]'") from missing

WRITER_LOCK = 0x5265746F6C64
"""Key of the advisory lock that a writer holds: one writer at a time, as in SQLite."""
SLACK = 0.5
"""Seconds that a statement may run beyond its deadline. They save the server a setting before each statement."""


class Postgres(SqlDatabase["psycopg.Connection[Row]"]):
    """A database on a server."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.name = re.sub(r"(password=)[^&]*", r"\1…", re.sub(r"//([^/@:]*):[^@/]*@", r"//\1:…@", url))
        """The URL without its password, for messages."""
        with self._errors():
            _ = self._connection

    def all(self, sql: str, *values: Any) -> list[Row]:
        with self._errors():
            return self._timed.execute(_in_postgres(sql), values, binary=True).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        with self._errors():
            return self._timed.execute(_in_postgres(sql), values, binary=True).fetchone()

    def run(self, sql: str, *values: Any) -> None:
        with self._errors():
            self._timed.execute(_in_postgres(sql), values)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._errors(), self._timed.cursor() as cursor:
            cursor.executemany(_in_postgres(sql), rows)

    def script(self, statements: Sequence[str]) -> None:
        with self._errors():
            for statement in statements:
                self._connection.execute(statement.encode())

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._transaction("BEGIN"):
            self.run(f"SET LOCAL lock_timeout = '{self.PATIENCE}s'")
            self.run("SELECT pg_advisory_xact_lock(?)", WRITER_LOCK)
            yield

    def reading(self) -> AbstractContextManager[None]:
        return self._reading("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    @property
    def _timed(self) -> psycopg.Connection[Row]:
        """The connection of this thread, on which no statement runs much longer than the thread's deadline allows.

        Raises `DeadlineError` if the thread has no time left.
        """
        left, connection = deadline.seconds_left(), self._connection
        allowed: float | None = self._local.allowed
        if left is None and allowed is not None:
            connection.execute("SET statement_timeout TO DEFAULT")
            self._local.allowed = None
        elif left is not None and (allowed is None or not left <= allowed <= left + SLACK):
            connection.execute(f"SET statement_timeout = {math.ceil(1000 * left)}".encode())
            self._local.allowed = left
        return connection

    def _open(self) -> psycopg.Connection[Row]:
        self._local.allowed = None
        return psycopg.connect(self._url, autocommit=True, application_name="retold", connect_timeout=10)

    def _usable(self, connection: psycopg.Connection[Row]) -> bool:
        return not connection.closed

    def _close(self, connection: psycopg.Connection[Row]) -> None:
        connection.close()

    def _in_transaction(self, connection: psycopg.Connection[Row]) -> bool:
        return connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def _roll_back(self, connection: psycopg.Connection[Row]) -> None:
        connection.execute("ROLLBACK")
        if self._local.allowed is not None:
            self._local.allowed = math.inf  # the server took back what the transaction has set, too

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except errors.DiskFull as error:
            raise FullError("the server's disk is full; articles reported as kept are safe", self.name) from error
        except errors.ProgramLimitExceeded as error:
            raise StoreError(f"the server says: {_first_line(error)}", self.name) from error
        except (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege) as error:
            raise ReadOnlyError(f"may not be written to ({_first_line(error)})", self.name) from error
        except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
            raise BusyError(
                f"another process has been writing for {self.PATIENCE} seconds; try again later", self.name
            ) from error
        except errors.QueryCanceled as error:
            deadline.check()
            raise StoreError(f"the server says: {_first_line(error)}", self.name) from error
        except psycopg.OperationalError as error:
            raise StoreError(f"cannot be reached: {_first_line(error)}", self.name) from error
        except psycopg.Error as error:
            raise StoreError(f"the server says: {_first_line(error)}", self.name) from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]


@lru_cache(maxsize=1024)
def _in_postgres(sql: str) -> bytes:
    """A statement with psycopg's mark for parameters."""
    return sql.replace("%", "%%").replace("?", "%s").encode()
