"""Which articles report one event.

Two articles are compared by their words, the words of their leads, their vectors and their dates. Stories
are clusters by average linkage (UPGMA, Sokal & Michener 1958) of all pairs, cut at one line. If the mean
similarity of two clusters reaches the line, some pair of their articles does too. So each connected part
of the graph of such pairs is clustered by itself: a new article changes only the part that it joins, and
the order in which articles come makes no difference.

Articles of one template share nearly all words and report different events. `retold.corpus.slots` tells them apart.

A part of more than `MOST` articles is cut at the next of `LEVELS`: in so long a chain, one similar pair no
longer means one event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from retold.corpus import slots
from retold.corpus.signature import Signature, Terms, restored

LINE = 0.525
"""Similarity of two articles of one story, and mean similarity of two clusters of one story."""
APART = -1.0
"""Similarity of two articles of one template that tell of different things, whatever words they share. So low that few
such pairs keep two clusters apart."""
LEVELS = (LINE, 0.62, 0.74, 0.9)
"""Similarity of a pair that connects two parts: the first level, and for parts that are too large the next ones."""
MOST = 400
"""A part of up to this many articles is clustered as one."""
KEYS = 16
"""Articles are found by pairs of this many terms, the heaviest."""
REACH = 14
"""The ranks of two such terms, from 0, add up to this at most: both are heavy, or one is among the heaviest."""
UNDATED = 3.0
"""Days that are assumed between two articles if one has no date."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the parts of a similarity: cosines, and the logarithm of the days between two articles."""

    terms: float = 0.85
    lead: float = 0.75
    vector: float = 0.6
    time: float = 0.05


WEIGHTS = Weights()


def pairs(signature: Signature) -> list[int]:
    """Pairs of an article's heaviest terms, as signed 64-bit hashes; 56 at most. Two articles are compared only if they
    share one."""
    hashes, weights = signature.terms
    best = [int(hashes[i]) for i in np.lexsort((hashes, -weights.astype(np.float32)))[:KEYS]]
    chosen = (sorted((best[i], best[j])) for i, j in combinations(range(len(best)), 2) if i + j <= REACH)
    return sorted({((a << 32) | b) - (1 << 63) for a, b in chosen})


def similarities(signatures: Sequence[Signature], weights: Weights = WEIGHTS) -> NDArray[np.float32]:
    """The similarity of each article to each, float32 (n, n). From `LINE` on, two may report one event."""
    vectors = restored(np.stack([s.vector for s in signatures]))
    days = [s.day for s in signatures]
    apart = gaps(days, days, outer=True)
    similarity = (
        weights.terms * _gram([s.terms for s in signatures])
        + weights.lead * _gram([s.lead for s in signatures])
        + weights.vector * (vectors @ vectors.T)
        - weights.time * np.log1p(apart)
    )
    # Rounded, so that two articles have the same similarity whatever others they are compared with.
    rounded: NDArray[np.float32] = np.round((similarity + similarity.T) / 2, 5).astype(np.float32)
    rounded[slots.different_all([s.slots for s in signatures], apart) & (rounded >= LINE)] = APART
    return rounded


def similarity_to(own: Signature, others: Sequence[Signature], weights: Weights = WEIGHTS) -> NDArray[np.float32]:
    """The similarity of one article to each of the others, as in `similarities`; float32 (n,)."""
    vectors = restored(np.stack([s.vector for s in (own, *others)]))
    apart = gaps([own.day] * len(others), [s.day for s in others])
    similarity = (
        weights.terms * _products(own.terms, [s.terms for s in others])
        + weights.lead * _products(own.lead, [s.lead for s in others])
        + weights.vector * (vectors[1:] @ vectors[0])
        - weights.time * np.log1p(apart)
    )
    rounded: NDArray[np.float32] = np.round(similarity, 5).astype(np.float32)
    different = slots.different_each([own.slots] * len(others), [s.slots for s in others], apart)
    rounded[different & (rounded >= LINE)] = APART
    return rounded


def _products(own: Terms, others: Sequence[Terms]) -> NDArray[np.float64]:
    """Cosines of one bag of terms with others."""
    if not len(own.hashes):
        return np.zeros(len(others))
    hashes = np.concatenate([o.hashes for o in others])
    weights = np.concatenate([o.weights for o in others]).astype(np.float64)
    place = np.searchsorted(own.hashes, hashes).clip(max=len(own.hashes) - 1)
    shared = own.hashes[place] == hashes
    rows = np.repeat(np.arange(len(others)), [len(o.hashes) for o in others])
    return np.bincount(
        rows[shared], weights[shared] * own.weights[place[shared]].astype(np.float64), len(others)
    ).astype(np.float64)


def gaps(first: Sequence[float | None], second: Sequence[float | None], outer: bool = False) -> NDArray[np.float64]:
    """Days between articles, row by row; `outer`: each with each."""
    one, other = (np.array([np.nan if d is None else d for d in days], dtype=np.float64) for days in (first, second))
    apart: NDArray[np.float64] = np.abs(one[:, None] - other[None, :] if outer else one - other)
    return np.nan_to_num(apart, nan=UNDATED)


def _gram(bags: Sequence[Terms]) -> NDArray[np.float32]:
    """Cosines of bags of weighted terms."""
    vocabulary, place = np.unique(np.concatenate([b.hashes for b in bags]), return_inverse=True)
    dense = np.zeros((len(bags), len(vocabulary)), dtype=np.float32)
    rows = np.repeat(np.arange(len(bags)), [len(b.hashes) for b in bags])
    dense[rows, place] = np.concatenate([b.weights for b in bags])
    cosines: NDArray[np.float32] = dense @ dense.T
    return cosines


def clustered(similarity: NDArray[np.floating], line: float = LINE) -> list[list[int]]:
    """Clusters by average linkage, of a mean similarity of `line` or more; by index, in order.

    `similarity`: (n, n), symmetric; 0 for pairs that were not compared. Of equally similar pairs the one with the
    lower indices merges first, so the order of the articles should not depend on when they came.
    """
    count = len(similarity)
    left = similarity.astype(np.float64)
    np.fill_diagonal(left, -np.inf)
    members: list[list[int]] = [[i] for i in range(count)]
    size = np.ones(count)
    best = left.argmax(axis=1) if count else np.zeros(0, dtype=np.intp)
    while count > 1:
        i = int(np.argmax(left[np.arange(len(left)), best]))
        j = int(best[i])
        if left[i, j] < line:
            break
        i, j = min(i, j), max(i, j)
        row = (left[i] * size[i] + left[j] * size[j]) / (size[i] + size[j])
        row[i] = row[j] = -np.inf
        left[i, :] = left[:, i] = row
        left[j, :] = left[:, j] = -np.inf
        members[i] += members[j]
        members[j] = []
        size[i] += size[j]
        count -= 1
        for k in np.flatnonzero((best == i) | (best == j) | (left[:, i] > left[np.arange(len(left)), best])):
            best[k] = left[k].argmax()
        best[i] = left[i].argmax()
    return sorted(sorted(m) for m in members if m)


def central(similarity: NDArray[np.float32] | None, group: list[int]) -> int:
    """The article of a group that is most similar to all of it; the first if nothing is known."""
    if similarity is None or len(group) < 3:
        return group[0]
    inner = similarity[np.ix_(group, group)].sum(axis=1)
    return group[int(np.argmax(np.round(inner, 3)))]
