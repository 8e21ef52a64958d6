"""Topics: what articles are about besides names. They come from hashtags and themes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retold.english.lexicon import content_words, stem
from retold.types import Theme


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of one article. "#Microdramas" and "microdrama" have the same `key`. `score` is 0..1."""

    key: str
    name: str
    score: float


def topics(hashtags: Sequence[str], themes: Sequence[Theme], names: Collection[str]) -> tuple[Topic, ...]:
    """The topics of an article, one for each key: its themes, and the hashtags that are not among its `names`."""
    squashed_names = {_squashed(name) for name in names}
    by_key: dict[str, Topic] = {}
    for theme in themes:
        by_key.setdefault(_key(theme.label), Topic(_key(theme.label), theme.label, theme.score))
    for place, tag in enumerate(hashtags):
        words = _spaced(tag)
        if _squashed(words) not in squashed_names and _key(words):
            name = words if _has_own_capitals(words) else words.lower()
            by_key.setdefault(_key(words), Topic(_key(words), name, round(1 / (1 + place), 3)))
    by_key.pop("", None)
    return tuple(by_key.values())


def key(text: str) -> str:
    """The key of a topic, from its name or hashtag."""
    return _key(_spaced(text) if text.startswith("#") else text)


def _spaced(tag: str) -> str:
    """ "#ShortDramas" as "Short Dramas"; "#AI" as it is."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", tag.lstrip("#"))


def _has_own_capitals(words: str) -> bool:
    """Whether words have capitals of their own: "AI", "iPhone"."""
    return any(re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]", w) for w in words.split())


def _key(words: str) -> str:
    return " ".join(stem(w) for w in content_words(words))


def _squashed(name: str) -> str:
    return re.sub(r"\W+", "", name).casefold()
