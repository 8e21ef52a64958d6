from __future__ import annotations

from dataclasses import replace

import pytest

from retold import Engine
from retold.digest.relevance import LEAST, probability, relevant
from retold.types import Article, Chain, EntityType, Mention, Metadata, Quote, Reading, Span


def chain(name: str, kind: EntityType, score: float, mentions: int = 1) -> Chain:
    return Chain("e1", name, kind, (), tuple(Mention(Span(0, 1), kind, 0, score) for _ in range(mentions)), 0.5)


@pytest.fixture(scope="module")
def page(engine: Engine) -> Reading:
    """A reading of one sentence."""
    return engine.reading(Article(Metadata(), "Ida Crane opened a school in Oslo on Monday."))


@pytest.fixture(scope="module")
def teaser(engine: Engine) -> Reading:
    """A reading of words that are no sentence."""
    return engine.reading(Article(Metadata(), "Read more about Ida Crane in Oslo"))


def test_what_the_model_is_sure_of_belongs_more(page: Reading) -> None:
    sure, unsure = (chain("Ida Crane", EntityType.PERSON, score) for score in (0.9, 0.3))
    assert probability(sure, page) > probability(unsure, page)
    assert probability(chain("Ida Crane", EntityType.PERSON, 0.3, 3), page) > probability(unsure, page)
    assert probability(chain("MRKC", EntityType.ORGANIZATION, 0.4), page) < LEAST


@pytest.mark.parametrize("agency", ["Reuters", "REUTERS", "AFP", "Associated Press", "Getty Images"])
def test_agencies_belong_less(agency: str, page: Reading) -> None:
    found = chain(agency, EntityType.ORGANIZATION, 0.6)
    assert probability(found, page) < probability(chain("Velora", EntityType.ORGANIZATION, 0.6), page) - 0.2


def test_names_of_teasers_belong_less(page: Reading, teaser: Reading) -> None:
    found = chain("Ida Crane", EntityType.PERSON, 0.6)
    assert probability(found, teaser) < probability(found, page) - 0.2


def test_names_that_only_the_page_has_stay_out(engine: Engine) -> None:
    body = "Ida Crane opened a school in Oslo on Monday. The mayor thanked her.\n\nShare this: Leo Park in Rome"
    reading = engine.reading(Article(Metadata(), body))
    clutter = replace(reading, sentences=tuple(replace(s, clutter=s.index > 1) for s in reading.sentences))
    assert {c.name for c in relevant(clutter)} == {"Ida Crane", "Oslo"}


def test_a_part_of_a_name_is_no_other_person(page: Reading) -> None:
    people = [chain(n, EntityType.PERSON, 0.9) for n in ("Ida Crane", "Bo Crane", "Crane", "Cranes", "Bo", "Lund")]
    found = relevant(replace(page, chains=tuple(replace(c, id=c.name) for c in people), quotes=()))
    assert [c.name for c in found] == ["Ida Crane", "Bo Crane", "Lund"]
    quote = Quote(Span(0, 3), "Crane", "Crane")
    found = relevant(replace(page, chains=tuple(replace(c, id=c.name) for c in people), quotes=(quote,)))
    assert [c.name for c in found] == ["Ida Crane", "Bo Crane", "Crane", "Lund"], "a speaker stays"
