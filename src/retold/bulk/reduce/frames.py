"""Tables as Daft sees them, and the one shape that every step has: rows by bucket, each bucket to a file of its own.

What a step writes depends on the rows of each bucket alone, which it puts in an order of its own: so the files
are the same on any engine, however the rows came. A bucket is written whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from retold.bulk.executors.packages import load_daft
from retold.sources import storage
from retold.sources.storage.s3 import keys as s3_keys

if TYPE_CHECKING:
    from daft import DataFrame, Expression

Work = Callable[[pa.Table], pa.Table]
"""What a step makes of the rows of one bucket. Pure; it travels to other machines."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that writes a table: rows by `by`, an int64 column, in so many buckets; `schema` is that of what `work` gives."""

    table: str
    by: str
    buckets: int
    work: Work
    schema: pa.Schema
    prefix: str = ""
    """What the names of its files begin with, where several steps write one table."""


class Frames:
    """The tables of one folder, on one engine: "native" or "ray".

    Raises `SettingsError` as `load_daft` does.
    """

    def __init__(self, folder: str, engine: str) -> None:
        self._daft, self._folder = load_daft(engine), folder
        self._io = _opened(self._daft) if folder.startswith(storage.S3) else None

    def shards(self, table: str, columns: Sequence[str], shards: Sequence[str]) -> DataFrame:
        """Columns of a table of shards."""
        found: DataFrame = self._daft.read_parquet(
            [f"{self._folder}/{table}/{s}.parquet" for s in shards], io_config=self._io
        ).select(*columns)
        return found

    def scan(self, table: str, columns: Sequence[str] = ()) -> DataFrame:
        """A table that a step wrote."""
        found: DataFrame = self._daft.read_parquet(f"{self.where(table)}/*.parquet", io_config=self._io)
        return found.select(*columns) if columns else found

    def given(self, table: pa.Table) -> DataFrame:
        """Rows that are at hand."""
        found: DataFrame = self._daft.from_arrow(table)
        return found

    def where(self, table: str) -> str:
        """The folder of a table that a step writes."""
        return f"{self._folder}/reduced/{table}"

    def column(self, name: str) -> Expression:
        """A column, for an expression."""
        found: Expression = self._daft.col(name)
        return found

    def part(self, by: str, buckets: int, number: int, parts: int) -> Expression:
        """That a column of numbers from 0 on is in the buckets of one of so many parts."""
        lit = self._daft.lit
        found: Expression = self._daft.col(by) % lit(buckets) % lit(parts) == lit(number)
        return found

    def equal(self, name: str, value: str) -> Expression:
        """That a column has a value."""
        found: Expression = self._daft.col(name) == self._daft.lit(value)
        return found

    def value(self, number: float) -> Expression:
        """A number, for an expression."""
        found: Expression = self._daft.lit(number)
        return found

    def written(self, frame: DataFrame, step: Step) -> int:
        """Writes a step's table; how many rows it has."""
        daft, names = self._daft, list(frame.column_names)
        folder, work, schema, buckets, by, prefix = (
            self.where(step.table),
            step.work,
            step.schema,
            step.buckets,
            step.by,
            step.prefix,
        )

        def bucket(*columns: Any) -> Any:
            rows = pa.table({name: column.to_arrow() for name, column in zip(names, columns, strict=True)})
            number = rows[by][0].as_py() % buckets if len(rows) else 0
            return pa.array([_kept(f"{folder}/{prefix}{number:05}.parquet", work(rows).cast(schema))])

        whole = daft.func.batch(return_dtype=daft.DataType.int64())(bucket)
        save(f"{folder}/none.parquet", schema.empty_table())
        keyed = frame.with_column("bucket", (daft.col(step.by) % buckets + buckets) % buckets)
        done = (
            keyed.groupby("bucket")
            .map_groups(whole(*(daft.col(n) for n in names)).alias("rows"))
            .select("rows")
            .to_arrow()
        )
        return sum(done["rows"].to_pylist())

    def mapped(self, frame: DataFrame, work: Callable[[pa.Table], pa.Array], kind: pa.DataType) -> DataFrame:
        """A frame with a column "found" that `work` makes of its rows, some at a time, each by itself; the other columns are those whose names have no "_"."""
        daft, names = self._daft, list(frame.column_names)

        def found(*columns: Any) -> Any:
            return work(pa.table({name: column.to_arrow() for name, column in zip(names, columns, strict=True)}))

        some = daft.func.batch(return_dtype=daft.DataType.from_arrow_type(kind), batch_size=BATCH)(found)
        plain = [n for n in names if "_" not in n]
        return frame.select(*plain, some(*(daft.col(n) for n in names)).alias("found"))


def _opened(daft: Any) -> Any:
    """How Daft opens S3: as `retold.sources.storage` does, by the same variables."""
    given = os.environ
    endpoint = given.get("AWS_ENDPOINT_URL_S3") or given.get("AWS_ENDPOINT_URL")
    region = given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION") or ("us-east-1" if endpoint else None)
    s3 = daft.io.S3Config.from_env() if s3_keys(given) else daft.io.S3Config(anonymous=True)
    return daft.io.IOConfig(
        s3=s3.replace(endpoint_url=endpoint, region_name=region, use_ssl=not (endpoint or "").startswith("http:"))
    )


BATCH = 2048
"""Rows that `mapped` gives at a time."""


def _kept(name: str, rows: pa.Table) -> int:
    save(name, rows)
    return len(rows)


def save(name: str, rows: pa.Table) -> None:
    """Writes a table as one file, whole or not at all."""
    with storage.written(name) as stream:
        pq.write_table(rows, stream, compression="zstd", write_page_checksum=True)


def ordered(rows: pa.Table, *columns: str) -> pa.Table:
    """Rows in the order of columns, those without a value last."""
    return rows.sort_by([(c, "ascending") for c in columns]).combine_chunks()


def table(lines: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Lines of values as a table."""
    columns: Sequence[Sequence[Any]] = list(zip(*lines, strict=True)) or [() for _ in schema.names]
    return pa.table(dict(zip(schema.names, columns, strict=True)), schema)
