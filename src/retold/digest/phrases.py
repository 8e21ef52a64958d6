"""The phrases of a sentence that hang from one word, and what tells how likely an editor leaves one out.

`train/cuts.py` fits the weights, on first sentences of news and what was left of them.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from retold.digest.trees import subtree_bounds
from retold.types import Span, Word

COMMAS = frozenset((",", "-", "--", "–", "—", "("))
"""Marks that set off what follows."""
CLOSING_COMMAS = frozenset((",", "-", "--", "–", "—", ")"))
STOPS = frozenset((*',.;!?)”"’', "–", "—", "-", "--", ""))
"""Marks, and the end, before which a phrase is over."""
FIGURE = re.compile(
    r"""[$£€%]|\b(?:per\s?cent|percent(?:age)?|[mb]illions?|points?|degrees?|inch(?:es)?|revenues?|sales|profits?
    |shares?|prices?|rates?|rose|rises?|rising|fell|falls?|grew|grows?|growth|up|down|average|total)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""What is measured: its time and place are part of what is said."""
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word with all words under it, by their indices: `head`, `first`, `last`. Marks at its edges do not count."""

    head: int
    first: int
    last: int


class Phrases:
    """The phrases of one sentence. `text`: the sentence; `names`: the places of names in it."""

    def __init__(self, text: str, words: Sequence[Word], names: Sequence[Span]) -> None:
        self.text, self.words = text, words
        self.lower = [w.span.of(text).lower() for w in words]
        self.is_word = [any(c.isalnum() for c in shown) for shown in self.lower]
        self.names = sorted(names)
        self._chances: dict[int, float] = {}
        self.children: list[list[int]] = [[] for _ in words]
        for i, word in enumerate(words):
            if word.head >= 0:
                self.children[word.head].append(i)

    @cached_property
    def root(self) -> int:
        """The only root; -1 if the heads form no tree."""
        roots = [i for i, w in enumerate(self.words) if w.head < 0]
        return roots[0] if len(roots) == 1 and self._bounds else -1

    @cached_property
    def _bounds(self) -> dict[int, tuple[int, int]]:
        return subtree_bounds(self.words)

    @cached_property
    def _sizes(self) -> list[int]:
        sizes = [0] * len(self.words)
        for i in range(len(self.words)):
            for above in self.path(i):
                sizes[above] += 1
        return sizes

    def path(self, word: int) -> list[int]:
        """A word and those above it, up to the root."""
        found = [word]
        while self.words[found[-1]].head >= 0:
            found.append(self.words[found[-1]].head)
        return found

    def all(self) -> list[Phrase]:
        """The phrases of all words but the root and marks; those with words of other phrases between them are none."""
        if self.root < 0:
            return []
        found = []
        for i, word in enumerate(self.words):
            first, last = self._bounds[i]
            if word.head < 0 or not self.is_word[i] or last - first + 1 != self._sizes[i]:
                continue
            while first < i and not self.is_word[first]:
                first += 1
            while last > i and not self.is_word[last]:
                last -= 1
            found.append(Phrase(i, first, last))
        return found

    def span(self, phrase: Phrase) -> Span:
        """The place of a phrase in the sentence."""
        return Span(self.words[phrase.first].span.start, self.words[phrase.last].span.end)

    def before(self, phrase: Phrase) -> str:
        """The word or mark before a phrase; empty at the start."""
        return self.lower[phrase.first - 1] if phrase.first else ""

    def after(self, phrase: Phrase) -> str:
        """The word or mark after a phrase; empty at the end."""
        return self.lower[phrase.last + 1] if phrase.last + 1 < len(self.words) else ""

    def opening(self, phrase: Phrase) -> str:
        """The preposition or conjunction of a phrase; empty if it has none."""
        own = self.children[phrase.head]
        return next((self.lower[k] for k in own if self.words[k].relation in ("case", "mark")), "")

    def is_in_name(self, word: int) -> bool:
        """Whether a word is part of a name."""
        start = self.words[word].span.start
        return any(n.start <= start < n.end for n in self.names)

    def chance(self, phrase: Phrase) -> float:
        """How likely an editor leaves a phrase out, by the weights in the package, 0..1."""
        if phrase.head not in self._chances:
            self._chances[phrase.head] = probability(self.features(phrase), shipped())
        return self._chances[phrase.head]

    def features(self, phrase: Phrase) -> dict[str, float]:
        """What tells whether a phrase is left out, by the names of the weights."""
        i, first, last = phrase.head, phrase.first, phrase.last
        word = self.words[i]
        relation, above = word.relation, self.words[word.head]
        size = math.log(sum(self.is_word[first : last + 1]))
        count = len(self.words)
        length = math.log(sum(self.is_word))
        opening = self.opening(phrase)
        marks = f"{self.before(phrase) in COMMAS:d}{self.after(phrase) in CLOSING_COMMAS:d}"
        span = self.span(phrase)
        has_name = float(any(span.covers(n) for n in self.names))
        has_digit = float(any(c.isdigit() for c in span.of(self.text)))
        siblings = Counter(self.words[k].relation.split(":")[0] for k in self.children[word.head])
        ends = float(last >= count - 2)
        values = {
            "bias": 1.0,
            "size": size,
            "length": length,
            "opens": float(first == 0),
            "ends": ends,
            "depth": float(min(len(self.path(i)) - 1, _DEEPEST)),
            "place": first / count,
            "name": has_name,
            "digit": has_digit,
            f"word {self.lower[i]}": 1.0,
            f"above {self.lower[word.head]} {relation}": 1.0,
        }
        own = {
            "": 1.0,
            f" under {above.relation}": 1.0,
            " before" if i < word.head else " after": 1.0,
            f" opening {opening}": 1.0,
            f" first {self.lower[first]}": 1.0,
            f" word {self.lower[i]}": 1.0,
            f" marks {marks}": 1.0,
            " size": size,
            " length": length,
            " opens": float(first == 0),
            " ends": ends,
            " name": has_name,
            " digit": has_digit,
            " object": float(siblings["obj"] > 0),
            " siblings": math.log(1 + siblings[relation.split(":")[0]]),
            " of a name": float(self.is_in_name(word.head)),
            " is a name": float(self.is_in_name(i)),
            " of the root": float(above.head < 0),
        }
        return values | {relation + name: value for name, value in own.items()}


def probability(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """How likely an editor leaves a phrase with these features out, 0..1."""
    total = sum(weights.get(name, 0.0) * value for name, value in values.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def shipped() -> dict[str, float]:
    """The weights in the package."""
    found: dict[str, float] = json.loads((files("retold") / "data" / "cuts.json").read_text(encoding="utf-8"))
    return found
