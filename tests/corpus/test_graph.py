from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.corpus.graph import Stories, npmi, pairs, significance

SETS = st.lists(st.sets(st.integers(1, 8), max_size=6), min_size=1, max_size=12)


def stories(sets: list[set[int]], days: list[float] | None = None) -> Stories:
    starts = np.concatenate([[0], np.cumsum([len(s) for s in sets])]).astype(np.int64)
    flat = np.array([e for s in sets for e in sorted(s)], dtype=np.int32)
    when = np.array(days if days is not None else range(len(sets)), dtype=np.float64)
    return Stories(when, when + 0.5, starts, flat)


@given(SETS, st.integers(1, 8))
def test_counts_are_those_of_a_recount(sets: list[set[int]], entity: int) -> None:
    own = stories(sets)
    has = own.having(entity)
    assert has.tolist() == [i for i, s in enumerate(sets) if entity in s]
    counts = own.counts(has)
    recount = Counter(e for s in sets if entity in s for e in s)
    assert {int(e): int(counts[e]) for e in np.flatnonzero(counts)} == recount
    for e, (first, last) in own.spans(has, set(recount)).items():
        days = [i for i, s in enumerate(sets) if entity in s and e in s]
        assert (first, last) == (days[0], days[-1] + 0.5)


@given(SETS, st.sets(st.integers(0, 11)))
def test_counts_of_few_of_some_and_of_most_stories(sets: list[set[int]], chosen: set[int]) -> None:
    kept = sorted(c for c in chosen if c < len(sets))
    counts = stories(sets).counts(np.array(kept, dtype=np.int64))
    assert {int(e): int(counts[e]) for e in np.flatnonzero(counts)} == Counter(e for i in kept for e in sets[i])


@given(SETS, st.integers(1, 5))
def test_all_pairs_are_those_of_a_recount(sets: list[set[int]], step: int) -> None:
    kept = np.array([1, 2, 3, 5, 8], dtype=np.int32)
    recount = Counter(pair for s in sets for pair in combinations(sorted(s & set(kept.tolist())), 2))
    assert {(a, b): n for a, b, n, _, _ in pairs(stories(sets), kept, step)} == recount


def test_a_period_holds_what_was_told_in_it() -> None:
    own = stories([{1}, {1}, {1}], [10.0, 20.0, math.nan])
    assert own.within(None, None).tolist() == [True, True, True]
    assert own.within(15.0, None).tolist() == [False, True, False]
    assert own.within(10.2, 20.0).tolist() == [True, False, False]


def test_significance() -> None:
    assert npmi(5, 5, 5, 100) == pytest.approx(1.0)
    assert npmi(4, 20, 20, 100) == pytest.approx(0.0)
    assert npmi(0, 20, 20, 100) == -1.0
    assert npmi(7, 7, 7, 7) == 0.0
    assert -1.0 < npmi(1, 50, 50, 100) < 0.0
    assert significance(1, 1, 1, 100) < significance(5, 5, 5, 100) < 1.0
