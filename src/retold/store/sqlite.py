"""SQLite, by apsw.

apsw brings its own SQLite library. Versions 3.7.0 to 3.51.2, which most systems have, can corrupt a file in WAL mode
when two processes reset the log at the same time.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import apsw

from retold.errors import BusyError, CorruptError, FullError, ReadOnlyError, StoreError
from retold.store import deadline
from retold.store.database import Row
from retold.store.sql_database import SqlDatabase

OLDEST_SAFE = 3_051_003
"""The oldest library that does not corrupt the log, as `sqlite3_libversion_number` gives it."""
STEPS = 100_000
"""Steps of SQLite's virtual machine, some 10 ms, after which a statement looks whether its time is over."""
CLOSING = 5.0
"""Seconds to wait for a statement that was interrupted because its connection is closed."""
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-131072",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA wal_autocheckpoint=4000",
)


class Sqlite(SqlDatabase[apsw.Connection]):
    """A database in a file. `readonly`: it is neither written to nor created."""

    dialect = "sqlite"

    def __init__(self, path: Path, readonly: bool = False) -> None:
        super().__init__()
        if apsw.sqlite_lib_version() and apsw.SQLITE_VERSION_NUMBER < OLDEST_SAFE:
            raise StoreError(f"SQLite {apsw.sqlite_lib_version()} can corrupt a database; install a newer apsw")
        self.path, self.readonly, self.name = path, readonly, str(path)
        if str(path) == ":memory:":
            raise StoreError("name a file: with :memory:, each thread would have its own database", str(path))
        if readonly and not path.exists():
            raise StoreError("there is no database; `retold ingest` creates one", str(path))
        with self._errors():
            if not readonly:
                path.parent.mkdir(parents=True, exist_ok=True)
                _create_private(path)
            _ = self._connection

    def all(self, sql: str, *values: Any) -> list[Row]:
        with self._errors():
            return self._timed.execute(_in_sqlite(sql), _bound(values)).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        with self._errors():
            row: Row | None = self._timed.execute(_in_sqlite(sql), _bound(values)).fetchone()
            return row

    def run(self, sql: str, *values: Any) -> None:
        with self._errors():
            self._timed.execute(_in_sqlite(sql), _bound(values))

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._errors():
            self._timed.executemany(_in_sqlite(sql), rows)

    def script(self, statements: Sequence[str]) -> None:
        with self._errors():
            for statement in statements:
                self._connection.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[None]:
        if self.readonly:
            raise ReadOnlyError("was opened only to be read", self.name)
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    def reading(self) -> AbstractContextManager[None]:
        return self._reading("BEGIN")

    @property
    def _timed(self) -> apsw.Connection:
        """The connection of this thread. Raises `DeadlineError` if the thread has no time left."""
        deadline.check()
        return self._connection

    def _open(self) -> apsw.Connection:
        if self.readonly:
            connection = self._open_readonly()
        else:
            connection = apsw.Connection(str(self.path))
            connection.set_busy_timeout(self.PATIENCE * 1000)
            tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
            if connection.readonly("main"):
                raise apsw.ReadOnlyError
            if not tables:  # only a new file: the schema of any other is checked before anything in it changes
                connection.execute("PRAGMA journal_mode=WAL").fetchall()
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
        connection.create_scalar_function("lower", _lower, 1, deterministic=True)  # SQLite's own knows only ASCII
        connection.set_progress_handler(deadline.has_passed, STEPS)
        self._local.process = os.getpid()
        return connection

    def _open_readonly(self) -> apsw.Connection:
        try:
            connection = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READONLY)
            connection.set_busy_timeout(self.PATIENCE * 1000)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except (apsw.CantOpenError, apsw.ReadOnlyError):
            # If even the log's index cannot be created, nobody can write: the file can be read as it is.
            uri = f"{self.path.resolve().as_uri()}?immutable=1"
            connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        return connection

    def _usable(self, connection: apsw.Connection) -> bool:  # noqa: ARG002
        """SQLite forbids carrying a connection across a fork."""
        return bool(self._local.process == os.getpid())

    def _close(self, connection: apsw.Connection) -> None:
        """Closes a connection. If another thread still runs a statement on it, that statement is interrupted."""
        ends = time.monotonic() + CLOSING
        while True:
            try:
                return connection.close(True)
            except apsw.ThreadingViolationError:
                if time.monotonic() > ends:
                    raise
                connection.interrupt()
                time.sleep(0.01)

    def _in_transaction(self, connection: apsw.Connection) -> bool:
        return connection.in_transaction

    def _roll_back(self, connection: apsw.Connection) -> None:
        if connection.in_transaction:  # SQLite has already rolled back after some errors
            connection.execute("ROLLBACK")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (apsw.NotADBError, apsw.CorruptError) as error:
            raise CorruptError(
                f"is not a database, or is damaged ({error}); nothing was changed. "
                "Restore a copy, or name another file with --db",
                self.name,
            ) from error
        except apsw.FullError as error:
            raise FullError(
                "the disk is full; articles reported as kept are safe. Make room and run the same command again",
                self.name,
            ) from error
        except (apsw.ReadOnlyError, PermissionError) as error:
            raise ReadOnlyError(
                "may not be written to; change its permissions, or name another file with --db", self.name
            ) from error
        except (apsw.BusyError, apsw.LockedError) as error:
            raise BusyError(
                f"another process has been writing for {self.PATIENCE} seconds; try again later", self.name
            ) from error
        except apsw.CantOpenError as error:
            raise StoreError("cannot be opened as a file; name another one with --db", self.name) from error
        except OSError as error:
            raise StoreError(f"cannot be used: {error.strerror or error}", self.name) from error
        except apsw.IOError as error:
            raise FullError(
                f"the disk cannot be written or read ({error}); articles reported as kept are safe", self.name
            ) from error
        except OverflowError as error:
            raise StoreError(f"a number is too large: {error}", self.name) from error
        except apsw.Error as error:
            if isinstance(error, apsw.InterruptError):
                deadline.check()
            raise StoreError(f"SQLite says: {error}", self.name) from error


def _create_private(path: Path) -> None:
    """Creates an empty file that only its owner may read, if there is none. SQLite gives its log the same mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _lower(*values: Any) -> Any:
    return values[0].lower() if isinstance(values[0], str) else values[0]


@lru_cache(maxsize=1024)
def _in_sqlite(sql: str) -> str:
    """A statement that takes a list as JSON: SQLite has no arrays."""
    return sql.replace("= ANY(?)", "IN (SELECT value FROM json_each(?))")


def _bound(values: Sequence[Any]) -> Sequence[Any]:
    if any(isinstance(v, list) for v in values):
        return [json.dumps(v) if isinstance(v, list) else v for v in values]
    return values
