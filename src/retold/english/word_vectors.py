"""How alike words are in meaning: "rammed" and "struck", "firm" and "company".

`train/word_vectors.py` writes a vector for each word stem that is usual in news: what the reading network says of the
word alone, in fewer dimensions. So texts can be compared without running the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

UNLIKE, SAME = 0.35, 0.7
"""Cosines at which two words have nothing in common, and mean the same."""


@lru_cache(maxsize=1)
def _stored() -> tuple[dict[str, int], NDArray[np.int8]]:
    with as_file(files("retold") / "data" / "wordvectors.npz") as path, np.load(path) as data:
        return {stem: i for i, stem in enumerate(data["stems"].tolist())}, data["vectors"]


def likeness(stems: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
    """How alike in meaning each of some word stems is to each of others, 0..1; float32 (stems, others). 1 for the same
    stem, and 0 for two that differ if one of them is not known."""
    alike: NDArray[np.float32] = _vectors(stems) @ _vectors(others).T
    alike -= UNLIKE
    alike /= SAME - UNLIKE
    np.clip(alike, 0.0, 1.0, out=alike)
    place = {stem: i for i, stem in enumerate(others)}
    for row, stem in enumerate(stems):
        if stem in place:
            alike[row, place[stem]] = 1.0
    return alike


def _vectors(stems: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of length 1; of length 0 for a stem that is not known."""
    rows, stored = _stored()
    vectors = np.zeros((len(stems), stored.shape[1]), dtype=np.float32)
    known = [i for i, stem in enumerate(stems) if stem in rows]
    vectors[known] = stored[[rows[stems[i]] for i in known]]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors
