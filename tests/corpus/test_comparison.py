from __future__ import annotations

import pytest

from retold.corpus.comparison import NamedEntity, Statement, contradictions, groups

TRAIN = "At least 12 people were killed when a train derailed near Marlow on Friday, police said."


def sides(*texts: str) -> list[tuple[str, list[str]]]:
    found = contradictions([Statement(i, t) for i, t in enumerate(texts)])
    return [(c.of, [value for value, _ in c.sides]) for c in found]


def test_tellings_that_count_otherwise_differ() -> None:
    assert sides(TRAIN, "Police said a train derailed near Marlow on Friday and killed 14 people.") == [
        ("people", ["12", "14"])
    ]
    assert sides(
        "The bid values Northlink at $2.9 billion, its owners said.",
        "The bid for Northlink values the owners at $3.2bn, they said.",
    ) == [("$", ["$2.9 billion", "$3.2bn"])]


@pytest.mark.parametrize(
    "other",
    [
        "Police said a train derailed near Marlow on Friday and killed 12 people.",
        "Police said a train derailed near Marlow on Friday and killed twelve people.",
        "Police near Marlow said on Friday that 400 people wait for a train after one derailed.",
        "The parliament voted to raise the salmon tax, and 14 people spoke.",
        "Police said that the train that derailed near Marlow on Friday was 14 years old.",
    ],
)
def test_what_is_no_difference(other: str) -> None:
    assert sides(TRAIN, other) == []


def test_one_telling_does_not_differ_with_itself() -> None:
    assert contradictions([Statement(0, TRAIN), Statement(0, TRAIN.replace("12", "14"))]) == []


def test_another_person_in_the_same_place() -> None:
    marlow = NamedEntity(1, "place")
    one = Statement(
        0,
        "The mayor of Marlow, Erik Moe, called the ferry decision a disaster.",
        frozenset({marlow, NamedEntity(2, "person", frozenset({"mayor"}))}),
    )
    other = Statement(
        1,
        "The mayor of Marlow, Erik Mohn, called the ferry decision a disaster.",
        frozenset({marlow, NamedEntity(3, "person", frozenset({"mayor"}))}),
    )
    (found,) = contradictions([one, other])
    assert (found.of, [v for v, _ in found.sides]) == ("person", ["2", "3"])
    both = Statement(1, other.text, other.names | one.names)
    assert contradictions([one, both]) == []


def test_what_says_one_thing_is_one_group() -> None:
    said = [
        Statement(0, TRAIN),
        Statement(1, "A train derailed near Marlow on Friday and 12 people were killed, police said."),
        Statement(1, "The line is closed."),
    ]
    assert groups(said) == [[0, 1], [2]]
