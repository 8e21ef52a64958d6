from __future__ import annotations

import pytest

from retold import Engine
from retold.types import Content, Page


def statements(engine: Engine, body: str) -> list[tuple[str | None, str, str, str | None, str]]:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    names = {c.id: c.name for c in reading.chains}
    return [
        (names.get(s.speaker or ""), s.said_by, s.cue, s.hedge, " … ".join(p.of(body) for p in s.spans))
        for s in reading.statements
    ]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "Kari Halvorsen said the boats would be ready in May.",
            ("Kari Halvorsen", "Kari Halvorsen", "said", "would", "the boats would be ready in May"),
        ),
        (
            "OSLO, March 4 - Dock workers voted to accept a deal that ends a strike, their union said.",
            (None, "their union", "said", None, "Dock workers voted to accept a deal that ends a strike"),
        ),
        (
            "Her lawyer, Kari Halvorsen, said the charge was unfair.",
            ("Kari Halvorsen", "Her lawyer, Kari Halvorsen", "said", None, "the charge was unfair"),
        ),
        (
            "The Norland Rugby Union (NRU) said the match would be played in June.",
            (
                "Norland Rugby Union",
                "The Norland Rugby Union (NRU)",
                "said",
                "would",
                "the match would be played in June",
            ),
        ),
        (
            "The bridge is closed until Friday, according to a spokesman for the council.",
            (None, "a spokesman for the council", "according to", None, "The bridge is closed until Friday"),
        ),
        (
            "The Democrat, Representative Kari Halvorsen of Ohio, said the panel would call the minister.",
            (
                "Kari Halvorsen",
                "The Democrat, Representative Kari Halvorsen of Ohio",
                "said",
                "would",
                "the panel would call the minister",
            ),
        ),
        (
            "A lawyer for Kari Halvorsen said the charge was unfair.",
            (None, "A lawyer for Kari Halvorsen", "said", None, "the charge was unfair"),
        ),
        (
            "Truck and tractor maker Volvo said its sales would rise by a third.",
            ("Volvo", "Truck and tractor maker Volvo", "said", "would", "its sales would rise by a third"),
        ),
        (
            "Kari Halvorsen told reporters that the bridge would stay closed.",
            ("Kari Halvorsen", "Kari Halvorsen", "told", "would", "that the bridge would stay closed"),
        ),
        (
            "Tor Espeland, the minister, denied that he had taken money from Norrail.",
            ("Tor Espeland", "Tor Espeland", "denied", None, "that he had taken money from Norrail"),
        ),
        (
            "Norland Rail announced that up to 300 people may lose their jobs.",
            ("Norland Rail", "Norland Rail", "announced", "up to", "that up to 300 people may lose their jobs"),
        ),
    ],
)
def test_statement(engine: Engine, body: str, wanted: tuple[str | None, str, str, str | None, str]) -> None:
    [found] = statements(engine, body)
    assert (found[0], found[2:]) == (wanted[0], wanted[2:])
    assert wanted[1] in found[1]


def test_the_outer_one_of_two_is_given(engine: Engine) -> None:
    found = statements(engine, "Kari Halvorsen said that Tor Espeland claimed the boats were lost.")
    assert [(name, cue) for name, _, cue, _, _ in found] == [("Kari Halvorsen", "said")]


@pytest.mark.parametrize(
    "body",
    [
        "“The boats will be ready in May,” Kari Halvorsen said.",
        "The boats were ready in May.",
        "Kari Halvorsen wanted a new boat for the harbour.",
    ],
)
def test_no_statement(engine: Engine, body: str) -> None:
    assert statements(engine, body) == []


@pytest.mark.parametrize("media", ["some media reports", "Tor Espeland"])
def test_an_aside_does_not_say_what_another_verb_says(engine: Engine, media: str) -> None:
    body = f"Kari Halvorsen stressed that the harbour will not be shut, as {media} claimed, and that boats may leave."
    assert all(speaker != media and said_by != media for speaker, said_by, *_ in statements(engine, body))


def test_it_that_names_nobody_does_not_speak(engine: Engine) -> None:
    assert statements(engine, "The race is over. It promises to be another long winter for the harbour.") == []


@pytest.mark.parametrize(
    "body",
    [
        "Tor Espeland called on the council to open the harbour to all of the boats.",
        "The lawyers asked Kari Halvorsen no specific questions about the money from Norrail.",
    ],
)
def test_what_is_asked_or_called_is_no_statement(engine: Engine, body: str) -> None:
    assert statements(engine, body) == []


@pytest.mark.parametrize(
    "body",
    [
        "The growth that Tor Espeland promised has turned into a long row of debts.",
        "If anything, Kari Halvorsen said, her plan would make the law harder to read.",
    ],
)
def test_words_around_the_source_are_no_statement(engine: Engine, body: str) -> None:
    assert not [s for s in statements(engine, body) if s[4].startswith(("The growth", "If …"))]


def test_a_town_of_a_dateline_is_a_place(engine: Engine) -> None:
    body = "LIVINGSTON, N.J. — Gov. Tor Espeland said on Tuesday that he would run."
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    assert [c.type for c in reading.chains if c.name.casefold() == "livingston"] == ["place"]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "Toy firms, facing anger over glue and broken parts, have promised to recall the dolls.",
            "to recall the dolls",
        ),
        ("However, prices were falling in the north, the bank said.", "prices were falling in the north"),
        (
            "Kari Halvorsen, Republican of Ohio, said the forms were buried in paper.",
            "the forms were buried in paper",
        ),
    ],
)
def test_a_statement_is_a_clause_of_its_own(engine: Engine, body: str, wanted: str) -> None:
    assert [said for *_, said in statements(engine, body)] == [wanted]


@pytest.mark.parametrize(
    "body",
    [
        "Kari Halvorsen wrote all the songs for the shows of the theatre.",
        "Farmers in the valley may believe that Kari Halvorsen can win the vote.",
    ],
)
def test_what_has_no_verb_or_may_be_said_is_no_statement(engine: Engine, body: str) -> None:
    assert statements(engine, body) == []


def test_the_speaker_begins_with_the_subject(engine: Engine) -> None:
    [(name, said_by, *_)] = statements(
        engine, "Kari Halvorsen, Republican of Ohio, said the forms were buried in paper."
    )
    assert name == "Kari Halvorsen"
    assert said_by.startswith("Kari Halvorsen")
