"""How likely a sentence of one article tells what a claim from another one tells: all of it, or its main point.

The words of both are aligned by meaning (`word_vectors`). Two logistic regressions over what is aligned, and over
names, numbers, days and denials, give the chances; `train/same_fact.py` fits them on pairs that were judged by reading.
Some sentences are ruled out, whatever the chance. One that lacks a number of the claim never tells all of it. One with
a denial that the claim lacks, or without its denial, with another year, another toll, another number of the same
things, or the opposite of one of its words, tells nothing of it. One that lacks the rarest word of a short claim never
tells all of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.corpus import slots
from retold.corpus.quantities import Quantity, quantities
from retold.corpus.rarity import rarity
from retold.corpus.tolls import Toll, tolls
from retold.english.calendar import MONTHS, SHORTENED_MONTHS
from retold.english.lexicon import content_words, is_negation, stem, words
from retold.english.word_vectors import likeness

FEATURES = tuple(
    """bias alike alike_here same_here back_here lacking_here same_article numbers no_numbers days no_days denial
    length""".split()
)
"""What the regression sees of a claim and a sentence, in order."""
_MONTH = "(?:" + "|".join((*MONTHS, *SHORTENED_MONTHS)) + r")\.?"
_DAY = re.compile(rf"\b(\d{{1,2}})\ {_MONTH}(?!\w)|\b{_MONTH}\ (\d{{1,2}})\b", re.IGNORECASE)
_DENIALS = frozenset(map(stem, "deny denied denies refute refuted".split()))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PAIRS = (
    (
        "rise rose increase gain climb jump grow up raise lift",
        "fall drop decline decrease slump shrink down cut lower reduce",
    ),
    ("win", "lose"),
    ("open reopen", "close shut"),
    ("begin start launch", "end finish halt stop"),
    ("accept approve adopt pass support back", "reject refuse oppose block veto"),
    ("guilty convict", "acquit innocent"),
    ("arrive enter join", "leave quit depart"),
    ("buy", "sell"),
    ("hire", "sack dismiss"),
    ("allow permit", "ban forbid prohibit"),
    ("capture arrest", "escape flee"),
)
_OPPOSITES: dict[str, frozenset[str]] = {}
for _sides in _PAIRS:
    for _own, _against in permutations(frozenset(stem(w) for w in side.split()) for side in _sides):
        for _stem in _own:
            _OPPOSITES[_stem] = _OPPOSITES.get(_stem, frozenset()) | _against
"""For each stem the stems of opposite words."""
SHORT = 7
"""Content words of a short claim, at most."""
LITTLE = 0.1
"""Chances below this are not examined further."""
LEAST = 0.01
"""Weight of a word that all sentences of a story have."""
_ONE = frozenset(("1",))
"""A number that says little: "one of them"."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text.

    `content`: stems of its content words, each once. `all`: stems of all words. `names`, `numbers`, `days`: as in
    `slots.particulars`.
    """

    content: tuple[str, ...]
    all: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]
    denies: bool
    quantities: tuple[Quantity, ...]
    tolls: tuple[Toll, ...]
    years: frozenset[str]
    opposites: frozenset[str]

    @property
    def exact(self) -> frozenset[str]:
        """Stems for which no other word stands."""
        return self.names | self.numbers | self.days


@lru_cache(maxsize=4096)
def _words(text: str) -> _Words:
    content = [stem(w) for w in content_words(text)]
    own = words(text)
    names, numbers, days = slots.particulars(text)
    of_days = frozenset(number for match in _DAY.finditer(text) for number in match.groups() if number)
    return _Words(
        tuple(dict.fromkeys(content)),
        frozenset(stem(w) for w in own),
        names,
        numbers - of_days - _ONE,
        days | (numbers & of_days),
        any(is_negation(w) or stem(w) in _DENIALS for w in own),
        quantities(text),
        tolls(text),
        frozenset(_YEAR.findall(text)),
        frozenset(o for w in own for o in _OPPOSITES.get(stem(w), ())),
    )


class _Presence:
    """Which of some keys each of n sets has."""

    def __init__(self, sets: Sequence[Collection[Hashable]], keys: Iterable[Hashable]) -> None:
        self._place = {key: i for i, key in enumerate(dict.fromkeys(keys))}
        self.has = np.zeros((len(sets), len(self._place)), dtype=bool)
        for row, own in enumerate(sets):
            self.has[row, [self._place[key] for key in own if key in self._place]] = True

    def columns(self, keys: Collection[Hashable]) -> NDArray[np.int64]:
        return np.array([self._place[key] for key in keys], dtype=np.int64)

    def part(self, keys: Collection[Hashable]) -> Floats:
        """The part of some keys that each set has; 1 if there are no keys. float32 (n,)."""
        if not keys:
            return np.ones(len(self.has), dtype=np.float32)
        parts: Floats = self.has[:, self.columns(keys)].mean(axis=1, dtype=np.float32)
        return parts


class Comparison:
    """Compares claims with the sentences of articles.

    `article` has the article of each sentence, int64 (sentences,).
    """

    def __init__(self, claims: Sequence[str], articles: Sequence[Sequence[str]]) -> None:
        self._claims = [_words(text) for text in claims]
        self._sentences = sentences = [_words(text) for article in articles for text in article]
        self.article = np.repeat(np.arange(len(articles)), [len(article) for article in articles])
        stems = list(dict.fromkeys(s for text in (*self._claims, *sentences) for s in text.content))
        self._stems = _Presence([s.content for s in sentences], stems)
        of_claims = list(dict.fromkeys(s for claim in self._claims for s in claim.content))
        self._of_claims = {s: i for i, s in enumerate(of_claims)}
        self._alike = likeness(stems, of_claims)
        self._rarity = np.array([rarity(s) for s in stems], dtype=np.float32)
        # What most sentences of a story have says little about one of them.
        found_in = self._stems.has.sum(axis=0)
        self._here = np.log((len(sentences) + 1) / (found_in + 0.5)).clip(LEAST).astype(np.float32)
        self._in_article = np.zeros((len(articles), len(stems)), dtype=bool)
        for article in range(len(articles)):
            self._in_article[article] = self._stems.has[self.article == article].any(axis=0)
        self._numbers = _Presence([s.all for s in sentences], (n for c in self._claims for n in c.numbers))
        self._days = _Presence([s.all for s in sentences], (d for c in self._claims for d in c.days))
        self._quantities = [(row, q) for row, s in enumerate(sentences) for q in s.quantities]
        self._denies = np.array([s.denies for s in sentences], dtype=bool)
        # The stems of all sentences, one sentence after another, and where each sentence begins.
        rows, self._flat = np.nonzero(self._stems.has)
        self._starts = np.flatnonzero(np.diff(rows, prepend=-1))
        self._filled = rows[self._starts]
        self._filled_rows = self._stems.has.any(axis=1)
        exact = [sentences[row].exact for row in range(len(sentences))]
        self._flat_exact = np.array(
            [stems[s] in exact[row] for row, s in zip(rows, self._flat, strict=True)], dtype=bool
        )

    def chances(self, check: Callable[[], None] = lambda: None) -> tuple[Floats, Floats]:
        """How likely each sentence tells all of each claim, and at least its main point, 0..1; float32 (claims,
        sentences) each. `check` is called for each claim; it may raise."""
        weights = shipped()
        found = np.zeros((2, len(self._claims), len(self.article)), dtype=np.float32)
        for row in range(len(self._claims)):
            check()
            found[:, row] = 1.0 / (1.0 + np.exp(-weights @ self.features(row).T))
            found[:, row] *= self._filled_rows
            for sentence in np.flatnonzero(found[:, row].max(axis=0) >= LITTLE).tolist():
                if _contradicts(self._claims[row], self._sentences[sentence]):
                    found[:, row, sentence] = 0.0
            found[0, row] *= self.has_numbers(row) & self._has_rarest(row)
        return found[0], np.maximum(found[0], found[1])

    def features(self, claim: int) -> Floats:
        """The features of a claim, by its number, with each sentence; float32 (sentences, features)."""
        own = self._claims[claim]
        columns = self._stems.columns(own.content)
        has = self._stems.has[:, columns]
        exact = np.array([s in own.exact for s in own.content], dtype=bool)
        alike_to = self._alike[:, [self._of_claims[s] for s in own.content]]
        alike = np.where(exact, has, self._best(alike_to))
        count = len(self.article)
        weights = self._here[columns]
        table = {
            "bias": np.ones(count),
            "alike": alike.mean(axis=1) if len(columns) else np.ones(count),
            "alike_here": _share(alike, weights),
            "same_here": _share(has, weights),
            "back_here": self._back(columns, alike_to),
            "lacking_here": ((1 - alike) * weights).sum(axis=1),
            "same_article": self.in_articles(claim)[self.article],
            "numbers": self._numbers.part(own.numbers),
            "no_numbers": np.full(count, not own.numbers),
            "days": self._days.part(own.days),
            "no_days": np.full(count, not own.days),
            "denial": self._denies != own.denies,
            "length": np.full(count, np.log1p(len(columns))),
        }
        return np.stack([table[name] for name in FEATURES], axis=1).astype(np.float32)

    def has_numbers(self, claim: int) -> NDArray[np.bool_]:
        """Whether each sentence has all numbers of a claim, or rounds them; bool (sentences,)."""
        has = np.ones(len(self.article), dtype=bool)
        for quantity in self._claims[claim].quantities:
            agree = [sentence for sentence, known in self._quantities if quantity.agrees(known)]
            has &= np.bincount(agree, minlength=len(has)).astype(bool) if agree else False
        return has

    def _has_rarest(self, claim: int) -> NDArray[np.bool_]:
        """Whether each sentence has the rarest word of a short claim that is no name, or a like one; bool (sentences,).

        True for a long claim.
        """
        own = self._claims[claim]
        plain = [s for s in own.content if s not in own.exact]
        if len(own.content) > SHORT or not plain:
            return np.ones(len(self.article), dtype=bool)
        rarest = max(plain, key=lambda s: self._rarity[self._stems.columns([s])[0]])
        alike = self._best(self._alike[:, [self._of_claims[rarest]]])[:, 0]
        return alike > 0

    def in_articles(self, claim: int) -> Floats:
        """The part of a claim's words, by rarity, that each article has, wherever it stands; float32 (articles,)."""
        columns = self._stems.columns(self._claims[claim].content)
        return _share(self._in_article[:, columns], self._rarity[columns])

    def _best(self, alike_to: Floats) -> Floats:
        """How alike the most alike stem of each sentence is to each stem of a claim; (sentences, stems).

        `alike_to`: how alike all stems are to them.
        """
        best = np.zeros((len(self.article), alike_to.shape[1]), dtype=np.float32)
        if len(self._starts):
            best[self._filled] = np.maximum.reduceat(alike_to[self._flat], self._starts, axis=0)
        return best

    def _back(self, columns: NDArray[np.int64], alike_to: Floats) -> Floats:
        """The part of each sentence's words, by rarity in the story, that a claim has; (sentences,).

        `columns`: the stems of the claim. `alike_to`: how alike all stems are to them.
        """
        alike = alike_to.max(axis=1, initial=0.0)
        same = np.zeros(len(alike), dtype=np.float32)
        same[columns] = 1.0
        parts = np.ones(len(self.article), dtype=np.float32)
        if len(self._starts):
            weights = self._here[self._flat]
            found = np.where(self._flat_exact, same[self._flat], alike[self._flat]) * weights
            parts[self._filled] = np.add.reduceat(found, self._starts) / np.add.reduceat(weights, self._starts)
        return parts


def _contradicts(claim: _Words, sentence: _Words) -> bool:
    """Whether a sentence says otherwise than a claim."""
    if claim.denies != sentence.denies:
        return True
    if claim.years and sentence.years and not claim.years & sentence.years:
        return True
    if any(o in sentence.all and not sentence.all & claim.all & _OPPOSITES[o] for o in claim.opposites):
        return True
    kinds = {toll.kind for toll in claim.tolls} & {toll.kind for toll in sentence.tolls}
    for kind in kinds:
        own, other = ([t for t in tolls if t.kind == kind] for tolls in (claim.tolls, sentence.tolls))
        if not any(a.agrees(b) for a in own for b in other):
            return True
    nouns = {stem(q.noun.split()[0]) for q in sentence.quantities if q.noun}
    return any(
        q.noun and stem(q.noun.split()[0]) in nouns and not any(q.agrees(known) for known in sentence.quantities)
        for q in claim.quantities
    )


def _share(found: NDArray[Any], weights: Floats) -> Floats:
    """The weighed part of what is found in each row; 1 where nothing has weight."""
    total = float(weights.sum())
    shares: Floats = (found @ weights) / total if total > 0 else np.ones(len(found), dtype=np.float32)
    return shares


@lru_cache(maxsize=1)
def shipped() -> Floats:
    """The weights of `FEATURES` for all of a claim, and for its main point; float32 (2, features), from the package."""
    values = json.loads((files("retold") / "data" / "same_fact.json").read_text(encoding="utf-8"))
    return np.array([[values[of][name] for name in FEATURES] for of in ("all", "point")], dtype=np.float32)
