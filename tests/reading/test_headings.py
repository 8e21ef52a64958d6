"""Sentences at the beginning of a body that only say the headline again."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.types import Article, Metadata

STORY = "The council of Marlow voted on Monday. The mayor resigned."


@pytest.mark.parametrize(
    ("headline", "body", "headings"),
    [
        ("Mayor of Marlow resigns after vote", f"Mayor of Marlow resigns after vote.\n\n{STORY}", 1),
        (
            "Mayor of Marlow resigns; Council votes on depot",
            f"Mayor of Marlow resigns;\nCouncil votes on depot.\n{STORY}",
            2,
        ),
        ("Why the mayor had to go", f"Why the mayor had to go.\n\nLETTERS.\n\n{STORY}", 2),
        ("Mayor resigns", f"Mayor resigns.\n\n{STORY}", 0),
        ("The mayor resigned after a vote", STORY, 0),
        ("The council of Marlow voted on Monday", "The council of Marlow voted on Monday.", 0),
        ("", STORY, 0),
    ],
)
def test_the_headline_in_the_body_is_not_told(engine: Engine, headline: str, body: str, headings: int) -> None:
    found = engine.reading(Article(Metadata(headline=headline), body)).sentences
    assert [s.index for s in found if s.clutter] == list(range(headings))
