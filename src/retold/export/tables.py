"""Writes what a memory holds: as JSON Lines, CSV, Parquet, graphs and FollowTheMoney."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any

from retold.errors import SettingsError
from retold.export import followthemoney, graphs
from retold.export.csv_rows import flat, write_rows
from retold.export.graphs import GraphData
from retold.records import json_values

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "mentions": ("article", "start", "end", "text", "type", "entity"),
    "entities": ("id", "name", "type", "stories", "articles", "first", "last", "aliases", "roles"),
    "stories": ("id", "headline", "first", "last", "articles"),
    "digests": ("id", "headline", "publisher", "published", "url", "digest"),
    "graph": (
        "source",
        "target",
        "source_name",
        "target_name",
        "target_type",
        "stories",
        "expected",
        "npmi",
        "significance",
        "first",
        "last",
        "evidence",
        "relations",
    ),
}
"""The columns of each table, in order. In CSV and Parquet, lists are JSON. In JSON Lines, digests have no columns."""
_GROUP = 2000
"""Rows of a Parquet group."""


def check(what: str, form: str, output: Path | None) -> None:
    """Raises `SettingsError` if the table `what` cannot be written as `form`."""
    if form in ("gexf", "graphml") and what != "graph":
        raise SettingsError(f"{form} is for the graph; write {what} as jsonl, csv or parquet")
    if form == "ftm" and what not in ("entities", "graph"):
        raise SettingsError(
            "ftm is for entities and the graph; FollowTheMoney has no type for mentions, stories and digests"
        )
    if form == "parquet" and output is None:
        raise SettingsError("parquet cannot be written to a terminal or a pipe; give a file with --output")


def write(stream: IO[str], form: str, table: tuple[str, Iterable[dict[str, Any]] | GraphData]) -> None:
    """Writes a table with its name, or a graph, as "jsonl", "csv", "gexf", "graphml" or "ftm"."""
    what, rows = table
    if isinstance(rows, GraphData):
        if form in ("gexf", "graphml"):
            graphs.write(stream, form, rows)
            return
        rows = followthemoney.links(rows) if form == "ftm" else _edges(rows)
    if form == "csv":
        write_rows(stream, COLUMNS[what], map(flat, rows))
        return
    for row in rows:
        stream.write(json_values.dumps(row) + "\n")


def parquet(table: tuple[str, Iterable[dict[str, Any]] | GraphData], output: Path) -> None:
    """Writes a table or a graph as Parquet. The file is written whole or not at all."""
    import pyarrow
    from pyarrow import parquet as files

    what, rows = table
    encoded = iter(flat(r) for r in (_edges(rows) if isinstance(rows, GraphData) else rows))
    kinds = {
        "start": "int64",
        "end": "int64",
        "stories": "int64",
        "expected": "float64",
        "npmi": "float64",
        "significance": "float64",
    }
    kinds |= {"articles": "int64"} if what == "entities" else {}
    schema = pyarrow.schema([(c, getattr(pyarrow, kinds.get(c, "string"))()) for c in COLUMNS[what]])
    part = output.with_name(output.name + ".part")
    try:
        with files.ParquetWriter(part, schema, compression="zstd") as writer:
            while group := list(islice(encoded, _GROUP)):
                writer.write_table(pyarrow.Table.from_pylist(group, schema))
        os.replace(part, output)
    finally:
        part.unlink(missing_ok=True)


def _edges(drawn: GraphData) -> Iterator[dict[str, Any]]:
    names = {n.id: n.name for n in drawn.nodes}
    return (graphs.row(link, names) for link in drawn.edges)
