"""Sentences made short."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from retold import Engine
from retold.digest.clarity import Clarity
from retold.digest.cuts import Cuts
from retold.digest.draft import Draft, polish
from retold.types import Content, Metadata, Page

MOST = 12


def short(engine: Engine, text: str, most: int = MOST) -> str:
    reading = engine.reading(engine.article(Page("x", Content.BODY, text, Metadata(headline="Harbour news"))))
    sentence = reading.sentences[0]
    draft = Draft(sentence, sentence.span.of(text))
    draft.cut(Cuts(reading, Clarity(reading)).of(sentence, draft.source, 0, most, is_text=False))
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
    ],
)
def test_what_an_editor_leaves_out_goes(engine: Engine, sentence: str, told: str) -> None:
    assert short(engine, sentence) == told


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The minister said the bridge would open in May, according to three people at the meeting.", "according to"),
        ("The man who robbed the old bank in the centre of Oslo was jailed for nine long years.", "who robbed"),
        ("Sales of the maker of fishing nets in Bergen rose by 12 percent on Monday in early trade.", "on Monday"),
        ("The law bars the sale of guns if the buyer has been in prison or in a closed hospital.", "if the buyer"),
        ("The union called on the owners of the mill to raise the wages of all workers by May.", "to raise"),
        ("The mayor denied that he had promised money to the builder, who is alleged to be his cousin.", "alleged"),
        ("Police say the driver, a cousin of the owner, may have been asleep, but his wife denied it.", "denied it"),
        ("The council, which runs nine small ports in the far north of Norland, opened the harbour.", "which runs"),
        ("The council of Vadso opened the case again in March last year after a film had shown new faults.", "March"),
        ("The work of the council was seen as a waste of money by most of the fishermen in the north.", "by most"),
        ("Vik praised the woman who leads the port, but with a smile that not all of them liked much.", "but with"),
        ("Before he came to the council, the mayor had been a fisherman who could not read a map.", "Before he"),
        ("The firm sold three mills, four ferries and a bank in the north to pay for the new harbour.", "and a bank"),
        ("The old bridge will be closed for most of the summer, two officials told the local paper.", "officials told"),
        ("Her brother, Karl Vik, found the ship in a small bay near the border on Sunday morning.", "Karl Vik"),
    ],
)
def test_what_the_rest_needs_stays(engine: Engine, sentence: str, words: str) -> None:
    assert words in short(engine, sentence, 6)


def test_people_keep_in_a_text_who_they_are(engine: Engine) -> None:
    body = (
        "Erik Moe, the mayor of the town of Vadso, opened the harbour on Monday after a long quarrel about its price."
    )
    reading = engine.reading(engine.article(Page("x", Content.BODY, body)))
    cuts = Cuts(reading, Clarity(reading))
    for most in (6, 9, MOST, 15):
        places = cuts.of(reading.sentences[0], body, 0, most, is_text=True)
        assert not any("mayor" in place.of(body) or "Monday" in place.of(body) for place in places)
    assert cuts.of(reading.sentences[0], body, 0, 9, is_text=True)
    assert any("mayor" in place.of(body) for place in cuts.of(reading.sentences[0], body, 0, 6, is_text=False))


def test_each_word_has_steps(engine: Engine) -> None:
    for sentence in engine.reading(engine.article(Page("x", Content.BODY, STORY))).sentences:
        assert sentence.steps is not None
        count = len(sentence.words) + 1
        assert sentence.steps.shape == (2, count, count)
        assert np.allclose(np.exp(sentence.steps[0]).sum(1), 1, atol=1e-5)
        assert not np.exp(sentence.steps[0])[np.tril_indices(count, -1)].any()


def test_what_a_later_sentence_needs_stays_in_a_text(engine: Engine) -> None:
    body = (
        "Norland Council sold the old mill to Nordbank, which sent a surprising letter. Trams are slow in Vadso. "
        "The letter asks for more money."
    )
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(headline="Mill sold"))))
    first = reading.sentences[0]
    text = first.span.of(body)
    assert Cuts(reading, Clarity(reading)).of(first, text, 0, 6, is_text=False)
    assert not Cuts(reading, Clarity(reading)).of(first, text, 0, 6, is_text=True)


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
    assert any("approved" in c.text and "long quarrel" not in c.text for c in digest.takeaways)
    assert "long quarrel" in retelling(engine, f"{STORY} {MORE}")


def test_a_sentence_that_is_short_enough_stays(engine: Engine) -> None:
    sentence = "The council of Vadso, which met on Monday, approved the new harbour."
    assert short(engine, sentence) == sentence


def test_what_is_left_out_is_whole_and_in_order(engine: Engine) -> None:
    body = f"{STORY} Norland Council, the owner of nine small ports (and two mills), sold them on Monday, it said."
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(headline="New harbour approved"))))
    cuts, found = Cuts(reading, Clarity(reading)), 0
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
