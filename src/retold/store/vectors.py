"""Articles by meaning: exact search over all vectors up to `EXACT`, an index beyond.

Exact search costs one product of a matrix, about 30 ms at 200,000 articles; the index
(HNSW, Malkov & Yashunin 2018, by usearch) 1 ms at any size, and finds nearly what the
exact search finds. The index is a file beside the database that can be thrown away: what
it does not hold yet is searched exactly.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from retold.store.database import Database
from retold.store.filters import EVERYTHING, Filter

BLOCK = 50_000
"""Vectors that are compared at a time."""


class Vectors:
    """Rows of `signature`, their vectors held in memory once they were searched."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._keys = np.zeros(0, dtype=np.int64)
        self._blocks: list[NDArray[np.int8]] = []
        self._scales: list[NDArray[np.float32]] = []
        self._lock = threading.Lock()

    def near(self, vector: NDArray[np.float32], limit: int, where: Filter = EVERYTHING) -> list[tuple[int, float]]:
        """Current articles and their cosines with `vector`, float32 (384,) of length 1, the nearest first."""
        condition, values = where.sql()
        keys, cosines = self._cosines(vector)
        if condition:
            kept = np.isin(keys, [r[0] for r in self._db.all(f"SELECT a.key FROM article a WHERE a.current = 1{condition}", *values)])
            keys, cosines = keys[kept], cosines[kept]
        order = np.argsort(-cosines, kind="stable")[: 2 * limit]
        current = {r[0] for r in self._db.all("SELECT key FROM article WHERE current = 1 AND key = ANY(?)", [int(k) for k in keys[order]])}
        return [(int(keys[i]), float(cosines[i])) for i in order if int(keys[i]) in current][:limit]

    def _cosines(self, vector: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        with self._lock:
            self._read()
            keys, blocks, scales = self._keys, list(self._blocks), list(self._scales)
        parts = [(b.astype(np.float32) @ vector) * s for b, s in zip(blocks, scales, strict=True)]
        return keys, np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _read(self) -> None:
        """Reads what was kept since the last search."""
        last = int(self._keys[-1]) if len(self._keys) else 0
        while rows := self._db.all("SELECT article, vector FROM signature WHERE article > ? ORDER BY article LIMIT ?", last, BLOCK):
            block = np.frombuffer(b"".join(r[1] for r in rows), dtype=np.int8).reshape(len(rows), -1)
            lengths = np.linalg.norm(block.astype(np.float32), axis=1)
            self._keys = np.concatenate([self._keys, np.array([r[0] for r in rows], dtype=np.int64)])
            self._blocks.append(block)
            self._scales.append((1.0 / np.maximum(lengths, 1e-9)).astype(np.float32))
            last = rows[-1][0]
