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


def likeness(stems: Sequence[str]) -> NDArray[np.float32]:
    """How alike in meaning each two of some word stems are, 0..1; float32 (n, n). 1 for the same stem, and 0 for two
    others of which one is not known."""
    rows, stored = _stored()
    vectors = np.zeros((len(stems), stored.shape[1]), dtype=np.float32)
    known = [i for i, stem in enumerate(stems) if stem in rows]
    vectors[known] = stored[[rows[stems[i]] for i in known]]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    alike = np.clip((vectors @ vectors.T - UNLIKE) / (SAME - UNLIKE), 0.0, 1.0)
    same: NDArray[np.float32] = np.equal.outer(np.array(stems), np.array(stems))
    return np.where(same, 1.0, alike).astype(np.float32)
