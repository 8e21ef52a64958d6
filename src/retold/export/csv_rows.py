"""Rows of CSV that a spreadsheet does not run.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is a formula to a spreadsheet (OWASP: CSV
injection).
Names and sentences come from articles, so anybody can write one. Such text gets an apostrophe before it; numbers stay.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rows(stream: IO[str], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes a header and rows, in these columns."""
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _inert(value) for name, value in row.items()})


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row for a table that has no lists: they become JSON. Text is such that UTF-8 can carry it."""
    return {
        name: _encodable(json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value)
        for name, value in row.items()
    }


def _encodable(value: Any) -> Any:
    """A value that UTF-8 can carry: lone surrogates become escapes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _inert(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = f"'{value}" if value.startswith(_FORMULA) else value
    return text.replace("\r\n", "\n").replace("\r", "\n")  # Python quotes a line feed, but not a carriage return
