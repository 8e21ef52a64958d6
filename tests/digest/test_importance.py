"""The features of sentences, by which takeaways are chosen."""

from __future__ import annotations

import numpy as np
import pytest

from retold import Engine
from retold.digest.importance import FEATURES, features
from retold.types import Content, Metadata, Page, Reading

BODY = (
    "Marlow will close its last coal mine in May, mayor Rita Sund said on Monday.\n\n"
    "The mine has 300 workers. “We had no choice,” Sund said. It lost 40 million crowns last year.\n\n"
    "Photo: Tom Berg\n\nWhat happens to the railway?"
)


def reading(engine: Engine, headline: str = "Marlow closes its last coal mine") -> Reading:
    return engine.reading(engine.article(Page("x", Content.BODY, BODY, Metadata(id="x", headline=headline))))


def column(found: Reading, name: str) -> list[float]:
    table = features(found)
    assert table.shape == (len(found.sentences), len(FEATURES))
    assert np.isfinite(table).all()
    return [round(float(value), 3) for value in table[:, FEATURES.index(name)]]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("first", {0}),
        ("second", {1}),
        ("money", {3}),
        ("number", {1, 3}),
        ("question", {5}),
        ("leans", {3, 5}),
    ],
)
def test_what_a_sentence_has(engine: Engine, name: str, wanted: set[int]) -> None:
    found = reading(engine)
    assert [s.span.of(BODY)[:5] for s in found.sentences][4] == "Photo"
    assert {i for i, value in enumerate(column(found, name)) if value == 1.0} == wanted


def test_a_quotation_is_a_share_of_its_sentence(engine: Engine) -> None:
    shares = column(reading(engine), "quoted")
    assert 0.4 < shares[2] < 1.0
    assert shares[1] == 0.0


def test_the_headline_is_in_the_lead(engine: Engine) -> None:
    found = reading(engine)
    assert column(found, "headline_words").index(max(column(found, "headline_words"))) == 0
    assert column(found, "headline").index(max(column(found, "headline"))) == 0
    assert set(column(reading(engine, ""), "no_headline")) == {1.0}
