"""Shards of any size, made from shards of real articles, for what is measured at sizes that reading cannot reach here.

    python -m bench.synthetic_shards REAL OUT COUNT

Each real article is repeated, each time in a "world" of its own. The words of names are others in each world, except
for the most frequent ones. So entities grow in number as they do in news: some appear everywhere, most in few places.
Nearly all heavy terms of an article, all of its shingles and a part of its vector belong to its world. So articles of
one story stay together within their world, and share their beat with all other worlds.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import synthetic_articles
from retold.bulk.jobs import Options, Unit
from retold.bulk.shards import place
from retold.bulk.tables import SCHEMAS, arrays, first_row, form, hashed, signatures
from retold.corpus import stories
from retold.types import EntityType

COMMON_WORDS = 400
"""Words of names that all worlds share: the most frequent ones."""
WORLD_TERMS = 0.93
"""Share of terms that belong to a world."""
SHUFFLED = 0.7
"""Share of a vector's places that each world has in another order."""
DAYS = 365.0
Tables = dict[str, pa.Table]
"""The tables of `retold.bulk.tables.SCHEMAS`, by name."""


def make(real: Path, out: Path, count: int) -> None:
    """Writes shards of `count` articles like those of the shards in `real`. Each world is a shard."""
    tables = {t: pa.concat_tables([pq.read_table(f) for f in sorted((real / t).glob("*.parquet"))]) for t in SCHEMAS}
    tables["digests"] = tables["digests"].drop_columns(["digest"])
    out.mkdir(parents=True, exist_ok=True)
    (out / "run.json").write_text(json.dumps(Options().made))
    (out / "manifest.json").write_text("{}")
    words = Counter(word for key in tables["mentions"]["key"].to_pylist() for word in key.split())
    common_words = {word for word, _ in words.most_common(COMMON_WORDS)}
    rows = {row: n for n, row in enumerate(tables["digests"]["row"].to_pylist())}
    world = 0
    while count > 0:
        shard_size = min(count, len(rows))
        shard = Unit(f"world{world}", (f"world{world}",), ("1",), 1, 0.0).shard
        first = first_row(shard)
        for name, table in _world(tables, world, first, rows, common_words).items():
            path = _path(out, name, shard)
            kept = table.filter(pa.compute.less(table["row"], first + shard_size))
            pq.write_table(kept, path, compression="zstd", row_group_size=100_000)
        _path(out, "manifests", shard).write_text(json.dumps(_manifest(shard, f"world{world}", shard_size)))
        count -= shard_size
        world += 1


def _path(out: Path, table: str, shard: str) -> Path:
    path = Path(place(str(out), table, shard))
    path.parent.mkdir(exist_ok=True)
    return path


def _manifest(shard: str, name: str, size: int) -> dict[str, Any]:
    return {
        **Options().made,
        "shard": shard,
        "input": {"name": name, "stamp": "1"},
        "counts": {"in": size, "out": size, "skipped": {}, "lost": 0},
        "lost": [],
        "time": {"seconds": 0.0},
    }


def _world(tables: Tables, world: int, first: int, rows: dict[int, int], common_words: set[str]) -> Tables:
    """The tables of one world. `rows`: the place of each article by its row number; the first becomes row `first`."""
    random = np.random.default_rng(world)
    ids = {t: pa.array([f"{article}-{world}" for article in tables[t]["article"].to_pylist()]) for t in tables}
    numbers = {t: pa.array([first + rows[row] for row in tables[t]["row"].to_pylist()], pa.int64()) for t in tables}
    days = pa.array(20_000.0 - DAYS * random.random(len(rows)))
    digests, mentions, vectors = (_replace(tables[t], {"row": numbers[t], "article": ids[t]}) for t in SCHEMAS)
    return {
        "digests": _dated_digests(digests, ids["digests"].to_pylist(), days),
        "mentions": _renamed_mentions(mentions, world, common_words),
        "vectors": _moved_vectors(vectors, world, random, days),
    }


def _dated_digests(digests: pa.Table, ids: list[str], days: pa.Array) -> pa.Table:
    fingerprints = [blake2b(article.encode(), digest_size=16).digest() for article in ids]
    headlines = digests["headline"].to_pylist()
    documents = [
        json.dumps(synthetic_articles.digest(article, headline, "x" * 100, None))
        for article, headline in zip(ids, headlines, strict=True)
    ]
    columns = {
        "versions": pa.array([hashed(article) for article in ids]),
        "day": days,
        "published": pa.array([str(np.datetime64(int(day), "D")) for day in days.to_pylist()]),
        "fingerprint": pa.array(fingerprints, pa.binary(16)),
    }
    table = _replace(digests, columns).append_column("digest", pa.array(documents, pa.large_string()))
    return table.cast(SCHEMAS["digests"])


def _renamed_mentions(mentions: pa.Table, world: int, common_words: set[str]) -> pa.Table:
    """Names get a tail of their world on each word that is not common. Topics stay the same in all worlds."""
    tail = synthetic_articles.coined_word(world).lower()

    @cache
    def renamed(text: str) -> str:
        return " ".join(
            word if word.lower() in common_words or not word[-1:].isalpha() else word + tail for word in text.split()
        )

    types = mentions["type"].to_pylist()
    keys, names = (
        [text if kind == "topic" else renamed(text) for text, kind in zip(mentions[c].to_pylist(), types, strict=True)]
        for c in ("key", "name")
    )
    forms = [form(key, EntityType(kind)) for key, kind in zip(keys, types, strict=True)]
    columns = {"form": pa.array(forms), "key": pa.array(keys), "name": pa.array(names)}
    return _replace(mentions, columns).cast(SCHEMAS["mentions"])


def _moved_vectors(vectors: pa.Table, world: int, random: np.random.Generator, days: pa.Array) -> pa.Table:
    """Most terms, all shingles and the order of some places of the vector become those of the world."""
    mark = np.uint32(int.from_bytes(blake2b(str(world).encode(), digest_size=4).digest(), "big"))
    columns: dict[str, Any] = {"day": days}
    for part in ("terms", "lead"):
        columns |= _moved_terms(vectors, part, mark)
    places = random.permutation(384)[: int(384 * SHUFFLED)]
    values = np.stack([np.frombuffer(v, dtype=np.int8) for v in vectors["vector"].to_pylist()]).astype(np.float32)
    values[:, np.sort(places)] = values[:, places]  # similarities within a world stay as they were
    columns["vector"] = pa.array([v.tobytes() for v in values.astype(np.int8)], pa.binary(384))
    shingles = [np.sort(s ^ (np.uint64(mark) << np.uint64(20))) for s in arrays(vectors["shingles"])]
    columns["shingles"] = pa.array(shingles, pa.list_(pa.uint64()))
    moved = _replace(vectors, columns)
    pairs = pa.array([stories.pairs(signature) for signature in signatures(moved)], pa.list_(pa.int64()))
    return _replace(moved, {"pairs": pairs}).cast(SCHEMAS["vectors"])


def _moved_terms(vectors: pa.Table, part: str, mark: np.uint32) -> dict[str, pa.Array]:
    all_hashes, all_weights = [], []
    rows = zip(arrays(vectors[f"{part}_hashes"]), arrays(vectors[f"{part}_weights"]), strict=True)
    for hashes, weights in rows:
        is_moved = (hashes.astype(np.uint64) * 2_654_435_761 >> 16) % 100 < 100 * WORLD_TERMS
        moved = np.where(is_moved, hashes ^ mark, hashes)
        order = np.argsort(moved)
        all_hashes.append(moved[order])
        all_weights.append(weights[order])
    return {
        f"{part}_hashes": pa.array(all_hashes, pa.list_(pa.uint32())),
        f"{part}_weights": pa.array(all_weights, pa.list_(pa.float16())),
    }


def _replace(table: pa.Table, columns: dict[str, Any]) -> pa.Table:
    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
