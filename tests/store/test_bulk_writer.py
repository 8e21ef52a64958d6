"""The bulk writer checks columns against the schema, and writes all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retold.errors import StoreError
from retold.store import Database, connect
from retold.store.bulk_writer import BulkWriter
from retold.store.changes import last_change

ENTITIES = {"id": [1, 2], "name": ["Ann Lee", "Oslo"], "type": ["person", "place"], "stories": [1, 1]}
FORM = {
    "id": [1],
    "key": ["ann lee"],
    "person": [1],
    "name": ["Ann Lee"],
    "type": ["person"],
    "entity": [1],
    "articles": [1],
    "votes": ["{}"],
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = connect(str(tmp_path / "m.db"))
    yield opened
    opened.close()


def writer(database: Database) -> BulkWriter:
    found = BulkWriter.for_empty(database)
    assert found is not None
    return found


def indexes(database: Database) -> list[tuple[str, str]]:
    return database.all("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")  # type: ignore[return-value]


def test_rows_are_written_by_column_name(database: Database) -> None:
    before, bulk = indexes(database), writer(database)
    with bulk.writing():
        assert indexes(database) == []
        bulk.write("entity", dict(reversed(ENTITIES.items())))
    assert database.all("SELECT id, name, type, stories FROM entity ORDER BY id") == [
        (1, "Ann Lee", "person", 1),
        (2, "Oslo", "place", 1),
    ]
    assert indexes(database) == before
    assert last_change(database) == 1


@pytest.mark.parametrize(
    ("table", "columns", "message"),
    [
        ("entity", ENTITIES | {"colour": ["red", "blue"]}, "the table entity has no column colour"),
        ("entity", {k: v for k, v in ENTITIES.items() if k != "type"}, "rows of the table entity lack type"),
        ("presence", {"entity": [1]}, "rows of the table presence lack story"),
        ("fulltext", {"headline": ["a"], "body": ["b"]}, "rows of the table fulltext lack rowid"),
        ("nowhere", {"a": [1]}, "the table nowhere has no column a"),
    ],
)
def test_columns_are_checked(database: Database, table: str, columns: dict[str, list[object]], message: str) -> None:
    bulk = writer(database)
    with pytest.raises(StoreError, match=message), bulk.writing():
        bulk.write(table, columns)


def test_columns_have_one_length(database: Database) -> None:
    bulk = writer(database)
    with pytest.raises(ValueError, match="shorter"), bulk.writing():
        bulk.write("entity", ENTITIES | {"name": ["Ann Lee"]})
    assert database.all("SELECT id FROM entity") == []


def test_a_number_of_its_own_and_what_may_be_null_can_be_left_out(database: Database) -> None:
    bulk = writer(database)
    with bulk.writing():
        bulk.write("form", {k: v for k, v in FORM.items() if k != "id"})
        bulk.write("fulltext", {"rowid": [1], "headline": ["a"], "body": ["b"]})
    assert database.all("SELECT id FROM form") == [(1,)]


def test_all_or_nothing(database: Database) -> None:
    before, bulk = indexes(database), writer(database)

    def stopped() -> None:
        with bulk.writing():
            bulk.write("entity", ENTITIES)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stopped()
    assert indexes(database) == before
    assert database.all("SELECT id FROM entity") == []
    assert last_change(database) == 0


def test_only_for_an_empty_sqlite_database(database: Database, postgres: str) -> None:
    server = connect(postgres)
    assert BulkWriter.for_empty(server) is None
    server.close()
    with database.writing():
        database.run(
            "INSERT INTO article (id, version, current, url, headline, publisher, added, language, words, fingerprint) "
            "VALUES ('a', 1, 1, '', '', '', '', 'en', 0, ?)",
            b"",
        )
    assert BulkWriter.for_empty(database) is None
