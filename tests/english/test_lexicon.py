from __future__ import annotations

import pytest

from retold.english.lexicon import content_words, stem


def test_content_words() -> None:
    assert content_words("The U.K.'s 1.9 billion, which was Rosendal's") == ("u", "k", "1.9", "billion", "rosendal")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("moved", "moves"),
        ("two", "2"),
        ("policies", "policy"),
        ("told", "tell"),
        ("stopped", "stopping"),
        ("bn", "billion"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("15", "16"), ("March", "May"), ("approve", "oppose"), ("north", "south")])
def test_different_words_share_no_stem(one: str, other: str) -> None:
    assert stem(one) != stem(other)
