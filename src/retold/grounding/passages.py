"""The sentences of a source that bear on a claim: what a model reads beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from retold.english.sentences import split
from retold.grounding.evidence import SentenceWords, sentence_words

MOST_SENTENCES = 3
MOST_WORDS = 110
"""Words of all sentences together."""
AGAIN = 0.25
"""What a word counts that a chosen sentence has already."""


class Passages:
    """The texts that claims rest on, sentence by sentence, prepared once for many claims."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._sentences: list[str] = []
        self._words: list[SentenceWords] = []
        for text in texts:
            for span in split(text) or ():
                self._sentences.append(" ".join(span.of(text).split()))
                self._words.append(sentence_words(text, span))
        counts = Counter(key for words in self._words for key in words.places)
        self._weights = {key: log(1 + (len(self._words) + 1) / n) for key, n in counts.items()}

    def closest(self, claim: str) -> list[str]:
        """The sentences that have most of a claim's words, rare words first, in the order of the source."""
        wanted = {key for span in split(claim) for key in sentence_words(claim, span).places}
        chosen: list[int] = []
        covered: set[str] = set()
        room = MOST_WORDS
        while len(chosen) < MOST_SENTENCES:
            scored = [
                (
                    sum(
                        self._weights[k] * (AGAIN if k in covered else 1.0)
                        for k in sorted(wanted & words.places.keys())
                    ),
                    -i,
                )
                for i, words in enumerate(self._words)
                if i not in chosen and (not chosen or len(self._sentences[i].split()) <= room)
            ]
            best, place = max(scored, default=(0.0, 0))
            if not scored or (chosen and best <= 0):
                break
            chosen.append(-place)
            covered |= wanted & self._words[-place].places.keys()
            room -= len(self._sentences[-place].split())
        return [self._sentences[i] for i in sorted(chosen)]
