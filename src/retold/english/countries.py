"""Countries, and the words for their people and things."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """The names of a country, the usual one first, for each word for its people and things: "british", "swiss".

    All in lower case.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in (files("retold") / "data" / "countries.tsv").read_text(encoding="utf-8").splitlines():
        names, words = line.split("\t")
        found |= dict.fromkeys(words.split("|"), tuple(names.split("|")))
    return found


def is_country(name: str) -> bool:
    """Whether a name in any case is one of a country: "UK", "U.S."."""
    return name.casefold() in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(name for names in countries().values() for name in names)


def usual_name(words: str) -> str:
    """The usual name of a country for a name or an adjective in lower case; other words as they are."""
    return _usual_names().get(words, words)


@lru_cache(maxsize=1)
def _usual_names() -> dict[str, str]:
    adjectives = {word: names[0] for word, names in countries().items()}
    return adjectives | {name.replace(".", ""): names[0] for names in countries().values() for name in names}
