"""The choice of sentences for a retelling.

The best are taken one by one, by how likely people are to pick them. A sentence loses some of its score
if it is like those already taken, and more if it refers to something that was left out (`anchors`). No
sentence repeats another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retold.digest.anchors import Anchors
from retold.english.lexicon import content_words
from retold.types import Reading, Sentence

SAME = 0.6
"""Share of common content words from which two sentences say the same."""
LIKENESS_COST = 0.1
"""What a sentence loses for its likeness to a chosen one, times their cosine."""
UNKNOWN_COST = 2.5
"""What it loses for each thing that the reader would have to know."""
OPENING_BONUS = 2.0
"""What the first sentence that can be told gains, if it is among the first of the story."""
OPENING = 4
"""Number of sentences that count as the first of the story."""
CANDIDATES = 200
"""Groups that are compared at most. A book has more sentences than there is time for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences that belong together: one that can stand alone, and those that depend on the one before.

    `score` counts standard deviations of the scores of the article.
    """

    sentences: tuple[Sentence, ...]
    score: float

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
        self._anchors = Anchors(reading)
        first = [s.index for s in reading.sentences if not s.clutter][:OPENING]
        self._opening = groups[0].index if groups and groups[0].index in first else -1
        self._content_words = {g.index: frozenset(content_words(g.sentences[-1].span.of(self._body))) for g in groups}
        self._needs = {g.index: self._group_needs(g) for g in groups}
        self._chosen_sentences: dict[int, Sentence] = {}
        self._likeness: dict[int, float] = {}
        self._used = 0

    def _group_needs(self, group: Group) -> dict[str, int]:
        """What a group needs and does not give itself, with the first sentence that can give it."""
        gives: set[str] = set()
        needs: dict[str, int] = {}
        for sentence in group.sentences:
            needs |= {key: first for key, first in self._anchors.needs(sentence).items() if key not in gives}
            gives |= self._anchors.gives(sentence)
        return needs

    def choose(self) -> set[int]:
        """Indices of the chosen sentences."""
        left = sorted(self._groups, key=lambda g: (-g.score, g.index))[:CANDIDATES]
        while left and self._used < self._target:
            best = max(left, key=self._rank)
            left.remove(best)
            fits = self._used + self._cost(best) <= self._most or not self._chosen_sentences
            if self._says_more(best) and fits:
                self._take(best)
        return set(self._chosen_sentences)

    def _rank(self, group: Group) -> tuple[float, int]:
        likeness = max(0.0, self._likeness.get(group.index, 0.0))
        bonus = OPENING_BONUS if group.index == self._opening else 0.0
        score = group.score + bonus - LIKENESS_COST * likeness - UNKNOWN_COST * self._unknown_count(group)
        return round(score, 4), -group.index

    def _unknown_count(self, group: Group) -> int:
        """Number of things that the group needs and that no chosen sentence before it gives."""
        needs = self._needs[group.index]
        if not needs:
            return 0
        before = [
            (i, self._anchors.gives(s)) for i, s in self._chosen_sentences.items() if i < group.sentences[0].index
        ]
        return sum(not any(i >= first and key in gives for i, gives in before) for key, first in needs.items())

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
