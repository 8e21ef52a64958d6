"""The texts that claims rest on, as content words by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

import numpy as np

from retold.english import times
from retold.english.lexicon import FUNCTION_WORDS, NUMBERS, POSSESSIVE, TOKEN, is_negation, stem, words
from retold.english.sentences import split
from retold.types import Span, When

NEGATION_REACH = 3
"""Words after a negation that it negates."""

_FULL_NAME = re.compile(r"(?:[A-Z][\w.'’-]*\s)+[A-Z][\w'’-]*")
_PRONOUNS = frozenset("he she it they him them his her its their hers theirs we us our i me my".split())


@dataclass(frozen=True, slots=True)
class ContentWord:
    """A word that says something: a name, a number, a noun, a verb, an adjective, or "not"."""

    span: Span
    text: str
    key: str
    """Its stem, or "not" for any negation."""
    negated: bool

    @property
    def is_number(self) -> bool:
        return self.key[:1].isdigit()

    @property
    def is_negation(self) -> bool:
        return self.key == "not"

    def is_name(self, source: Source, first: bool) -> bool:
        """Whether it has the capital of a name.

        The `first` word of a claim is only a name if the source does not have it in any case.
        """
        return self.text[:1].isupper() and (not first or self.text.casefold() not in source.forms)


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """Content words of a sentence, and where each key is among them."""

    words: tuple[ContentWord, ...]
    places: dict[str, list[int]]
    pronouns: int
    """Number of pronouns. A claim may have a name in place of each."""


def sentence_words(text: str, span: Span) -> SentenceWords:
    """The content words of the sentence at `span` of `text`."""
    found: list[ContentWord] = []
    negations: list[bool] = []
    pronouns = 0
    for match in TOKEN.finditer(text, span.start, span.end):
        lowered = match.group().casefold()
        negation = is_negation(lowered)
        pronouns += lowered in _PRONOUNS
        if negation or lowered in NUMBERS or lowered not in FUNCTION_WORDS:
            key = "not" if negation else stem(lowered)
            negated = any(negations[-NEGATION_REACH:]) and not negation
            found.append(ContentWord(Span(*match.span()), POSSESSIVE.sub("", match.group()), key, negated))
        negations.append(negation)
    places: dict[str, list[int]] = {}
    for i, word in enumerate(found):
        places.setdefault(word.key, []).append(i)
    return SentenceWords(tuple(found), places, pronouns)


class Source:
    """The texts that claims rest on, prepared once for many claims.

    `published` is the day on which relative dates in them are read.
    """

    def __init__(self, texts: Sequence[str], published: date | None = None) -> None:
        self.published = published
        self.sentences: list[SentenceWords] = []
        self.times: set[tuple[date, date]] = set()
        """First and last day of each time that the texts name."""
        self.forms: set[str] = set()
        """All words in lower case."""
        for text in _with_full_names(texts):
            spans = split(text)
            self.sentences += [sentence_words(text, s) for s in spans]
            self.times |= {days(e.when) for e in times.possible(text, spans, published)}
            self.forms.update(words(text))
        self.by_key: dict[str, list[SentenceWords]] = {}
        """Sentences with each key."""
        for sentence in self.sentences:
            for key in sentence.places:
                self.by_key.setdefault(key, []).append(sentence)
        self.counts = {key: len(sentences) for key, sentences in self.by_key.items()}
        self.prefixes = {k[:5] for k in self.counts}

    def weight(self, key: str) -> float:
        """The inverse sentence frequency: a rare word counts more."""
        return float(np.log((len(self.sentences) + 1) / (self.counts.get(key, 0) + 0.5)))

    def best_sentences(self, keys: set[str]) -> list[SentenceWords]:
        """The three sentences that have most of `keys`, by weight, best first. `fsum`: a set has no order to sum in."""
        scored = [(fsum(map(self.weight, keys & s.places.keys())), -i) for i, s in enumerate(self.sentences)]
        return [self.sentences[-i] for _, i in sorted(scored, reverse=True)[:3]]


def _with_full_names(texts: Sequence[str]) -> list[str]:
    """Texts of evidence, each person's last name in full, if another one of the texts is just the full name.

    Whether that person is meant is for the proof to say.
    """
    read = list(texts)
    for name in (text for text in texts if _FULL_NAME.fullmatch(text)):
        *given, last = name.split()
        bare = re.compile(rf"(?<!{re.escape(given[-1])} )\b{re.escape(last)}\b")
        read = [text if text == name else bare.sub(name.replace("\\", ""), text) for text in read]
    return read


def days(when: When) -> tuple[date, date]:
    """First and last day of a time."""
    return when.first, when.last
