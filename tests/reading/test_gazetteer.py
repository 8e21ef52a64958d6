from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.reading.gazetteer import GIVEN, HINTS, LARGE, SMALL, SURNAME, Gazetteer, plain, shipped

LISTS = Gazetteer(
    {"york": SMALL, "new york": LARGE, "new york city": LARGE, "st . louis": SMALL},
    frozenset({"paris"}),
    frozenset({"york"}),
)


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("in New York now", [0, LARGE, LARGE + SURNAME, 0]),
        ("York", [SMALL + SURNAME]),
        ("NEW YORK CITY", [LARGE, LARGE + SURNAME, LARGE]),
        ("St . Louis", [SMALL] * 3),
        ("New Yorker", [0, 0]),
        ("Pàris", [GIVEN]),
    ],
)
def test_the_longest_place_from_the_left(text: str, hints: list[int]) -> None:
    assert LISTS.hints(text.split()) == hints


@given(
    st.lists(st.one_of(st.text(max_size=8), st.sampled_from("New York Los Angeles of the St . Louis Jordan".split())))
)
def test_one_hint_for_each_word(words: list[str]) -> None:
    hints = shipped().hints(words)
    assert len(hints) == len(words)
    assert all(0 <= h < HINTS for h in hints)


def test_shipped_lists() -> None:
    # Every line is found again; the file is what `plain` and the network's splitting make of it.
    assert [h % GIVEN for h in shipped().hints(["Brazil", "Kigali", "Buenos", "Aires"])] == [LARGE] * 4
    assert shipped().hints(["U", ".", "S", "."]) == [LARGE] * 4
    assert plain("Škoda") == "skoda"
