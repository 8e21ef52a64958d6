"""Which sentences a retelling tells.

The best one by one, by how likely people are to pick them, each less what it is like
those already taken; none that repeats another, and, where it can be helped, none that
speaks of what is not told before it (`anchors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retold.digest.anchors import Anchors
from retold.english.lexicon import content_words
from retold.types import Reading, Sentence

SAME = 0.6
"""Share of content words from which two sentences say the same."""
LIKE = 0.1
"""What a sentence loses for being like one that is chosen, times their cosine."""
UNTOLD = 1.0
"""What it loses for each thing that it takes for known and that is not told before it."""
OPENS = 2.0
"""What the first sentence that can be told gains, if nothing much stands before it."""
NEAR = 4
"""Sentences of the story within which it opens the story."""
CANDIDATES = 200
"""Groups among which the best are looked for: a book has more sentences than a retelling can weigh."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences that are told together: one that stands alone, and those that lean on the
    one before; scores are in standard deviations of those of the article."""

    sentences: tuple[Sentence, ...]
    score: float

    @property
    def index(self) -> int:
        """Index of the sentence that the group is for, its last."""
        return self.sentences[-1].index


def size(sentence: Sentence, body: str) -> int:
    """Words of a sentence."""
    return len(sentence.span.of(body).split())


class Selection:
    """Chooses among the groups of one reading; `wanted` and `most`: words in all."""

    def __init__(self, reading: Reading, groups: Sequence[Group], wanted: int, most: int) -> None:
        self._body, self._vectors = reading.article.body, reading.vectors
        self._groups, self._wanted, self._most = groups, wanted, most
        self._anchors = Anchors(reading)
        told = [s.index for s in reading.sentences if not s.clutter][:NEAR]
        self._opening = groups[0].index if groups and groups[0].index in told else -1
        self._bags = {g.index: frozenset(content_words(g.sentences[-1].span.of(self._body))) for g in groups}
        self._needs = {g.index: self._wants(g) for g in groups}
        self._kept: dict[int, Sentence] = {}
        self._likeness: dict[int, float] = {}
        self._chosen: set[int] = set()
        self._used = 0

    def _wants(self, group: Group) -> set[str]:
        """What a group needs that it does not give itself."""
        given: set[str] = set()
        found: set[str] = set()
        for sentence in group.sentences:
            found |= self._anchors.needs(sentence) - given
            given |= self._anchors.gives(sentence)
        return found

    def chosen(self) -> set[int]:
        """Indices of the sentences to tell."""
        left = sorted(self._groups, key=lambda g: (-g.score, g.index))[:CANDIDATES]
        while left and self._used < self._wanted:
            best = max(left, key=self._rank)
            left.remove(best)
            if self._says_more(best) and (self._used + self._cost(best) <= self._most or not self._kept):
                self._take(best)
        return self._chosen

    def _rank(self, group: Group) -> tuple[float, int]:
        like = self._likeness.get(group.index, 0.0)
        opens = OPENS if group.index == self._opening else 0.0
        return round(group.score + opens - LIKE * max(0.0, like) - UNTOLD * self._untold(group), 4), -group.index

    def _untold(self, group: Group) -> int:
        needs = self._needs[group.index]
        if not needs:
            return 0
        first = group.sentences[0].index
        told = {key for i, s in self._kept.items() if i < first for key in self._anchors.gives(s)}
        return len(needs - told)

    def _says_more(self, group: Group) -> bool:
        bag = self._bags[group.index]
        others = (self._bags[i] for i in self._chosen if i in self._bags)
        return bool(bag) and not any(len(bag & b) >= SAME * min(len(bag), len(b)) for b in others)

    def _cost(self, group: Group) -> int:
        return sum(size(s, self._body) for s in group.sentences if s.index not in self._kept)

    def _take(self, group: Group) -> None:
        self._used += self._cost(group)
        for sentence in group.sentences:
            if sentence.index not in self._kept:
                self._kept[sentence.index] = sentence
                self._chosen.add(sentence.index)
                for other in self._groups:
                    like = float(self._vectors[other.index] @ self._vectors[sentence.index])
                    self._likeness[other.index] = max(like, self._likeness.get(other.index, -1.0))
