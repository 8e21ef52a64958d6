"""Column lists that follow from row types, so that a query and its row cannot get out of step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any


def columns(row_type: Any, table: str = "") -> str:
    """The columns of a row type (a dataclass) for SELECT, in the order of its fields.

    `table`: a table or its alias in the query, to put before each column.
    """
    prefix = f"{table}." if table else ""
    return ", ".join(prefix + field.name for field in fields(row_type))


def insert(table: str, names: Sequence[str]) -> str:
    """An INSERT statement that names its columns and has a parameter for each."""
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"
