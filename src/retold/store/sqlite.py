"""SQLite, by apsw, which brings a library of its own: 3.7.0 to 3.51.2 can corrupt a file in
WAL mode when two processes reset the log at once, and that is what most systems have."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import apsw

from retold.errors import BusyError, CorruptError, FullError, ReadOnlyError, StoreError
from retold.store.database import Row

PATIENCE = 120
"""Seconds that a writer waits for another."""
LEAST = 3_051_003
"""The oldest library without the corruption of the log, as `sqlite3_libversion_number` tells it."""
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-131072",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA wal_autocheckpoint=4000",
)


class Sqlite:
    """A database in a file. `readonly`: it is not written to, nor made."""

    dialect = "sqlite"

    def __init__(self, path: Path, readonly: bool = False) -> None:
        if apsw.sqlite_lib_version() and apsw.SQLITE_VERSION_NUMBER < LEAST:
            raise StoreError(f"SQLite {apsw.sqlite_lib_version()} can corrupt a database; install a newer apsw")
        self.path, self.readonly, self.name = path, readonly, str(path)
        self._local = threading.local()
        self._opened: list[tuple[threading.Thread, apsw.Connection]] = []
        self._lock = threading.Lock()
        if str(path) == ":memory:":
            raise StoreError("a memory needs a file: each thread would have another of its own", str(path))
        if readonly and not path.exists():
            raise StoreError("there is no database; `retold ingest` makes one", str(path))
        with self._errors():
            if not readonly:
                path.parent.mkdir(parents=True, exist_ok=True)
            _ = self._connection

    @property
    def _connection(self) -> apsw.Connection:
        held: apsw.Connection | None = getattr(self._local, "connection", None)
        if held is None or self._local.process != os.getpid():  # a connection must not be carried across a fork
            held = self._open()
            self._local.connection, self._local.process = held, os.getpid()
            with self._lock:
                for thread, connection in [o for o in self._opened if not o[0].is_alive()]:
                    connection.close(True)
                    self._opened.remove((thread, connection))
                self._opened.append((threading.current_thread(), held))
        return held

    def _open(self) -> apsw.Connection:
        if not self.readonly:
            connection = apsw.Connection(str(self.path))
            connection.set_busy_timeout(PATIENCE * 1000)
            tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
            if connection.readonly("main"):
                raise apsw.ReadOnlyError
            if not tables:  # a new file: others are looked at before they are changed in anything
                connection.execute("PRAGMA journal_mode=WAL").fetchall()
        else:
            connection = self._open_to_read()
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
        connection.create_scalar_function("lower", _lower, 1, deterministic=True)  # SQLite's own knows ASCII alone
        return connection

    def _open_to_read(self) -> apsw.Connection:
        try:
            connection = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READONLY)
            connection.set_busy_timeout(PATIENCE * 1000)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except (apsw.CantOpenError, apsw.ReadOnlyError):
            # Where not even the log's index can be made, nobody writes: the file can be read as it stands.
            uri = f"{self.path.resolve().as_uri()}?immutable=1"
            connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        return connection

    def all(self, sql: str, *values: Any) -> list[Row]:
        with self._errors():
            return self._connection.execute(_own(sql), _bound(values)).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        with self._errors():
            row: Row | None = self._connection.execute(_own(sql), _bound(values)).fetchone()
            return row

    def run(self, sql: str, *values: Any) -> None:
        with self._errors():
            self._connection.execute(_own(sql), _bound(values))

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._errors():
            self._connection.executemany(_own(sql), rows)

    def script(self, statements: Sequence[str]) -> None:
        with self._errors():
            for statement in statements:
                self._connection.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[None]:
        if self.readonly:
            raise ReadOnlyError("was opened to be read only", str(self.path))
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._errors():
            inside = self._connection.in_transaction
        if inside:
            yield
            return
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self.run(begin)
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with self._errors():
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        with self._lock:
            for _, connection in self._opened:
                connection.close(True)
            self._opened.clear()
        self._local = threading.local()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        name = str(self.path)
        try:
            yield
        except (apsw.NotADBError, apsw.CorruptError) as error:
            raise CorruptError(
                f"is no database, or a damaged one ({error}); it was left as it is. Restore a copy, or name another file with --db",
                name,
            ) from error
        except apsw.FullError as error:
            raise FullError(
                "the disk is full; what was acknowledged is kept. Make room and run the same command again", name
            ) from error
        except (apsw.ReadOnlyError, PermissionError) as error:
            raise ReadOnlyError(
                "may not be written to; change its permissions, or name another file with --db", name
            ) from error
        except (apsw.BusyError, apsw.LockedError) as error:
            raise BusyError(
                f"another process has been writing for {PATIENCE} seconds; try again later", name
            ) from error
        except apsw.CantOpenError as error:
            raise StoreError("cannot be opened as a file; name another with --db", name) from error
        except OSError as error:
            raise StoreError(f"cannot be used: {error.strerror or error}", name) from error
        except apsw.IOError as error:
            raise FullError(
                f"the disk refuses to be written or read ({error}); what was acknowledged is kept", name
            ) from error
        except OverflowError as error:
            raise StoreError(f"a number is too large: {error}", name) from error
        except apsw.Error as error:
            raise StoreError(f"SQLite says: {error}", name) from error


def _lower(*values: Any) -> Any:
    return values[0].lower() if isinstance(values[0], str) else values[0]


@lru_cache(maxsize=1024)
def _own(sql: str) -> str:
    return sql.replace("= ANY(?)", "IN (SELECT value FROM json_each(?))")


def _bound(values: Sequence[Any]) -> Sequence[Any]:
    if any(isinstance(v, list) for v in values):
        return [json.dumps(v) if isinstance(v, list) else v for v in values]
    return values
