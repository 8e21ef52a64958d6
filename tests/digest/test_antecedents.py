"""What a sentence refers to, and does not have itself."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.antecedents import Antecedents
from retold.types import Content, Page


def missing(engine: Engine, sentence: str) -> bool:
    body = f"Trams are slow in the town of Vadso. {sentence}"
    reading = engine.reading(engine.article(Page("x", Content.BODY, body)))
    return Antecedents(reading).are_missing(reading.sentences[1])


@pytest.mark.parametrize(
    "sentence",
    [
        "The county council said then that it could not give more money.",
        "The owners of the mill then grabbed the arm of the young man.",
        "The choir sang there for nine years.",
    ],
)
def test_what_only_the_text_before_gives(engine: Engine, sentence: str) -> None:
    assert missing(engine, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "If the mill closes in the spring, the council will then buy the land.",
        "The council bought the land and then sold it to a bank.",
        "In 1998 the council then led by Karl Vik bought the land.",
        "The council, then led by Karl Vik, bought the land.",
        "The choir of Marlow went to Oslo and sang there for nine years.",
    ],
)
def test_what_the_sentence_gives_itself(engine: Engine, sentence: str) -> None:
    assert not missing(engine, sentence)
