"""How each word of a claim stands in its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from retold.english import times
from retold.english.lexicon import FUNCTION_WORDS, NUMBERS, POSSESSIVE, TOKEN, is_negation, stem, words
from retold.english.sentences import split
from retold.types import Span, When

FEATURES = (
    "bias",
    "exact",
    "stem",
    "in_best",
    "in_three",
    "prefix",
    "number",
    "number_new",
    "number_elsewhere",
    "number_apart",
    "name",
    "name_new",
    "name_elsewhere",
    "name_apart",
    "after",
    "before",
    "between",
    "together",
    "near",
    "turned",
    "name_turned",
    "negation_new",
    "negated_otherwise",
    "name_misfit",
    "number_misfit",
    "name_turned_misfit",
    "negated_misfit",
    "negation_misfit",
    "cover",
    "cover_three",
    "cover_best",
    "length",
    "position",
    "rare",
)

NEAR = 6
"""Content words apart that two words may stand to be near."""
_PRONOUNS = frozenset("he she it they him her them his its their hers theirs we us our i me my".split())

BY = 6
"""Content words apart that a word and its neighbour stand, if they have changed sides."""
REACH = 3
"""Words before a word in which a negation turns it."""


OFTEN = 12
"""Places of one word in one sentence that are looked at."""

CLOSENESS = 8
"""Power of the share of a claim's words that one sentence has: near 1 only where it is followed closely."""


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    text: str
    key: str
    negated: bool

    @property
    def number(self) -> bool:
        return self.key[:1].isdigit()

    def names(self, source: Source, opens: bool) -> bool:
        """Whether it is cased as a name; a word that `opens` a claim is one only where the source has it in no case."""
        return self.text[:1].isupper() and (not opens or self.text.casefold() not in source.forms)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Content words of a sentence, and where each key stands among them."""

    words: tuple[_Word, ...]
    places: dict[str, list[int]]
    pronouns: int
    """Third-person pronouns, each of which a claim may have put a name for."""


def _sentence(text: str, span: Span) -> _Sentence:
    found: list[_Word] = []
    recent: list[bool] = []
    pronouns = 0
    for match in TOKEN.finditer(text, span.start, span.end):
        low = match.group().casefold()
        turns = is_negation(low)
        pronouns += low in _PRONOUNS
        if turns or low in NUMBERS or low not in FUNCTION_WORDS:
            key = "not" if turns else stem(low)
            found.append(
                _Word(Span(*match.span()), POSSESSIVE.sub("", match.group()), key, any(recent[-REACH:]) and not turns)
            )
        recent.append(turns)
    places: dict[str, list[int]] = {}
    for i, word in enumerate(found):
        places.setdefault(word.key, []).append(i)
    return _Sentence(tuple(found), places, pronouns)


class Source:
    """The texts that claims rest on, read once."""

    def __init__(self, texts: Sequence[str], published: date | None = None) -> None:
        self.published = published
        self.sentences: list[_Sentence] = []
        self.times: set[tuple[date, date]] = set()
        self.forms: set[str] = set()
        for text in texts:
            spans = split(text)
            self.sentences += [_sentence(text, s) for s in spans]
            self.times |= {_key(e.when) for e in times.expressions(text, spans, published)}
            self.forms.update(words(text))
        self.having: dict[str, list[_Sentence]] = {}
        for sentence in self.sentences:
            for key in sentence.places:
                self.having.setdefault(key, []).append(sentence)
        self.counts = {key: len(found) for key, found in self.having.items()}
        self.prefixes = {k[:5] for k in self.counts}

    def weight(self, key: str) -> float:
        """Inverse sentence frequency: a rare word says more."""
        return float(np.log((len(self.sentences) + 1) / (self.counts.get(key, 0) + 0.5)))

    def best(self, keys: set[str]) -> list[_Sentence]:
        """The three sentences that share most with a claim, best first."""
        scored = [(sum(self.weight(k) for k in keys & s.places.keys()), -i) for i, s in enumerate(self.sentences)]
        return [self.sentences[-i] for _, i in sorted(scored, reverse=True)[:3]]


def _key(when: When) -> tuple[date, date]:
    return when.first, when.last


def judged(claim: str, source: Source) -> tuple[list[Span], NDArray[np.float32]]:
    """The content words of `claim`, and float32 (words, `FEATURES`) of how they stand in `source`.

    The words of a date that the source names otherwise ("24 February 2026" for
    "Tuesday") count as standing there.
    """
    sentences = split(claim)
    dated = [e.span for e in times.expressions(claim, sentences, source.published) if _key(e.when) in source.times]
    spans: list[Span] = []
    rows: list[list[float]] = []
    for span in sentences:
        sentence = _sentence(claim, span)
        same = [any(d.covers(w.span) for d in dated) for w in sentence.words]
        rows += _rows(sentence, source, same)
        spans += [w.span for w in sentence.words]
    return spans, np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))


def _rows(claim: _Sentence, source: Source, same: Sequence[bool]) -> list[list[float]]:
    """`same`: for each word, whether it is of a date that the source names too."""
    keys = {w.key for w, s in zip(claim.words, same, strict=True) if not s}
    best = source.best(keys)
    top = best[0] if best else _Sentence((), {}, 0)
    three = set().union(*(s.places for s in best)) if best else set()
    size = max(1, len(claim.words))
    held = [s or w.key in source.counts for w, s in zip(claim.words, same, strict=True)]
    near = [s or w.key in three for w, s in zip(claim.words, same, strict=True)]
    here = [s or w.key in top.places for w, s in zip(claim.words, same, strict=True)]
    close = (sum(here) / size) ** CLOSENESS
    told = top.pronouns > claim.pronouns  # a name that the claim has more may stand for one of them
    # Words of a date that is the source's own are passed over: those around it become neighbours.
    kept = [i for i in range(len(claim.words)) if not same[i]]
    order = {i: n for n, i in enumerate(kept)}
    shares = (sum(held) / size, sum(near) / size, sum(here) / size, size / 20)
    rows: list[list[float]] = []
    for i, word in enumerate(claim.words):
        if same[i]:
            beside, turned = _Beside(True, True, 1.0, 1.0, False), False
        else:
            at = order[i]
            left = claim.words[kept[at - 1]].key if at else None
            right = claim.words[kept[at + 1]].key if at + 1 < len(kept) else None
            beside, turned = (
                _beside(word.key, left, right, source.having.get(word.key, ())),
                _beside(word.key, left, right, [top]).turned,
            )
        found = _Found(same[i], held[i], near[i], here[i], i == 0, beside, turned)
        rows.append(
            [
                *_of_word(word, found, source),
                *_of_sentence(word, found, source, top, close, told),
                *shares,
                i / size,
                0.0 if same[i] else min(3.0, source.weight(word.key)) / 3,
            ]
        )
    return rows


def _of_word(word: _Word, found: _Found, source: Source) -> list[float]:
    """The features from `bias` to `negated_otherwise`: how a word stands in all of the source."""
    number, name, negation, beside = word.number, word.names(source, found.opens), word.key == "not", found.beside
    return [
        1.0,
        found.same or negation or word.text.casefold() in source.forms,
        found.held,
        found.here,
        found.near,
        found.same or word.key[:5] in source.prefixes,
        number,
        number and not found.held,
        number and found.held and not found.near,
        number and beside.near < 0.5,
        name,
        name and not found.held,
        name and found.held and not found.near,
        name and beside.near < 0.5,
        beside.after,
        beside.before,
        beside.after and beside.before,
        beside.together,
        beside.near,
        beside.turned,
        name and beside.turned,
        negation and not found.held,
        not found.same and not negation and found.held and _otherwise(word, source.having[word.key]),
    ]


def _of_sentence(word: _Word, found: _Found, source: Source, top: _Sentence, close: float, told: bool) -> list[float]:
    """The features called `…_misfit`: how it stands in the one sentence that the claim follows, `close`ly."""
    name, negation = word.names(source, found.opens), word.key == "not"
    misfit = close * (found.held and not found.here)
    return [
        name and not told and misfit,
        word.number and misfit,
        close * (name and found.turned),
        close * (not found.same and not negation and found.here and _otherwise(word, [top])),
        close * (negation and found.held and not found.here),
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a word of a claim stands: in a date that is the source's own (`same`), in the source, in
    the three best sentences, in the best one; beside which words, and turned round there."""

    same: bool
    held: bool
    near: bool
    here: bool
    opens: bool
    beside: _Beside
    turned: bool


@dataclass(frozen=True, slots=True)
class _Beside:
    """Whether a word stands after and before the same words as in the source; the shares of
    its two neighbours that share a sentence with it, and that stand near it there; whether
    one of them stands there on its other side only."""

    after: bool
    before: bool
    together: float
    near: float
    turned: bool


def _beside(key: str, left: str | None, right: str | None, sentences: Sequence[_Sentence]) -> _Beside:
    steps = {side: _steps(sentences, key, other) for side, other in (("l", left), ("r", right)) if other is not None}
    after = "l" not in steps or -1 in steps["l"]
    before = "r" not in steps or 1 in steps["r"]
    together = [bool(s) for s in steps.values()]
    near = [any(abs(d) <= NEAR for d in s) for s in steps.values()]
    turned = _only(steps.get("l", set()), 1) or _only(steps.get("r", set()), -1)
    count = max(1, len(steps))
    return _Beside(after, before, sum(together) / count if steps else 1.0, sum(near) / count if steps else 1.0, turned)


def _only(steps: set[int], side: int) -> bool:
    """Whether a neighbour stands on that side alone, and close by."""
    return bool(steps) and all(d * side > 0 for d in steps) and min(map(abs, steps)) <= BY


def _steps(sentences: Sequence[_Sentence], key: str, other: str) -> set[int]:
    """Steps from `key` to `other` in each sentence that has both: the shortest each way."""
    found = set()
    for sentence in sentences:
        here, there = sentence.places.get(key, [])[:OFTEN], sentence.places.get(other, [])[:OFTEN]
        if here and there:
            steps = [b - a for a in here for b in there]
            found.add(min((s for s in steps if s > 0), default=0))
            found.add(max((s for s in steps if s < 0), default=0))
    found.discard(0)
    return found


def _otherwise(word: _Word, sentences: Sequence[_Sentence]) -> bool:
    """Whether `sentences` have the word, and only negated where the claim does not, or the reverse."""
    negated = [s.words[i].negated for s in sentences for i in s.places.get(word.key, ())]
    return bool(negated) and all(n is not word.negated for n in negated)
