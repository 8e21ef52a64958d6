"""Who speaks where no rule says it: what goes on, what stands beside, and what is left open."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.reading.speaker_features import is_one_person
from retold.reading.speaker_scorer import SpeakerScorer, shipped
from retold.reading.speakers import Choice
from retold.types import Chain, Content, EntityType, Page


def named(engine: Engine, body: str) -> list[str | None]:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    names = {c.id: c.name for c in reading.chains}
    return [names.get(q.speaker or "") for q in reading.quotes]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        # it goes on
        (
            "Olga Brandt told them: “The bridge will open in May. “We have tested every cable. “Nobody worries now.”",
            ["Olga Brandt"] * 3,
        ),
        (
            "“The bridge will open in May,” said Olga Brandt.\n\n“We have tested every cable.”\n\nIt rained.",
            ["Olga Brandt"] * 2,
        ),
        (
            "“The bridge is late,” an aide to Olga Brandt said. “We will finish it in May.”",
            [None, None],
        ),
        # a sentence before leads to it
        ("Olga Brandt was in tears: “We have lost everything that we built here.”", ["Olga Brandt"]),
        (
            "Olga Brandt posted a photo of the bridge on Instagram and captioned it: “We did it, my friends.”",
            ["Olga Brandt"],
        ),
        (
            "Olga Brandt insists that the bridge is safe. “We have tested every cable, and each one of them held.”",
            ["Olga Brandt"],
        ),
        # the words for the speaker
        ("Harbour co-chairman Olga Brandt derided it, saying: “It was the worst bridge of all.”", ["Olga Brandt"]),
        ("The president-elect, Olga Brandt, spoke. “I look forward to it,” the president-elect said.", ["Olga Brandt"]),
        ("CEO Olga Brandt argued last year that there was “no way to open it in May”.", ["Olga Brandt"]),
        (
            "“It is late,” said Olga Brandt, who added that the bridge was “not going to open in May”.",
            ["Olga Brandt"] * 2,
        ),
        (
            "Olga Brandt met Peter Hahn and Karl Voss. “The bridge will open in May,” she said.",
            ["Olga Brandt"],
        ),
        # others
        ("Olga Brandt asks who will pay for it. “The harbour will pay!” her fans answer every time.", [None]),
        ("Olga Brandt spoke for the mayor. The Brandt campaign said that it was “no reason at all to worry”.", [None]),
        ("Olga Brandt bought an hour on television. “He sold our bridge twice,” the advertisement says.", [None]),
        ("Olga Brandt was “seen at the bridge before noon,” according to the indictment.", [None]),
        ("Olga Brandt was told by the guards: “You must leave the bridge before noon.”", [None]),
        ("Olga Brandt and Peter Hahn said that there was “no reason at all to worry”.", [None]),
        ("A lawyer for Olga Brandt said that there was “no reason at all to worry”.", [None]),
        ("Olga Brandt saw the fire. “There is no reason at all for anybody to worry.”", [None]),
    ],
)
def test_who_speaks(engine: Engine, body: str, wanted: list[str | None]) -> None:
    assert named(engine, body) == wanted


@pytest.mark.parametrize("noun", ["witness", "actress", "38-year-old", "co-chairman", "mayor-elect", "billionaire"])
def test_a_noun_for_one_person(noun: str) -> None:
    assert is_one_person(noun)


@pytest.mark.parametrize("noun", ["fans", "campaign", "advertisement", "council", "lawyers", "study"])
def test_a_noun_for_several_or_for_a_thing(noun: str) -> None:
    assert not is_one_person(noun)


def test_more_weight_is_more_probability() -> None:
    scorer = SpeakerScorer({"near": 2.0, "far": -1.0}, 0.7)
    near, far, nobody = scorer.chances([{"near": 1.0}, {"far": 1.0, "unknown": 9.0}, {}])
    assert near > nobody > far
    assert near + far + nobody == pytest.approx(1.0)


def chain(key: str, name: str, salience: float) -> Chain:
    return Chain(key, name, EntityType.PERSON, (), (), salience)


@pytest.mark.parametrize(
    ("chances", "wanted"),
    [
        ([0.8, 0.1, 0.1], "e1"),
        ([0.6, 0.1, 0.3], None),  # not as likely as is needed
        ([0.1, 0.1, 0.8], None),  # nobody
    ],
)
def test_the_answer_is_likely_enough(chances: list[float], wanted: str | None) -> None:
    choice = Choice([chain("e1", "Olga Brandt", 0.4), chain("e2", "Peter Hahn", 0.9)], [])
    answer = choice.answer(SpeakerScorer({}, 0.7).chances([{}] * 3) * 0 + chances, 0.7)
    assert (answer.id if answer is not None else None) == wanted


def test_two_names_of_one_person_share_their_probability() -> None:
    short, long, other = chain("e1", "Brandt", 0.9), chain("e2", "Olga Brandt", 0.2), chain("e3", "Peter Hahn", 0.5)
    chances = SpeakerScorer({}, 0.7).chances([{}] * 4) * 0 + [0.4, 0.4, 0.1, 0.1]
    assert Choice([short, long, other], []).answer(chances, 0.7) is short
    brother = chain("e3", "Karl Brandt", 0.5)  # the short name may be his
    assert Choice([short, long, brother], []).answer(chances, 0.7) is None


def test_the_threshold_is_that_of_the_weights() -> None:
    assert 0.5 < shipped().least < 1
    assert shipped().weights["goes on"] > 0


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("“We will win the vote in every county of Norland,” Olga Brandt’s supporters shouted.", [None]),
        (
            "Jon Strand was freed. Strand’s mother wept. “We waited a long time,” she said. “Now it is over, we hope.”",
            [None, None],
        ),
        (
            "Olga Brandt met Jon Hale. “HALE: Do you like the bridge?” “BRANDT: It will be ready in fall, as we said.”",
            ["Jon Hale", "Olga Brandt"],
        ),
    ],
    ids=["people of the speaker", "a relative", "labels of a transcript"],
)
def test_whose_words_they_are(engine: Engine, body: str, wanted: list[str | None]) -> None:
    assert named(engine, body) == wanted


def test_a_label_that_names_nobody_is_part_of_the_words(engine: Engine) -> None:
    body = "The screen at the station read “BREAKING NEWS: the old bridge is closed for a week”, Olga Brandt said."
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    assert all(q.span.of(body).startswith("BREAKING NEWS: ") and q.said_by != "BREAKING NEWS" for q in reading.quotes)
    assert reading.quotes
