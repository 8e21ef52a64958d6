"""Whom pronouns stand for, in sentences of our own. The pronoun that is asked for is in square brackets."""

from __future__ import annotations

import re

import pytest

from retold import Engine
from retold.reading.pronoun_ranker import LEADING, PronounRanker, Resolved
from retold.types import Content, Metadata, Page, Span


def resolve(engine: Engine, marked: str) -> Resolved:
    """What the pronoun in brackets stands for."""
    found = re.search(r"\[(\w+)\]", marked)
    assert found is not None
    body = marked.replace("[", "").replace("]", "")
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(id="x"))))
    return PronounRanker(reading).resolve(Span(found.start(), found.start() + len(found[1])))


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Kari Halvorsen runs the ferry company. On Friday [she] said that prices had fallen.", "Kari Halvorsen"),
        ("Mary Jones met Robert Hill in Paris, where [he] had asked for the meeting.", "Robert Hill"),
        ("Mary Jones met Robert Hill in Paris, where [she] had asked for the meeting.", "Mary Jones"),
        ("Peter Lindqvist thanked Karen Holt. He praised [her] for her patience.", "Karen Holt"),
        ("James Miller criticised Robert Hill on Monday. [He] also said that taxes would rise.", "James Miller"),
        ("James Miller said that [he] would not resign.", "James Miller"),
        ("James Miller, who has led the union since 2010, and [his] wife were not hurt.", "James Miller"),
        ("Before [he] became a judge, Martin Olsen worked as a baker.", "Martin Olsen"),
        ("Sarah Whitfield lost the vote. She blamed the weather. [Her] party won two seats.", "Sarah Whitfield"),
        ("Mrs Pike and Mr Dale spoke on Monday. [She] called the plan a mistake.", "Pike"),
        ("Microsoft bought the studio. [Its] shares rose on Friday.", "Microsoft"),
        ("Volvo said that [it] would close the factory in May.", "Volvo"),
        ("Volvo has closed two of [its] factories.", "Volvo"),
        ("“We will not wait any longer,” [she] said. Anna Brandt spoke after Anna Brandt’s team had lost.", None),
        ("Prices rose again. [He] said that nothing could be done about that.", None),
        ("It is cold in Norway. [It] is clear that prices will rise.", None),
        ("Ann Lee told reporters that [they] should leave.", None),
        ("The farmers of Norway want cheaper diesel, and [they] will not wait.", None),
        ("Robert Hill’s father was a miner. Rain fell on the hills. [It] did not stop for days.", None),
    ],
)
def test_what_a_pronoun_stands_for(engine: Engine, marked: str, name: str | None) -> None:
    resolved = resolve(engine, marked)
    assert (resolved.chain.name if resolved.chain else None) == name
    assert 0.0 < resolved.probability <= 1.0


@pytest.mark.parametrize(
    "marked",
    [
        "James Miller and Robert Hill shared the prize. [He] said that it was an honour.",
        "James Miller told Robert Hill that [he] had won.",
        "The driver hit James Miller. [He] was taken to prison on Monday.",
    ],
)
def test_two_that_fit_are_not_sure(engine: Engine, marked: str) -> None:
    resolved = resolve(engine, marked)
    assert resolved.chain is None or resolved.probability < LEADING


def test_a_pronoun_is_not_the_object_of_its_own_verb(engine: Engine) -> None:
    resolved = resolve(engine, "Peter Lindqvist won the race. Martin Olsen had trained [him] for years.")
    assert resolved.chain is not None
    assert resolved.chain.name == "Peter Lindqvist"


def test_what_is_no_pronoun_stands_for_nobody(engine: Engine) -> None:
    assert resolve(engine, "James [Miller] runs the club.") == Resolved(None, 1.0)


def test_a_chain_must_be_as_likely_as_is_asked(engine: Engine) -> None:
    body = "James Miller said that he would not resign."
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(id="x"))))
    ranker = PronounRanker(reading)
    place = Span(body.index("he "), body.index("he ") + 2)
    probability = ranker.resolve(place).probability
    assert ranker.chain(place, probability) is not None
    assert ranker.chain(place, probability + 0.001) is None
