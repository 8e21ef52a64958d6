"""The choice of sentences for a retelling.

The best are taken one by one, by how likely people are to pick them. A sentence loses some of its score
if it is like those already taken, and more if it refers to something that was left out (`clarity`). No
sentence repeats another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retold.digest.clarity import IN_TEXT, Reference, is_clear
from retold.english.lexicon import content_words
from retold.types import Reading, Sentence

SAME = 0.6
"""Share of common content words from which two sentences say the same."""
LIKENESS_COST = 0.1
"""What a sentence loses for its likeness to a chosen one, times their cosine."""
UNCLEAR_COST = 1.0
"""What it loses for each word that the reader cannot understand, as expected."""
OPENING_BONUS = 2.0
"""What the first sentence that can be told gains, if it is among the first of the story."""
OPENING = 4
"""Number of sentences that count as the first of the story."""
CANDIDATES = 200
"""Groups that are compared at most. A book has more sentences than there is time for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences that belong together: the last one, and before it those that tell what it refers to.

    `references`: the words of each one that may not be clear. `score` counts standard deviations of the scores of the
    article.
    """

    sentences: tuple[Sentence, ...]
    references: tuple[tuple[Reference, ...], ...]
    score: float = 0.0

    @property
    def index(self) -> int:
        """Index of the last sentence, which the group is for."""
        return self.sentences[-1].index


def word_count(sentence: Sentence, body: str) -> int:
    """Number of words of a sentence."""
    return len(sentence.span.of(body).split())


class Selection:
    """Chooses among the groups of one reading, until it has `target` words.

    Only the first group may go beyond `most` words. `sizes`: words of each sentence as it would be told, by its index.
    """

    def __init__(
        self, reading: Reading, groups: Sequence[Group], sizes: Mapping[int, int], target: int, most: int
    ) -> None:
        self._body, self._vectors = reading.article.body, reading.vectors
        self._groups, self._sizes, self._target, self._most = groups, sizes, target, most
        first = [s.index for s in reading.sentences if not s.clutter][:OPENING]
        self._opening = groups[0].index if groups and groups[0].index in first else -1
        self._content_words = {g.index: frozenset(content_words(g.sentences[-1].span.of(self._body))) for g in groups}
        self._chosen_sentences: dict[int, Sentence] = {}
        self._likeness: dict[int, float] = {}
        self._used = 0

    def choose(self) -> set[int]:
        """Indices of the chosen sentences."""
        left = sorted(self._groups, key=lambda g: (-g.score, g.index))[:CANDIDATES]
        waiting: list[Group] = []
        while left and self._used < self._target:
            best = max(left, key=self._rank)
            left.remove(best)
            if not self._is_clear(best):
                waiting.append(best)
                continue
            fits = self._used + self._cost(best) <= self._most or not self._chosen_sentences
            if self._says_more(best) and fits:
                self._take(best)
                waiting, left = [], [*left, *waiting]
        return set(self._chosen_sentences)

    def _rank(self, group: Group) -> tuple[float, int]:
        likeness = max(0.0, self._likeness.get(group.index, 0.0))
        bonus = OPENING_BONUS if group.index == self._opening else 0.0
        score = group.score + bonus - LIKENESS_COST * likeness - UNCLEAR_COST * self._unclear(group)
        return round(score, 4), -group.index

    def _told_before(self, group: Group) -> list[int]:
        """The indices of the chosen sentences that stand before a group."""
        return [i for i in sorted(self._chosen_sentences) if i < group.sentences[0].index]

    def _is_clear(self, group: Group) -> bool:
        """Whether a reader of what is chosen understands the first sentence of a group; the others rest on it."""
        return is_clear(group.references[0], self._told_before(group), IN_TEXT)

    def _unclear(self, group: Group) -> float:
        """How many words of the group a reader of what is chosen before it cannot understand, as expected."""
        told = self._told_before(group)
        total = 0.0
        for sentence, references in zip(group.sentences, group.references, strict=True):
            total += sum(reference.left(told) for reference in references)
            told.append(sentence.index)
        return total

    def _says_more(self, group: Group) -> bool:
        """Whether the group does not repeat a chosen sentence."""
        words = self._content_words[group.index]
        others = (self._content_words[i] for i in self._chosen_sentences if i in self._content_words)
        return bool(words) and not any(len(words & o) >= SAME * min(len(words), len(o)) for o in others)

    def _cost(self, group: Group) -> int:
        """Words that the group would add."""
        return sum(self._sizes[s.index] for s in group.sentences if s.index not in self._chosen_sentences)

    def _take(self, group: Group) -> None:
        self._used += self._cost(group)
        for sentence in group.sentences:
            if sentence.index not in self._chosen_sentences:
                self._chosen_sentences[sentence.index] = sentence
                for other in self._groups:
                    cosine = float(self._vectors[other.index] @ self._vectors[sentence.index])
                    self._likeness[other.index] = max(cosine, self._likeness.get(other.index, -1.0))
