"""Articles by meaning: exact search over all vectors up to `EXACT` articles, beyond by their signs first.

Exact search is one product of a matrix; it takes about 12 ms and 8 MB at 20,000 articles. Beyond, each vector
is also held as the signs of its parts (Charikar 2002, "Similarity estimation techniques from rounding
algorithms"): 48 bytes an article, of which those that differ from what is asked in the fewest bits are compared
exactly. No index is built or kept on disk, an article is found as soon as it is kept, and both databases are
served alike. How much of what exact search finds is found: `bench/memory.py`.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from retold.store.database import Database
from retold.store.filter import EVERYTHING, Filter

EXACT = 20_000
"""Articles up to which each is compared exactly."""
CLOSEST, SHARE = 1500, 300
"""Articles, by signs, that are compared exactly beyond that: so many at least, and one in so many of all."""
NARROW = 20_000
"""Articles that a filter leaves up to which just those are compared."""
BLOCK = 50_000
"""Vectors that are read at a time."""

Near = list[tuple[int, float]]


class Vectors:
    """Rows of `signature`, their vectors or signs held in memory once they were searched."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._keys = np.zeros(0, dtype=np.int64)
        self._blocks: list[NDArray[np.int8]] = []
        self._signs: list[NDArray[np.uint64]] = []
        """For each block uint64 (6, n)."""
        self._lock = threading.Lock()

    def near(self, vector: NDArray[np.float32], limit: int, where: Filter = EVERYTHING) -> Near:
        """Current articles and their cosines with `vector`, float32 (384,) of length 1, the nearest first."""
        condition, values = where.sql()
        if condition:
            some = self._db.all(
                f"SELECT a.key FROM article a WHERE a.current = 1{condition} LIMIT ?", *values, NARROW + 1
            )
            if len(some) <= NARROW:
                return self._compared([r[0] for r in some], vector)[:limit]
        sql = f"SELECT a.key FROM article a WHERE a.current = 1 AND a.key = ANY(?){condition}"
        most = max(CLOSEST, 4 * limit)
        while True:
            closest = self._closest(vector, most)
            kept = {r[0] for r in self._db.all(sql, [key for key, _ in closest], *values)}
            if len(kept) >= limit or len(closest) < most:
                return [(key, cosine) for key, cosine in closest if key in kept][:limit]
            most *= 8

    def _closest(self, vector: NDArray[np.float32], most: int) -> Near:
        with self._lock:
            self._read()
            keys, blocks, signs = self._keys, list(self._blocks), list(self._signs)
        if not len(keys):
            return []
        if blocks:
            cosines = np.concatenate([_cosines(b, vector) for b in blocks])
            order = np.argsort(-cosines, kind="stable")[:most]
            return [(int(keys[i]), float(cosines[i])) for i in order]
        most = max(most, len(keys) // SHARE)
        asked = _signs(vector[None, :])
        apart = np.concatenate([np.bitwise_count(s ^ asked).sum(axis=0, dtype=np.uint16) for s in signs])
        nearest = np.argpartition(apart, most)[:most] if most < len(apart) else np.arange(len(apart))
        return self._compared([int(k) for k in keys[nearest]], vector)

    def _compared(self, keys: list[int], vector: NDArray[np.float32]) -> Near:
        """Articles with their cosines, the nearest first."""
        rows = self._db.all("SELECT article, vector FROM signature WHERE article = ANY(?) ORDER BY article", keys)
        if not rows:
            return []
        cosines = _cosines(_block(b"".join(r[1] for r in rows), len(rows)), vector)
        return [(rows[i][0], float(cosines[i])) for i in np.argsort(-cosines, kind="stable")]

    def _read(self) -> None:
        """Reads what was kept since the last search."""
        last = int(self._keys[-1]) if len(self._keys) else 0
        while rows := self._db.all(
            "SELECT article, vector FROM signature WHERE article > ? ORDER BY article LIMIT ?", last, BLOCK
        ):
            block = _block(b"".join(r[1] for r in rows), len(rows))
            self._keys = np.concatenate([self._keys, np.array([r[0] for r in rows], dtype=np.int64)])
            self._blocks.append(block)
            self._signs.append(_signs(block))
            last = rows[-1][0]
        if len(self._keys) > EXACT:
            self._blocks.clear()


def _block(data: bytes, count: int) -> NDArray[np.int8]:
    return np.frombuffer(data, dtype=np.int8).reshape(count, -1)


def _cosines(block: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    plain = block.astype(np.float32)
    found: NDArray[np.float32] = (plain @ vector) / np.maximum(np.sqrt(np.einsum("ij,ij->i", plain, plain)), 1e-9)
    return found


def _signs(vectors: NDArray[np.int8] | NDArray[np.float32]) -> NDArray[np.uint64]:
    """The signs of vectors (n, 384) as uint64 (6, n)."""
    return np.ascontiguousarray(np.packbits(vectors > 0, axis=1).view(np.uint64).T)
