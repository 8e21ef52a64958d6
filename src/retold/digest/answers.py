"""Answers to who, what, when, where, why and how: phrases of the article, best first.

Taken from the sentences that matter most: the subject of a clause, its predicate, the times and places
in it, and the clauses and phrases that give a reason or a manner (`answer_marks`). There is no answer if
the article does not say. Measured by `bench/answers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from retold.digest.answer_marks import CLOCK_TIME, MANNER, NEAR_PLACE, NEAR_VENUE, NOT_ANSWERS, REASON, SAYS, cut_phrase
from retold.digest.aspects import AGO, Aspects
from retold.digest.claims import phrase
from retold.digest.event_times import EventTimes
from retold.digest.people import full_mention
from retold.digest.trees import subtree_bounds
from retold.english.lexicon import content_words, stem
from retold.types import Answers, Chain, Claim, EntityType, Reading, Sentence, Span, When, Word

MOST = 3
"""Answers to one question at most."""
SENTENCES = 12
"""Sentences of the story that are searched."""
LONGEST = 200
"""Words of the longest sentence that is searched. A longer one is a list or no prose."""
RANK_COST = 0.25
"""What an answer loses for each standard deviation that its sentence is below the best one."""
LONG = 7
"""Words of an answer from which it is cut at the next phrase."""

_AGENTS = (EntityType.PERSON, EntityType.ORGANIZATION)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible answer, its sentence and its score."""

    span: Span
    sentence: Sentence
    score: float


def build(reading: Reading, scores: NDArray[np.float32], aspects: Aspects) -> Answers:
    """Answers to the six questions, by the scores of sentences (`takeaways.scores`)."""
    search = _Search(reading, scores)
    candidates = {
        "who": search.who(),
        "what": search.what(),
        "when": search.when(),
        "where": search.where(),
        "why": search.by_marks(REASON),
        "how": search.by_marks(MANNER),
    }
    return Answers(**{question: _best(reading, found, aspects) for question, found in candidates.items()})


def _best(reading: Reading, candidates: Iterator[_Candidate], aspects: Aspects) -> tuple[Claim, ...]:
    """The best candidates as claims; each has a content word that those before do not have."""
    chosen: list[Claim] = []
    known: set[str] = set()
    for candidate in sorted(candidates, key=lambda c: (-round(c.score, 4), c.span)):
        claim = phrase(reading.article, candidate.span, candidate.sentence, aspects.of(candidate.sentence))
        words = set(content_words(claim.text))
        if words and not words <= known:
            known |= words
            chosen.append(claim)
        if len(chosen) == MOST:
            break
    return tuple(chosen)


class _Search:
    """Finds candidates in the first sentences of one reading."""

    def __init__(self, reading: Reading, scores: NDArray[np.float32]) -> None:
        self._reading = reading
        self._body = reading.article.body
        story = [s for s in reading.sentences if not s.clutter and len(s.words) <= LONGEST][:SENTENCES]
        deviation = float(np.std(scores)) or 1.0
        best = float(max((scores[s.index] for s in story), default=0.0))
        self._sentences = [(s, (float(scores[s.index]) - best) / deviation * RANK_COST) for s in story]
        self._headline = {stem(w) for w in content_words(reading.article.metadata.headline)}
        published = reading.article.metadata.published
        self._published = date.fromisoformat(published[:10]) if published else None
        self._mentions: dict[int, list[tuple[Span, Chain]]] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                self._mentions.setdefault(mention.sentence, []).append((mention.span, chain))

    def who(self) -> Iterator[_Candidate]:
        """Subjects of clauses, and names of people and organizations."""
        for sentence, base in self._sentences:
            yield from self._subjects(sentence, base)
            for span, chain in self._mentions.get(sentence.index, ()):
                if chain.type in _AGENTS:
                    full_span, full_sentence = self._with_full_name(span, sentence)
                    score = base - 0.2 + 0.6 * chain.salience + self._share_in_headline(span)
                    yield _Candidate(full_span, full_sentence, score)

    def _subjects(self, sentence: Sentence, base: float) -> Iterator[_Candidate]:
        text = sentence.span.of(self._body)
        bounds = subtree_bounds(sentence.words)
        for i, word in enumerate(sentence.words):
            if not word.relation.startswith("nsubj") or word.head < 0 or i not in bounds:
                continue
            lowered = word.span.of(text).lower()
            if lowered in NOT_ANSWERS or not any(c.isalnum() for c in lowered):
                continue
            span = self._noun_phrase(sentence, bounds[i], i)
            mentions = self._mentions.get(sentence.index, ())
            if any(c.type is EntityType.PLACE and m.covers(span) for m, c in mentions):
                continue
            governor = sentence.words[word.head]
            is_main = governor.head < 0
            reports = is_main and governor.span.of(text).lower() in SAYS and _has_reported_clause(sentence, word.head)
            full_span, full_sentence = self._with_full_name(span, sentence)
            yield _Candidate(
                full_span,
                full_sentence,
                base
                + 0.5 * is_main
                - 0.6 * reports
                + self._share_in_headline(span)
                + 0.4 * _agent_salience(span, mentions),
            )

    def what(self) -> Iterator[_Candidate]:
        """Predicates of main clauses, and of what somebody says in one."""
        for sentence, base in self._sentences:
            text = sentence.span.of(self._body)
            words = sentence.words
            for i, word in enumerate(words):
                is_clause = word.head < 0 or (word.relation in ("ccomp", "parataxis") and words[word.head].head < 0)
                if not is_clause or word.span.of(text).lower() in SAYS:
                    continue
                if not any(w.head == i and w.relation.startswith(("nsubj", "csubj")) for w in words):
                    continue
                start = sentence.span.start + words[_predicate_start(words, i)].span.start
                span = cut_phrase(self._body, Span(start, sentence.span.end), LONG)
                follows = self._body[span.end : span.end + 2].lstrip()[:1]
                if len(span.of(self._body).split()) < 3 and follows in ("“", '"', "‘"):
                    continue  # "has made": what was made is in a quotation
                yield _Candidate(span, sentence, base + 2.0 * self._share_in_headline(span) + 0.2 * (word.head < 0))

    def when(self) -> Iterator[_Candidate]:
        """Time expressions and times of the clock."""
        events = EventTimes(self._reading)
        for sentence, base in self._sentences:
            for span in self._reading.unresolved_times:
                if sentence.span.covers(span):
                    yield _Candidate(span, sentence, 1.4 * base)
            for time in self._reading.times:
                if time.sentence == sentence.index and not events.is_beside(time):
                    before = self._body[max(sentence.span.start, time.span.start - 8) : time.span.start]
                    part = re.search(r"\b(?:late|early|mid)[ -]$", before)
                    yield _Candidate(
                        Span(time.span.start - (len(before) - part.start() if part else 0), time.span.end),
                        sentence,
                        1.4 * base + 0.2 * (time.when.first == time.when.last) - self._is_far(time.when),
                    )
            for clock in CLOCK_TIME.finditer(self._body, sentence.span.start, sentence.span.end):
                yield _Candidate(Span(*clock.span()), sentence, 1.4 * base - 0.1)

    def _is_far(self, when: When) -> float:
        """1 for a time so far from publication that the news is not from then, else 0."""
        return float(self._published is not None and abs((when.first - self._published).days) > AGO.days)

    def where(self) -> Iterator[_Candidate]:
        """Names of places, and events and organizations after "at"."""
        for sentence, base in self._sentences:
            for span, chain in self._mentions.get(sentence.index, ()):
                before = self._body[max(sentence.span.start, span.start - 12) : span.start].lower()
                if chain.type is EntityType.PLACE:
                    is_possessive = self._body[span.end : span.end + 1] in ("'", "’")
                    yield _Candidate(
                        span,
                        sentence,
                        base
                        + 0.5 * bool(NEAR_PLACE.search(before))
                        - 0.5 * is_possessive
                        + 0.5 * chain.salience
                        + 0.5 * self._share_in_headline(span),
                    )
                elif chain.type in (EntityType.EVENT, EntityType.ORGANIZATION) and NEAR_VENUE.search(before):
                    yield _Candidate(span, sentence, base - 0.2 + 0.3 * chain.salience)

    def by_marks(self, marks: Sequence[tuple[re.Pattern[str], float]]) -> Iterator[_Candidate]:
        """Phrases after words such as "because"; `marks` are patterns with their scores."""
        for sentence, base in self._sentences:
            for pattern, score in marks:
                for mark in pattern.finditer(self._body, sentence.span.start, sentence.span.end):
                    span = cut_phrase(self._body, Span(mark.end(), sentence.span.end), LONG + 2)
                    if len(span.of(self._body).split()) >= 2:
                        yield _Candidate(span, sentence, base + score)

    def _with_full_name(self, span: Span, sentence: Sentence) -> tuple[Span, Sentence]:
        """For a span that is only a name, the place where the name is in full."""
        for mention, chain in self._mentions.get(sentence.index, ()):
            if mention == span:
                full = full_mention(chain, self._body)
                return full.span, self._reading.sentences[full.sentence]
        return span, sentence

    def _share_in_headline(self, span: Span) -> float:
        """The share of the content words that the headline has, too."""
        words = [stem(w) for w in content_words(span.of(self._body))]
        return sum(w in self._headline for w in words) / max(2, len(words))

    def _noun_phrase(self, sentence: Sentence, bounds: tuple[int, int], head: int) -> Span:
        """The noun phrase of `head`, without the clauses and appositions that explain it."""
        words, start, text = sentence.words, sentence.span.start, sentence.span.of(self._body)
        first, last = bounds
        for k, word in enumerate(words):
            is_explanation = word.relation.split(":")[0] in ("acl", "appos", "parataxis") and word.head == head
            if head < k <= last and is_explanation:
                marks = [j for j in range(head + 1, k + 1) if not words[j].span.of(text).isalnum()]
                last = min(last, (marks[0] if marks else k) - 1)
        span = Span(start + words[first].span.start, start + words[max(last, head)].span.end)
        for mention, _ in self._mentions.get(sentence.index, ()):
            if span.covers(mention) and len(span.of(self._body).split()) > 6:
                return mention
        return cut_phrase(self._body, span, LONG)


def _agent_salience(span: Span, mentions: Sequence[tuple[Span, Chain]]) -> float:
    """The salience of the person or organization that a noun phrase names; 0 if it names none.

    `mentions`: those in its sentence.
    """
    return max((c.salience for m, c in mentions if span.covers(m) and c.type in _AGENTS), default=0.0)


def _has_reported_clause(sentence: Sentence, verb: int) -> bool:
    """Whether a verb of saying has a clause with what is said."""
    return any(w.head == verb and w.relation in ("ccomp", "parataxis") for w in sentence.words)


def _predicate_start(words: Sequence[Word], root: int) -> int:
    """Index of the first word of the predicate of a clause: an auxiliary, a copula or the root itself."""
    relations = {w.relation for w in words if w.head == root}
    if "cop" in relations:
        parts = ("aux", "cop", "det", "amod", "advmod")
        return min(k for k, w in enumerate(words) if (w.head == root and w.relation.startswith(parts)) or k == root)
    auxiliaries = (k for k, w in enumerate(words) if w.head == root and w.relation.startswith(("aux", "cop")))
    return min((k for k in auxiliaries if k < root), default=root)
