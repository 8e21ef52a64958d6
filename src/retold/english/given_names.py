"""The usual gender of given names."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from retold.types import Gender


@lru_cache(maxsize=1)
def _given_names() -> dict[str, Gender]:
    lines = (files("retold") / "data" / "firstnames.txt").read_text(encoding="utf-8").splitlines()
    return {name: Gender(gender) for name, gender in (line.split() for line in lines)}


def usual_gender(name: str) -> Gender | None:
    """The gender that the first word of a person's name suggests.

    None if the word is not listed, or if the name has only one word.
    """
    first, *rest = name.split()
    return _given_names().get(first.lower()) if rest else None


def listed_gender(word: str) -> Gender | None:
    """The gender of a word that is listed as a given name; of "Madison" too, which may be a surname."""
    return _given_names().get(word.lower())


def is_given_name(word: str) -> bool:
    """Whether a word is listed as a given name."""
    return word.casefold() in _given_names()
