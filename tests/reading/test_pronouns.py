"""Readings of short articles of our own, by the model in the package."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.reading.pronouns import find_leading_pronouns
from retold.types import Content, Metadata, Page


def meant(engine: Engine, body: str) -> list[str | None]:
    """The antecedent of each leading pronoun, in order; None if it is not resolved."""
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(id="x"))))
    found = find_leading_pronouns(reading)
    for pronoun in found.values():
        assert pronoun.span.of(body).lower() in ("he", "his", "she", "her", "it", "its")
    return [p.chain.name if p.chain else None for p in found.values()]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("Kari Halvorsen runs the ferry company. She said on Friday that prices had fallen.", ["Kari Halvorsen"]),
        ("Peter Lindqvist won the race. His coach was delighted. He will race again in May.", ["Peter Lindqvist"] * 2),
        ("Peter Lindqvist won the race in Oslo. In 2019, he had finished third.", ["Peter Lindqvist"]),
        ("Microsoft bought the studio last year. It paid two billion dollars for it.", ["Microsoft"]),
        ("Mary Jones met Robert Hill in Paris. He had asked for the meeting.", ["Robert Hill"]),
        ("Prices rose again. He said that nothing could be done about that.", [None]),
        ("It is clear that prices rose again in May.", []),
    ],
)
def test_the_only_possible_antecedent(engine: Engine, body: str, names: list[str | None]) -> None:
    assert meant(engine, body) == names


def test_two_antecedents_of_one_gender(engine: Engine) -> None:
    body = "The prize went to James Miller and Robert Hill. He said that it was an honour."
    assert meant(engine, body) in ([None], [])


def test_a_woman_is_not_he(engine: Engine) -> None:
    body = "Mary Jones won the election. He said that he would not step down."
    assert meant(engine, body) == [None]


def inner(engine: Engine, body: str) -> list[tuple[str, str]]:
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(id="x"))))
    return [(p.span.of(body), p.chain.name) for _, p in reading.inner_pronouns if p.chain is not None]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Ann Lee won the vote for mayor of Marlow on Tuesday. According to her plan, the town will build a bridge.",
            [("her", "Ann Lee")],
        ),
        (
            "Peter Hall has led the yard in Terring since 2012. The board asked him to stay for two more years.",
            [("him", "Peter Hall")],
        ),
        ("Ann Lee and Mary Hall run the yard. The council told her to close it.", []),
        ("Peter Hall has led the yard since 2012. The 68-year-old blamed his knee.", []),
        ("Peter Hall has led the yard since 2012. An officer said he saw nothing.", []),
        ("Peter Hall has led the yard since 2012. The board said: “We asked him to stay.”", []),
        ("Peter Hall has led the yard since 2012. He will leave in May.", []),
    ],
)
def test_a_pronoun_within_a_sentence_is_named_where_it_is_sure(
    engine: Engine, body: str, expected: list[tuple[str, str]]
) -> None:
    assert inner(engine, body) == expected
