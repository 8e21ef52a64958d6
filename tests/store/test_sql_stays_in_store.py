"""SQL is written in `retold.store` and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import retold

PACKAGE = Path(retold.__file__).parent

STATEMENT = re.compile(
    r"""
    ^ \s* (?:
        SELECT \s .+ \s FROM \s             # a query
      | SELECT \s .+ \( .* \)               # a query without a table: SELECT changes()
      | WITH \s .+ \s AS \s* \(
      | INSERT \s (?: OR \s \w+ \s )? INTO \s
      | REPLACE \s INTO \s
      | UPDATE \s .+ \s SET \s
      | DELETE \s FROM \s
      | (?: CREATE | ALTER | DROP ) \s (?: .* \s )? (?: TABLE | INDEX | VIEW | TRIGGER | SEQUENCE | SCHEMA ) \b
      | PRAGMA \s
      | BEGIN | COMMIT | ROLLBACK | SAVEPOINT \s
      | (?: VACUUM | ANALYZE | REINDEX ) \b
    )
  | \b (?: WHERE | AND | OR | HAVING ) \s .* (?: = | < | > | LIKE | ANY \( ) \s* \?     # part of a statement
  | ^ \s* (?: ORDER | GROUP ) \s BY \s
    """,
    re.VERBOSE | re.DOTALL,
)
"""SQL as this package writes it: its words in capitals."""


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string in a program; the values in an f-string are replaced by `x`."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (str(p.value) if isinstance(p, ast.Constant) else "x" for p in node.values)
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def sql_in(program: str) -> list[tuple[int, str]]:
    return [(line, text) for line, text in texts(ast.parse(program)) if STATEMENT.search(text)]


@pytest.mark.parametrize(
    "program",
    [
        'database.all("SELECT key FROM article")',
        'sql = f"SELECT {columns} FROM article WHERE key = ?"',
        'where = "WHERE " + " AND ".join(parts)\nparts = ["end_day >= ?", "WHERE day < ?"]',
        'database.run("""\n    INSERT INTO story VALUES (?)""")',
        'database.many(f"INSERT INTO {table} VALUES ({marks})", rows)',
        'database.run("UPDATE article SET story = ? "\n             "WHERE key = ?", 1, 2)',
        'database.run("DELETE FROM article")',
        'database.run(f"DROP INDEX {name}")',
        'database.run("CREATE UNIQUE INDEX a ON b (c)")',
        'database.run("PRAGMA optimize")',
        'database.run("BEGIN")',
        'sql += f" AND {name} = ANY(?)"',
        'sql += " ORDER BY day DESC"',
    ],
)
def test_sql_is_recognised(program: str) -> None:
    assert sql_in(program)


@pytest.mark.parametrize(
    "program",
    [
        '"""Select a story from the list, and update it where needed."""',
        'message = "INSERT COIN"',
        'help = "Update the feed; delete from the list with --remove"',
        'words = "AND or OR, and WHERE else?"',
        'label = "SELECT"',
    ],
)
def test_prose_is_not(program: str) -> None:
    assert not sql_in(program)


def test_sql_stays_in_store() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "store"]
    assert len(modules) > 100
    found = {
        f"{path.relative_to(PACKAGE)}:{line}": text
        for path in modules
        for line, text in sql_in(path.read_text(encoding="utf-8"))
    }
    assert found == {}


def test_the_store_itself_has_sql() -> None:
    """That the search looks at real modules: there it must find much."""
    found = [hit for path in (PACKAGE / "store").glob("*.py") for hit in sql_in(path.read_text(encoding="utf-8"))]
    assert len(found) > 100
