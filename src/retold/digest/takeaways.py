"""Takeaways: the three to five claims that a reader should remember.

A ranker over the features of each sentence (`importance`) and its vector says how likely people are to pick it.
`train/ranker.py` fits its weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from retold.digest.discourse import Discourse
from retold.digest.importance import FEATURES, features
from retold.digest.ranker import Ranker
from retold.digest.writer import ClaimWriter
from retold.english.lexicon import content_words
from retold.types import Claim, Reading

SAME = 0.55
"""Share of common content words from which two takeaways say the same."""

LIKENESS_COST = 2.0
"""What a sentence loses for its likeness to a chosen one, times their cosine: log-odds."""

MOST = 15
"""Words of a takeaway, where a sentence can be shortened to them."""

LONGEST = 50
"""Words of the longest takeaway of two sentences."""


def scores(reading: Reading, ranker: Ranker) -> NDArray[np.float32]:
    """How likely people are to pick each sentence, as float32 (sentences,): log-odds up to a constant."""
    weights = np.array([ranker.features[name] for name in FEATURES], dtype=np.float32)
    return features(reading) @ weights + reading.vectors @ np.array(ranker.vector, dtype=np.float32)


def takeaway_count(sentences: int) -> int:
    """How many takeaways an article with that many sentences gets: as many as an editor writes."""
    return 3 if sentences < 7 else 4 if sentences < 14 else 5


def choose(
    reading: Reading, sentence_scores: NDArray[np.float32], writer: ClaimWriter, most: int = MOST
) -> tuple[Claim, ...]:
    """Grounded claims by the `scores` of their sentences; fewer if the article says little.

    A claim has at most `most` words where its sentence can be shortened to them; 0 leaves sentences whole.

    A sentence loses some of its score if it is like one that is taken. The three most important come in the order of
    the article, then the others by importance.
    """
    limit = takeaway_count(sum(not s.clutter for s in reading.sentences))
    left = _Candidates(reading, sentence_scores, writer)
    chosen: list[_Unit] = []
    while len(chosen) < limit and (unit := left.take()) is not None:
        if any(unit.repeats(other) for other in chosen):
            continue
        chosen = [other for other in chosen if not set(other.indices) <= set(unit.indices)]
        chosen.append(unit)
        left.lower_those_like(unit)
    order = [*sorted(chosen[:3], key=lambda u: u.indices), *chosen[3:]]
    return tuple(_introduced(reading, order, writer, most))


@dataclass(frozen=True, slots=True)
class _Unit:
    """What becomes one takeaway: a sentence, or one that needs the sentence before it together with that one."""

    indices: tuple[int, ...]
    content: frozenset[str]

    def repeats(self, other: _Unit) -> bool:
        """Whether it says what another one says."""
        if self.indices[-1] in other.indices:
            return True
        if self.indices[0] in other.indices:
            return len(other.indices) > 1
        return len(self.content & other.content) >= SAME * min(len(self.content), len(other.content))


class _Candidates:
    """The sentences that may still be taken, and their scores. Two sentences weigh as much as the weaker one."""

    def __init__(self, reading: Reading, sentence_scores: NDArray[np.float32], writer: ClaimWriter) -> None:
        self._reading, self._writer = reading, writer
        self._scores = np.round(sentence_scores.astype(np.float64), 5)
        self._likeness = np.zeros(len(self._scores))
        self._units: dict[int, _Unit] = {}
        self._heap = [(-self._score(index), index) for index in range(len(self._scores))]
        heapify(self._heap)

    def take(self) -> _Unit | None:
        """The best unit that is left; None if there is none.

        Sentences are written only when they may be the best. Scores only fall, so the best one is the first whose score
        is still what it was.
        """
        while self._heap:
            known, index = heappop(self._heap)
            if index not in self._units:
                unit = _unit(self._reading, index, self._writer)
                if unit is None:
                    continue
                self._units[index] = unit
            if -self._score(index) > known:
                heappush(self._heap, (-self._score(index), index))
            else:
                return self._units[index]
        return None

    def _score(self, index: int) -> float:
        unit = self._units.get(index)
        score = self._scores[index] if unit is None else min(self._scores[i] for i in unit.indices)
        return float(score - LIKENESS_COST * self._likeness[index])

    def lower_those_like(self, unit: _Unit) -> None:
        """Lowers what is like a unit that was taken."""
        cosines = self._reading.vectors @ self._reading.vectors[unit.indices[-1]]
        self._likeness = np.maximum(self._likeness, cosines)


def _unit(reading: Reading, index: int, writer: ClaimWriter) -> _Unit | None:
    sentence = reading.sentences[index]
    if writer.is_turned(sentence):
        return None
    written = writer.write(sentence)
    if written is not None:
        return _Unit((index,), frozenset(content_words(written.claim.text)))
    both = writer.write_with_previous(sentence)
    previous = writer.previous(sentence)
    if both is None or previous is None or len(both.claim.text.split()) > LONGEST:
        return None
    return _Unit((previous.index, index), frozenset(content_words(sentence.span.of(reading.article.body))))


def _introduced(reading: Reading, order: Sequence[_Unit], writer: ClaimWriter, most: int) -> Iterator[Claim]:
    """The claims written again in their final order, with roles where people are named first."""
    discourse = Discourse(introduces=True, most=most)
    for unit in order:
        sentence = reading.sentences[unit.indices[-1]]
        write = writer.write if len(unit.indices) == 1 else writer.write_with_previous
        written = write(sentence, discourse)
        if written is not None:
            discourse.introduced_chains |= written.named_chains
            yield written.claim
