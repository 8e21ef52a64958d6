"""Which articles are compared, and how alike they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.reduce.frames import ordered
from retold.bulk.reduce.runs import run_starts
from retold.bulk.tables import arrays, sketch, slots_of
from retold.corpus import copies
from retold.corpus.signature import DIMENSIONS
from retold.corpus.similarity import Bags, Columns, similarity_each
from retold.corpus.slots import different_each
from retold.corpus.stories import gaps

FULL = 48
"""Up to this many articles with one hash, each is compared with each."""
NEAR = 8
"""Above it, each article is compared with this many that follow it in time (sorted neighbourhood, Hernández & Stolfo
1995). A hash that many share says little, and two articles of one story share other hashes, too."""
WIDE = 200
"""Most articles that one article is compared with: those that share most hashes with it."""

PAIRS = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("shared", pa.int32())])


def neighbours(rows: pa.Table) -> pa.Table:
    """Pairs of articles that share a hash, once for each such hash. Rows: hash, row, day. Returns rows of `PAIRS`."""
    rows = ordered(rows, "hash", "day", "row")
    hashes, keys = rows["hash"].to_numpy(), rows["row"].to_numpy()
    starts = run_starts(hashes)
    sizes = np.diff(np.append(starts, len(hashes)))
    parts = [np.zeros((0, 2), dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]):
        first = starts[sizes == size][:, None]
        left, right = _compared(int(size))
        parts.append(np.stack([keys[first + left].ravel(), keys[first + right].ravel()], axis=1))
    pairs = np.concatenate(parts)
    pairs.sort(axis=1)
    return pa.table({"a": pairs[:, 0], "b": pairs[:, 1], "shared": np.ones(len(pairs), dtype=np.int32)}, PAIRS)


def _compared(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of `size` articles with one hash are compared: places of the first and of the second of each pair."""
    if size <= FULL:
        return np.triu_indices(size, 1)
    left = [np.arange(size - distance, dtype=np.int64) for distance in range(1, NEAR + 1)]
    return np.concatenate(left), np.concatenate([places + d for d, places in enumerate(left, start=1)])


def counted(rows: pa.Table, least: int) -> pa.Table:
    """Each pair once, with the number of hashes it shares. Rows and result: of `PAIRS`.

    Only pairs that share at least `least`, and for each first article only the `WIDE` pairs that share most.
    """
    a, b = rows["a"].to_numpy(), rows["b"].to_numpy()
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    starts = run_starts(a, b)
    shared = np.diff(np.append(starts, len(a)))
    a, b = a[starts], b[starts]
    enough = shared >= least
    a, b, shared = a[enough], b[enough], shared[enough]
    order = np.lexsort((b, -shared, a))
    a, b, shared = a[order], b[order], shared[order]
    kept = _place_in_run(a) < WIDE
    return pa.table({"a": a[kept], "b": b[kept], "shared": shared[kept].astype(np.int32)}, PAIRS)


def _place_in_run(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each value in its run of equal values, from 0."""
    starts = run_starts(keys)
    sizes = np.diff(np.append(starts, len(keys)))
    return np.arange(len(keys)) - np.repeat(starts, sizes)


def index(rows: pa.Table) -> pa.Array:
    """The hashes by which each text is found as a copy. Rows: `v_shingles`, `v_whole`."""
    hashes = [
        sorted(sketch(shingles, whole).index)
        for shingles, whole in zip(arrays(rows["v_shingles"]), rows["v_whole"].to_pylist(), strict=True)
    ]
    return pa.array(hashes, pa.list_(pa.int64()))


def held(rows: pa.Table) -> pa.Array:
    """The share of the shorter of two texts that the other one contains; 0 if they tell of different things. Rows:
    `shingles`, `whole`, `day` and slots of both sides."""
    a, b = (
        [sketch(s, w) for s, w in zip(arrays(rows[f"{side}_shingles"]), rows[f"{side}_whole"].to_pylist(), strict=True)]
        for side in ("a", "b")
    )
    shares = np.array([copies.containment(*sketches) for sketches in zip(a, b, strict=True)], dtype=np.float64)
    rows = rows.combine_chunks()
    first, second = (slots_of(rows, prefix) for prefix in ("a_", "b_"))
    days = gaps(rows["a_day"].to_pylist(), rows["b_day"].to_pylist())
    shares[different_each(first, second, days, copies=True)] = 0.0
    return pa.array(shares)


def alike(rows: pa.Table) -> pa.Array:
    """How alike two articles are. Rows: the signatures of both sides."""
    return pa.array(similarity_each(columns(rows, "a_"), columns(rows, "b_")), pa.float32())


def columns(rows: pa.Table, prefix: str) -> Columns:
    """The signatures in columns whose names begin with `prefix`."""
    rows = rows.combine_chunks()
    blobs = rows[f"{prefix}vector"].to_pylist()
    vectors = np.array([np.frombuffer(v, dtype=np.int8) for v in blobs]).reshape(-1, DIMENSIONS)
    days = rows[f"{prefix}day"].to_numpy(zero_copy_only=False).astype(np.float64)
    return Columns(_bags(rows, f"{prefix}terms"), _bags(rows, f"{prefix}lead"), vectors, days, slots_of(rows, prefix))


def _bags(rows: pa.Table, name: str) -> Bags:
    hashes, weights = (arrays(rows[f"{name}_{part}"]) for part in ("hashes", "weights"))
    empty: list[NDArray[Any]] = [np.zeros(0, dtype=np.uint32)]
    return Bags(
        np.array([len(h) for h in hashes], dtype=np.int64),
        np.concatenate(hashes or empty),
        np.concatenate(weights or empty),
    )
