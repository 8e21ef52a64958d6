"""Writes what a memory holds: as JSON Lines, CSV, Parquet, graphs and FollowTheMoney."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from retold.errors import SettingsError
from retold.export import graphs
from retold.export.csv_rows import write_rows
from retold.export.graphs import GraphData, Node
from retold.records import json_values
from retold.records.memory import Entity, Link
from retold.types import EntityType

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
        rows = _ftm_links(rows) if form == "ftm" else _edges(rows)
    if form == "csv":
        write_rows(stream, COLUMNS[what], map(_flat, rows))
        return
    for row in rows:
        stream.write(json_values.dumps(row) + "\n")


def parquet(table: tuple[str, Iterable[dict[str, Any]] | GraphData], output: Path) -> None:
    """Writes a table or a graph as Parquet. The file is written whole or not at all."""
    import pyarrow
    from pyarrow import parquet as files

    what, rows = table
    flat = iter(_flat(r) for r in (_edges(rows) if isinstance(rows, GraphData) else rows))
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
            while group := list(islice(flat, _GROUP)):
                writer.write_table(pyarrow.Table.from_pylist(group, schema))
        os.replace(part, output)
    finally:
        part.unlink(missing_ok=True)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _encodable(json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value)
        for name, value in row.items()
    }


def _encodable(value: Any) -> Any:
    """A value that UTF-8 can carry: lone surrogates become escapes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _edges(drawn: GraphData) -> Iterator[dict[str, Any]]:
    names = {n.id: n.name for n in drawn.nodes}
    return (graphs.row(link, names) for link in drawn.edges)


_SCHEMATA: Mapping[str, str] = {
    EntityType.PERSON: "Person",
    EntityType.ORGANIZATION: "Organization",
    EntityType.EVENT: "Event",
}
"""Types of FollowTheMoney. Its places are addresses, and it has no works, products and topics."""


def ftm_entity(entity: Entity) -> dict[str, Any] | None:
    """An entity of FollowTheMoney (followthemoney.tech); None if no type fits."""
    schema = _SCHEMATA.get(entity.type)
    if schema is None:
        return None
    properties: dict[str, list[str]] = {"name": [entity.name]}
    aliases = [name for _, name in entity.aliases if name != entity.name]
    if aliases:
        properties["alias"] = aliases
    if entity.roles:
        properties["position" if schema == "Person" else "summary"] = [r.text for r in entity.roles]
    sources = list(dict.fromkeys(r.source.url for r in entity.roles if r.source.url))
    if sources:
        properties["sourceUrl"] = sources
    return {"id": f"retold-{entity.id}", "schema": schema, "properties": properties}


def _ftm_links(drawn: GraphData) -> Iterator[dict[str, Any]]:
    kept = {n.id: n for n in drawn.nodes if n.type in (EntityType.PERSON, EntityType.ORGANIZATION)}
    return chain(_ftm_nodes(kept), _ftm_edges(drawn.edges, kept))


def _ftm_nodes(nodes: Mapping[str, Node]) -> Iterator[dict[str, Any]]:
    for node in nodes.values():
        yield {"id": f"retold-{node.id}", "schema": _SCHEMATA[node.type], "properties": {"name": [node.name]}}


def _ftm_edges(links: Iterable[Link], nodes: Mapping[str, Node]) -> Iterator[dict[str, Any]]:
    for link in links:
        if link.source in nodes and link.target in nodes:
            properties = {
                "subject": [f"retold-{link.source}"],
                "object": [f"retold-{link.target}"],
                "role": [f"in {link.stories} stories together"],
            }
            properties |= {k: [v] for k, v in (("startDate", link.first), ("endDate", link.last)) if v}
            yield {"id": f"retold-{link.source}-{link.target}", "schema": "UnknownLink", "properties": properties}
