from __future__ import annotations

import pytest

from retold import Engine
from retold.export import view
from retold.export.view import when
from retold.types import Content, Page


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
