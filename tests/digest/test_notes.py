from __future__ import annotations

import pytest

from retold.engine import Engine
from retold.types import Content, Digest, Metadata, Page

STORY = "The council of Marlow voted on Tuesday to sell its old bus depot to a housing trust."


def digest(engine: Engine, body: str, title: str = "", content: Content = Content.BODY) -> Digest:
    return engine.digest(Page("x", content, body, Metadata(id="x", headline=title)))


def test_news_has_no_note(engine: Engine) -> None:
    assert digest(engine, STORY, "Marlow sells its bus depot").notes == ()


def test_a_kind_is_noted(engine: Engine) -> None:
    found = digest(engine, STORY, "Opinion: Marlow is right to sell its bus depot")
    assert found.article.metadata.kind == "opinion"
    assert found.notes == ("This is an opinion piece: it says what its author thinks.",)


def test_the_authors_own_account_is_noted(engine: Engine) -> None:
    own = f"I went to Marlow in May. {STORY} I think that we should mourn it. My father drove a bus there for years."
    assert [note for note in digest(engine, own).notes if "own account" in note]
    assert not digest(engine, f"{STORY} “I think that we should mourn it,” said the driver Ann Lee.").notes


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (STORY.upper(), "in capitals"),
        ("Who knows? What a day... and then", "no sentence"),
        ("Sign up for our newsletter and get the news in your inbox.", "holds no story"),
    ],
)
def test_why_nothing_is_told(engine: Engine, body: str, words: str) -> None:
    found = digest(engine, body)
    assert (found.takeaways, found.retelling) == ((), ())
    assert words in found.notes[-1]


def test_a_table_is_noted(engine: Engine) -> None:
    rows = "<tr><th>Party</th><th>Votes</th></tr><tr><td>North</td><td>410</td></tr>"
    html = (
        f"<html><body><article><h1>Depot</h1><p>{STORY}</p><table>{rows}</table><p>{STORY}</p></article></body></html>"
    )
    assert "A table of the page is not told." in digest(engine, html, content=Content.HTML).notes
