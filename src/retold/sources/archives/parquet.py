"""Rows of a Parquet file."""

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

ROWS = 64
"""Rows that are held at once, at most."""
NAMES = {
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
"""Columns by the field of `retold.sources.rows` that they give, the first that a file has. Only a column called body is kept
to the character: what other sets call content is scraped text."""
_TEXTS = ("body", "text", "html")
_DATES = ("published", "modified")


def pages(stream: BinaryIO, name: str, settings: Settings) -> Iterator[Page | SourceError]:
    """A page for each row, a few rows at a time; see `retold.sources.rows`. Names of columns may be in any case.

    A row without an article is an error in its place. Of a row group that is damaged, the rows behind the damage are lost, and
    no others. `stream` must be able to seek.
    """
    try:
        file = parquet.ParquetFile(stream, buffer_size=1 << 20, pre_buffer=False, page_checksum_verification=True)
        columns = _columns(file.schema_arrow.names)
    except (pyarrow.ArrowException, OSError, MemoryError) as error:
        yield FormatError(f"is not a whole Parquet file: {_said(error)}", name)
        return
    if not any(t in columns for t in _TEXTS):
        yield FormatError(
            f"has no column body, text or html (nor content, maintext, article); it has {', '.join(file.schema_arrow.names)[:200]}",
            name,
        )
        return
    first = 1
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        yield from _group(file, group, first, columns, name, settings)
        first += count


def counted(path: Path) -> int | None:
    """How many rows a file says that it has; None where it cannot be read."""
    try:
        return int(parquet.read_metadata(path).num_rows)
    except (pyarrow.ArrowException, OSError):
        return None


def _columns(names: list[str]) -> dict[str, str]:
    """The column of each field that there is."""
    known = {n.lower(): n for n in reversed(names)}
    return {
        field: known[found]
        for field, aliases in NAMES.items()
        if (found := next((a for a in aliases if a in known), None))
    }


def _group(
    file: Any, group: int, first: int, columns: Mapping[str, str], name: str, settings: Settings
) -> Iterator[Page | SourceError]:
    about = file.metadata.row_group(group)
    number = first
    batches = _batches(file, group, columns, settings)
    while True:
        try:
            batch = next(batches, None)
        except (pyarrow.ArrowException, OSError, MemoryError, ValueError) as error:
            lost = first + about.num_rows - number
            yield DamagedError(
                f"row group {group} is damaged ({_said(error)}; {lost:,} rows lost)",
                f"{name}:{number}",
                about.total_byte_size,
            )
            return
        if batch is None:
            return
        cells = {
            field: batch.column(batch.schema.get_all_field_indices(column)[0]) for field, column in columns.items()
        }
        for index in range(batch.num_rows):
            yield _row({field: column[index] for field, column in cells.items()}, columns, f"{name}:{number}", settings)
            number += 1


def _batches(file: Any, group: int, columns: Mapping[str, str], settings: Settings) -> Iterator[Any]:
    """The rows of a group, as many at once as are together not larger than one may be, by their mean."""
    about = file.metadata.row_group(group)
    chunks = (about.column(number) for number in range(about.num_columns))
    size = sum(
        c.total_uncompressed_size
        for c in chunks
        if f"{c.path_in_schema}.".startswith(tuple(f"{column}." for column in columns.values()))
    )
    each = max(1, size // max(1, about.num_rows))
    yield from file.iter_batches(
        max(1, min(ROWS, settings.max_bytes // each)),
        row_groups=[group],
        columns=list(columns.values()),
        use_threads=False,
    )


def _row(cells: Mapping[str, Any], columns: Mapping[str, str], where: str, settings: Settings) -> Page | SourceError:
    """The page of one row. A cell that has no value in Python costs the row, a date only itself."""
    if any(_size(cell) > settings.max_bytes for cell in cells.values()):
        return FormatError(f"the row is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", where)
    given: dict[str, object] = {}
    for field, cell in cells.items():
        try:
            given[field] = _value(field, cell)
        except (
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            NotImplementedError,
            pyarrow.ArrowException,
        ) as error:
            if field not in _DATES:
                return FormatError(f"its {columns[field]} cannot be read: {_said(error)}", where)
    try:
        return rows.page(given, where)
    except SourceError as error:
        return error


def _size(cell: Any) -> int:
    """Bytes of a text, or of a list; before there is a copy of it in Python."""
    if not cell.is_valid:
        return 0
    if isinstance(cell, pyarrow.DictionaryScalar):
        return _size(cell.value)
    if isinstance(cell, pyarrow.BinaryScalar):
        return int(cell.as_buffer().size)
    return int(cell.values.nbytes) if isinstance(cell, pyarrow.ListScalar) else 0


def _value(field: str, cell: Any) -> object:
    """A cell as JSON would have it. A time without a zone is told as its day alone.

    Raises many errors: of a year beyond 9999, a zone that is not known, text that is not UTF-8.
    """
    if pyarrow.types.is_timestamp(cell.type) and cell.type.unit == "ns":  # which Python has not
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


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
