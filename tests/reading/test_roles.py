from __future__ import annotations

import pytest

from retold import Engine
from retold.types import Content, Page


@pytest.mark.parametrize(
    ("body", "name", "role"),
    [
        (
            (
                "Bi Haibo, minister counsellor for press and public affairs at the Chinese Embassy in the U.K., "
                "said it had grown."
            ),
            "Bi Haibo",
            "minister counsellor for press and public affairs at the Chinese Embassy in the U.K.",
        ),
        (
            "Ferry maker Nordfjord said its chief executive, Kari Halvorsen, would leave in May.",
            "Kari Halvorsen",
            "chief executive",
        ),
        (
            "The order was signed by Norwegian prime minister Kari Halvorsen on Monday.",
            "Kari Halvorsen",
            "Norwegian prime minister",
        ),
        (
            "Kari Halvorsen is a professor of history at the University of Oslo.",
            "Kari Halvorsen",
            "professor of history at the University of Oslo",
        ),
        ("The company was set up by co-founder Kari Halvorsen in Bergen.", "Kari Halvorsen", "co-founder"),
        ("Xinhua, the state news agency, said the talks had ended.", "Xinhua", "state news agency"),
        ("Kari Halvorsen is not a professor. She met Tor Espeland, 45, in Bergen, Norway.", "Kari Halvorsen", None),
        ("Actor Tom Hanks, director Ang Lee and producer Kathleen Kennedy arrived in Oslo.", "Tom Hanks", "Actor"),
        ("Unlike Jane Doe, a lawyer, Mary Major left on Monday.", "Mary Major", None),
        ("“Joe Biden is a terrible president,” Donald Trump said.", "Joe Biden", None),
        ("Joe Biden is no longer president of the club.", "Joe Biden", None),
        ("The would-be senator Kari Lake and her brother Tom Berg arrived in Oslo.", "Kari Lake", None),
        ("The would-be senator Kari Lake and her brother Tom Berg arrived in Oslo.", "Tom Berg", None),
        ("It names friends of Tor Espeland and Chinese leader Xi Jinping.", "Tor Espeland", None),
    ],
)
def test_roles(engine: Engine, body: str, name: str, role: str | None) -> None:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    names = {c.id: c.name for c in reading.chains}
    assert {names[r.chain]: r.span.of(body) for r in reading.roles}.get(name) == role
