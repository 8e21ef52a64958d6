"""Topics: what articles are about besides those they name. Hashtags and themes that recur."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retold.english.lexicon import content_words, stem
from retold.types import Theme


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of one article. `key` is the same for "#Microdramas" and "microdrama"."""

    key: str
    name: str
    score: float


def topics(hashtags: Sequence[str], themes: Sequence[Theme], names: Collection[str]) -> tuple[Topic, ...]:
    """The topics of an article, one a key: its themes, and the hashtags that are none of its `names`."""
    called = {_squashed(name) for name in names}
    found: dict[str, Topic] = {}
    for theme in themes:
        found.setdefault(_key(theme.label), Topic(_key(theme.label), theme.label, theme.score))
    for place, tag in enumerate(hashtags):
        words = _spaced(tag)
        if _squashed(words) not in called and _key(words):
            found.setdefault(
                _key(words),
                Topic(_key(words), words.lower() if not _coined(words) else words, round(1 / (1 + place), 3)),
            )
    found.pop("", None)
    return tuple(found.values())


def key(text: str) -> str:
    """The key of a topic by its name or hashtag."""
    return _key(_spaced(text) if text.startswith("#") else text)


def _spaced(tag: str) -> str:
    """ "#ShortDramas" as "Short Dramas"; "#AI" as it is."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", tag.lstrip("#"))


def _coined(words: str) -> bool:
    """Whether capitals are part of a name: "AI", "iPhone"."""
    return any(re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]", w) for w in words.split())


def _key(words: str) -> str:
    return " ".join(stem(w) for w in content_words(words))


def _squashed(name: str) -> str:
    return re.sub(r"\W+", "", name).casefold()
