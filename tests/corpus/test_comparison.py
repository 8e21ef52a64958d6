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
        "The bid of a rival values Northlink at $3.2bn, the owners said.",
    ) == [("bid", ["$2.9 billion", "$3.2bn"])]


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


BUS = "Four people were killed and 12 injured when a bus overturned near Ellery on Sunday, police said."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            BUS,
            "Six people were killed when a bus overturned near Ellery on Sunday, the fire service said.",
            ["Four", "Six"],
        ),
        ("4 dead after bus overturns near Ellery", "6 dead after bus overturns near Ellery", ["4", "6"]),
        (
            "The bank will close 30 branches in Marlow and cut jobs, it said.",
            "The bank said it will close 45 branches in Marlow and cut jobs.",
            ["30", "45"],
        ),
        (
            "Prices of bread rose by 4.1% in March, the statistics office said.",
            "Prices of bread rose by 4.8% in March, the statistics office said.",
            ["4.1%", "4.8%"],
        ),
    ],
)
def test_one_quantity_of_one_thing(one: str, other: str, expected: list[str]) -> None:
    assert sides(one, other) in ([(of, expected)] for of in ("people", "dead", "branches", "prices"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BUS, "A bus overturned near Ellery on Sunday and six people were injured, police said."),
        ("4 people dead after bus overturns near Ellery", "5 people injured after bus overturns near Ellery"),
        (BUS, "Six people were killed when a bus overturned near Ellery on Tuesday, police said."),
        (BUS, "Six people were killed when a bus overturned near Thornbury on Sunday, Mayor Ada Lomax said."),
        (BUS, "Last year six people were killed when a bus overturned near Ellery on a Sunday, police said."),
        (
            "The crown fell to 11.42 crowns a euro on Monday, dealers said.",
            "The crown fell to 11.61 crowns a euro on Tuesday, dealers said.",
        ),
        (
            "The firm made an initial offer of $90 million for Telmar, people close to it said.",
            "The firm made an offer of $120 million for Telmar, people close to it said.",
        ),
        (
            "The fire burned 4,000 hectares of forest near Kestead.",
            "The fire burned 4,217 hectares of forest near Kestead.",
        ),
        ("The port handled $3 billion of goods in May.", "The port handled $3.2 billion of goods in May."),
        (
            "About 200 workers of the Norwick mill will lose their jobs, the owner said.",
            "The owner said 217 workers of the Norwick mill will lose their jobs.",
        ),
        (
            "The quarter brought revenue of $40 million, the brewery said.",
            "The quarter brought a loss of $31 million, the brewery said.",
        ),
        (
            "In 2019 the flood destroyed 12 houses in Glenmere, the council said.",
            "In 2024 the flood destroyed 15 houses in Glenmere, the council said.",
        ),
        ("The court did not fine 12 drivers of the Marlow club.", "The court will fine 14 drivers of the Marlow club."),
    ],
)
def test_other_things_other_days_and_round_figures_do_not_differ(one: str, other: str) -> None:
    assert sides(one, other) == []


def test_figures_of_two_days_do_not_differ() -> None:
    texts = ["4 dead after bus overturns near Ellery", "6 dead after bus overturns near Ellery"]
    found = [
        contradictions([Statement(i, t, day=day) for i, (t, day) in enumerate(zip(texts, days, strict=True))])
        for days in ((100.0, 100.5), (100.0, None), (100.0, 102.0))
    ]
    assert [len(f) for f in found] == [1, 1, 0]


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


def test_what_says_other_things_is_not_one_group() -> None:
    quake = "A magnitude {} quake struck near {} on {}, the survey said."
    said = [
        Statement(0, quake.format("5.1", "Marlow", "Monday")),
        Statement(1, quake.format("6.3", "Ellery", "Friday")),
        Statement(2, quake.format("5.1", "Marlow", "Monday") + " It was felt in towns."),
        Statement(3, quake.format("5.3", "Marlow", "Monday")),
    ]
    assert groups(said) == [[0, 2], [1], [3]]


@pytest.mark.parametrize(
    ("text", "exact", "says"),
    [
        ("Erik Moe, the mayor of Marlow, resigned on Friday after 12 years.", "", True),
        ("He resigned after 12 years.", "Erik Moe, mayor of Marlow, resigned on Friday after 12 years.", True),
        ("Erik Moe, the mayor of Marlow, resigned on Friday.", "", False),
        ("Erik Moe, the mayor of Marlow, resigned on Friday after 11 years.", "", False),
        ("Erik Moe, the mayor of Ellery, resigned on Friday after 12 years.", "", False),
        ("Erik Moe, the mayor of Marlow, has not resigned on Friday after 12 years.", "", False),
        ("On Friday, 12 years after Marlow, Erik Moe married.", "", False),
    ],
)
def test_who_says_the_same(text: str, exact: str, says: bool) -> None:
    shown = Statement(0, "Erik Moe, mayor of Marlow, resigned on Friday after twelve years.")
    assert Statement(1, text, exact=exact).says(shown) is says
    assert shown.says(shown)
