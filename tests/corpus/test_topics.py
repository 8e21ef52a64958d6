from __future__ import annotations

from retold.corpus.topics import key, topics
from retold.types import Theme


def test_a_hashtag_and_a_theme_of_one_word_are_one_topic() -> None:
    theme = Theme("medtop:1", "television", ("arts", "television"), 0.8, ())
    found = topics(("#Television", "#Microdramas", "#AnnLee", "#AI"), (theme,), {"Ann Lee"})
    assert [(t.name, t.key) for t in found] == [
        ("television", key("television")),
        ("microdramas", key("microdrama")),
        ("AI", key("AI")),
    ]
    assert key("#ShortDramas") == key("short drama")


def test_a_hashtag_without_words_is_no_topic() -> None:
    assert topics(("#", "#…"), (), set()) == ()
