"""A reduced corpus on disk or in a store: the tables of the reduction, and the shards that it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from retold.bulk.shards import place
from retold.errors import FormatError
from retold.sources import storage


@dataclass(frozen=True, slots=True)
class Corpus:
    """The corpus of a folder. `shards`: names of the shards that have articles.

    All calls raise `FormatError` if a file is damaged.
    """

    folder: str
    shards: tuple[str, ...]

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of the reduction, by its folder."""
        files = [f.name for f in storage.list_folder(f"{self.folder}/reduced/{name}") if f.name.endswith(".parquet")]
        return pa.concat_tables([_read(file, columns) for file in files])

    def shard_table(self, shard: str, table: str, columns: Sequence[str]) -> pa.Table:
        """Columns of a table of one shard."""
        return _read(place(self.folder, table, shard), columns)

    def row_groups(self, shard: str, tables: Sequence[str]) -> Iterator[list[pa.Table]]:
        """The row groups of a shard's tables: each time one of each table, with the same articles."""
        names = [place(self.folder, table, shard) for table in tables]
        with _damage(names[0]):
            files = [pq.ParquetFile(storage.open_file(name)) for name in names]
        for number in range(files[0].num_row_groups):
            with _damage(names[0]):
                group = [file.read_row_group(number) for file in files]
            yield group

    def mention_count(self) -> int:
        """How many chains all shards have."""
        count = 0
        for shard in self.shards:
            name = place(self.folder, "mentions", shard)
            with _damage(name), storage.open_file(name) as stream:
                count += int(pq.ParquetFile(stream).metadata.num_rows)
        return count


def _read(name: str, columns: Sequence[str] | None) -> pa.Table:
    with _damage(name), storage.open_file(name) as stream:
        return pq.read_table(stream, columns=list(columns) if columns else None)


@contextmanager
def _damage(name: str) -> Iterator[None]:
    """Raises damage of a file as `FormatError`."""
    try:
        yield
    except (OSError, ValueError, KeyError) as error:  # pyarrow's own errors are among these
        raise FormatError(
            f"is damaged ({error}). If it belongs to a shard, remove its manifest and run `retold bulk` again; "
            "otherwise run `retold bulk reduce` again",
            name,
        ) from error
