"""Articles by meaning: exact search up to `EXACT` articles; above it, the signs of vectors first.

Exact search is one matrix product. At 20,000 articles it takes about 12 ms and 8 MB. Above that, only the signs of each
vector's components are kept in memory: 48 bytes an article (Charikar 2002, "Similarity estimation techniques from
rounding algorithms"). The articles whose signs differ from the question's in the fewest bits are compared exactly.
There is no index to build or to keep on disk, an article is found as soon as it is kept, and both databases work the
same. `bench/memory.py` measures how much of the exact result this finds.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from retold.store import deadline
from retold.store.database import Database
from retold.store.filter import EVERYTHING, Filter

EXACT = 20_000
"""Up to this many articles, all are compared exactly."""
CLOSEST, SHARE = 1500, 300
"""Above it, this many of the closest by signs are compared exactly: at least `CLOSEST`, and one in `SHARE` of all."""
NARROW = 20_000
"""If a filter leaves at most this many articles, only they are compared, exactly."""
BLOCK = 50_000
"""Vectors read at a time."""

Near = list[tuple[int, float]]
"""Keys of articles and their cosines, the nearest first."""


class Vectors:
    """Rows of `signature`. After the first search their vectors or signs stay in memory."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._keys = np.zeros(0, dtype=np.int64)
        self._blocks: list[NDArray[np.int8]] = []
        """int8 (n, 384); empty above `EXACT` articles."""
        self._signs: list[NDArray[np.uint64]] = []
        """For each block uint64 (6, n)."""
        self._lock = threading.Lock()

    def near(self, vector: NDArray[np.float32], limit: int, where: Filter = EVERYTHING) -> Near:
        """Current articles nearest to `vector`, float32 (384,) of length 1."""
        condition, values = where.sql()
        if condition:
            sql = f"SELECT a.key FROM article a WHERE a.current = 1{condition} LIMIT ?"
            few = self._db.all(sql, *values, NARROW + 1)
            if len(few) <= NARROW:
                return self._compared([r[0] for r in few], vector)[:limit]
        sql = f"SELECT a.key FROM article a WHERE a.current = 1 AND a.key = ANY(?){condition}"
        most = max(CLOSEST, 4 * limit)
        while True:
            closest = self._closest(vector, most)
            fitting = {r[0] for r in self._db.all(sql, [key for key, _ in closest], *values)}
            if len(fitting) >= limit or len(closest) < most:
                return [(key, cosine) for key, cosine in closest if key in fitting][:limit]
            most *= 8

    def _closest(self, vector: NDArray[np.float32], most: int) -> Near:
        """Articles nearest to a vector, at least `most` if there are as many, current or not."""
        with deadline.holding(self._lock):
            self._read_new()
            keys, blocks, signs = self._keys, list(self._blocks), list(self._signs)
        if not len(keys):
            return []
        if blocks:
            cosines = np.concatenate([_cosines(b, vector) for b in blocks])
            order = np.argsort(-cosines, kind="stable")[:most]
            return [(int(keys[i]), float(cosines[i])) for i in order]
        most = max(most, len(keys) // SHARE)
        own_signs = _signs_of(vector[None, :])
        differing = np.concatenate([np.bitwise_count(s ^ own_signs).sum(axis=0, dtype=np.uint16) for s in signs])
        nearest = np.argpartition(differing, most)[:most] if most < len(differing) else np.arange(len(differing))
        return self._compared([int(k) for k in keys[nearest]], vector)

    def _compared(self, keys: list[int], vector: NDArray[np.float32]) -> Near:
        """Articles compared exactly."""
        rows = self._db.all("SELECT article, vector FROM signature WHERE article = ANY(?) ORDER BY article", keys)
        if not rows:
            return []
        articles, blobs = zip(*rows, strict=True)
        cosines = _cosines(_block(blobs), vector)
        return [(articles[i], float(cosines[i])) for i in np.argsort(-cosines, kind="stable")]

    def _read_new(self) -> None:
        """Reads vectors that were kept since the last search."""
        last = int(self._keys[-1]) if len(self._keys) else 0
        sql = "SELECT article, vector FROM signature WHERE article > ? ORDER BY article LIMIT ?"
        while rows := self._db.all(sql, last, BLOCK):
            articles, blobs = zip(*rows, strict=True)
            block = _block(blobs)
            self._keys = np.concatenate([self._keys, np.array(articles, dtype=np.int64)])
            self._blocks.append(block)
            self._signs.append(_signs_of(block))
            last = articles[-1]
        if len(self._keys) > EXACT:
            self._blocks.clear()


def _block(blobs: tuple[bytes, ...]) -> NDArray[np.int8]:
    """Stored vectors as int8 (n, 384)."""
    return np.frombuffer(b"".join(blobs), dtype=np.int8).reshape(len(blobs), -1)


def _cosines(block: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    vectors = block.astype(np.float32)
    lengths = np.maximum(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)), 1e-9)
    cosines: NDArray[np.float32] = (vectors @ vector) / lengths
    return cosines


def _signs_of(vectors: NDArray[np.int8] | NDArray[np.float32]) -> NDArray[np.uint64]:
    """The signs of vectors (n, 384) as uint64 (6, n)."""
    return np.ascontiguousarray(np.packbits(vectors > 0, axis=1).view(np.uint64).T)
