"""Adverbs that only tie a sentence to the one before go where that one is not told."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.compression import Compressor
from retold.digest.discourse import Discourse
from retold.types import Content, Metadata, Page

BEFORE = "The council of Marlow opened a new library on Tuesday. "


def told(engine: Engine, sentence: str, *, follows: bool = False) -> str:
    reading = engine.reading(engine.article(Page("x", Content.BODY, BEFORE + sentence, Metadata(id="x"))))
    discourse = Discourse(source_end=reading.sentences[0].span.end) if follows else None
    found = Compressor(reading).compress(reading.sentences[1], discourse)
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Terring, however, closed three libraries last year.", "Terring closed three libraries last year."),
        ("Terring closed three libraries last year, however.", "Terring closed three libraries last year."),
        ("Ann Lee also promised a new bridge over the Orm.", "Ann Lee promised a new bridge over the Orm."),
        ("Ann Lee, for example, has promised a new bridge.", "Ann Lee has promised a new bridge."),
        (
            "Terring has closed its school, for example, which stood beside the Orm.",
            "Terring has closed its school, which stood beside the Orm.",
        ),
        (
            "Now, Terring is building a school beside the old Orm bridge.",
            "Terring is building a school beside the old Orm bridge.",
        ),
        (
            "Ann Lee further described the Orm bridge as a danger.",
            "Ann Lee described the Orm bridge as a danger.",
        ),
        ("Plus a school in Terring has lost its old library.", "A school in Terring has lost its old library."),
    ],
)
def test_they_go_where_the_sentence_before_is_not_told(engine: Engine, sentence: str, expected: str) -> None:
    assert told(engine, sentence) == expected
    assert told(engine, sentence, follows=True) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee not only promised a new bridge but also began to build it.",
        "Ann Lee promised a new bridge and also a school in Terring.",
        "Ann Lee said Terring would also build a bridge over the Orm.",
        "Ann Lee said: “Terring, however, closed three libraries last year.”",
        "The fire in Terring spread further than Ann Lee had feared.",
        "However hard Ann Lee tried, the bridge was not built in time.",
    ],
)
def test_what_ties_words_of_the_sentence_itself_stays(engine: Engine, sentence: str) -> None:
    assert told(engine, sentence) == sentence


def test_a_dateline_may_have_a_long_bar(engine: Engine) -> None:
    body = "MARLOW ― The city council approved a new tram line on Tuesday."
    reading = engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(id="x"))))
    found = Compressor(reading).compress(reading.sentences[0])
    assert found is not None
    assert found.text == "The city council approved a new tram line on Tuesday."
