"""Words that somebody says, and what stands around them: names, sentences, and who speaks there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retold.reading.clauses import Source
from retold.reading.pronoun_genders import Genders
from retold.reading.quoted_text import QuotedText
from retold.reading.references import Meaning, References
from retold.reading.source_phrases import SourcePhrases
from retold.types import Chain, EntityType, Reading, Sentence, Span

REACH = 6
"""Sentences with words outside quotations before a quotation, whose names may speak it."""
FARTHEST = 20
"""Sentences before a quotation that are looked at for these."""
MOST_CANDIDATES = 16
"""Chains that may speak a quotation: those that its words for the speaker can mean, and those named last before it."""
MOST_BY_SIGN, MOST_BEFORE, SPEAKERS_BEFORE = 4, 3, 3
"""Chains by one sign, chains by a quotation before, and quotations before that give candidates."""
STRONG = frozenset(("goes on", "touching", "same sentence", "left open", "next sentence", "next paragraph"))
"""Places of a quotation after the one before in which it goes on with the same speaker, if no words say otherwise."""
_OF_SPEAKERS = frozenset(("name", "rule", "pronoun", "role"))
"""Signs for whom words mean; others are for whom they mention."""
NEAR = 3
"""Sentences between two quotations that are near each other, at most."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that somebody says.

    `first`, `last`: the sentences in which they begin and end. `source`: the words for the speaker, and `meaning` whom
    they can mean. `alone`: the sentences have no other words. `continues`: the marks say that they go on from the
    quotation before.
    """

    span: Span
    first: Sentence
    last: Sentence
    source: Source | None
    meaning: Meaning
    alone: bool
    continues: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance before. `chances`: how likely each chain, by id, or nobody, by "", is its speaker."""

    utterance: Utterance
    chances: Mapping[str, float]


class Surroundings:
    """Look-ups around the utterances of one reading."""

    def __init__(self, reading: Reading, text: QuotedText, phrases: SourcePhrases, references: References) -> None:
        self.text, self._phrases, self._references = text, phrases, references
        self.genders = Genders(reading)
        self._chains = {c.id: c for c in reading.chains}
        headline = reading.article.metadata.headline.lower()
        self.in_headline = {
            c.id for c in reading.chains if any(form.lower() in headline for form in (c.name, *c.aliases))
        }
        self.described = references.described
        self.top = next((c.id for c in reading.chains if c.type is EntityType.PERSON), None)
        self.voices = lru_cache(maxsize=None)(self._voices)
        self.reporter = lru_cache(maxsize=None)(self._reporter)
        self.places = lru_cache(maxsize=None)(self._places)

    def _places(self, index: int) -> Mapping[str, Sequence[Span]]:
        """Where a sentence names chains outside quotations, by id."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for span, chain in self.text.mentions[index]:
            if self.text.is_outside(span.start):
                found[chain.id].append(span)
        return dict(found)

    def _reporter(self, index: int) -> Mapping[str, float]:
        """Whom the subject of the main verb can mean, if that is a verb of saying: how likely each, by id."""
        return self._meant([(self._phrases.reporting(self.text.sentences[index]), 1.0)])

    def _voices(self, index: int) -> Mapping[str, float]:
        """Who speaks in a sentence, directly or not: how sure, by id."""
        sentence = self.text.sentences[index]
        if sentence.clutter:
            return {}
        sources = [(self._phrases.reporting(sentence), 1.0)]
        for attribution in sentence.attributions:
            if attribution.source is not None:
                place = attribution.source.moved(sentence.span.start)
                if self.text.is_outside(place.start):
                    sources.append((self._phrases.of_words(place), attribution.score))
        return self._meant(sources)

    def _meant(self, sources: Iterable[tuple[Source | None, float]]) -> Mapping[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        for source, score in sources:
            if source is not None and source.span.end:
                for name, sign in self._references.meaning(source).signs.items():
                    for chain, chance in sign.items() if name in _OF_SPEAKERS else ():
                        found[chain] = max(found[chain], chance * score)
        return dict(found)

    def voices_after(self, utterance: Utterance) -> Mapping[str, float]:
        """Who speaks in the sentence after an utterance, if its paragraph has one."""
        after = utterance.last.index + 1
        sentences = self.text.sentences
        is_near = after < len(sentences) and sentences[after].paragraph == utterance.last.paragraph
        return self.voices(after) if is_near else {}

    def voices_between(self, before: Utterance, utterance: Utterance) -> Mapping[str, float]:
        """Who speaks in the sentences between two utterances."""
        found: dict[str, float] = {}
        for index in range(before.last.index + 1, min(utterance.first.index, before.last.index + 1 + NEAR)):
            for chain, chance in self.voices(index).items():
                found[chain] = max(found.get(chain, 0.0), chance)
        return found

    def people_between(self, before: Utterance, utterance: Utterance) -> set[str]:
        """The people who are named between two utterances that are near."""
        return {
            chain
            for index in range(before.last.index, min(utterance.first.index, before.last.index + NEAR) + 1)
            for chain, spans in self.places(index).items()
            if self._chains[chain].type is EntityType.PERSON
            and any(before.span.end <= s.start < utterance.span.start for s in spans)
        }

    def before(self, utterance: Utterance) -> list[Sentence]:
        """The sentences before an utterance that have words outside quotations, the nearest first."""
        found = []
        first = utterance.first.index
        for index in range(first - 1, max(-1, first - 1 - FARTHEST), -1):
            sentence = self.text.sentences[index]
            if not sentence.clutter and self.text.has_own_words(sentence):
                found.append(sentence)
            if len(found) == REACH:
                break
        return found

    def named(self, utterance: Utterance, sentences: Sequence[Sentence], types: Collection[EntityType]) -> list[str]:
        """Whom these sentences, and that of the utterance before it, name, in text order."""
        found = [
            (span.start, chain)
            for sentence in (utterance.first, *sentences)
            for chain, spans in self.places(sentence.index).items()
            if self._chains[chain].type in types
            for span in spans
            if span.end <= utterance.span.start
        ]
        return [chain for _, chain in sorted(found)]

    def inside(self, utterance: Utterance) -> set[str]:
        """Whom the utterance itself names."""
        sentences = range(utterance.first.index, utterance.last.index + 1)
        return {c.id for i in sentences for s, c in self.text.mentions[i] if utterance.span.covers(s)}

    def is_only(self, index: int, chain: Chain) -> bool:
        """Whether a sentence names nobody else of the type of a chain."""
        return {c for c in self.places(index) if self._chains[c].type is chain.type} == {chain.id}

    def candidates(self, utterance: Utterance, history: Sequence[Spoken]) -> list[Chain]:
        """The chains that may speak: those that the words can mean, those that spoke before, those named near."""
        found: dict[str, None] = {}
        for sign in utterance.meaning.signs.values():
            found |= dict.fromkeys(_likeliest(sign, MOST_BY_SIGN))
        for spoken in reversed(history[-SPEAKERS_BEFORE:]):
            found |= dict.fromkeys(_likeliest(spoken.chances, MOST_BEFORE))
        named: list[tuple[Span, Chain]] = []
        for sentence in (utterance.first, utterance.last, *self.before(utterance)):
            named += sorted(self.text.mentions[sentence.index], key=lambda pair: -pair[0].start)
        after = utterance.last.index + 1
        if after < len(self.text.sentences) and self.text.sentences[after].paragraph == utterance.last.paragraph:
            named += self.text.mentions[after]
        found |= dict.fromkeys(chain.id for _, chain in named if chain.type is not EntityType.EVENT)
        return [self._chains[c] for c in list(found)[:MOST_CANDIDATES]]


def _likeliest(chances: Mapping[str, float], most: int) -> list[str]:
    """The likeliest chains."""
    return sorted((c for c in chances if c), key=lambda c: -chances[c])[:most]


def link(text: QuotedText, previous: Spoken | None, utterance: Utterance) -> str:
    """How an utterance stands to the quotation before."""
    if previous is None:
        return "first"
    before, body = previous.utterance, text.body
    sentences = utterance.first.index - before.last.index
    same = utterance.first.paragraph == before.last.paragraph
    if utterance.continues:
        return "goes on"
    if same and sentences <= NEAR and not re.search(r"\w", body[before.span.end : utterance.span.start]):
        return "touching"
    if sentences == 0:
        return "same sentence"
    if sentences > NEAR:
        return "far"
    if body[before.span.end : before.span.end + 1] not in ("”", '"', "'", "’", "“"):
        return "left open"
    if sentences == 1:
        return "next sentence" if same else "next paragraph" if utterance.alone else "next paragraph inline"
    return "same paragraph" if same else "near"
