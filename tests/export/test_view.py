from __future__ import annotations

import pytest

from retold import Engine
from retold.export import view
from retold.export.markdown import markdown
from retold.export.view import when
from retold.types import (
    Answers,
    Article,
    Content,
    Digest,
    DigestEntity,
    EntityType,
    Graph,
    Metadata,
    Page,
    Span,
)
from retold.types.relations import Relation, RelationStatus, RelationType


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2026-02-26", "26 February 2026"),
        ("2026-02-26T08:15:00-08:00", "26 February 2026, 08:15 UTC-08:00"),
        ("2026-02-26T08:15:00Z", "26 February 2026, 08:15 UTC"),
        ("2026-02-26T08:15:00", "26 February 2026, 08:15"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_date_for_people(published: str, shown: str) -> None:
    assert when(published) == shown


def test_a_quotation_names_its_speaker_or_has_the_article_s_words(engine: Engine) -> None:
    body = (
        "Northlink will close its route in May, Anna Rosendal said on Monday. “People take the tunnel now,” "
        "she said.\n\nA spokesman for the port said: “We have seen fewer cars for years.”\n\n“Nobody asked us at all,” "
        "residents said. The route has been open since 1956."
    )
    digest = engine.digest(Page("test", Content.BODY, body))
    assert [q.speaker for q in view.quotations(digest)] == ["Anna Rosendal", "A spokesman for the port", "residents"]


def test_a_relation_is_shown_with_its_names_and_its_detail() -> None:
    body = "Epic Records president Sylvia Rhone spoke. Microsoft is to buy Nokia."
    names = (("p", "Sylvia Rhone"), ("o", "Epic Records"), ("m", "Microsoft"), ("n", "Nokia"))
    digest = Digest(
        Article(Metadata(id="test"), body),
        *("en", (), (), (), Answers(), (), (), ()),
        entities=tuple(DigestEntity(i, name, EntityType.ORGANIZATION, None, 0.5, (), ()) for i, name in names),
        graph=Graph((), ()),
        excerpt="",
        relations=(
            Relation(RelationType.POSITION_AT, "p", "o", RelationStatus.FACT, Span(13, 22), Span(0, 42), 0.9),
            Relation(RelationType.ACQUIRES, "m", "n", RelationStatus.PLANNED, None, Span(43, 69), 0.8),
        ),
    )
    assert [(r.subject, r.words, r.target, r.detail) for r in view.relations(digest)] == [
        ("Sylvia Rhone", "has a position at", "Epic Records", "president"),
        ("Microsoft", "acquires (planned)", "Nokia", ""),
    ]
    shown = markdown(digest)
    assert "- **Sylvia Rhone** — has a position at — **Epic Records**: president <!-- evidence: 0–42 -->" in shown
