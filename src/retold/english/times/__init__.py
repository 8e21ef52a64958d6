"""Time expressions: where the text names a day, a month or a year, and which one.

"Friday" and "last month" are resolved against the publication date, as in TIMEX3 (TimeML); without
that date they are skipped. Which Friday it is, the verb says (`tense`); where two may be meant, the words stay
unresolved. "A year later" and "that month" are resolved against the time named just before. Durations ("for three
years") and repeated times ("Fridays") name no single time and are skipped. Measured by `bench/dates.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retold.english.times import resolvers, verbs
from retold.english.times.filters import names_time
from retold.english.times.patterns import ABSOLUTE, PATTERNS
from retold.english.times.resolvers import Context, Resolver
from retold.english.times.tense import Clauses, Direction
from retold.types import Sentence, Span, TimeExpression, When

__all__ = ["Found", "find", "possible"]

LONG_AGO = 500
"""Days before publication. If the text has just told what happened longer ago, it tells history, and "in March"
means March of that time."""
OPEN = (resolvers.weekday, resolvers.day_month, resolvers.month_alone)
"""Resolvers of forms that say when something is, also where it is not known which day or month they mean."""
REACH = 3
"""Sentences after a time in which others may be meant to count from it."""
LONGEST_LINK = 12
"""Code points between the two ends of a range, at most."""
RANGE = re.compile(r"\s?(?:to|until|till|through|and|-|–|—)\s?(?:the\s)?")
"""What stands between the two ends of a range."""


@dataclass(frozen=True, slots=True)
class Found:
    """The times of a text: `resolved` in order, and the places of words that name a time which may be two."""

    resolved: tuple[TimeExpression, ...]
    unresolved: tuple[Span, ...]


def find(body: str, sentences: Sequence[Sentence], published: date | None) -> Found:
    """All time expressions of the text that name a single time, by the trees of its sentences.

    `published` is the day of publication. If it is None, expressions that depend on it are skipped.
    """
    return _Finder(body, [s.span for s in sentences], published, _Trees(body, sentences)).find(_matches(body))


def possible(body: str, sentences: Sequence[Span], published: date | None) -> tuple[TimeExpression, ...]:
    """All times that a text without trees may name: "Friday" can be the one before publication and the one after.

    Those with verbs of the past come first, in order; then those with verbs of the future.
    """
    matches = _matches(body)
    return tuple(
        time
        for direction in (Direction.PAST, Direction.FUTURE)
        for time in _Finder(body, sentences, published, _Words(body, sentences, direction)).find(matches).resolved
    )


class _Words:
    """The tense of a text of which no trees are known: `direction`, where a sentence has a word for it."""

    def __init__(self, body: str, sentences: Sequence[Span], direction: Direction) -> None:
        self._body, self._sentences, self._direction = body, sentences, direction
        self._known: dict[int, Direction] = {}

    def direction(self, sentence: int, _span: Span) -> Direction:
        """The direction, if any verb of the sentence may have it."""
        if sentence not in self._known:
            words = re.findall(r"[a-z]+", self._sentences[sentence].of(self._body).lower())
            can_be = verbs.tells_past(words) if self._direction is Direction.PAST else verbs.looks_ahead(words)
            self._known[sentence] = self._direction if can_be else Direction.UNKNOWN
        return self._known[sentence]

    def tells(self, _sentence: int, _span: Span) -> bool:
        return True


class _Trees:
    """The tenses of a text, by the trees of its sentences."""

    def __init__(self, body: str, sentences: Sequence[Sentence]) -> None:
        self._body, self._sentences = body, sentences
        self._clauses: dict[int, Clauses] = {}

    def direction(self, sentence: int, span: Span) -> Direction:
        """Where the verb of the time at `span` of the body says that it lies."""
        return self._of(sentence).direction(self._within(sentence, span))

    def tells(self, sentence: int, span: Span) -> bool:
        """Whether the time says when the main event of the sentence happens."""
        return self._of(sentence).dates_event(self._within(sentence, span))

    def _of(self, index: int) -> Clauses:
        if index not in self._clauses:
            sentence = self._sentences[index]
            self._clauses[index] = Clauses(sentence.words, sentence.span.of(self._body))
        return self._clauses[index]

    def _within(self, index: int, span: Span) -> Span:
        offset = self._sentences[index].span.start
        return Span(span.start - offset, span.end - offset)


class _Finder:
    """Finds the times of one text, from the left."""

    def __init__(self, body: str, sentences: Sequence[Span], published: date | None, tenses: _Trees | _Words) -> None:
        self._body, self._sentences, self._published, self._tenses = body, sentences, published, tenses
        self._resolved: list[TimeExpression] = []
        self._unresolved: list[Span] = []
        self._told: When | None = None
        """The last time at which a main event happened, and the sentence of it."""
        self._told_in = -1

    def find(self, matches: Sequence[tuple[re.Match[str], Resolver]]) -> Found:
        starts = [s.start for s in self._sentences]
        for match, resolve in matches:
            span = Span(match.start(), match.end())
            index = bisect_right(starts, span.start) - 1
            if index >= 0 and span.end <= self._sentences[index].end:
                self._add(match, resolve, index)
        return Found(tuple(self._resolved), tuple(self._unresolved))

    def _add(self, match: re.Match[str], resolve: Resolver, index: int) -> None:
        span = Span(match.start(), match.end())
        relative = resolve not in ABSOLUTE and not match.groupdict().get("year")
        direction = self._tenses.direction(index, span) if relative else Direction.UNKNOWN
        last = self._resolved[-1] if self._resolved and self._resolved[-1].sentence >= index - REACH else None
        context = Context(self._published, last.when if last else None, direction, *self._history(index, direction))
        when = resolve(match, context)
        is_open = when is None and resolve in OPEN and self._published is not None
        if relative and (start := self._start_of_range(span)) is not None:
            is_known = last is not None and last.span == start
            if is_known and (when is None or last is None or last.when.first >= when.first):
                # "From Tuesday to Friday" cannot end before it begins, and one end alone is not rewritten.
                self._unresolved.append(self._resolved.pop().span)
                when, is_open = None, True
            elif not is_known:
                when, is_open = None, True
        if is_open:
            self._unresolved.append(span)
        if when is None:
            return
        self._resolved.append(TimeExpression(span, index, when, relative))
        if self._tenses.tells(index, span):
            self._told, self._told_in = when, index

    def _start_of_range(self, span: Span) -> Span | None:
        """The relative time that begins the range which ends with the time at `span`; None if there is no range."""
        known = self._resolved[-1].span if self._resolved and self._resolved[-1].relative else None
        open_one = self._unresolved[-1] if self._unresolved else None
        latest = max((s for s in (known, open_one) if s is not None), key=lambda s: s.end, default=None)
        if latest is None or span.start - latest.end > LONGEST_LINK:
            return None
        return latest if RANGE.fullmatch(self._body[latest.end : span.start]) else None

    def _history(self, index: int, direction: Direction) -> tuple[date | None, bool]:
        """The date that the text has reached in its history, if it tells of the past; and whether it may be there."""
        if self._told is None or self._published is None or direction is Direction.FUTURE:
            return None, False
        if (self._published - self._told.last).days < LONG_AGO:
            return None, False
        distance = index - self._told_in
        return (None if distance else self._told.first), distance <= REACH


def _matches(body: str) -> list[tuple[re.Match[str], Resolver]]:
    """Matches that do not overlap: from the left, the longest at each place."""
    candidates = [
        (match, resolve)
        for pattern, resolve in PATTERNS
        for match in pattern.finditer(body)
        if names_time(body, match, resolve)
    ]
    candidates.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    kept: list[tuple[re.Match[str], Resolver]] = []
    for match, resolve in candidates:
        if not kept or match.start() >= kept[-1][0].end():
            kept.append((match, resolve))
    return kept
