"""Dependency trees: which words stand under a word, and which form a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from retold.types import Span, Word


class SentenceTree:
    """The words and marks of one sentence in their tree. `text`: the sentence."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self.text, self.words = text, words
        self.lower = [w.span.of(text).lower() for w in words]
        self.is_word = [any(c.isalnum() for c in shown) for shown in self.lower]
        self.children: list[list[int]] = [[] for _ in words]
        for i, word in enumerate(words):
            if word.head >= 0:
                self.children[word.head].append(i)

    @cached_property
    def root(self) -> int:
        """The only root; -1 if the heads form no tree."""
        roots = [i for i, w in enumerate(self.words) if w.head < 0]
        return roots[0] if len(roots) == 1 and subtree_bounds(self.words) else -1

    def path(self, word: int) -> list[int]:
        """A word and those above it, up to the root."""
        found = [word]
        while self.words[found[-1]].head >= 0 and len(found) <= len(self.words):
            found.append(self.words[found[-1]].head)
        return found

    def below(self, word: int) -> frozenset[int]:
        """A word and all words under it."""
        found, open_words = {word}, [word]
        while open_words:
            for child in self.children[open_words.pop()]:
                if child not in found:
                    found.add(child)
                    open_words.append(child)
        return frozenset(i for i in found if self.is_word[i])

    def within(self, place: Span) -> frozenset[int]:
        """The words in a place of the sentence."""
        return frozenset(i for i, w in enumerate(self.words) if place.covers(w.span))


def subtree_bounds(words: Sequence[Word]) -> dict[int, tuple[int, int]]:
    """Indices of the first and the last word under each word; empty if the heads form no tree."""
    count = len(words)
    heads = [w.head for w in words]
    bounds = {i: (i, i) for i in range(count)}
    for i in range(count):
        at, steps = i, 0
        while heads[at] >= 0:
            at, steps = heads[at], steps + 1
            if steps > count:
                return {}
            low, high = bounds[at]
            bounds[at] = (min(low, i), max(high, i))
    return bounds


def first_conjuncts(words: Sequence[Word]) -> list[int]:
    """For each word, the index of the first member of the list that it is in: its own index outside lists."""
    first: list[int] = [-1] * len(words)
    for i in range(len(words)):
        path, at = [], i
        while first[at] < 0:
            first[at] = at  # a wrong tree may have a cycle; a word on the way ends the walk
            path.append(at)
            if words[at].relation != "conj" or words[at].head < 0:
                break
            at = words[at].head
        for j in path:
            first[j] = first[at]
    return first
