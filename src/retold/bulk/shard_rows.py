"""Rows of articles into the row groups of a shard's tables, with little memory."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from retold.bulk.tables import SCHEMAS

GROUP = 500
"""Articles of a row group, about 20 MB in memory."""
BYTES = 64_000_000
"""Bytes in memory at which a row group of long articles ends earlier."""
PIECE = 50
"""Articles whose rows are joined at a time."""

Rows = Mapping[str, pa.Table]
"""Rows of each table of a shard."""


class ShardRows:
    """Collects the rows of articles and writes row groups. `first_row`: the number of the first article."""

    def __init__(self, writers: Mapping[str, pq.ParquetWriter], first_row: int) -> None:
        self._writers, self.next_row = writers, first_row
        self._pieces: list[Rows] = []
        self._articles, self._bytes = 0, 0
        self._empty = True

    def add(self, article: Rows) -> None:
        """Takes the rows of the article whose number is `next_row`."""
        self._pieces.append(article)
        self.next_row += 1
        self._articles += 1
        self._bytes += sum(rows.nbytes for rows in article.values())
        if self._articles == GROUP or self._bytes >= BYTES:
            self._write_group()
        elif self._articles % PIECE == 0:  # rows in tables of their own need five times the memory
            self._pieces = [*self._pieces[:-PIECE], _joined(self._pieces[-PIECE:])]
            _release_memory()

    def end(self) -> None:
        """Writes the rest; if there was nothing at all, empty tables."""
        if self._pieces or self._empty:
            self._write_group()

    def _write_group(self) -> None:
        for name, rows in _joined(self._pieces).items():
            self._writers[name].write_table(rows, row_group_size=max(1, len(rows)))
        self._pieces, self._articles, self._bytes, self._empty = [], 0, 0, False
        _release_memory()


def _release_memory() -> None:
    """Gives freed memory back to the system. glibc would keep a third of a worker's memory after some 100 articles."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _joined(pieces: Sequence[Rows]) -> Rows:
    return {
        name: pa.concat_tables([schema.empty_table(), *(p[name] for p in pieces)]).combine_chunks()
        for name, schema in SCHEMAS.items()
    }
