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
"""Rows that are held at once."""
NAMES = {
    "id": ("id", "article_id", "doc_id"),
    "url": ("url", "link", "article_url"),
    "canonical_url": ("canonical_url",),
    "headline": ("headline", "title"),
    "byline": ("byline", "author", "authors"),
    "publisher": ("publisher", "source", "source_name", "site_name", "outlet"),
    "published": ("published", "published_at", "date", "publish_date", "published_date", "date_publish", "publication_date", "pub_date"),
    "modified": ("modified", "date_modify", "updated_at"),
    "language": ("language", "lang"),
    "body": ("body",),
    "text": ("text", "content", "maintext", "article"),
    "html": ("html", "raw_html"),
}
"""Columns by the field of `retold.sources.rows` that they give, the first that a file has. Only a column called body is kept
to the character: what other sets call content is scraped text."""
_TEXTS = ("body", "text", "html")


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
        yield FormatError(f"has no column body, text or html (nor content, maintext, article); it has {', '.join(file.schema_arrow.names)[:200]}", name)
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
    return {field: known[found] for field, aliases in NAMES.items() if (found := next((a for a in aliases if a in known), None))}


def _group(file: Any, group: int, first: int, columns: Mapping[str, str], name: str, settings: Settings) -> Iterator[Page | SourceError]:
    about = file.metadata.row_group(group)
    number = first
    try:
        for batch in file.iter_batches(ROWS, row_groups=[group], columns=list(columns.values()), use_threads=False):
            for row in batch.to_pylist():
                yield _row(row, columns, f"{name}:{number}", settings)
                number += 1
    except (pyarrow.ArrowException, OSError, MemoryError, ValueError) as error:
        lost = first + about.num_rows - number
        yield DamagedError(f"row group {group} is damaged ({_said(error)}; {lost:,} rows lost)", f"{name}:{number}", about.total_byte_size)


def _row(row: Mapping[str, object], columns: Mapping[str, str], where: str, settings: Settings) -> Page | SourceError:
    given = {field: _value(field, row[column]) for field, column in columns.items()}
    if any(isinstance(t, str) and len(t) > settings.max_bytes for t in given.values()):
        return FormatError(f"the row is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", where)
    try:
        return rows.page(given, where)
    except SourceError as error:
        return error


def _value(field: str, value: object) -> object:
    """A value as JSON would have it. A time without a zone is told as its day alone."""
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
