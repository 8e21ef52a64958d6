"""Who did what, when, where, why and how: phrases of the article, best first.

From the trees of the sentences that matter most: the subject of the main clause, its
predicate, the times and places near it, and the clauses and phrases that give a reason
or a manner. Empty where the article does not say. Measured by `bench/answers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from retold.digest.aspects import AGO, Aspects
from retold.digest.claims import phrase
from retold.digest.draft import full_mention, subtrees
from retold.english.lexicon import content_words, stem
from retold.types import Answers, Chain, Claim, EntityType, Reading, Sentence, Span, When

MOST = 3
"""Answers to one question."""
LOOKED = 12
"""Sentences of the story that are looked at."""
LONGEST = 200
"""Words of a sentence that is looked at; a longer one is a list or no prose."""
FADES = 0.25
"""What a sentence's rank costs an answer."""
LONG = 7
"""Words of an answer, from which it is cut at the next phrase."""

_SAYS = frozenset(
    "said says say told announced reported added claimed confirmed believe believes think thinks wrote tweeted explained revealed".split()
)
_WHY = (
    (
        re.compile(
            r"\b(?:because of|due to|owing to|as a result of|on account of|thanks to|caused by|blamed on|stemm(?:ed|ing) from|in response to|in retaliation for|in protest (?:at|against|over))\s+",
            re.I,
        ),
        1.0,
    ),
    (re.compile(r"\b(?:because(?! of)|in order to|so that|in an? (?:effort|attempt|bid) to)\s+", re.I), 1.0),
    (
        re.compile(
            r"\b(?:the reason (?:is|was|for this is)(?: that)?|the cause (?:is|was)|aimed at|amid(?:st)?)\s+", re.I
        ),
        0.7,
    ),
    (re.compile(r"(?<=\w)\s+(?:after|following)\s+(?!(?:the|a|that)\s+(?:day|week|month|year)\b)", re.I), 0.45),
)
_HOW = (
    (re.compile(r"\bby\s+(?=[a-z]+ing\b)", re.I), 1.0),
    (re.compile(r"\b(?:by means of|with the help of|using|by way of|via)\s+", re.I), 0.9),
    (re.compile(r"(?<=\w)\s+(?:after|despite)\s+(?=[a-z]+ing\b)", re.I), 0.6),
    (re.compile(r"(?<=\w)\s+(?:when|as)\s+(?=(?:a|an|the|he|she|it|they)\s)", re.I), 0.5),
    (re.compile(r"(?<=\w)\s+(?:with|in)\s+(?=an?\s)", re.I), 0.3),
)
_STOPS = re.compile(
    r"[,;:()–—“”\"]|\s(?:and|but|which|who|that|while|as|when|where|because|after|said|says|according)\s|[.!?](?=\s|$)"
)
_CLOCK = re.compile(
    r"\b(?:at |around |about |just after |shortly before |before |after )*(?:\d{1,2}(?:[.:]\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)(?![a-z])|\d{1,2}:\d\d\b|noon|midnight)"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """An answer in the making: where it stands, and how good it is."""

    span: Span
    sentence: Sentence
    score: float


def build(reading: Reading, worth: NDArray[np.float32], aspects: Aspects) -> Answers:
    """Answers to the six questions, by the `scores` of sentences."""
    seeker = _Seeker(reading, worth)
    return Answers(
        **{
            question: _told(reading, found, aspects)
            for question, found in (
                ("who", seeker.who()),
                ("what", seeker.what()),
                ("when", seeker.when()),
                ("where", seeker.where()),
                ("why", seeker.because(_WHY)),
                ("how", seeker.because(_HOW)),
            )
        }
    )


def _told(reading: Reading, found: Iterator[_Found], aspects: Aspects) -> tuple[Claim, ...]:
    chosen: list[Claim] = []
    said: set[str] = set()
    for one in sorted(found, key=lambda f: (-round(f.score, 4), f.span)):
        made = phrase(reading.article, one.span, one.sentence, aspects.of(one.sentence))
        words = set(content_words(made.text))
        if words and not words <= said:
            said |= words
            chosen.append(made)
        if len(chosen) == MOST:
            break
    return tuple(chosen)


class _Seeker:
    """Looks for answers in the sentences of one reading that come first and count most."""

    def __init__(self, reading: Reading, worth: NDArray[np.float32]) -> None:
        self._reading = reading
        self._body = reading.article.body
        told = [s for s in reading.sentences if not s.clutter and len(s.words) <= LONGEST][:LOOKED]
        spread = float(np.std(worth)) or 1.0
        best = float(max((worth[s.index] for s in told), default=0.0))
        self._sentences = [(s, (float(worth[s.index]) - best) / spread * FADES) for s in told]
        self._headline = {stem(w) for w in content_words(reading.article.metadata.headline)}
        published = reading.article.metadata.published
        self._published = date.fromisoformat(published[:10]) if published else None
        self._chains: dict[int, list[tuple[Span, Chain]]] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                self._chains.setdefault(mention.sentence, []).append((mention.span, chain))

    def who(self) -> Iterator[_Found]:
        for sentence, base in self._sentences:
            text = sentence.span.of(self._body)
            bounds = subtrees(sentence.words)
            for i, word in enumerate(sentence.words):
                if not word.relation.startswith("nsubj") or word.head < 0 or i not in bounds:
                    continue
                governor = sentence.words[word.head]
                main = governor.head < 0
                low = word.span.of(text).lower()
                if low in _PRONOUNS or not any(c.isalnum() for c in low):
                    continue
                span = self._noun(sentence, bounds[i], i)
                if any(c.type is EntityType.PLACE and m.covers(span) for m, c in self._chains.get(sentence.index, ())):
                    continue
                reports = governor.span.of(text).lower() in _SAYS
                where, place = self._in_full(span, sentence)
                yield _Found(
                    where,
                    place,
                    base
                    + 0.5 * main
                    - 0.6 * (main and reports and self._hangs(sentence, word.head))
                    + self._known(span)
                    + 0.4 * self._named(span),
                )
            for span, chain in self._chains.get(sentence.index, ()):
                if chain.type in (EntityType.PERSON, EntityType.ORGANIZATION):
                    where, place = self._in_full(span, sentence)
                    yield _Found(where, place, base - 0.2 + 0.6 * chain.salience + self._known(span))

    def what(self) -> Iterator[_Found]:
        for sentence, base in self._sentences:
            text = sentence.span.of(self._body)
            words = sentence.words
            for i, word in enumerate(words):
                clause = word.head < 0 or (word.relation in ("ccomp", "parataxis") and words[word.head].head < 0)
                if not clause or word.span.of(text).lower() in _SAYS:
                    continue
                if not any(w.head == i and w.relation.startswith(("nsubj", "csubj")) for w in words):
                    continue
                first = min(
                    (k for k, w in enumerate(words) if w.head == i and w.relation.startswith(("aux", "cop")) and k < i),
                    default=i,
                )
                if "cop" in {w.relation for w in words if w.head == i}:
                    first = min(
                        k
                        for k, w in enumerate(words)
                        if (w.head == i and w.relation.startswith(("aux", "cop", "det", "amod", "advmod"))) or k == i
                    )
                span = self._cut(Span(sentence.span.start + words[first].span.start, sentence.span.end), LONG)
                if len(span.of(self._body).split()) < 3 and self._body[span.end : span.end + 2].lstrip()[:1] in (
                    "“",
                    '"',
                    "‘",
                ):
                    continue  # "has made": what was made stands in a quotation
                yield _Found(span, sentence, base + 2.0 * self._known(span) + 0.2 * (word.head < 0))

    def when(self) -> Iterator[_Found]:
        for sentence, base in self._sentences:
            for time in self._reading.times:
                if time.sentence == sentence.index:
                    before = self._body[max(sentence.span.start, time.span.start - 8) : time.span.start]
                    late = re.search(r"\b(?:late|early|mid)[ -]$", before)
                    yield _Found(
                        Span(time.span.start - (len(before) - late.start() if late else 0), time.span.end),
                        sentence,
                        1.4 * base + 0.2 * (time.when.first == time.when.last) - self._past(time.when),
                    )
            for clock in _CLOCK.finditer(self._body, sentence.span.start, sentence.span.end):
                yield _Found(Span(*clock.span()), sentence, 1.4 * base - 0.1)

    def _past(self, when: When) -> float:
        """1 for a time that the news is not of."""
        return float(self._published is not None and abs((when.first - self._published).days) > AGO.days)

    def where(self) -> Iterator[_Found]:
        for sentence, base in self._sentences:
            for span, chain in self._chains.get(sentence.index, ()):
                before = self._body[max(sentence.span.start, span.start - 12) : span.start].lower()
                within = re.search(r"\b(?:in|at|near|outside|inside|off|on|to|around|across|from)\s(?:the\s)?$", before)
                if chain.type is EntityType.PLACE:
                    owns = self._body[span.end : span.end + 1] in ("'", "’")
                    yield _Found(
                        span,
                        sentence,
                        base + 0.5 * bool(within) - 0.5 * owns + 0.5 * chain.salience + 0.5 * self._known(span),
                    )
                elif chain.type in (EntityType.EVENT, EntityType.ORGANIZATION) and re.search(
                    r"\b(?:at|outside|inside)\s(?:the\s)?$", before
                ):
                    yield _Found(span, sentence, base - 0.2 + 0.3 * chain.salience)

    def because(self, marks: Sequence[tuple[re.Pattern[str], float]]) -> Iterator[_Found]:
        for sentence, base in self._sentences:
            for pattern, value in marks:
                for mark in pattern.finditer(self._body, sentence.span.start, sentence.span.end):
                    span = self._cut(Span(mark.end(), sentence.span.end), LONG + 2)
                    if len(span.of(self._body).split()) >= 2:
                        yield _Found(span, sentence, base + value)

    def _in_full(self, span: Span, sentence: Sentence) -> tuple[Span, Sentence]:
        """For a name alone, the place where it stands in full."""
        for mention, chain in self._chains.get(sentence.index, ()):
            if mention == span:
                full = full_mention(chain, self._body)
                return full.span, self._reading.sentences[full.sentence]
        return span, sentence

    def _known(self, span: Span) -> float:
        """Share of the words that the headline has too."""
        words = [stem(w) for w in content_words(span.of(self._body))]
        return sum(w in self._headline for w in words) / max(2, len(words))

    def _named(self, span: Span) -> float:
        """Salience of the person or organization that a noun phrase names."""
        return max(
            (
                c.salience
                for found in self._chains.values()
                for s, c in found
                if span.covers(s) and c.type in (EntityType.PERSON, EntityType.ORGANIZATION)
            ),
            default=0.0,
        )

    def _hangs(self, sentence: Sentence, verb: int) -> bool:
        """Whether what is said hangs on a verb of saying."""
        return any(w.head == verb and w.relation in ("ccomp", "parataxis") for w in sentence.words)

    def _noun(self, sentence: Sentence, bounds: tuple[int, int], head: int) -> Span:
        """A noun phrase, cut before what only explains it."""
        words, start = sentence.words, sentence.span.start
        first, last = bounds
        for k, w in enumerate(words):
            if head < k <= last and w.relation.split(":")[0] in ("acl", "appos", "parataxis") and w.head == head:
                inside = [
                    j for j in range(head + 1, k + 1) if not words[j].span.of(sentence.span.of(self._body)).isalnum()
                ]
                last = min(last, (inside[0] if inside else k) - 1)
        span = Span(start + words[first].span.start, start + words[max(last, head)].span.end)
        for mention, _ in self._chains.get(sentence.index, ()):
            if span.covers(mention) and len(span.of(self._body).split()) > 6:
                return mention
        return self._cut(span, LONG)

    def _cut(self, span: Span, most: int) -> Span:
        """As much of a span as is one phrase."""
        stop = _STOPS.search(self._body, span.start + 1, span.end)
        end = stop.start() if stop else span.end
        words = list(re.finditer(r"\S+", self._body[span.start : end]))
        if len(words) > most:
            ties = [m for m in words[3:most] if m.group().lower() in _TIES]
            end = span.start + (ties[-1].start() if ties else words[most - 1].end())
        text = self._body[span.start : end].rstrip(" .,;:\n")
        while (last := re.search(r"\s+(\S+)$", text)) and last[1].lower() in _LOOSE:
            text = text[: last.start()]
        return Span(span.start, span.start + len(text))


_PRONOUNS = frozenset("he she it they we i you who which that this these those there what some many all one".split())
_LOOSE = frozenset(
    "the a an its his her their our of in on at by for from with to into and or but than as is was were are be been has have had that who which".split()
)
"""Words that no phrase ends with."""
_TIES = frozenset(
    "in on at by for from with to into over under about of than during between through against within".split()
)
