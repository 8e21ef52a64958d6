"""A digest's JSON is read back to the same digest."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold import Digest, Engine
from retold.records.digest_json import KeptDigest, document, dumps, load
from retold.types import (
    Answers,
    Article,
    Aspect,
    Claim,
    Dated,
    DigestEntity,
    Edge,
    EntityType,
    Evidence,
    Graph,
    Metadata,
    Precision,
    Quote,
    Span,
    Statement,
    Theme,
)
from retold.types.relations import Relation, RelationStatus, RelationType

TEXT = st.text(st.characters(), max_size=12)  # lone surrogates, control characters and zero among them
SHARE = st.floats(0, 1) | st.integers(0, 1)
PLACES = st.integers(0, 60)
SPANS = st.builds(Span, PLACES, PLACES)
EVIDENCE = st.builds(Evidence, TEXT, PLACES, PLACES, TEXT)
CLAIM = st.builds(Claim, TEXT, st.lists(EVIDENCE, max_size=2).map(tuple), SHARE, st.sampled_from(Aspect))


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


ZONES = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
METADATA = st.builds(Metadata, TEXT, TEXT, TEXT, TEXT, some(TEXT), TEXT, st.none() | TEXT, st.none() | TEXT, TEXT)
ENTITY = st.builds(
    DigestEntity,
    TEXT,
    TEXT,
    st.sampled_from(EntityType),
    st.none() | CLAIM,
    SHARE,
    some(TEXT),
    some(SPANS),
    st.dictionaries(TEXT, TEXT, max_size=2).map(lambda links: tuple(links.items())),
)
EDGE = st.builds(Edge, TEXT, TEXT, SHARE, PLACES, PLACES, some(EVIDENCE))
DIGEST = st.builds(
    Digest,
    st.builds(Article, METADATA, TEXT, st.none() | st.datetimes(timezones=ZONES)),
    TEXT,
    some(TEXT),
    some(CLAIM),
    some(some(CLAIM)),
    st.builds(Answers, *[some(CLAIM)] * 6),
    some(st.builds(Dated, TEXT, st.sampled_from(Precision), CLAIM)),
    some(st.builds(Quote, SPANS, st.none() | TEXT, st.none() | TEXT)),
    some(st.builds(Theme, TEXT, TEXT, some(TEXT), SHARE, some(EVIDENCE))),
    some(ENTITY),
    st.builds(Graph, some(TEXT), some(EDGE)),
    TEXT,
    some(TEXT),
    some(st.builds(Statement, some(SPANS), TEXT, st.none() | TEXT, TEXT, st.none() | TEXT, SHARE)),
    some(
        st.builds(
            Relation,
            st.sampled_from(RelationType),
            TEXT,
            TEXT,
            st.sampled_from(RelationStatus),
            st.none() | SPANS,
            SPANS,
            SHARE,
        )
    ),
)


@given(DIGEST)
def test_any_digest_is_read_back(digest: Digest) -> None:
    values = json.loads(dumps(digest))
    assert values == document(digest)
    assert document(load(values)) == values


def test_examples_are_read_back(engine: Engine, examples: Path) -> None:
    digests = [o for o in engine.read([str(examples)]) if isinstance(o, Digest)]
    assert len(digests) == 18
    for digest in digests:
        loaded = load(document(digest))
        assert document(loaded) == document(digest)
        assert (loaded.article.body, loaded.takeaways, loaded.retelling, loaded.answers, loaded.timeline) == (
            digest.article.body, digest.takeaways, digest.retelling, digest.answers, digest.timeline,
        )  # fmt: skip
        assert (loaded.quotes, loaded.themes, loaded.entities, loaded.graph, loaded.notes) == (
            digest.quotes, digest.themes, digest.entities, digest.graph, digest.notes,
        )  # fmt: skip


def test_what_an_older_digest_lacks_is_empty() -> None:
    digest = load({"article": {"id": "a"}})
    assert digest.article == Article(Metadata("a"), "")
    assert (digest.takeaways, digest.retelling, digest.quotes, digest.themes) == ((), (), (), ())
    assert (digest.answers, digest.graph, digest.excerpt, digest.notes) == (Answers(), Graph((), ()), "", ())
    claim = {"text": "Rain fell.", "evidence": []}
    assert KeptDigest({"article": {"id": "a"}, "takeaways": [claim]}).takeaways == (Claim("Rain fell.", (), 1.0),)


@pytest.mark.parametrize("field", ["url", "headline", "publisher", "canonical_url", "body", "byline", "language"])
def test_null_in_the_article_is_empty(field: str) -> None:
    assert load({"article": {"id": "a", field: None}}).article == Article(Metadata("a"), "")


def test_values_of_a_later_version_are_read_as_the_nearest() -> None:
    claim = {"text": "Rain fell.", "evidence": [], "aspect": "opinion"}
    entity = {"id": "e1", "name": "Ann Lee", "type": "animal", "salience": 0.5}
    timeline = [{"date": "2026", "precision": "aeon", "claim": claim}]
    digest = load({"article": {"id": "a"}, "takeaways": [claim], "entities": [entity], "timeline": timeline})
    assert digest.takeaways[0].aspect is Aspect.NEWS
    assert digest.entities[0].type is EntityType.OTHER
    assert digest.timeline[0].precision is Precision.DAY


def test_a_time_that_cannot_be_read_is_none() -> None:
    values = {"article": {"id": "a"}, "source": {"retrieved": "yesterday"}}
    assert load(values).article.retrieved is None
    values["source"]["retrieved"] = "2026-02-26T09:30:00.5+01:00"
    assert load(values).article.retrieved == datetime.fromisoformat("2026-02-26T09:30:00.5+01:00")
