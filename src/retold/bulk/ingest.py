"""Shards into a memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow.parquet as pq

from retold.bulk.driver import manifests
from retold.bulk.jobs import SCHEMA
from retold.bulk.load import Corpus, load
from retold.bulk.reduce import Sizes
from retold.bulk.reduce.pipeline import inputs
from retold.bulk.shards import place
from retold.bulk.tables import articles
from retold.errors import FormatError, RetoldError
from retold.memory import Kept, Memory
from retold.memory.prepared import Prepared
from retold.sources import storage
from retold.timestamps import rfc3339

BATCH = 32
"""Articles kept in one transaction."""


def is_folder(name: str) -> bool:
    """Whether a source is a folder that `retold bulk` wrote."""
    if name == "-" or name.startswith(("http://", "https://")):
        return False
    try:
        run = f"{name}/run.json"
        return storage.exists(run) and bool(json.loads(storage.read(run)).get("schema") == SCHEMA)
    except (ValueError, AttributeError):
        return False


def keep(memory: Memory, folder: str) -> Iterator[Kept | RetoldError]:
    """Keeps the articles of a folder's shards. Yields each one when it is kept for good; known ones are not kept again.

    An empty memory in SQLite takes the folder's reduced corpus at once. Any other memory keeps articles one by one, and
    finds the copies, the story and the names of each.
    """
    now = datetime.now(UTC)
    if (shards := _reduced(folder)) and (writer := memory.bulk_writer()) is not None:
        yield from load(writer, Corpus(folder, tuple(shards)), rfc3339(now))
        return
    batch: list[Prepared] = []
    for article in prepared(folder, now):
        if isinstance(article, RetoldError):
            yield article
            continue
        batch.append(article)
        if len(batch) == BATCH:
            yield from memory.keep_each(batch)
            batch = []
    yield from memory.keep_each(batch)


def _reduced(folder: str) -> list[str]:
    """The shards with articles, if there is a corpus that was reduced from all shards; else none."""
    name, shards = f"{folder}/reduced/manifest.json", manifests(folder)
    if not storage.exists(name) or json.loads(storage.read(name))["inputs"] != inputs(shards, Sizes()):
        return []
    return sorted(shard for shard, manifest in shards.items() if manifest["counts"]["out"])


def prepared(folder: str, now: datetime) -> Iterator[Prepared | RetoldError]:
    """The articles of a folder's shards; an error in place of a shard that cannot be read.

    They come in the order of the inputs' names: that order decides which version of an article is the last one.
    """
    added = rfc3339(now)
    shards = manifests(folder)
    for shard in sorted(shards, key=lambda s: shards[s]["input"]["name"]):
        try:
            yield from _shard(folder, shard, added)
        except (OSError, ValueError, KeyError) as error:  # pyarrow's own errors are among these
            yield FormatError(
                f"is not a complete shard ({error}); remove its manifest and run `retold bulk` again",
                place(folder, "manifests", shard),
            )


def _shard(folder: str, shard: str, added: str) -> Iterator[Prepared]:
    tables = [
        pq.ParquetFile(storage.open_file(place(folder, table, shard))) for table in ("digests", "mentions", "vectors")
    ]
    for group in range(tables[0].num_row_groups):
        digests, mentions, vectors = (t.read_row_group(group) for t in tables)
        yield from articles(digests, mentions, vectors, added)
