from __future__ import annotations

import pytest

from retold.digest.dependence import depends_on_previous, has_author_voice, points_back


@pytest.mark.parametrize(
    "text",
    [
        "He left.",
        "But the yard closed.",
        "When he left, the yard closed.",
        "The company said so.",
        "they left",
        "Nor did it.",
    ],
)
def test_dependent_sentences(text: str) -> None:
    assert depends_on_previous(text)


@pytest.mark.parametrize(
    "text",
    ["The president of Norway left.", "Some 300 people left.", "One of the largest yards closed.", "So far, it held."],
)
def test_independent_sentences(text: str) -> None:
    assert not points_back(text)


@pytest.mark.parametrize("text", ["I left the yard.", "When I was young, it rained."])
def test_the_voice_of_the_author(text: str) -> None:
    assert has_author_voice(text)


@pytest.mark.parametrize("text", ["World War I ended.", "He said “I left.”", "The I-95 was shut."])
def test_no_voice_of_the_author(text: str) -> None:
    assert not has_author_voice(text)
