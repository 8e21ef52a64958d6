"""Pages of a Parquet file, one for each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow
from pyarrow import parquet

from retold.config import Settings
from retold.errors import DamagedError, FormatError, SourceError
from retold.sources import rows
from retold.sources.charsets import decode
from retold.types import Page

MAX_ROWS = 64
"""Rows that are held at once."""
COLUMNS = {
    "id": ("id", "article_id", "doc_id"),
    "url": ("url", "link", "article_url"),
    "canonical_url": ("canonical_url",),
    "headline": ("headline", "title"),
    "byline": ("byline", "author", "authors"),
    "publisher": ("publisher", "source", "source_name", "site_name", "outlet"),
    "published": (
        "published",
        "published_at",
        "date",
        "publish_date",
        "published_date",
        "date_publish",
        "publication_date",
        "pub_date",
    ),
    "modified": ("modified", "date_modify", "updated_at"),
    "language": ("language", "lang"),
    "body": ("body",),
    "text": ("text", "content", "maintext", "article"),
    "html": ("html", "raw_html"),
}
"""The columns that give each field of `retold.sources.rows`; of several, the first that a file has is used.

Only a column named body is kept to the character: in other data sets, "content" is scraped text.
"""
_TEXT_FIELDS = ("body", "text", "html")
_DATE_FIELDS = ("published", "modified")
_DAMAGE = (pyarrow.ArrowException, OSError, MemoryError, ValueError)
"""What pyarrow raises for a damaged file. `ValueError`: text in the file's metadata that is not UTF-8."""


def pages(stream: BinaryIO, name: str, settings: Settings) -> Iterator[Page | SourceError]:
    """A page for each row; see `retold.sources.rows`. Few rows are held at once. Column names may be in any case.

    A row without an article is an error in its place. If a row group is damaged, only the rows after the damage are
    lost. `stream` must be able to seek.
    """
    try:
        file = parquet.ParquetFile(stream, buffer_size=1 << 20, pre_buffer=False, page_checksum_verification=True)
        names = file.schema_arrow.names
    except _DAMAGE as error:
        yield FormatError(f"is not a whole Parquet file: {_reason(error)}", name)
        return
    columns = _columns(names)
    if not any(field in columns for field in _TEXT_FIELDS):
        wanted = "body, text or html (nor content, maintext, article)"
        yield FormatError(f"has no column {wanted}; it has {', '.join(names)[:200]}", name)
        return
    first = 1
    for group in range(file.num_row_groups):
        rows_of_group = _RowGroup(file, group, first, columns, name, settings)
        yield from rows_of_group.pages()
        first += rows_of_group.size


def count_rows(path: Path) -> int | None:
    """How many rows a file says that it has; None if it cannot be read."""
    try:
        return int(parquet.read_metadata(path).num_rows)
    except _DAMAGE:
        return None


def _columns(names: list[str]) -> dict[str, str]:
    """The column of each field that the file has."""
    by_lower_name = {n.lower(): n for n in reversed(names)}
    return {
        field: by_lower_name[column]
        for field, candidates in COLUMNS.items()
        if (column := next((c for c in candidates if c in by_lower_name), None))
    }


class _RowGroup:
    """A part of a file that is read alone. `first`: the number of its first row in the file, from 1."""

    def __init__(
        self, file: Any, group: int, first: int, columns: Mapping[str, str], name: str, settings: Settings
    ) -> None:
        self._file, self._group, self._first = file, group, first
        self._columns, self._name, self._settings = columns, name, settings
        self._metadata = file.metadata.row_group(group)
        self.size = int(self._metadata.num_rows)

    def pages(self) -> Iterator[Page | SourceError]:
        """A page for each row, and one error in place of all rows that are lost."""
        number = self._first
        batches = self._batches()
        while True:
            try:
                batch = next(batches, None)
            except _DAMAGE as error:
                lost = self._first + self.size - number
                yield DamagedError(
                    f"row group {self._group} is damaged ({_reason(error)}; {lost:,} rows lost)",
                    f"{self._name}:{number}",
                    self._metadata.total_byte_size,
                )
                return
            if batch is None:
                return
            cells = {
                field: batch.column(batch.schema.get_all_field_indices(column)[0])
                for field, column in self._columns.items()
            }
            for index in range(batch.num_rows):
                row = {field: column[index] for field, column in cells.items()}
                yield _page(row, self._columns, f"{self._name}:{number}", self._settings)
                number += 1

    def _batches(self) -> Iterator[Any]:
        """The rows of the group, so few at once that together they are not larger than one row may be, by their mean.

        The mean is of all columns. The sizes of single columns cannot be asked: on damaged statistics of a column,
        pyarrow ends the whole process.
        """
        mean = max(1, self._metadata.total_byte_size // max(1, self.size))
        yield from self._file.iter_batches(
            max(1, min(MAX_ROWS, self._settings.max_bytes // mean)),
            row_groups=[self._group],
            columns=list(self._columns.values()),
            use_threads=False,
        )


def _page(cells: Mapping[str, Any], columns: Mapping[str, str], where: str, settings: Settings) -> Page | SourceError:
    """The page of one row. If a cell has no value in Python, the row is lost; of a date, only the date."""
    if any(_size(cell) > settings.max_bytes for cell in cells.values()):
        return FormatError(f"the row is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", where)
    row: dict[str, object] = {}
    for field, cell in cells.items():
        try:
            row[field] = _value(field, cell)
        except (
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            NotImplementedError,
            pyarrow.ArrowException,
        ) as error:
            if field not in _DATE_FIELDS:
                return FormatError(f"its {columns[field]} cannot be read: {_reason(error)}", where)
    try:
        return rows.page(row, where)
    except SourceError as error:
        return error


def _size(cell: Any) -> int:
    """The bytes of a text or a list, known before it is copied into Python."""
    if not cell.is_valid:
        return 0
    if isinstance(cell, pyarrow.DictionaryScalar):
        return _size(cell.value)
    if isinstance(cell, pyarrow.BinaryScalar):
        return int(cell.as_buffer().size)
    return int(cell.values.nbytes) if isinstance(cell, pyarrow.ListScalar) else 0


def _value(field: str, cell: Any) -> object:
    """A cell as a JSON value. Of a time without a zone, only the day is kept.

    Raises many errors: for a year beyond 9999, an unknown zone, text that is not UTF-8.
    """
    if pyarrow.types.is_timestamp(cell.type) and cell.type.unit == "ns":  # Python has no nanoseconds
        cell = cell.cast(pyarrow.timestamp("us", cell.type.tz), safe=False)
    value = cell.as_py()
    if isinstance(value, bytes):
        return decode(value)
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if field == "byline" and isinstance(value, list):
        return [v for v in value if v is not None]
    return value


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
