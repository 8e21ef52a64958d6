"""Tables as Daft frames, and the one shape that every step has: rows by bucket, each bucket into its own file.

What a step writes depends only on the rows of each bucket, and the step sorts these itself. So the files are the same
on every engine, in whatever order rows arrive. A bucket is written completely or not at all.
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
from retold.sources.storage.s3 import has_credentials

if TYPE_CHECKING:
    from daft import DataFrame, Expression

BATCH = 2048
"""Rows that `map_rows` gives to its function at a time."""

Work = Callable[[pa.Table], pa.Table]
"""Makes the rows that a step writes from the rows of one bucket. Pure; it is sent to other machines."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that writes a table. Rows are put into buckets by the int64 column `by`; `work` returns rows of `schema`."""

    table: str
    by: str
    work: Work
    schema: pa.Schema
    prefix: str = ""
    """Start of its file names, if several steps write one table."""


class Frames:
    """The tables of one folder, on one engine: "native" or "ray".

    Raises `SettingsError` as `load_daft` does.
    """

    def __init__(self, folder: str, engine: str) -> None:
        self._daft, self._folder = load_daft(engine), folder
        self._io = _s3_config(self._daft) if folder.startswith(storage.S3) else None

    def shard_table(self, table: str, columns: Sequence[str], shards: Sequence[str]) -> DataFrame:
        """Columns of a table of all shards."""
        files = [f"{self._folder}/{table}/{shard}.parquet" for shard in shards]
        frame: DataFrame = self._daft.read_parquet(files, io_config=self._io).select(*columns)
        return frame

    def scan(self, table: str, columns: Sequence[str] = ()) -> DataFrame:
        """A table that a step wrote. No columns: all."""
        frame: DataFrame = self._daft.read_parquet(f"{self.path(table)}/*.parquet", io_config=self._io)
        return frame.select(*columns) if columns else frame

    def from_arrow(self, table: pa.Table) -> DataFrame:
        """A frame of rows in memory."""
        frame: DataFrame = self._daft.from_arrow(table)
        return frame

    def path(self, table: str) -> str:
        """The folder of a table that a step writes."""
        return f"{self._folder}/reduced/{table}"

    def column(self, name: str) -> Expression:
        """A column, for an expression."""
        expression: Expression = self._daft.col(name)
        return expression

    def literal(self, number: float) -> Expression:
        """A number, for an expression."""
        expression: Expression = self._daft.lit(number)
        return expression

    def equal(self, name: str, value: str) -> Expression:
        """A condition: a column has a value."""
        expression: Expression = self._daft.col(name) == self._daft.lit(value)
        return expression

    def in_part(self, by: str, buckets: int, number: int, parts: int) -> Expression:
        """A condition: the bucket of a column of non-negative numbers belongs to part `number` of `parts`."""
        lit = self._daft.lit
        expression: Expression = self._daft.col(by) % lit(buckets) % lit(parts) == lit(number)
        return expression

    def write(self, frame: DataFrame, step: Step, buckets: int) -> int:
        """Writes the table of a step. Returns how many rows it has."""
        daft, names, folder = self._daft, list(frame.column_names), self.path(step.table)
        # The function is pickled and sent to other machines: it must not hold `self`.
        work, schema, by, prefix = step.work, step.schema, step.by, step.prefix

        def write_bucket(*columns: Any) -> Any:
            rows = pa.table({name: column.to_arrow() for name, column in zip(names, columns, strict=True)})
            number = rows[by][0].as_py() % buckets if len(rows) else 0
            result = work(rows).cast(schema)
            save(f"{folder}/{prefix}{number:05}.parquet", result)
            return pa.array([len(result)])

        for_group = daft.func.batch(return_dtype=daft.DataType.int64())(write_bucket)
        save(f"{folder}/none.parquet", schema.empty_table())  # so that a scan of a table without rows finds a file
        with_bucket = frame.with_column("bucket", (daft.col(by) % buckets + buckets) % buckets)
        counts = (
            with_bucket.groupby("bucket")
            .map_groups(for_group(*(daft.col(n) for n in names)).alias("rows"))
            .select("rows")
            .to_arrow()
        )
        return sum(counts["rows"].to_pylist())

    def map_rows(self, frame: DataFrame, work: Callable[[pa.Table], pa.Array], kind: pa.DataType) -> DataFrame:
        """A frame with a column "found" that `work` makes of some rows at a time, each row by itself.

        Of the other columns, only those without "_" in their names are kept.
        """
        daft, names = self._daft, list(frame.column_names)

        def of_rows(*columns: Any) -> Any:
            return work(pa.table({name: column.to_arrow() for name, column in zip(names, columns, strict=True)}))

        for_batch = daft.func.batch(return_dtype=daft.DataType.from_arrow_type(kind), batch_size=BATCH)(of_rows)
        kept = [n for n in names if "_" not in n]
        return frame.select(*kept, for_batch(*(daft.col(n) for n in names)).alias("found"))


def _s3_config(daft: Any) -> Any:
    """Settings with which Daft opens S3 as `retold.sources.storage` does, from the same variables."""
    variables = os.environ
    endpoint = variables.get("AWS_ENDPOINT_URL_S3") or variables.get("AWS_ENDPOINT_URL")
    region = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or ("us-east-1" if endpoint else None)
    s3 = daft.io.S3Config.from_env() if has_credentials(variables) else daft.io.S3Config(anonymous=True)
    return daft.io.IOConfig(
        s3=s3.replace(endpoint_url=endpoint, region_name=region, use_ssl=not (endpoint or "").startswith("http:"))
    )


def save(name: str, rows: pa.Table) -> None:
    """Writes a table as one file, completely or not at all."""
    with storage.create(name) as stream:
        pq.write_table(rows, stream, compression="zstd", write_page_checksum=True)


def ordered(rows: pa.Table, *columns: str) -> pa.Table:
    """Rows sorted by columns; rows without a value come last."""
    return rows.sort_by([(c, "ascending") for c in columns]).combine_chunks()


def table(lines: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Tuples of values, in the order of the schema, as a table."""
    columns: Sequence[Sequence[Any]] = list(zip(*lines, strict=True)) or [() for _ in schema.names]
    return pa.table(dict(zip(schema.names, columns, strict=True)), schema)
