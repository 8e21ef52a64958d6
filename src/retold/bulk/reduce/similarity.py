"""Which articles are compared, and how alike they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.reduce.frames import ordered
from retold.bulk.tables import arrays, sketch
from retold.corpus import copies
from retold.corpus.signature import DIMENSIONS
from retold.corpus.similarity import Bags, Columns, similarity_each

FULL = 48
"""Articles with one hash up to which each is compared with each."""
NEAR = 8
"""Articles with one hash, the next in time, that each is compared with where they are more: what many share says
little, and two that tell one thing share other hashes too (sorted neighbourhood, Hernández & Stolfo 1995)."""
WIDE = 200
"""Articles that one is compared with at most, those that share most with it."""

PAIRS = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("shared", pa.int32())])


def neighbours(rows: pa.Table) -> pa.Table:
    """Pairs of articles that have a hash in common, once for each such hash. Rows: hash, row, day."""
    rows = ordered(rows, "hash", "day", "row")
    hashes, keys = rows["hash"].to_numpy(), rows["row"].to_numpy()
    starts = (
        np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
        if len(hashes)
        else np.zeros(0, dtype=np.int64)
    )
    sizes = np.diff(np.append(starts, len(hashes)))
    parts = [np.zeros((0, 2), dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]):
        runs = starts[sizes == size]
        left, right = _compared(int(size))
        parts.append(np.stack([keys[runs[:, None] + left].ravel(), keys[runs[:, None] + right].ravel()], axis=1))
    found = np.concatenate(parts)
    found.sort(axis=1)
    return pa.table({"a": found[:, 0], "b": found[:, 1], "shared": np.ones(len(found), dtype=np.int32)}, PAIRS)


def _compared(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of the pairs that are compared of so many articles."""
    if size <= FULL:
        return np.triu_indices(size, 1)
    left = [np.arange(size - apart, dtype=np.int64) for apart in range(1, NEAR + 1)]
    return np.concatenate(left), np.concatenate([places + apart for apart, places in enumerate(left, start=1)])


def counted(rows: pa.Table, least: int) -> pa.Table:
    """Each pair once, with how many hashes it shares: `least` or more, and of each first article the `WIDE` that share most."""
    a, b = rows["a"].to_numpy(), rows["b"].to_numpy()
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    new = np.concatenate([[True], (a[1:] != a[:-1]) | (b[1:] != b[:-1])]) if len(a) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(new)
    shared = np.diff(np.append(starts, len(a)))
    a, b = a[starts], b[starts]
    enough = shared >= least
    a, b, shared = a[enough], b[enough], shared[enough]
    order = np.lexsort((b, -shared, a))
    a, b, shared = a[order], b[order], shared[order]
    kept = _rank(a) < WIDE
    return pa.table({"a": a[kept], "b": b[kept], "shared": shared[kept].astype(np.int32)}, PAIRS)


def _rank(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each in its run."""
    starts = np.concatenate([[True], groups[1:] != groups[:-1]]) if len(groups) else np.zeros(0, dtype=bool)
    place = np.arange(len(groups))
    return place - np.maximum.accumulate(np.where(starts, place, 0)) if len(groups) else place


def index(rows: pa.Table) -> pa.Array:
    """The hashes by which each text is found as a copy. Rows: shingles, whole."""
    found = [
        sorted(sketch(s, w).index) for s, w in zip(arrays(rows["v_shingles"]), rows["v_whole"].to_pylist(), strict=True)
    ]
    return pa.array(found, pa.list_(pa.int64()))


def held(rows: pa.Table) -> pa.Array:
    """How much of the shorter of two texts the other holds. Rows: shingles and whole of both."""
    sides = [
        [sketch(s, w) for s, w in zip(arrays(rows[f"{side}_shingles"]), rows[f"{side}_whole"].to_pylist(), strict=True)]
        for side in ("a", "b")
    ]
    return pa.array([copies.containment(a, b) for a, b in zip(*sides, strict=True)], pa.float64())


def alike(rows: pa.Table) -> pa.Array:
    """How alike two articles are. Rows: the signatures of both."""
    return pa.array(similarity_each(columns(rows, "a_"), columns(rows, "b_")), pa.float32())


def columns(rows: pa.Table, prefix: str) -> Columns:
    """The signatures of rows, in columns whose names begin so."""
    rows = rows.combine_chunks()
    vectors = np.array([np.frombuffer(v, dtype=np.int8) for v in rows[f"{prefix}vector"].to_pylist()]).reshape(
        -1, DIMENSIONS
    )
    days = rows[f"{prefix}day"].to_numpy(zero_copy_only=False).astype(np.float64)
    return Columns(_bags(rows, f"{prefix}terms"), _bags(rows, f"{prefix}lead"), vectors, days)


def _bags(rows: pa.Table, name: str) -> Bags:
    hashes, weights = (arrays(rows[f"{name}_{of}"]) for of in ("hashes", "weights"))
    empty: list[NDArray[Any]] = [np.zeros(0, dtype=np.uint32)]
    return Bags(
        np.array([len(h) for h in hashes], dtype=np.int64),
        np.concatenate(hashes or empty),
        np.concatenate(weights or empty),
    )
