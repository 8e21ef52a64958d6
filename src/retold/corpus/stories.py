"""Which articles tell one happening.

Two articles are compared by their words, the words of their leads, their vectors and
their dates. Stories are clusters by average linkage (UPGMA, Sokal & Michener 1958) of
all pairs at one line. Where the mean of all pairs between two clusters reaches the line,
some pair does, so each connected part of the graph of such pairs is clustered by itself:
an article that comes in moves only the part that it joins, and the order in which
articles come makes no difference.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.corpus.signature import Signature, Terms, rarity

LINE = 0.525
"""Likeness of two articles of one story, and mean likeness of two parts of one."""
KEYS = 24
"""Terms of an article by which others are found: its own rarest and most frequent."""
SHARED = 2
"""Of those, what two articles must have in common to be compared at all."""
RARE = 8
"""Keys by which articles are found that lie more than a month apart, or have no date."""
MONTH = 30
"""Days."""
UNDATED = 3.0
"""Days taken to lie between two articles of which one has no date."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each way in which two articles are alike, and of a day between them (its logarithm)."""

    terms: float = 0.85
    lead: float = 0.75
    vector: float = 0.6
    time: float = 0.05


@dataclass(frozen=True, slots=True)
class Keys:
    """The terms by which an article is found by others of its story, those of them that
    are rarest in news at large, and when it was published."""

    terms: frozenset[str]
    rare: frozenset[str]
    day: float | None

    @classmethod
    def of(cls, signature: Signature) -> Keys:
        best = sorted(signature.terms, key=lambda w: (-signature.terms[w], w))[:KEYS]
        return cls(frozenset(best), frozenset(sorted(best, key=lambda w: (-rarity(w), w))[:RARE]), signature.day)

    def comparable(self, other: Keys) -> bool:
        """Whether two articles can be of one story. Symmetric, so that it does not matter which came first."""
        if len(self.terms & other.terms) < SHARED:
            return False
        near = self.day is not None and other.day is not None and abs(self.day - other.day) <= MONTH
        return near or bool(self.rare & other.rare)


def likeness(a: Signature, b: Signature, weights: Weights = Weights()) -> float:
    """How alike two articles are; from `LINE` they may tell one happening. Symmetric."""
    days = abs(a.day - b.day) if a.day is not None and b.day is not None else UNDATED
    value = (
        weights.terms * _cosine(a.terms, b.terms)
        + weights.lead * _cosine(a.lead, b.lead)
        + weights.vector * float(a.vector @ b.vector)
        - weights.time * math.log1p(days)
    )
    return round(value, 6)


def _cosine(a: Terms, b: Terms) -> float:
    if len(a) > len(b):
        a, b = b, a
    return math.fsum(weight * b.get(word, 0.0) for word, weight in a.items())


def clustered(alike: NDArray[np.floating], line: float = LINE) -> list[list[int]]:
    """Clusters by average linkage of all whose mean likeness is `line` or more.

    `alike`: (n, n), symmetric; pairs that are not compared count as 0. Indices in
    order; of equal likeness the lower indices merge first, so give articles in an order
    of their own.
    """
    count = len(alike)
    left = alike.astype(np.float64)
    np.fill_diagonal(left, -np.inf)
    members: list[list[int]] = [[i] for i in range(count)]
    size = np.ones(count)
    best = left.argmax(axis=1) if count else np.zeros(0, dtype=np.intp)
    while count > 1:
        i = int(np.argmax(left[np.arange(len(left)), best]))
        j = int(best[i])
        if left[i, j] < line:
            break
        i, j = min(i, j), max(i, j)
        row = (left[i] * size[i] + left[j] * size[j]) / (size[i] + size[j])
        row[i] = row[j] = -np.inf
        left[i, :] = left[:, i] = row
        left[j, :] = left[:, j] = -np.inf
        members[i] += members[j]
        members[j] = []
        size[i] += size[j]
        count -= 1
        for k in np.flatnonzero((best == i) | (best == j) | (left[:, i] > left[np.arange(len(left)), best])):
            best[k] = left[k].argmax()
        best[i] = left[i].argmax()
    return sorted(sorted(m) for m in members if m)


class Stories:
    """The stories of the articles added so far; the same for the same articles, in whatever order.

    Holds the signatures of all articles that it was given. A story has the id of its
    first article, by day and then by id.
    """

    def __init__(self, weights: Weights = Weights(), line: float = LINE) -> None:
        self._weights, self._line = weights, line
        self._signatures: dict[str, Signature] = {}
        self._keys: dict[str, Keys] = {}
        self._by_term: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_rare: defaultdict[str, list[str]] = defaultdict(list)
        self._alike: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._part: dict[str, str] = {}
        """The connected part that an article belongs to, named by one of its articles."""
        self._members: dict[str, list[str]] = {}
        self._stories: dict[str, dict[str, list[str]]] = {}
        """Stories of each part, each with its articles."""

    def add(self, article: str, signature: Signature) -> frozenset[str]:
        """Takes an article in; the ids of the stories that are new, changed or gone by it.

        An article that is known already stays as it is.
        """
        if article in self._signatures:
            return frozenset()
        own = Keys.of(signature)
        compared = self._compared(own)
        self._signatures[article], self._keys[article] = signature, own
        self._index(article, own)
        for other in compared:
            value = likeness(signature, self._signatures[other], self._weights)
            self._alike[article][other] = self._alike[other][article] = value
        joined = sorted({self._part[o] for o, value in self._alike[article].items() if value >= self._line})
        return self._merged(article, joined)

    def all(self) -> dict[str, tuple[str, ...]]:
        """Articles of each story, the first first."""
        return {story: tuple(members) for part in self._stories.values() for story, members in part.items()}

    def of(self, article: str) -> str:
        """The story of an article that was added."""
        return next(story for story, members in self._stories[self._part[article]].items() if article in members)

    def _index(self, article: str, own: Keys) -> None:
        for key in own.rare:
            self._by_rare[key].append(article)
        if own.day is not None:
            for key in own.terms:
                self._by_term[int(own.day // MONTH), key].append(article)

    def _compared(self, own: Keys) -> list[str]:
        """Articles that those with the keys `own` can be of one story with."""
        found = {other for key in own.rare for other in self._by_rare.get(key, ())}
        if own.day is not None:
            month = int(own.day // MONTH)
            counts = Counter(o for m in (month - 1, month, month + 1) for key in own.terms for o in self._by_term.get((m, key), ()))
            found.update(other for other, count in counts.items() if count >= SHARED)
        return [other for other in sorted(found) if own.comparable(self._keys[other])]

    def _merged(self, article: str, parts: Sequence[str]) -> frozenset[str]:
        before = {story: members for part in parts for story, members in self._stories.pop(part).items()}
        members = sorted([article, *(m for part in parts for m in self._members.pop(part))], key=self._order)
        for member in members:
            self._part[member] = members[0]
        self._members[members[0]] = members
        alike = np.zeros((len(members), len(members)))
        place = {member: i for i, member in enumerate(members)}
        for member, i in place.items():
            for other, value in self._alike[member].items():
                if other in place:
                    alike[i, place[other]] = value
        found = {members[c[0]]: [members[i] for i in c] for c in clustered(alike, self._line)}
        self._stories[members[0]] = found
        return frozenset(story for story in before.keys() | found.keys() if before.get(story) != found.get(story))

    def _order(self, article: str) -> tuple[bool, float, str]:
        day = self._signatures[article].day
        return day is None, day or 0.0, article
