"""What both databases must do in the same way, below the memory."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retold.errors import DeadlineError, NewerDatabaseError, StoreError
from retold.store import Database, connect, deadline, schema
from retold.store.deadline import Deadline


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "m.db") if request.param == "sqlite" else str(request.getfixturevalue("postgres"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    found = connect(url)
    yield found
    found.close()


def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.writing():
        database.run("INSERT INTO meta VALUES (?, ?)", "a", "1")

    def stopped() -> None:
        with database.writing():
            database.many("INSERT INTO meta VALUES (?, ?)", [("b", "2"), ("c", "3")])
            assert database.one("SELECT count(*) FROM meta WHERE name = ANY(?)", ["b", "c"]) == (2,)
            raise ZeroDivisionError

    def refused() -> None:
        with database.writing():
            database.run("INSERT INTO meta VALUES (?, ?)", "d", "4")
            database.run("INSERT INTO meta VALUES (?, ?)", "a", "once more")

    with pytest.raises(ZeroDivisionError):
        stopped()
    with pytest.raises(StoreError):
        refused()
    assert database.all("SELECT name, value FROM meta WHERE name = ANY(?) ORDER BY name", ["a", "b", "c", "d"]) == [
        ("a", "1")
    ]


def test_values_come_back_as_they_were(database: Database) -> None:
    for entities in (b"", b"\0\xff" * 300):
        (key,) = database.one(
            "INSERT INTO story (id, headline, articles, tellings, publishers, entities, changed) "
            "VALUES (?, ?, 0, 0, 0, ?, ?) RETURNING key",
            "é'\"%?;--",
            "नमस्ते 🛳",
            entities,
            (1 << 62),
        ) or (0,)
        assert database.one("SELECT id, headline, entities, changed, day FROM story WHERE key = ?", key) == (
            "é'\"%?;--",
            "नमस्ते 🛳",
            entities,
            1 << 62,
            None,
        )
    assert database.all("SELECT key FROM story WHERE id = ANY(?)", []) == []


def test_one_reading_sees_one_state(url: str, database: Database) -> None:
    writer = connect(url)
    with database.reading():
        before = database.one("SELECT count(*) FROM meta")
        with writer.writing():
            writer.run("INSERT INTO meta VALUES ('x', '1')")
        assert database.one("SELECT count(*) FROM meta") == before
    assert database.one("SELECT count(*) FROM meta") != before
    writer.close()


def test_writers_take_turns(url: str, database: Database) -> None:
    with database.writing():
        database.run("INSERT INTO meta VALUES ('n', '0')")

    def add() -> None:
        own = connect(url)
        for _ in range(20):
            with own.writing():
                (value,) = own.one("SELECT value FROM meta WHERE name = 'n'") or ("0",)
                own.run("UPDATE meta SET value = ? WHERE name = 'n'", str(int(value) + 1))
        own.close()

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.one("SELECT value FROM meta WHERE name = 'n'") == ("60",)


def test_both_have_the_same_tables_and_columns(tmp_path: Path, postgres: str) -> None:
    own, other = connect(str(tmp_path / "m.db")), connect(postgres)
    tables = [
        r[0]
        for r in own.all(
            "SELECT name FROM sqlite_schema "
            "WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'fulltext%'"
        )
    ]
    kinds = {"INTEGER": "bigint", "REAL": "double precision", "TEXT": "text", "BLOB": "bytea"}
    for table in tables:
        columns = [(r[1], kinds[r[2]], bool(r[3]) or bool(r[5])) for r in own.all(f"PRAGMA table_info({table})")]
        sql = (
            "SELECT column_name::text, data_type::text, is_nullable::text = 'NO' FROM information_schema.columns "
            "WHERE table_name = ? ORDER BY ordinal_position"
        )
        assert other.all(sql, table) == columns, table
    indexes = {r[0] for r in own.all("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")}
    assert indexes <= {r[0] for r in other.all("SELECT indexname::text FROM pg_indexes")}
    own.close()
    other.close()


def test_opened_again_it_is_not_made_again(url: str, database: Database) -> None:
    with database.writing():
        database.run("INSERT INTO meta VALUES ('a', '1')")
    again = connect(url)
    assert again.one("SELECT value FROM meta WHERE name = 'a'") == ("1",)
    assert again.one("SELECT value FROM meta WHERE name = 'schema'") == (str(schema.VERSION),)
    again.close()


def test_a_migration_is_applied_once_and_in_order(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("ALTER TABLE story ADD COLUMN rank REAL",)))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    for _ in range(2):
        newer = connect(url)
        assert newer.all("SELECT rank FROM story") == []
        newer.close()
    monkeypatch.undo()
    with pytest.raises(NewerDatabaseError, match=f"schema {schema.VERSION + 1}"):
        connect(url)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match="cannot be reached") as error:
        connect("postgresql://kari:geheim@127.0.0.1:9/news")
    assert "geheim" not in str(error.value)
    assert re.search(r"kari:…@127\.0\.0\.1", str(error.value))


def test_closing_interrupts_a_statement_of_another_thread(tmp_path: Path) -> None:
    database = connect(str(tmp_path / "m.db"))
    started, faults = threading.Event(), list[BaseException]()

    def read() -> None:
        started.set()
        try:
            database.all("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
        except BaseException as error:  # noqa: BLE001 - whatever ends it
            faults.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    started.wait()
    time.sleep(0.2)
    database.close()
    reader.join(10)
    assert not reader.is_alive()
    assert len(faults) == 1


def test_only_its_owner_may_read_a_new_file(tmp_path: Path) -> None:
    database = connect(str(tmp_path / "m.db"))
    database.run("INSERT INTO meta VALUES ('a', '1')")
    files = sorted(tmp_path.iterdir())
    assert len(files) == 3, "the database, its log and the log's index"
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    database.close()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_statement_ends_at_the_deadline(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(DeadlineError), deadline.within(Deadline(0.2)), database.reading():
            database.all(ENDLESS)
        with pytest.raises(DeadlineError), deadline.within(Deadline(0.2)):
            database.one(ENDLESS)
    with pytest.raises(DeadlineError), deadline.within(Deadline(0)):
        database.all("SELECT 1")
    assert database.all("SELECT 1") == [(1,)]


def test_a_later_statement_has_only_the_time_that_is_left(database: Database) -> None:
    """A statement that began late may not run for as long as the first one might."""
    own = Deadline(3600)

    def ask() -> None:
        with deadline.within(own), database.reading():
            database.all("SELECT 1")
            own._end = time.monotonic() + 0.2
            database.all(ENDLESS)

    with pytest.raises(DeadlineError):
        ask()


def test_after_a_deadline_statements_have_no_limit(database: Database) -> None:
    with deadline.within(Deadline(0.2)), database.reading():
        database.all("SELECT 1")
    (counted,) = database.one(ENDLESS.replace("FROM n)", "FROM n WHERE i < 1500000)")) or (0,)
    assert counted == 1_500_000


def test_a_deadline_ends_its_own_thread_only(database: Database) -> None:
    counted = list[object]()

    def count() -> None:
        counted.append(database.one(ENDLESS.replace("FROM n)", "FROM n WHERE i < 1000000)")))

    other = threading.Thread(target=count)
    other.start()
    with pytest.raises(DeadlineError), deadline.within(Deadline(0.1)):
        database.all(ENDLESS)
    other.join(60)
    assert counted == [(1_000_000,)]
