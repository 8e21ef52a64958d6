"""An article that is written to tables and read again is the same."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import made
from tests.bulk.material import NEWS

from retold import Engine
from retold.bulk.tables import ROWS, ReadArticle, articles, first_row, form, tables
from retold.corpus.signature import Signature
from retold.memory.prepared import Prepared, prepared
from retold.types import Content, EntityType, Metadata, Page

ODD = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
ADDED = "2026-08-01T12:00:00Z"


@cache
def digest(engine: Engine, number: int, odd: str, dated: bool, known: bool) -> Prepared:
    """An article read by the engine, with some odd text in it."""
    key, headline, publisher, published, body = NEWS[number]
    meta = Metadata(
        id=key if known else None,
        headline=f"{headline} {odd}",
        publisher=publisher,
        published=published if dated else None,
        url="https://paper.example/x",
    )
    read = engine.article(Page(key, Content.BODY, f"{body} {odd}", meta))
    reading = engine.reading(read)
    return prepared(reading, engine.digest_of(reading), engine.now)


def plain(key: str, **of: Any) -> Prepared:
    """An article without a reading."""
    found = made.article(key, **of)
    return replace(found, entry=replace(found.entry, fingerprint=key.encode().ljust(16), added=ADDED))


def same(a: Prepared, b: Prepared) -> None:
    """Asserts that all fields are equal, to the byte."""
    for field in fields(Prepared):
        one, other = getattr(a, field.name), getattr(b, field.name)
        if field.name == "signature":
            signed(one, other)
        elif field.name == "chains":
            assert [replace(c, named=None) for c in one] == [replace(c, named=None) for c in other]  # type: ignore[arg-type]
            for mine, theirs in zip(one, other, strict=True):
                assert {**asdict(mine.named), "vector": mine.named.vector.tobytes()} == {
                    **asdict(theirs.named),
                    "vector": theirs.named.vector.tobytes(),
                }
        else:
            assert one == other, field.name


def signed(a: Signature, b: Signature) -> None:
    assert a.packed() == b.packed()
    assert a.day == b.day
    for one, other in ((a.terms, b.terms), (a.lead, b.lead)):
        assert np.array_equal(one.hashes, other.hashes)
        assert np.array_equal(one.weights, other.weights)


def there_and_back(given: list[Prepared]) -> list[Prepared]:
    rows = tables([ReadArticle(a, None) for a in given], first_row("ffffffffffffffff"))
    found = pa.concat_tables([rows["mentions"], tables([ReadArticle(plain("other"), None)], 7)["mentions"]])
    return list(articles(rows["digests"], found, rows["vectors"], ADDED))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), ODD, st.booleans(), st.booleans()), min_size=1, max_size=3))
def test_articles_come_back_as_they_were(engine: Engine, given: list[tuple[int, str, bool, bool]]) -> None:
    read = [digest(engine, *g) for g in given]
    for before, after in zip(read, there_and_back(read), strict=True):
        same(before, after)


def test_an_article_of_no_names_and_no_words() -> None:
    bare = plain("bare", words={}, day=None, text="x")
    (found,) = there_and_back([bare])
    assert found.chains == ()
    assert found.signature.day is None
    assert found.pairs == bare.pairs == ()
    assert found.sketch == bare.sketch


def test_a_text_that_is_long_keeps_its_sample() -> None:
    long = plain("long", text=" ".join(f"word{n}" for n in range(3000)))
    (found,) = there_and_back([long])
    assert not long.sketch.full
    assert found.sketch == long.sketch


@pytest.mark.parametrize("shard", ["0000000000000000", "ffffffffffffffff", "80000000ab000000"])
def test_rows_are_numbers_of_63_bits(shard: str) -> None:
    assert 0 <= first_row(shard) <= 2**63 - 2**ROWS


def test_persons_topics_and_all_else_are_apart() -> None:
    kinds = {form("rosendal", k) for k in (EntityType.PERSON, EntityType.PLACE, EntityType.TOPIC)}
    assert len(kinds) == 3
    assert form("rosendal", EntityType.PLACE) == form("rosendal", EntityType.ORGANIZATION)
    assert min(kinds) >= 0
