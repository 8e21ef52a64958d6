"""What lists of places and of people's names know of a word, as a hint to the network.

A hint is no decision: "Reading" and "Paris Hilton" are listed too, and the
network has learned how far to believe a list beside a word's case and company.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

LARGE, SMALL = 1, 2
"""A country, a state or a city of half a million; any other town of fifteen thousand."""

GIVEN, SURNAME = 3, 6
"""Added to the above: a given name, a family name."""

HINTS = 12
"""Number of hints, 0 ("not listed") included. Part of the trained weights."""


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """`word` in lower case without accents, as the network's pieces are."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


class Gazetteer:
    """Places as `{plain name: LARGE or SMALL}`, a space between any two parts of a
    name ("st . louis"); persons' names as plain words."""

    def __init__(self, places: dict[str, int], given: frozenset[str], surnames: frozenset[str]) -> None:
        self._places: dict[tuple[str, ...], int] = {}
        self._starts: dict[str, int] = {}
        for name, size in places.items():
            parts = tuple(name.split(" "))
            self._places[parts] = size
            self._starts[parts[0]] = max(self._starts.get(parts[0], 0), len(parts))
        self._persons = {w: GIVEN * (w in given) + SURNAME * (w in surnames) for w in given | surnames}

    def hints(self, words: Sequence[str]) -> list[int]:
        """One hint a word; of places that overlap, the longest from the left."""
        words = [plain(w) for w in words]
        found = [self._persons.get(w, 0) for w in words]
        i = 0
        while i < len(words):
            length = next(
                (n for n in range(min(self._starts.get(words[i], 0), len(words) - i), 0, -1)
                 if tuple(words[i : i + n]) in self._places),
                0,
            )  # fmt: skip
            for k in range(i, i + length):
                found[k] += self._places[tuple(words[i : i + length])]
            i += length or 1
        return found


def _lines(name: str) -> list[str]:
    return (files("retold") / "data" / name).read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=1)
def shipped() -> Gazetteer:
    """The lists in the package (GeoNames; US census of 1990)."""
    places = {name: int(size) for size, name in (line.split(" ", 1) for line in _lines("places.txt"))}
    given = frozenset(line.split(" ", 1)[0] for line in _lines("firstnames.txt"))
    return Gazetteer(places, given, frozenset(_lines("surnames.txt")))
