"""Lists of places and of people's names, as hints to the network.

A hint is no decision: "Reading" and "Paris Hilton" are listed, too. The network has learned how far to
trust a list, together with the case of a word and the words around it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Sequence
from functools import lru_cache
from importlib.resources import files

LARGE, SMALL = 1, 2
"""A country, a state or a city of at least 500,000 people; any other town of at least 15,000."""

GIVEN, SURNAME = 3, 6
"""Added to the hint for a place: a given name, a family name."""

HINTS = 12
"""Number of hints, 0 ("not listed") included. Part of the trained weights."""


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """`word` in lower case without accents, like the word pieces of the network."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


class Gazetteer:
    """Places and names of people, all in the form that `plain` gives.

    `places` gives `LARGE` or `SMALL` by name; the parts of a name have spaces between them ("st . louis").
    """

    def __init__(self, places: dict[str, int], given: Container[str], surnames: Container[str]) -> None:
        self._places, self._given, self._surnames = places, given, surnames
        self._longest: dict[str, int] = {}
        for name in places:
            if " " in name:
                first, parts = name[: name.index(" ")], name.count(" ") + 1
                if parts > self._longest.get(first, 0):
                    self._longest[first] = parts

    def hints(self, words: Sequence[str]) -> list[int]:
        """One hint for each word. Of places that overlap, the first one counts, in its longest form."""
        words = [plain(w) for w in words]
        hints = [GIVEN * (w in self._given) + SURNAME * (w in self._surnames) for w in words]
        i = 0
        while i < len(words):
            size, length = self._place(words, i)
            for k in range(i, i + length):
                hints[k] += size
            i += length or 1
        return hints

    def is_place(self, words: Sequence[str]) -> bool:
        """Whether `words` together are the name of a place."""
        return " ".join(map(plain, words)) in self._places

    def _place(self, words: Sequence[str], at: int) -> tuple[int, int]:
        """Size and number of words of the longest place that begins at a word; `(0, 0)` if none does."""
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
    border = rows.index("")  # an empty line is between large and small places
    places = dict.fromkeys(rows[:border], LARGE) | dict.fromkeys(rows[border + 1 :], SMALL)
    given = frozenset(line[: line.index(" ")] for line in _lines("firstnames.txt"))
    return Gazetteer(places, given, frozenset(_lines("surnames.txt")))
