"""Shards of any size, made of shards of real articles: for what is measured at sizes that reading cannot reach here.

Each real article is given again and again, each time in a world of its own: words of names but the most frequent
are others in each world, so that entities grow in number as they do in news, some of them everywhere and most of them
in few; nearly all of its heavy terms, all of its shingles and a part of its vector are the world's own, so that
articles that tell one story do so in their world and have their beat in common with all others.
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

from bench import synthetic
from retold.bulk.jobs import Options, Unit
from retold.bulk.shards import place
from retold.bulk.tables import SCHEMAS, arrays, first_row, form, hashed, signatures
from retold.corpus import stories
from retold.types import EntityType

COMMON = 400
"""Words of names, the most frequent, that all worlds share."""
OWN = 0.93
"""Share of terms that are a world's own."""
TURNED = 0.7
"""Share of a vector's places that each world has in another order."""
DAYS = 365.0


def make(real: Path, out: Path, count: int) -> None:
    """Writes shards of `count` articles, after those of `real`, each world a shard."""
    tables = {t: pa.concat_tables([pq.read_table(f) for f in sorted((real / t).glob("*.parquet"))]) for t in SCHEMAS}
    tables["digests"] = tables["digests"].drop_columns(["digest"])
    options = Options()
    out.mkdir(parents=True, exist_ok=True)
    (out / "run.json").write_text(json.dumps(options.made))
    (out / "manifest.json").write_text("{}")
    common = {
        w for w, _ in Counter(w for k in tables["mentions"]["key"].to_pylist() for w in k.split()).most_common(COMMON)
    }
    rows = {row: n for n, row in enumerate(tables["digests"]["row"].to_pylist())}
    world = 0
    while count > 0:
        unit = Unit(f"world{world}", (f"world{world}",), ("1",), 1, 0.0)
        taken = min(count, len(rows))
        first = first_row(unit.shard)
        for table, made in _world(tables, world, first, rows, common).items():
            target = Path(place(str(out), table, unit.shard))
            target.parent.mkdir(exist_ok=True)
            kept = made.filter(pa.compute.less(made["row"], first + taken))
            pq.write_table(kept, target, compression="zstd", row_group_size=100_000)
        manifest = {
            **options.made,
            "shard": unit.shard,
            "input": {"name": unit.name, "stamp": "1"},
            "counts": {"in": taken, "out": taken, "skipped": {}, "lost": 0},
            "lost": [],
            "time": {"seconds": 0.0},
        }
        target = Path(place(str(out), "manifests", unit.shard))
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(manifest))
        count -= taken
        world += 1


def _world(
    tables: dict[str, pa.Table], world: int, first: int, rows: dict[int, int], common: set[str]
) -> dict[str, pa.Table]:
    random = np.random.default_rng(world)
    ids = {t: pa.array([f"{a}-{world}" for a in tables[t]["article"].to_pylist()]) for t in tables}
    keys = {t: pa.array([first + rows[r] for r in tables[t]["row"].to_pylist()], pa.int64()) for t in tables}
    days = pa.array(20_000.0 - DAYS * random.random(len(rows)))
    digests, mentions, vectors = (_set(tables[t], {"row": keys[t], "article": ids[t]}) for t in SCHEMAS)
    names = ids["digests"].to_pylist()
    digests = _set(
        digests,
        {
            "versions": pa.array([hashed(n) for n in names]),
            "day": days,
            "published": pa.array([str(np.datetime64(int(d), "D")) for d in days.to_pylist()]),
            "fingerprint": pa.array([blake2b(n.encode(), digest_size=16).digest() for n in names], pa.binary(16)),
        },
    ).append_column(
        "digest",
        pa.array(
            [
                json.dumps(synthetic.digest(n, h, "x" * 100, None))
                for n, h in zip(names, digests["headline"].to_pylist(), strict=True)
            ],
            pa.large_string(),
        ),
    )
    return {
        "digests": digests.cast(SCHEMAS["digests"]),
        "mentions": _named(mentions, world, common),
        "vectors": _signed(vectors, world, random, days),
    }


def _named(mentions: pa.Table, world: int, common: set[str]) -> pa.Table:
    """Names whose words but the common are the world's own; topics are everybody's."""
    tail = synthetic._coined(world).lower()

    @cache
    def own(text: str) -> str:
        return " ".join(w if w.lower() in common or not w[-1:].isalpha() else w + tail for w in text.split())

    lines = list(zip(*(mentions[c].to_pylist() for c in ("key", "name", "type")), strict=True))
    made = [(k, n) if t == "topic" else (own(k), own(n)) for k, n, t in lines]
    forms = [form(k, EntityType(t)) for (k, _), (_, _, t) in zip(made, lines, strict=True)]
    return _set(
        mentions,
        {"form": pa.array(forms), "key": pa.array([k for k, _ in made]), "name": pa.array([n for _, n in made])},
    ).cast(SCHEMAS["mentions"])


def _signed(vectors: pa.Table, world: int, random: np.random.Generator, days: pa.Array) -> pa.Table:
    mark = np.uint32(int.from_bytes(blake2b(str(world).encode(), digest_size=4).digest(), "big"))
    columns: dict[str, Any] = {"day": days}
    for of in ("terms", "lead"):
        hashes, weights = [], []
        for h, w in zip(arrays(vectors[f"{of}_hashes"]), arrays(vectors[f"{of}_weights"]), strict=True):
            moved = np.where((h.astype(np.uint64) * 2_654_435_761 >> 16) % 100 < 100 * OWN, h ^ mark, h)
            order = np.argsort(moved)
            hashes.append(moved[order])
            weights.append(w[order])
        columns |= {
            f"{of}_hashes": pa.array(hashes, pa.list_(pa.uint32())),
            f"{of}_weights": pa.array(weights, pa.list_(pa.float16())),
        }
    told = np.stack([np.frombuffer(v, dtype=np.int8) for v in vectors["vector"].to_pylist()]).astype(np.float32)
    places = random.permutation(384)[: int(384 * TURNED)]
    told[:, np.sort(places)] = told[:, places]  # within a world all is as alike as it was
    columns["vector"] = pa.array([v.tobytes() for v in told.astype(np.int8)], pa.binary(384))
    columns["shingles"] = pa.array(
        [np.sort(s ^ (np.uint64(mark) << np.uint64(20))) for s in arrays(vectors["shingles"])], pa.list_(pa.uint64())
    )
    changed = _set(vectors, columns)
    return _set(
        changed, {"pairs": pa.array([stories.pairs(s) for s in signatures(changed)], pa.list_(pa.int64()))}
    ).cast(SCHEMAS["vectors"])


def _set(table: pa.Table, columns: dict[str, Any]) -> pa.Table:
    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
