"""What was read in bulk into a memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow.parquet as pq

from retold.bulk.driver import manifests
from retold.bulk.jobs import SCHEMA
from retold.bulk.load import CorpusLoader
from retold.bulk.reduce import Sizes
from retold.bulk.reduce.pipeline import inputs
from retold.bulk.shards import place
from retold.bulk.tables import articles
from retold.errors import FormatError, RetoldError
from retold.memory import Kept, Memory
from retold.memory.prepared import Prepared
from retold.sources import storage

BATCH = 32
"""Articles kept in one transaction."""


def is_folder(name: str) -> bool:
    """Whether a source is what `retold bulk` writes."""
    if name == "-" or name.startswith(("http://", "https://")):
        return False
    try:
        return (
            bool(json.loads(storage.read(f"{name}/run.json")).get("schema") == SCHEMA)
            if storage.exists(f"{name}/run.json")
            else False
        )
    except (ValueError, AttributeError):
        return False


def keep(memory: Memory, folder: str) -> Iterator[Kept | RetoldError]:
    """Keeps the articles of a folder's shards; each is told of once it is kept for good. What was kept before is known.

    A memory in SQLite that holds nothing takes the folder's corpus as it was reduced, all at once. Otherwise articles are kept one after another, each finding its copies, its story and its names.
    """
    if (found := _reduced(folder)) and memory.database.dialect == "sqlite" and not memory.counts()["articles"]:
        yield from CorpusLoader(memory.database, folder, _stamp(datetime.now(UTC))).load(found)
        return
    batch: list[Prepared] = []
    for article in prepared(folder, datetime.now(UTC)):
        if isinstance(article, RetoldError):
            yield article
            continue
        batch.append(article)
        if len(batch) == BATCH:
            yield from memory.keep_each(batch)
            batch = []
    yield from memory.keep_each(batch)


def _reduced(folder: str) -> list[str]:
    """The shards of a corpus that was reduced from all shards there are; none where there is no such corpus."""
    name, found = f"{folder}/reduced/manifest.json", manifests(folder)
    if not storage.exists(name) or json.loads(storage.read(name))["inputs"] != inputs(found, Sizes()):
        return []
    return sorted(shard for shard, m in found.items() if m["counts"]["out"])


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def prepared(folder: str, now: datetime) -> Iterator[Prepared | RetoldError]:
    """The articles of a folder's shards, in the order of the inputs' names, as which version of an article is the last depends on
    it; a shard that cannot be read as an error in its place."""
    added = _stamp(now)
    found = manifests(folder)
    for shard in sorted(found, key=lambda s: found[s]["input"]["name"]):
        try:
            yield from _shard(folder, shard, added)
        except (OSError, ValueError, KeyError) as error:  # pyarrow's own are among these
            yield FormatError(
                f"is no whole shard ({error}); remove its manifest and read it again with `retold bulk`",
                place(folder, "manifests", shard),
            )


def _shard(folder: str, shard: str, added: str) -> Iterator[Prepared]:
    tables = [
        pq.ParquetFile(storage.open_file(place(folder, table, shard))) for table in ("digests", "mentions", "vectors")
    ]
    for group in range(tables[0].num_row_groups):
        digests, mentions, vectors = (t.read_row_group(group) for t in tables)
        yield from articles(digests, mentions, vectors, added)
