from __future__ import annotations

import re

from retold import Engine
from retold.types import Article, Metadata

FAMILY = (
    "John Harrow, the head of the farmers' union, died on Tuesday. His son, Peter Harrow, found him in a barn. "
    "“He was a good man,” said Peter. Harrow is survived by his wife, Mary, and by two daughters. "
    "The union will bury him on Saturday. The mayor of Lowick praised the work of the union."
)
RIVALS = (
    "Tom Drake and Ruth Drake want to be mayor of Lowick. Drake promised new buses in a speech on Monday. "
    "“I will win,” Drake said. The town votes in May. Both have been on the council for ten years."
)


def told(engine: Engine, headline: str, body: str) -> str:
    digest = engine.digest_of(engine.reading(Article(Metadata(headline=headline, published="2024-05-14"), body)))
    claims = [*digest.takeaways, *(c for paragraph in digest.retelling for c in paragraph)]
    speakers = [e.name for e in digest.entities for q in digest.quotes if q.speaker == e.id]
    return " | ".join([*(c.text for c in claims), *(c.claim.text for c in digest.timeline), *speakers])


def test_the_dead_father_is_not_his_son(engine: Engine) -> None:
    text = told(engine, "Farmers' leader dies", FAMILY)
    assert "Harrow is survived by his wife" in text
    assert "Peter Harrow is survived" not in text


def test_nobody_gets_the_words_of_a_namesake(engine: Engine) -> None:
    text = told(engine, "Race for mayor", RIVALS)
    assert "Drake promised new buses" in text
    assert not re.search("(?:Ruth|Tom) Drake (?:promised|said)", text)
