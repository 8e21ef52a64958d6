"""Paths through a sentence: which of its words are kept when the others are left out.

The reading network gives, for each word that is kept, the probability of each later word to be kept next. A path is as
likely as the product of its steps. The likeliest path of each length is found at once.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.types import Span, Word

FEWEST = 6
"""Words of the shortest path."""
_MARKS_AFTER = frozenset(",;:.!?…")
_MARKS = _MARKS_AFTER | set('-–—(“"')
_OPENING = frozenset(",;:-–—(")
_CLOSING = frozenset("\"”'’)]%")


@dataclass(frozen=True, slots=True)
class Path:
    """`kept`: indices of the words and marks that are kept.

    `steps` and `harmless` have a number for each step, of which the last one goes to the end: the logarithm of its
    probability, and the log-odds that it does no harm.
    """

    kept: tuple[int, ...]
    steps: tuple[float, ...]
    harmless: tuple[float, ...]


class WordPaths:
    """The paths of one sentence. `steps`: as `Sentence.steps`."""

    def __init__(self, text: str, words: Sequence[Word], steps: NDArray[np.float32]) -> None:
        self._count = len(words)
        self._all = steps.astype(np.float64)
        self._steps = self._all[0].copy()
        self._begins = _begin_words(text, words)
        for first, last in _glued(text, words):
            self.keep_together(first, last)

    def copy(self) -> WordPaths:
        """The same paths, to which other limits can be added."""
        other = copy.copy(self)
        other._steps = self._steps.copy()
        return other

    def keep(self, words: Iterable[int]) -> None:
        """Rules out all paths without these words."""
        for word in words:
            self._steps[: word + 1, word + 1 :] = -np.inf

    def keep_together(self, first: int, last: int) -> None:
        """Rules out all paths that keep only a part of the words from `first` to `last`."""
        self._steps[: first + 1, first + 1 : last + 1] = -np.inf
        for word in range(first + 1, last + 1):
            self._steps[word, word + 1 :] = -np.inf

    def start_at(self, word: int) -> None:
        """Rules out all paths with a word before `word`."""
        if word > 0:
            self._steps[0, :word] = -np.inf

    def weigh(self, costs: Sequence[float]) -> None:
        """Makes paths less likely by what it costs to leave out each word: the logarithm of a probability. A word that
        should rather go costs less than nothing."""
        total = np.concatenate([[0.0], np.cumsum(costs)])
        self._steps -= total[None, :] - total[:, None]

    def best(self, most: int) -> dict[int, Path]:
        """The likeliest path of each number of words, from `FEWEST` to `most`; lengths without any are left out."""
        count, steps = self._count, self._steps
        most = min(most, int(self._begins.sum()))
        totals = np.full((most + 1, count + 1), -np.inf)
        before = np.zeros((most + 1, count + 1), np.int64)
        totals[0, 0] = 0.0
        rows = np.arange(most + 1)
        for word in range(count):
            ways = totals[:, : word + 1] + steps[: word + 1, word]
            chosen = ways.argmax(1)
            best = ways[rows, chosen]
            if self._begins[word]:
                totals[1:, word + 1], before[1:, word + 1] = best[:-1], chosen[:-1]
            else:
                totals[:, word + 1], before[:, word + 1] = best, chosen
        found = {}
        for size in range(FEWEST, most + 1):
            ends = totals[size] + steps[:, count]
            last = int(ends.argmax())
            if np.isfinite(ends[last]):
                found[size] = self._path(before, size, last)
        return found

    def size(self, path: Path) -> int:
        """How many words a path has, as they are counted on a page."""
        return int(self._begins[list(path.kept)].sum())

    def path(self, kept: Sequence[int]) -> Path:
        """The path that keeps these words, in order."""
        steps, harmless = self._all[:, [0, *(k + 1 for k in kept)], [*kept, self._count]].tolist()
        return Path(tuple(kept), tuple(steps), tuple(harmless))

    def _path(self, before: NDArray[np.int64], size: int, last: int) -> Path:
        kept = []
        while last > 0:
            kept.append(last - 1)
            previous = int(before[size, last])
            size -= int(self._begins[last - 1])
            last = previous
        kept.reverse()
        return self.path(kept)


def left_out(text: str, words: Sequence[Word], path: Path, start: int = 0) -> tuple[Span, ...]:
    """The places of `text`, from the code point `start` on, that a path leaves out, with their spaces."""
    found: list[Span] = []
    end, is_first = start, True
    for index in path.kept:
        word = words[index].span
        gap = text[end : word.start]
        if gap.strip():
            space = 0 if is_first or text[word.start] in _MARKS_AFTER else len(gap) - len(gap.rstrip())
            if space and gap.rstrip().endswith(",") and gap.strip()[0] not in _OPENING and text[end - 1] not in _MARKS:
                space += 1  # this comma ends what began before the gap
            found.append(Span(end, word.start - space))
        end, is_first = word.end, False
    if text[end:].strip():
        found.append(Span(end, len(text)))
    return tuple(found)


def _begin_words(text: str, words: Sequence[Word]) -> NDArray[np.bool_]:
    """Whether each word or mark is the first with a letter or digit since the last white space."""
    found = np.zeros(len(words), bool)
    is_open, end = True, 0
    for i, word in enumerate(words):
        is_open = is_open or any(c.isspace() for c in text[end : word.span.start])
        if is_open and any(c.isalnum() for c in word.span.of(text)):
            found[i], is_open = True, False
        end = word.span.end
    return found


def _glued(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """First and last of words between which no cut can be made: "1,000", "well-known", "Lee's"."""
    first = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or not _holds(text, words, i):
            if i - 1 > first:
                yield first, i - 1
            first = i


def _holds(text: str, words: Sequence[Word], index: int) -> bool:
    """Whether a word belongs to the one before it: all but a mark with a space after it, and the last stops."""
    word = words[index].span
    if word.start != words[index - 1].span.end:
        return False
    mark, rest = word.of(text), text[word.end :]
    if mark == ".":
        return any(c.isalnum() for c in rest)
    return mark not in _MARKS_AFTER or (rest[:1] not in _CLOSING and not rest[:1].isspace() and bool(rest))
