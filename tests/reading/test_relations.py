"""Relations in invented sentences, read by the shipped model. A case is (body, relations that it must have).

A relation is written "Subject | relation | object | status". "-" for a case that says none of its kind.
"""

from __future__ import annotations

import pytest

from retold import Engine
from retold.reading.relation_lexicon import lexicon, noun_forms, verb_forms
from retold.reading.relations import candidates
from retold.types import Content, Page, Reading
from retold.types.relations import RelationType


def reading_of(engine: Engine, body: str) -> Reading:
    return engine.reading(engine.article(Page("test", Content.BODY, body)))


def said(reading: Reading) -> set[tuple[str, str, str, str]]:
    """All candidates with their status, by names."""
    return {
        (f.subject.chain.name, f.relation.value, f.object.chain.name, f.status.value)
        for group in candidates(reading)
        for f in group
    }


POSITIONS = [
    ("Nordmat chief executive Kari Halvorsen spoke in Bergen on Monday.", "Kari Halvorsen", "Nordmat", "fact"),
    ("Kari Halvorsen, chief executive of Nordmat, spoke on Monday.", "Kari Halvorsen", "Nordmat", "fact"),
    ("Nordmat's chief executive, Kari Halvorsen, spoke on Monday.", "Kari Halvorsen", "Nordmat", "fact"),
    ("Norwegian President Kari Halvorsen flew home to Norway on Monday.", "Kari Halvorsen", "Norway", "fact"),
    ("Tor Espeland, an economist at Danske Bank, expects no change.", "Tor Espeland", "Danske Bank", "fact"),
    ("Former Nordmat manager Tor Espeland has died in Oslo.", "Tor Espeland", "Nordmat", "past"),
    ("Tor Espeland, who served as chairman of Nordmat, praised the deal.", "Tor Espeland", "Nordmat", "past"),
    (
        "Tor Espeland, a spokesman for the European Commission, denied it.",
        "Tor Espeland",
        "European Commission",
        "fact",
    ),
    (
        "The museum hired Tor Espeland, a former director of the European Commission.",
        "Tor Espeland",
        "European Commission",
        "past",
    ),
    (
        "Kari Halvorsen is a professor of history at the University of Oslo.",
        "Kari Halvorsen",
        "University of Oslo",
        "fact",
    ),
    ("Analyst Tor Espeland of Evolution Securities said so on Monday.", "Tor Espeland", "Evolution Securities", "fact"),
]


@pytest.mark.parametrize(("body", "person", "place", "status"), POSITIONS)
def test_position(engine: Engine, body: str, person: str, place: str, status: str) -> None:
    found = said(reading_of(engine, body))
    assert any(r[:3] == (person, "position_at", place) and r[3] == status for r in found), found


DIRECTIONS = [
    ("Microsoft sued Google in Seattle on Monday.", ("Microsoft", "sues", "Google")),
    ("Google was sued by Microsoft in Seattle on Monday.", ("Microsoft", "sues", "Google")),
    ("Microsoft bought Nokia in 2013.", ("Microsoft", "acquires", "Nokia")),
    ("Nokia was bought by Microsoft in 2013.", ("Microsoft", "acquires", "Nokia")),
    ("The takeover of Nokia by Microsoft surprised investors.", ("Microsoft", "acquires", "Nokia")),
    ("Mr Obama met Angela Merkel in Berlin.", ("Obama", "meets", "Angela Merkel")),
    ("Barcelona beat Chelsea on Wednesday night.", ("Barcelona", "defeats", "Chelsea")),
    ("Chelsea were beaten by Barcelona on Wednesday night.", ("Barcelona", "defeats", "Chelsea")),
    ("Audi is a subsidiary of Volkswagen.", ("Volkswagen", "owns", "Audi")),
    ("Instagram, which is owned by Facebook, has grown.", ("Facebook", "owns", "Instagram")),
    ("Google, founded by Larry Page, has moved to California.", ("Larry Page", "founded", "Google")),
    ("Larry Page founded Google with a friend.", ("Larry Page", "founded", "Google")),
    ("Vodafone, based in London, cut its dividend on Tuesday.", ("Vodafone", "based_in", "London")),
    ("Greenpeace condemned Donald Trump on Monday.", ("Greenpeace", "opposes", "Donald Trump")),
    ("Angela Merkel endorsed Emmanuel Macron on Sunday.", ("Angela Merkel", "supports", "Emmanuel Macron")),
    ("Theresa May succeeded David Cameron in July.", ("Theresa May", "succeeds", "David Cameron")),
    ("David Cameron was succeeded by Theresa May in July.", ("Theresa May", "succeeds", "David Cameron")),
    ("Donald Trump's wife, Melania Trump, stayed in New York.", ("Melania Trump", "family_of", "Donald Trump")),
    ("Manchester United striker Marcus Rashford scored twice.", ("Marcus Rashford", "member_of", "Manchester United")),
]


@pytest.mark.parametrize(("body", "relation"), DIRECTIONS)
def test_direction(engine: Engine, body: str, relation: tuple[str, str, str]) -> None:
    found = {r[:3] for r in said(reading_of(engine, body))}
    subject, kind, target = relation
    assert relation in found, found
    assert (target, kind, subject) not in found


PLANNED = [
    "Microsoft agreed to buy Nokia on Monday.",
    "Microsoft will buy Nokia next year.",
    "Microsoft plans to acquire Nokia next year.",
    "Microsoft is to buy Nokia next year.",
    "Microsoft is set to acquire Nokia.",
    "Microsoft has offered to buy Nokia.",
    "Microsoft wants to buy Nokia.",
    "Microsoft made an offer for Nokia on Monday.",
    "Microsoft raised its bid for Nokia on Monday.",
    "Microsoft's offer for Nokia was praised.",
]


@pytest.mark.parametrize("body", PLANNED)
def test_planned(engine: Engine, body: str) -> None:
    statuses = {r[3] for r in said(reading_of(engine, body)) if r[:3] == ("Microsoft", "acquires", "Nokia")}
    assert statuses == {"planned"}


NOT_SAID = [
    "Microsoft did not buy Nokia.",
    "Microsoft has never owned Nokia.",
    "Microsoft could buy Nokia.",
    "Microsoft might acquire Nokia next year.",
    "If Microsoft buys Nokia, the price will rise.",
    "Microsoft failed to acquire Nokia.",
    "Microsoft refused to buy Nokia.",
    "Microsoft has been unable to buy Nokia.",
    "Microsoft is unlikely to acquire Nokia.",
    "Microsoft struggled to buy Nokia.",
    "Microsoft won't buy Nokia.",
    "Microsoft should acquire Nokia.",
    "Microsoft may buy Nokia.",
]


@pytest.mark.parametrize("body", NOT_SAID)
def test_what_is_not_so_is_no_relation(engine: Engine, body: str) -> None:
    assert not {r for r in said(reading_of(engine, body)) if r[1] in ("acquires", "owns")}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Microsoft allegedly sued Google.", "alleged"),
        ("Microsoft reportedly bought Nokia.", "alleged"),
        ("Microsoft is said to have bought Nokia.", "alleged"),
        ("Microsoft denied that it had sued Google.", "denied"),
        ("Microsoft denied suing Google.", "denied"),
    ],
)
def test_alleged_and_denied(engine: Engine, body: str, status: str) -> None:
    assert {r[3] for r in said(reading_of(engine, body)) if r[1] in ("sues", "acquires")} == {status}


def test_spans_are_exact(engine: Engine) -> None:
    body = "Epic Records president Sylvia Rhone spoke in Berlin. Microsoft sued Google on Monday."
    reading = reading_of(engine, body)
    assert reading.relations
    for relation in reading.relations:
        assert relation.evidence in {s.span for s in reading.sentences}
        assert relation.detail is None or relation.evidence.covers(relation.detail)
        assert 0.5 <= relation.probability <= 1
    details = {r.detail.of(body) for r in reading.relations if r.detail}
    assert "president" in details


def test_every_relation_has_words() -> None:
    words = lexicon()
    entries = [e for es in (*words.verbs.values(), *words.nouns.values(), words.roles) for e in es]
    assert {e.relation for e in entries} == set(RelationType)


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("buy/bought", {"buy", "buys", "buying", "bought"}),
        ("acquire", {"acquire", "acquires", "acquiring", "acquired"}),
        ("marry", {"marry", "marries", "marrying", "married"}),
        ("oppose", {"oppose", "opposes", "opposing", "opposed"}),
    ],
)
def test_verb_forms(verb: str, forms: set[str]) -> None:
    assert verb_forms(verb) == forms


def test_noun_forms() -> None:
    assert noun_forms("subsidiary") == {"subsidiary", "subsidiaries"}
    assert noun_forms("coach") == {"coach", "coaches"}


@pytest.mark.parametrize("office", ["chief executive", "chief operating officer", "chief executive officer"])
def test_an_office_is_whole(engine: Engine, office: str) -> None:
    body = f"Kari Halvorsen, Nordmat's {office}, told reporters that the plant would close."
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    assert [r.detail.of(body) for r in reading.relations if r.detail] == [office]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("Tor Espeland, appearing after Kari Halvorsen at the Nordmat forum, blamed the council.", "position_at"),
        ("Norway's airport authority chief Kari Halvorsen had claimed so.", "position_at"),
        ("Kari Halvorsen's Nordmat is one of a few firms in Oslo.", "member_of"),
    ],
)
def test_names_side_by_side_are_no_relation(engine: Engine, body: str, wrong: str) -> None:
    assert not [r for r in said(reading_of(engine, body)) if r[1] == wrong and "Kari Halvorsen" in r[0]]


def test_a_retired_or_then_officer_is_one_of_the_past(engine: Engine) -> None:
    for body in ("Retired Nordmat manager Tor Espeland has died.", "Then-Nordmat manager Tor Espeland said so."):
        found = {r for r in said(reading_of(engine, body)) if r[1] == "position_at"}
        assert {r[3] for r in found} == {"past"}
