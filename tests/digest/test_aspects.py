from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.aspects import Aspects
from retold.types import Aspect, Content, Metadata, Page

LEAD = "Northlink closed its ferry route to Marlow. "


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("The council voted against the plan.", Aspect.NEWS),
        ("Rosendal said the ships had been sold.", Aspect.NEWS),
        ("The last ferry will sail on 31 March.", Aspect.OUTLOOK),
        ("Northlink plans to sell the two ships.", Aspect.OUTLOOK),
        ("The council is expected to meet next week.", Aspect.OUTLOOK),
        ("Rosendal said the route would close and that the ships will be sold.", Aspect.OUTLOOK),
        ("The company was founded in 1974.", Aspect.BACKGROUND),
        ("It had carried a million passengers.", Aspect.BACKGROUND),
        ("In 2009, voters rejected a bridge.", Aspect.BACKGROUND),
        ("The man who will run the harbour spoke.", Aspect.NEWS),
    ],
)
def test_aspect(engine: Engine, text: str, aspect: Aspect) -> None:
    meta = Metadata(id="x", published="2026-02-26")
    reading = engine.reading(engine.article(Page("x", Content.BODY, LEAD + text, meta)))
    assert Aspects(reading).of(reading.sentences[1]) is aspect


def test_the_opening_is_the_news(engine: Engine) -> None:
    reading = engine.reading(
        engine.article(Page("x", Content.BODY, "The last ferry will sail on 31 March.", Metadata(id="x")))
    )
    assert Aspects(reading).of(reading.sentences[0]) is Aspect.NEWS
