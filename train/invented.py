"""Sentences of the training sets with invented names in the place of real ones.

The network knows many firms, people and towns by heart. A name that nobody has read before has to be told by the words
around it, so a part of the sentences gets such names: firms of one word above all.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from importlib.resources import files

from retold.reading.labels import begin, inside
from train.corpora import ONLY_OUTSIDE, Allowed, Example, mark_name

CORPUS = "invented"
SOURCES = frozenset("gum worldwide editor conll04 knowledgenet uner-ewt re3d wikigold crossner-politics".split())
"""The sets whose sentences are used."""
CHANGED = {"organization": 0.85, "person": 0.4, "place": 0.3}
"""The share of the names of each type that get another one."""
MANY_WORDS = 3
"""An organization of so many words gets a name of two words."""
_START = "b br c ch d dr f fl g gl gr h j k kl kr l m n p pl pr qu r s sk sl sp st str t tr v vl w x y z".split()
_MIDDLE = "a e i o u a e i o ai au ea ei ia io oo ou".split()
_END = "l n r s t x nd ng nt rk rn st lt m k".split()
_FRONT = "nor north west east sea tide river blue bright clear data open omni meta nano bio geo agri solar volt".split()
_BACK = "link rail corp soft tek net works ware mark field bridge point cast pay flow path wave gen cell star".split()
_TOWN = "vik ton ville stad burg grad pur abad holm dorf mouth minster ham field".split()
_KINDS = (
    "Group Holdings Bank Energy Systems Foods Motors Airlines Capital Partners Media Institute Foundation Union Party "
    "University Council Agency Ministry United City Rovers Athletic Pharma Labs Networks Industries"
).split()


def examples(known: Sequence[Example], rng: random.Random) -> list[Example]:
    """One sentence for each of `known` that has a name of an organization and is of `SOURCES`. Without trees."""
    inventor = _Inventor(rng)
    return [
        inventor.changed(e) for e in known if e.corpus in SOURCES and any(k == "organization" for *_, k in _names(e))
    ]


def _names(example: Example) -> list[tuple[int, int, str]]:
    """The names of which the set leaves no doubt: `(start, end, type)`."""
    found, start = [], 0
    while start < len(example.words):
        kind = next((k for k in CHANGED if example.allowed[start] == {begin(k)}), None)
        end = start + 1
        while kind and end < len(example.words) and example.allowed[end] == {inside(kind)}:
            end += 1
        if kind:
            found.append((start, end, kind))
        start = end
    return found


class _Inventor:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given = _capitalized("firstnames.txt")
        self._family = _capitalized("surnames.txt")

    def changed(self, example: Example) -> Example:
        """The sentence with other names. A name that stands twice gets the same one twice."""
        words: list[str] = []
        allowed: list[Allowed] = []
        chosen: dict[tuple[str, ...], list[str]] = {}
        done = 0
        for start, end, kind in _names(example):
            old = tuple(example.words[start:end])
            if old not in chosen:
                is_other = self._rng.random() < CHANGED[kind] and not any("." in w for w in old)
                chosen[old] = self._name(kind, end - start) if is_other else list(old)
            new = chosen[old]
            words += example.words[done:start] + new
            allowed += example.allowed[done:start] + [ONLY_OUTSIDE] * len(new)
            mark_name(allowed, len(words) - len(new), len(words), (kind,))
            done = end
        words += example.words[done:]
        allowed += example.allowed[done:]
        return Example(words, allowed, corpus=CORPUS)

    def _name(self, kind: str, length: int) -> list[str]:
        if kind == "person":
            family = self._rng.choice(self._family) if self._rng.random() < 0.5 else self._word()
            return [family] if length == 1 else [self._rng.choice(self._given), family]
        if kind == "place":
            return [(self._syllables(1) + self._rng.choice(_TOWN)).capitalize()]
        return self._organization(length)

    def _organization(self, length: int) -> list[str]:
        if length >= MANY_WORDS:
            return [self._word(), *self._rng.sample(_KINDS, self._rng.choice((1, 2)))]
        draw = self._rng.random()
        if draw < 0.6:
            return [self._word()]
        if draw < 0.7:
            return ["".join(self._rng.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(self._rng.choice((3, 4))))]
        if draw < 0.8:
            return [self._word(), self._word()]
        return [self._word(), self._rng.choice(_KINDS)]

    def _word(self) -> str:
        """A word that looks like the name of a firm or like a foreign surname."""
        if self._rng.random() < 0.3:
            front, back = self._rng.choice(_FRONT), self._rng.choice(_BACK)
            return front.capitalize() + (back.capitalize() if self._rng.random() < 0.2 else back)
        return self._syllables(self._rng.choice((1, 2, 2, 3))).capitalize()

    def _syllables(self, count: int) -> str:
        parts = [self._rng.choice(_START) + self._rng.choice(_MIDDLE) for _ in range(count)]
        return "".join(parts) + (self._rng.choice(_END) if count == 1 or self._rng.random() < 0.7 else "")


def _capitalized(name: str) -> list[str]:
    """The first word of each line of a data file of the package."""
    lines = (files("retold") / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line.split()[0].capitalize() for line in lines]
