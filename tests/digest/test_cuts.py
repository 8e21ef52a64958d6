"""Sentences made short."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from retold import Engine
from retold.digest.cut_rules import may_go
from retold.digest.cuts import Cuts
from retold.digest.draft import Draft, polish
from retold.digest.phrases import Phrases, probability, shipped
from retold.types import Content, Metadata, Page, Span, Word

MOST = 12


def short(engine: Engine, text: str, most: int = MOST) -> str:
    reading = engine.reading(engine.article(Page("x", Content.BODY, text, Metadata(headline="Harbour news"))))
    sentence = reading.sentences[0]
    draft = Draft(sentence, sentence.span.of(text))
    draft.cut(Cuts(reading).of(sentence, draft.source, 0, most, is_text=False))
    return polish(draft.text())


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "Norland Council, which met behind closed doors for nine hours, approved the new harbour.",
            "Norland Council approved the new harbour.",
        ),
        (
            "Streaming service Palmview, which pays for nine films, said that it had other plans in Accra and Lagos.",
            "Streaming service Palmview said that it had other plans in Accra and Lagos.",
        ),
        (
            "The lawyer acting for the officer, a man whom everybody in the town knows, said that the boy was hit.",
            "The lawyer acting for the officer said that the boy was hit.",
        ),
        (
            "The police of Oslo arrested two young men after they had chased a black car through the old town.",
            "The police of Oslo arrested two young men.",
        ),
        (
            "Norland Council, a body that owns nine small ports in the far north, opened the new harbour.",
            "Norland Council opened the new harbour.",
        ),
        (
            "The firm sold its last three ferries on Friday, ending a business that had fed the town for years.",
            "The firm sold its last three ferries on Friday.",
        ),
        (
            "The council of Vadso sold the old mill to Nordbank, which wants to build ninety flats beside the river.",
            "The council of Vadso sold the old mill to Nordbank.",
        ),
        (
            "The council of Vadso opened the new harbour on Monday, and the mayor of the town gave a long speech.",
            "The council of Vadso opened the new harbour.",
        ),
        (
            "In an interview with a local paper, the mayor of Vadso said the new harbour would open in May.",
            "The mayor of Vadso said the new harbour would open in May.",
        ),
    ],
)
def test_what_an_editor_leaves_out_goes(engine: Engine, sentence: str, told: str) -> None:
    assert short(engine, sentence) == told


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The firm, which did not pay its builders for nine months, has now asked the court for help.", "did not"),
        ("The minister said the bridge would open in May, according to three people at the meeting.", "according to"),
        ("The man who robbed the old bank in the centre of Oslo was jailed for nine long years.", "who robbed"),
        ("Sales of the maker of fishing nets in Bergen rose by 12 percent on Monday in early trade.", "on Monday"),
        ("She was the first woman who crossed the ice in winter after three men had failed to do it.", "after three"),
        ("The law bars the sale of guns if the buyer has been in prison or in a closed hospital.", "if the buyer"),
        ("The union called on the owners of the mill to raise the wages of all workers by May.", "to raise"),
        ("The mayor denied that he had promised money to the builder, who is alleged to be his cousin.", "alleged"),
        ("Police say the driver, a cousin of the owner, may have been asleep, but his wife denied it.", "denied it"),
        ("Erik Moe, the mayor of the small town of Vadso in the far north, opened the new harbour.", "the mayor"),
        ("The council, which runs nine small ports in the far north of Norland, opened the harbour.", "which runs"),
        ("The council of Vadso opened the case again in March last year after a film had shown new faults.", "March"),
        ("After the fire in the old mill, the owner of the port promised to build a wall of stone.", "After the fire"),
        ("The work of the council was seen as a waste of money by most of the fishermen in the north.", "by most"),
        ("Vik praised the woman who leads the port, but with a smile that not all of them liked much.", "but with"),
        ("Her brother, Karl Vik, found the ship in a small bay near the border on Sunday morning.", "Karl Vik"),
    ],
)
def test_what_the_rest_needs_stays(engine: Engine, sentence: str, words: str) -> None:
    assert words in short(engine, sentence, 6)


@pytest.mark.parametrize(
    ("sentence", "phrase", "goes"),
    [
        ("The council sold the mill to Nordbank, which may build ninety flats there.", "which may build", True),
        ("The council, which sold the old mill to Nordbank, opened the harbour.", "which sold", True),
        ("The council, which may sell the mill, said the harbour might reportedly open.", "reportedly", False),
        ("The council sold mills, farms and schools to Nordbank.", "farms", False),
        ("The mill of the council was sold to Nordbank in May 2014 for nothing.", "in May 2014", False),
        ("Sales of nets rose by 12 percent on Monday.", "on Monday", False),
        ("His brother, Karl Vik, opened the harbour.", "Karl Vik", False),
        ("The harbour was built by the council of Vadso.", "by the council of Vadso", False),
        ("After the fire in the mill, the council built a wall of stone.", "After the fire in the mill", False),
    ],
)
def test_which_phrases_may_go(engine: Engine, sentence: str, phrase: str, goes: bool) -> None:
    words = engine.reading(engine.article(Page("x", Content.BODY, sentence))).sentences[0].words
    phrases = Phrases(sentence, words, [Span(m.start(), m.end()) for m in re.finditer("Karl Vik|Nordbank", sentence)])
    found = [p for p in phrases.all() if phrases.span(p).of(sentence).startswith(phrase)]
    assert [may_go(phrases, p) for p in found[:1]] == ([True] if goes else [False] if found else [])


def test_people_keep_at_first_mention_who_they_are(engine: Engine) -> None:
    text = "Erik Moe, the mayor of Vadso, opened the harbour."
    words = engine.reading(engine.article(Page("x", Content.BODY, text))).sentences[0].words
    phrases = Phrases(text, words, [Span(0, 8)])
    role = next(p for p in phrases.all() if phrases.span(p).of(text) == "the mayor of Vadso")
    assert may_go(phrases, role)
    assert not may_go(phrases, role, [Span(0, 8)])


def test_each_word_has_six_scores(engine: Engine) -> None:
    for sentence in engine.reading(engine.article(Page("x", Content.BODY, STORY))).sentences:
        assert sentence.cut_scores is not None
        assert sentence.cut_scores.shape == (len(sentence.words), 6)
        assert np.abs(sentence.cut_scores).max() > 0


def test_what_a_later_sentence_needs_stays_in_a_text(engine: Engine) -> None:
    body = (
        "Norland Council sold the old mill to Nordbank, which sent a surprising letter. Trams are slow in Vadso. "
        "The letter asks for more money."
    )
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(headline="Mill sold"))))
    first = reading.sentences[0]
    text = first.span.of(body)
    assert Cuts(reading).of(first, text, 0, 6, is_text=False)
    assert not Cuts(reading).of(first, text, 0, 6, is_text=True)


ASIDE = "which met behind closed doors for nine hours at the old town hall"
STORY = (
    f"Norland Council, {ASIDE}, approved the new harbour of Vadso after a long quarrel about its price. "
    "The harbour will have room for forty boats. Work begins in the spring, when the ice has gone."
)
MORE = " ".join(f"Number {n} of the old piers was built in the year of the great storm." for n in range(2, 19))


def retelling(engine: Engine, body: str) -> str:
    digest = engine.digest(Page("x", Content.BODY, body, Metadata(headline="New harbour approved")))
    return " ".join(claim.text for paragraph in digest.retelling for claim in paragraph)


def test_a_short_article_is_told_in_full(engine: Engine) -> None:
    assert ASIDE in retelling(engine, STORY)


def test_what_a_takeaway_leaves_out_is_told_in_the_retelling(engine: Engine) -> None:
    digest = engine.digest(Page("x", Content.BODY, f"{STORY} {MORE}", Metadata(headline="New harbour approved")))
    assert any("approved" in c.text and ASIDE not in c.text for c in digest.takeaways)
    assert ASIDE in retelling(engine, f"{STORY} {MORE}")


def test_a_sentence_that_is_short_enough_stays(engine: Engine) -> None:
    sentence = "The council of Vadso, which met on Monday, approved the new harbour."
    assert short(engine, sentence) == sentence


def test_what_is_left_out_is_whole_and_in_order(engine: Engine) -> None:
    body = f"{STORY} Norland Council, the owner of nine small ports (and two mills), sold them on Monday, it said."
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(headline="New harbour approved"))))
    cuts, found = Cuts(reading), 0
    for most in (6, MOST, 15):
        for sentence in reading.sentences:
            text = sentence.span.of(body)
            places = cuts.of(sentence, text, 0, most, is_text=False)
            assert all(0 <= a.start < a.end <= len(text) for a in places)
            assert all(a.end <= b.start for a, b in pairwise(places))
            for place in places:
                assert not text[place.start - 1 : place.start + 1].isalnum() or place.start == 0
                assert place.of(text).count("(") == place.of(text).count(")")
            found += len(places)
    assert found > 3


def test_heads_that_form_no_tree_have_no_phrases() -> None:
    words = (Word(Span(0, 2), 1, "nsubj"), Word(Span(3, 5), 0, "root"))
    assert Phrases("He is", words, ()).all() == []


def test_a_relative_clause_is_likelier_left_out_than_an_object(engine: Engine) -> None:
    text = "The council of Vadso, which met behind closed doors for nine hours, approved the new harbour."
    sentence = engine.reading(engine.article(Page("x", Content.BODY, text))).sentences[0]
    phrases = Phrases(text, sentence.words, ())
    chances = {phrases.span(p).of(text): probability(phrases.features(p), shipped()) for p in phrases.all()}
    assert chances["which met behind closed doors for nine hours"] > 0.5 > chances["the new harbour"]
