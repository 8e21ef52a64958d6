from __future__ import annotations

import pytest

from retold.digest import headline
from retold.engine import Engine
from retold.errors import ExtractionError
from retold.types import Content, Metadata, Page

STORY = (
    "The council of Marlow voted on Tuesday to sell its old bus depot to a housing trust. "
    "Ada Lin, the mayor, said that the sale had been put off for six years. Work on ninety flats begins in May."
)
CLUB = "Our club for readers meets each month in the hall. Win two tickets to the spring concert by sending us a card."


def is_told(engine: Engine, title: str, body: str) -> bool:
    return headline.is_told(engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(headline=title)))))


@pytest.mark.parametrize(
    "title",
    [
        "Marlow sells its bus depot",
        "Town hands garage over to builders of cheap homes",
        "Six years of waiting come to an end for the mayor",
        "A bitter pill",
        "Seeds",
        "",
    ],
)
def test_told(engine: Engine, title: str) -> None:
    assert is_told(engine, title, STORY)


@pytest.mark.parametrize(
    "title", ["Dog rescued from frozen lake by divers", "Two trains crash in the fog, twelve people hurt"]
)
def test_not_told(engine: Engine, title: str) -> None:
    assert not is_told(engine, title, CLUB)


def test_a_text_without_its_headline_is_an_error(engine: Engine) -> None:
    with pytest.raises(ExtractionError, match="does not tell what its headline says"):
        engine.digest(
            Page("x", Content.BODY, CLUB, Metadata(headline="Two trains crash in the fog, twelve people hurt"))
        )
