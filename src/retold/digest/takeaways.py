"""Takeaways: the three to five claims that a reader should remember.

A ranker over the features of each sentence (`importance`) and its vector says how likely people are to pick it.
`train/ranker.py` fits its weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.digest.clarity import Reference
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

UNCLEAR_COST = 0.7
"""What it loses for each word that the reader cannot understand, as expected: log-odds."""

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

    A sentence loses some of its score if it is like one that is taken, and for words that only other sentences tell.
    They come in the order of the article.
    """
    limit = takeaway_count(sum(not s.clutter for s in reading.sentences))
    left = _Candidates(reading, sentence_scores, writer)
    chosen: list[_Unit] = []
    while len(chosen) < limit and (unit := left.take(chosen)) is not None:
        if any(unit.repeats(other) for other in chosen):
            continue
        chosen = [other for other in chosen if not set(other.indices) <= set(unit.indices)]
        chosen.append(unit)
        left.lower_those_like(unit)
    chosen.sort(key=lambda u: u.indices)
    return tuple(_introduced(reading, chosen, writer, most))


@dataclass(frozen=True, slots=True)
class _Unit:
    """What becomes one takeaway: a sentence, or one that needs the sentence before it together with that one."""

    indices: tuple[int, ...]
    content: frozenset[str]
    references: tuple[Reference, ...]

    def repeats(self, other: _Unit) -> bool:
        """Whether it says what another one says."""
        if self.indices[-1] in other.indices:
            return True
        if self.indices[0] in other.indices:
            return len(other.indices) > 1
        return len(self.content & other.content) >= SAME * min(len(self.content), len(other.content))

    def unclear(self, others: Sequence[_Unit]) -> float:
        """How many words a reader of those of the others that stand before cannot understand, as expected.

        No other takeaway tells what a pronoun means.
        """
        told = sorted(i for other in others for i in other.indices if i < self.indices[0])
        return sum(r.chance if r.is_pronoun else r.left(told) for r in self.references)


class _Candidates:
    """The sentences that may still be taken, and their scores. Two sentences weigh as much as the weaker one."""

    def __init__(self, reading: Reading, sentence_scores: NDArray[np.float32], writer: ClaimWriter) -> None:
        self._reading, self._writer = reading, writer
        self._scores = np.round(sentence_scores.astype(np.float64), 5)
        self._likeness = np.zeros(len(self._scores))
        self._units: dict[int, _Unit | None] = {}
        self._left = set(range(len(self._scores)))

    def take(self, chosen: Sequence[_Unit]) -> _Unit | None:
        """The best unit that is left, beside those that are chosen; None if there is none.

        Sentences are written only when they may be the best: what is unclear in one only lowers its score.
        """
        best: tuple[float, int, _Unit] | None = None
        most = self._scores - LIKENESS_COST * self._likeness
        for index in sorted(self._left, key=lambda i: (-most[i], i)):
            if best is not None and most[index] <= best[0]:
                break
            if index not in self._units:
                self._units[index] = _unit(self._reading, index, self._writer)
            unit = self._units[index]
            if unit is None:
                self._left.remove(index)
                continue
            weaker = min(self._scores[i] for i in unit.indices) - LIKENESS_COST * self._likeness[index]
            score = float(min(most[index], weaker)) - UNCLEAR_COST * unit.unclear(chosen)
            if best is None or score > best[0]:
                best = (score, index, unit)
        if best is None:
            return None
        self._left.remove(best[1])
        return best[2]

    def lower_those_like(self, unit: _Unit) -> None:
        """Lowers what is like a unit that was taken."""
        cosines = self._reading.vectors @ self._reading.vectors[unit.indices[-1]]
        self._likeness = np.maximum(self._likeness, cosines)


def _unit(reading: Reading, index: int, writer: ClaimWriter) -> _Unit | None:
    sentence, body = reading.sentences[index], reading.article.body
    if writer.is_turned(sentence):
        return None
    alone = writer.write(sentence)
    if alone is not None:
        return _Unit((index,), frozenset(content_words(alone.claim.text)), alone.references)
    previous, both = writer.previous(sentence), writer.write_with_previous(sentence)
    if both is None or previous is None or len(both.claim.text.split()) > LONGEST:
        return None
    return _Unit((previous.index, index), frozenset(content_words(sentence.span.of(body))), both.references)


def _introduced(reading: Reading, order: Sequence[_Unit], writer: ClaimWriter, most: int) -> Iterator[Claim]:
    """The claims written again in their final order, with roles where people are named first."""
    discourse = Discourse(introduces=True, most=most)
    for unit in order:
        sentence = reading.sentences[unit.indices[-1]]
        write = writer.write if len(unit.indices) == 1 else writer.write_with_previous
        written = write(sentence, discourse)
        if written is not None:
            discourse.introduced_chains |= written.named_chains
            discourse.told += unit.indices
            yield written.claim
