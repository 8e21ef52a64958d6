from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold import Engine
from retold.corpus.signature import Signature, rarity, signature, weighed
from retold.corpus.stories import Stories, clustered, likeness
from retold.types import Content, Metadata, Page

FERRY = (
    ("Northlink closes Marlow ferry route", "Northlink will close its ferry route to Marlow after losses of 12 million kroner, chief executive Anna Rosendal said. The Marlow route lost passengers to the new road tunnel.", 20_000.0),
    ("Island fears for its ferry", "The island of Marlow will lose its ferry: Northlink, which made losses of 12 million kroner there, stops the route, Anna Rosendal told reporters. The mayor of Marlow was shocked.", 20_000.5),
)
SALMON = (
    ("Norway raises salmon tax", "The Norwegian parliament voted to raise the tax on salmon farms to 25 percent. Shares in Mowi and SalMar rose in Oslo after the vote on the salmon tax.", 20_000.2),
    ("Salmon farmers relieved after vote", "Shares of salmon farms Mowi and SalMar rose after parliament in Norway set the salmon tax at 25 percent, far below the 35 percent that was feared.", 20_001.0),
)


@pytest.fixture(scope="module")
def signatures(engine: Engine) -> dict[str, Signature]:
    found = {}
    for name, articles in (("ferry", FERRY), ("salmon", SALMON)):
        for i, (headline, body, day) in enumerate(articles):
            page = Page("x", Content.BODY, body, Metadata(id=f"{name}{i}", headline=headline))
            found[f"{name}{i}"] = signature(engine.reading(engine.article(page)), day)
    return found


def test_articles_on_one_happening_are_one_story(signatures: dict[str, Signature]) -> None:
    stories = Stories()
    changed = [stories.add(article, sign) for article, sign in signatures.items()]
    assert stories.all() == {"ferry0": ("ferry0", "ferry1"), "salmon0": ("salmon0", "salmon1")}
    assert changed == [{"ferry0"}, {"ferry0"}, {"salmon0"}, {"salmon0"}]
    assert stories.of("ferry1") == "ferry0"
    assert stories.add("ferry1", signatures["ferry1"]) == frozenset()


def test_likeness_is_symmetric_and_falls_with_time(signatures: dict[str, Signature]) -> None:
    a, b = signatures["ferry0"], signatures["ferry1"]
    late = Signature(b.terms, b.lead, b.vector, 20_100.0)
    assert likeness(a, b) == pytest.approx(likeness(b, a))
    assert likeness(a, late) < likeness(a, b)


def made(random: Random, topic: int) -> Signature:
    """A signature of one of a few topics, its words and vector near those of the others of it."""
    words = {f"t{topic}w{random.randint(0, 14)}": 1 + random.randint(0, 3) for _ in range(12)} | {f"noise{random.randint(0, 40)}": 1}
    vector = np.zeros(384, dtype=np.float32)
    vector[topic] = 1.0
    vector[100 + random.randint(0, 200)] = 0.5
    return Signature(weighed(words), weighed(words), vector / np.linalg.norm(vector), random.choice([None, 100.0 + 50 * random.random()]))


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_makes_no_difference(seed: int) -> None:
    random = Random(seed)
    signs = {f"a{i:02}": made(random, random.randint(0, 3)) for i in range(24)}
    results = []
    for order in (sorted(signs), random.sample(sorted(signs), len(signs))):
        stories = Stories()
        for article in order:
            stories.add(article, signs[article])
        results.append(stories.all())
        assert sorted(a for members in stories.all().values() for a in members) == sorted(signs)
    assert results[0] == results[1]


def test_average_linkage() -> None:
    alike = np.array([[1, 0.9, 0.4, 0], [0.9, 1, 0.6, 0], [0.4, 0.6, 1, 0.1], [0, 0, 0.1, 1]], dtype=np.float32)
    assert clustered(alike, 0.55) == [[0, 1], [2], [3]]
    assert clustered(alike, 0.5) == [[0, 1, 2], [3]]
    assert clustered(np.zeros((0, 0), dtype=np.float32)) == []


def test_rare_words_weigh_more() -> None:
    assert rarity("year") < rarity("ferry") < rarity("qwyx")
    terms = weighed({"qwyx": 1, "year": 1})
    assert terms["qwyx"] > terms["year"]
    assert sum(v * v for v in terms.values()) == pytest.approx(1.0)


def test_a_story_that_an_earlier_article_renames_is_said_to_be_gone(signatures: dict[str, Signature]) -> None:
    stories = Stories()
    assert stories.add("ferry1", signatures["ferry1"]) == {"ferry1"}
    assert stories.add("ferry0", signatures["ferry0"]) == {"ferry0", "ferry1"}
    assert stories.all() == {"ferry0": ("ferry0", "ferry1")}
