from __future__ import annotations

import pytest

from retold.digest.dependence import depends_on_previous, has_author_voice, is_turned, names_author, points_back


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


@pytest.mark.parametrize(
    "text", ["She leads the I.R.S.’s office.", "He was an F.B.I. agent.", "The A.I. firm has grown."]
)
def test_initials_are_no_author(text: str) -> None:
    assert not has_author_voice(text)


def test_the_reader_is_not_the_author() -> None:
    assert not names_author("The lens allows you to see your house.")
    assert names_author("We saw the house.")


@pytest.mark.parametrize(
    ("text", "following", "turned"),
    [
        ("The fund had warned that the vote would hurt trade.", "But on Tuesday it raised its forecast.", True),
        ("The club had been close to ruin for years.", "However, a new owner has paid its debts.", True),
        ("A cashier who takes a coin is punished, Lee said.", "Bank chiefs aren’t.", True),
        ("The fund warned that the vote would hurt trade.", "But shares rose.", False),
        ("The fund had warned that the vote would hurt trade.", "Shares fell.", False),
        ("The mayor said “we had warned them”.", "But the bridge was closed.", False),
    ],
)
def test_what_the_next_sentence_takes_back(text: str, following: str, turned: bool) -> None:
    assert is_turned(text, following) is turned


def test_so_before_its_verb_is_no_connective() -> None:
    assert not depends_on_previous("So embarrassed was Lee by the book that he left the town.")
    assert depends_on_previous("So the council closed the bridge.")
