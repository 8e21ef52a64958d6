from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retold.reading.encoder import without_circles


def test_a_tree_stays_as_it_is() -> None:
    assert without_circles([1, -1, 1, 2]) == [1, -1, 1, 2]


def test_a_circle_goes_below_the_root() -> None:
    assert without_circles([1, 0, -1]) == [2, 0, -1]


@given(st.integers(1, 30).flatmap(lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n)))
def test_no_word_is_above_itself(heads: list[int]) -> None:
    found = without_circles(heads)
    for word in range(len(found)):
        steps = 0
        while word >= 0:
            word, steps = found[word], steps + 1
            assert steps <= len(found)
