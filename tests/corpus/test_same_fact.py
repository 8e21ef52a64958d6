"""Whether a sentence of one article tells what a claim of another one tells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.corpus.same_fact import Comparison
from retold.english.word_vectors import likeness

LINE = 0.65
FERRY = (
    "The ferry Anna struck the pier at Haugen on Monday evening with 190 people on board.",
    "Nine of the injured were taken to hospital in Lund.",
    "The harbour master said that the ship came in too fast.",
    "The firm halted its service to the island until Friday.",
    "Nobody can say when the bakery boat will sail again.",
)


def chance(claim: str, *sentences: str) -> float:
    """The highest chance that one of some sentences tells all of a claim. FERRY is the rest of the article."""
    return float(Comparison([claim], [[*sentences, *FERRY]]).chances()[0][0][: len(sentences)].max())


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The ferry Anna rammed the pier at Haugen on Monday.", FERRY[0]),
        ("Nine people were brought to hospital in Lund.", FERRY[1]),
        ("The firm suspended its service to the island until Friday.", FERRY[3]),
        (
            "12 people died when a bus fell into the river.",
            "Twelve passengers were killed as a bus plunged into a river.",
        ),
        (
            "Parliament adopted a ban on plastic bags.",
            "Parliament passed a law banning plastic bags, by 61 votes to 40.",
        ),
        ("The mayor resigned on Tuesday.", "Mayor Ada Lomax announced her resignation on Tuesday after a long row."),
    ],
)
def test_other_words_for_one_fact(claim: str, sentence: str) -> None:
    assert chance(claim, sentence) >= LINE


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Nine people were brought to hospital in Lund.", FERRY[0]),
        ("The ferry Anna had 250 people on board.", FERRY[0]),
        ("The firm bought the island's bakery.", FERRY[3]),
        ("The captain said that the engine had failed.", FERRY[2]),
        ("The ferry Anna was built in a yard in Haugen in three years.", FERRY[0]),
    ],
)
def test_other_facts_of_one_story(claim: str, sentence: str) -> None:
    assert chance(claim, sentence) < LINE


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The ship came in too fast.", "The ship did not come in too fast."),
        ("A court found Ann Lee guilty.", "A court found Ann Lee not guilty."),
        ("The minister denied that he had taken bribes.", "The minister had taken bribes."),
        ("The firm will open 30 shops in 2027.", "The firm will open 30 shops in 2028."),
        ("The bank cut its rate by 5%.", "The bank raised its rate by 5%."),
        ("Prices fell in March.", "Prices rose in March."),
        ("A blast killed 100 people.", "A blast killed 190 people."),
        ("The firm cut 1,000 jobs.", "The firm cut 1,900 jobs."),
        ("A bomb killed 12 and injured 20.", "A bomb killed 20 and injured 12."),
        ("Twelve people were killed.", "Twelve people were injured and 20 were killed."),
    ],
)
def test_what_says_otherwise_tells_nothing_of_it(claim: str, sentence: str) -> None:
    tells_all, point = Comparison([claim], [[sentence, *FERRY]]).chances()
    assert tells_all[0][0] == point[0][0] == 0


def test_a_line_without_words_tells_nothing() -> None:
    tells_all, point = Comparison(
        ["A long claim of the firm about its ferries."], [["", "It did.", FERRY[3]]]
    ).chances()
    assert tells_all[0][:2].tolist() == point[0][:2].tolist() == [0, 0]


TEXT = st.text(st.sampled_from("ab 1,.“”é–ZQ'"), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, max_size=4), st.lists(st.lists(TEXT, max_size=4), max_size=4))
def test_any_texts_can_be_compared(claims: list[str], articles: list[list[str]]) -> None:
    compared = Comparison(claims, articles)
    tells_all, point = compared.chances()
    assert tells_all.shape == point.shape == (len(claims), sum(map(len, articles)))
    assert compared.article.tolist() == [i for i, article in enumerate(articles) for _ in article]
    assert ((tells_all >= 0) & (tells_all <= point) & (point <= 1)).all()
    assert all(compared.in_articles(i).shape == (len(articles),) for i in range(len(claims)))


def test_words_alike_in_meaning() -> None:
    stems = ["ram", "hit", "strike", "firm", "company", "zzyzx", "hit"]
    alike = likeness(stems, stems)
    assert alike[1, 2] > 0.3
    assert alike[3, 4] > 0.3
    assert alike[1, 3] == alike[2, 3] == 0
    assert alike[5].tolist() == [0, 0, 0, 0, 0, 1, 0]
    assert alike[6, 1] == alike[1, 6] == 1
    assert np.array_equal(alike, alike.T)
    assert likeness([], stems).shape == (0, len(stems))
