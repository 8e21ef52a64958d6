"""What lists of places and of people's names know of a word, as a hint to the network.

A hint is no decision: "Reading" and "Paris Hilton" are listed too, and the
network has learned how far to believe a list beside a word's case and company.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Sequence
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
    """Places by plain name, a space between any two parts of one ("st . louis"), with
    `LARGE` or `SMALL`; persons' names as plain words."""

    def __init__(self, places: dict[str, int], given: Container[str], surnames: Container[str]) -> None:
        self._places, self._given, self._surnames = places, given, surnames
        self._longest: dict[str, int] = {}
        for name in places:
            if " " in name:
                first, parts = name[: name.index(" ")], name.count(" ") + 1
                if parts > self._longest.get(first, 0):
                    self._longest[first] = parts

    def hints(self, words: Sequence[str]) -> list[int]:
        """One hint a word; of places that overlap, the longest from the left."""
        words = [plain(w) for w in words]
        found = [GIVEN * (w in self._given) + SURNAME * (w in self._surnames) for w in words]
        i = 0
        while i < len(words):
            size, length = self._place(words, i)
            for k in range(i, i + length):
                found[k] += size
            i += length or 1
        return found

    def _place(self, words: Sequence[str], at: int) -> tuple[int, int]:
        """Size of the longest place that begins at a word, and its number of words; 0, 0 where none does."""
        for length in range(min(self._longest.get(words[at], 1), len(words) - at), 0, -1):
            size = self._places.get(" ".join(words[at : at + length]))
            if size is not None:
                return size, length
        return 0, 0


def _lines(name: str) -> list[str]:
    return (files("retold") / "data" / name).read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=1)
def shipped() -> Gazetteer:
    """The lists in the package (GeoNames; US census of 1990)."""
    rows = _lines("places.txt")
    border = rows.index("")
    places = dict.fromkeys(rows[:border], LARGE) | dict.fromkeys(rows[border + 1 :], SMALL)
    given = frozenset(line[: line.index(" ")] for line in _lines("firstnames.txt"))
    return Gazetteer(places, given, frozenset(_lines("surnames.txt")))
