from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retold.reading.labels import LABELS, begin, inside
from retold.reading.viterbi import best_path, names_on_path


def allowed(path: tuple[int, ...]) -> bool:
    previous = 0
    for label in path:
        if label and label % 2 == 0 and previous not in (label - 1, label):
            return False
        previous = label
    return True


@given(st.integers(0, 2**32 - 1), st.integers(1, 3))
def test_the_best_allowed_path(seed: int, words: int) -> None:
    scores = np.full((words, len(LABELS)), -50.0, dtype=np.float32)
    scores[:, :7] = np.random.default_rng(seed).normal(size=(words, 7))
    best = max(
        (p for p in product(range(7), repeat=words) if allowed(p)),
        key=lambda p: sum(scores[i, x] for i, x in enumerate(p)),
    )
    assert tuple(best_path(scores)) == best


def test_names_on_a_path() -> None:
    person, place = begin("person"), begin("place")
    path = np.array([0, person, inside("person"), person, 0, place])
    assert names_on_path(path) == [(1, 3, "person"), (3, 4, "person"), (5, 6, "place")]
