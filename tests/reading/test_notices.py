from __future__ import annotations

import pytest

from retold.engine import Engine
from retold.types import Content, Metadata, Page, Reading

STORY = (
    "The council of Marlow voted on Tuesday to sell its old bus depot to a housing trust. "
    "Ada Lin, the mayor, said that the sale had been put off for six years."
)


def read(engine: Engine, body: str) -> Reading:
    return engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(id="x"))))


def clutter(reading: Reading) -> list[str]:
    return [s.span.of(reading.article.body) for s in reading.sentences if s.clutter]


@pytest.mark.parametrize(
    "notice",
    [
        "No page of this paper may be stored or passed on unless the Echo Group has agreed.",
        "The words of our radio hours are typed in haste by a hired firm and may be changed afterwards.",
        "Get the Echo app and have the news of your street on your phone.",
        "Our letter with the stories of the day comes to your inbox each evening.",
        "We may earn money if you buy through the links on this page.",
        "An earlier version of this story gave the wrong first name of the mayor.",
    ],
)
def test_a_notice_at_the_end_is_left_out(engine: Engine, notice: str) -> None:
    assert clutter(read(engine, f"{STORY}\n\n{notice}")) == [notice]


def test_a_notice_between_paragraphs_is_left_out(engine: Engine) -> None:
    notice = "Sign here to have our letter in your inbox every morning."
    assert clutter(read(engine, f"{STORY}\n\n{notice}\n\nWork on the flats begins in May.")) == [notice]


@pytest.mark.parametrize(
    "news",
    [
        "The Echo, which is a hundred years old, will close its website in May, its owner said.",
        "The court ruled that the firm may not copy songs without permission.",
        "The paper's editor was arrested on Monday, and its offices were searched.",
        "Some ten thousand readers have cancelled their subscriptions since the strike began, the publisher said.",
        "The bill would make sites ask before they use cookies, the minister said.",
    ],
)
def test_news_about_such_things_stays(engine: Engine, news: str) -> None:
    assert clutter(read(engine, f"{STORY}\n\n{news}")) == []
    assert clutter(read(engine, f"{news} {STORY}")) == []


def test_names_in_clutter_alone_are_no_entities(engine: Engine) -> None:
    reading = read(engine, f"{STORY}\n\n(Reporting by Sue Park in Rome; Editing by Lee Chan)")
    assert {c.name for c in reading.chains} == {"Marlow", "Ada Lin"}
