"""How similar articles are: many pairs at once, over columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.corpus.signature import restored
from retold.corpus.slots import Slots, different_each
from retold.corpus.stories import APART, LINE, UNDATED, WEIGHTS, Weights


@dataclass(frozen=True, slots=True)
class Bags:
    """Weighted terms of n articles, one article after another, each ascending by hash.

    `sizes`: (n,), the terms of each. `hashes`: uint32. `weights`: float16.
    """

    sizes: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    weights: NDArray[np.float16]

    @property
    def keys(self) -> NDArray[np.uint64]:
        """The article and hash of each term in one number, ascending."""
        rows = np.repeat(np.arange(len(self.sizes), dtype=np.uint64), self.sizes)
        return (rows << np.uint64(32)) | self.hashes.astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Columns:
    """The signatures of n articles. `vectors`: int8 (n, 384). `days`: float64 (n,), NaN if not known. `slots`: one for
    each article."""

    terms: Bags
    lead: Bags
    vectors: NDArray[np.int8]
    days: NDArray[np.float64]
    slots: Sequence[Slots]


def similarity_each(first: Columns, second: Columns, weights: Weights = WEIGHTS) -> NDArray[np.float32]:
    """The similarity of two columns of articles, row by row, as in `stories.similarities`; float32 (n,)."""
    apart = np.nan_to_num(np.abs(first.days - second.days), nan=UNDATED)
    similarity = (
        weights.terms * _products(first.terms, second.terms)
        + weights.lead * _products(first.lead, second.lead)
        + weights.vector * np.einsum("ij,ij->i", restored(first.vectors), restored(second.vectors))
        - weights.time * np.log1p(apart)
    )
    rounded: NDArray[np.float32] = np.round(similarity, 5).astype(np.float32)
    rounded[different_each(first.slots, second.slots, apart) & (rounded >= LINE)] = APART
    return rounded


def _products(first: Bags, second: Bags) -> NDArray[np.float64]:
    """Cosines of bags, row by row."""
    count, mine, theirs = len(first.sizes), first.keys, second.keys
    if not len(mine):
        return np.zeros(count)
    place = np.searchsorted(mine, theirs).clip(max=len(mine) - 1)
    shared = mine[place] == theirs
    values = second.weights[shared].astype(np.float64) * first.weights[place[shared]].astype(np.float64)
    return np.bincount((theirs[shared] >> np.uint64(32)).astype(np.int64), values, count).astype(np.float64)
