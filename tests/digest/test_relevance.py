from __future__ import annotations

from dataclasses import replace

from retold import Engine
from retold.digest.relevance import LEAST, probability, relevant
from retold.types import Article, Chain, EntityType, Mention, Metadata, Span


def chain(name: str, kind: EntityType, score: float, mentions: int = 1) -> Chain:
    return Chain("e1", name, kind, (), tuple(Mention(Span(0, 1), kind, 0, score) for _ in range(mentions)), 0.5)


def test_what_the_model_is_sure_of_belongs_more() -> None:
    sure, unsure = (chain("Ida Crane", EntityType.PERSON, score) for score in (0.9, 0.3))
    assert probability(sure, "") > probability(unsure, "")
    assert probability(chain("Ida Crane", EntityType.PERSON, 0.3, 3), "") > probability(unsure, "")
    assert probability(chain("MRKC", EntityType.ORGANIZATION, 0.4), "") < LEAST


def test_names_that_only_the_page_has_stay_out(engine: Engine) -> None:
    body = "Ida Crane opened a school in Oslo on Monday. The mayor thanked her.\n\nShare this: Leo Park in Rome"
    reading = engine.reading(Article(Metadata(), body))
    clutter = replace(reading, sentences=tuple(replace(s, clutter=s.index > 1) for s in reading.sentences))
    assert {c.name for c in relevant(clutter)} == {"Ida Crane", "Oslo"}
