"""Which articles tell one happening.

Two articles are compared by their words, the words of their leads, their vectors and
their dates. Stories are clusters by average linkage (UPGMA, Sokal & Michener 1958) of
all pairs at one line. Where the mean of all pairs between two clusters reaches the line,
some pair does, so each connected part of the graph of such pairs is clustered by itself:
an article that comes in moves only the part that it joins, and the order in which
articles come makes no difference.

A part of more than `MOST` articles is taken apart at the next of `LEVELS`: by then one pair
in a chain of many is no sign of one happening.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from retold.corpus.signature import Signature, Terms, restored

LINE = 0.525
"""Likeness of two articles of one story, and mean likeness of two parts of one."""
LEVELS = (LINE, 0.62, 0.74, 0.9)
"""Likeness of a pair that connects two parts: the first, and where a part is too large the next."""
MOST = 400
"""Articles of a part that is clustered as one."""
KEYS = 16
"""Heaviest terms of an article by which others are found, two at a time."""
REACH = 14
"""Sum of the ranks, from 0, of two such terms: both heavy, or one of the heaviest with a lighter one."""
UNDATED = 3.0
"""Days taken to lie between two articles of which one has no date."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each way in which two articles are alike, and of a day between them (its logarithm)."""

    terms: float = 0.85
    lead: float = 0.75
    vector: float = 0.6
    time: float = 0.05


WEIGHTS = Weights()


def pairs(signature: Signature) -> list[int]:
    """Pairs of an article's heaviest terms, as signed 64-bit hashes: two articles are compared
    only if they share one. At most 56, however many articles there are."""
    hashes, weights = signature.terms
    best = [int(hashes[i]) for i in np.lexsort((hashes, -weights.astype(np.float32)))[:KEYS]]
    found = (sorted((best[i], best[j])) for i, j in combinations(range(len(best)), 2) if i + j <= REACH)
    return sorted({((a << 32) | b) - (1 << 63) for a, b in found})


def alike(signatures: Sequence[Signature], weights: Weights = WEIGHTS) -> NDArray[np.float32]:
    """How alike articles are, each with each, float32 (n, n); from `LINE` two may tell one happening."""
    vectors = restored(np.stack([s.vector for s in signatures]))
    found = (
        weights.terms * _gram([s.terms for s in signatures])
        + weights.lead * _gram([s.lead for s in signatures])
        + weights.vector * (vectors @ vectors.T)
        - weights.time * np.log1p(_apart(signatures))
    )
    # As the same two must be as alike in whatever company they are compared.
    rounded: NDArray[np.float32] = np.round((found + found.T) / 2, 5).astype(np.float32)
    return rounded


def alike_to(own: Signature, others: Sequence[Signature], weights: Weights = WEIGHTS) -> NDArray[np.float32]:
    """How alike one article is to each of others, as `alike` has it, float32 (n,)."""
    vectors = restored(np.stack([s.vector for s in (own, *others)]))
    days = np.array(
        [np.nan if s.day is None or own.day is None else abs(s.day - own.day) for s in others], dtype=np.float64
    )
    found = (
        weights.terms * _products(own.terms, [s.terms for s in others])
        + weights.lead * _products(own.lead, [s.lead for s in others])
        + weights.vector * (vectors[1:] @ vectors[0])
        - weights.time * np.log1p(np.nan_to_num(days, nan=UNDATED))
    )
    rounded: NDArray[np.float32] = np.round(found, 5).astype(np.float32)
    return rounded


def _products(own: Terms, others: Sequence[Terms]) -> NDArray[np.float64]:
    """Cosines of one bag of terms with others."""
    if not len(own.hashes):
        return np.zeros(len(others))
    hashes, weights = (
        np.concatenate([o.hashes for o in others]),
        np.concatenate([o.weights for o in others]).astype(np.float64),
    )
    place = np.searchsorted(own.hashes, hashes).clip(max=len(own.hashes) - 1)
    shared = own.hashes[place] == hashes
    rows = np.repeat(np.arange(len(others)), [len(o.hashes) for o in others])
    return np.bincount(
        rows[shared], weights[shared] * own.weights[place[shared]].astype(np.float64), len(others)
    ).astype(np.float64)


def _apart(signatures: Sequence[Signature]) -> NDArray[np.float64]:
    """Days between articles."""
    days = np.array([np.nan if s.day is None else s.day for s in signatures], dtype=np.float64)
    return np.nan_to_num(np.abs(days[:, None] - days[None, :]), nan=UNDATED)


def _gram(bags: Sequence[Terms]) -> NDArray[np.float32]:
    """Cosines of bags of weighted terms."""
    vocabulary, place = np.unique(np.concatenate([b.hashes for b in bags]), return_inverse=True)
    dense = np.zeros((len(bags), len(vocabulary)), dtype=np.float32)
    rows = np.repeat(np.arange(len(bags)), [len(b.hashes) for b in bags])
    dense[rows, place] = np.concatenate([b.weights for b in bags])
    found: NDArray[np.float32] = dense @ dense.T
    return found


def clustered(alike: NDArray[np.floating], line: float = LINE) -> list[list[int]]:
    """Clusters by average linkage of all whose mean likeness is `line` or more.

    `alike`: (n, n), symmetric; pairs that are not compared count as 0. Indices in
    order; of equal likeness the lower indices merge first, so give articles in an order
    of their own.
    """
    count = len(alike)
    left = alike.astype(np.float64)
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


def central(alike: NDArray[np.float32] | None, group: list[int]) -> int:
    """Which of a group is most like all of it; the first where nothing tells."""
    if alike is None or len(group) < 3:
        return group[0]
    inner = alike[np.ix_(group, group)].sum(axis=1)
    return group[int(np.argmax(np.round(inner, 3)))]
