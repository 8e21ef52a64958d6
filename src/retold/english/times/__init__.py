"""Time expressions: where the text names a day, a month or a year, and which one.

"Friday" and "last month" are resolved against the publication date, as in TIMEX3 (TimeML); without
that date they are skipped. "A year later" and "that month" are resolved against the time named
before. Durations ("for three years") and repeated times ("Fridays") name no single time and are
skipped. Measured by `bench/dates.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from retold.english.times.filters import names_time
from retold.english.times.patterns import ABSOLUTE, PATTERNS
from retold.english.times.resolvers import Context, Resolver
from retold.english.times.tense import is_future, is_past
from retold.types import Span, TimeExpression, When

__all__ = ["expressions"]


def expressions(body: str, sentences: Sequence[Span], published: date | None) -> tuple[TimeExpression, ...]:
    """All time expressions of the text that name a single time, in order.

    `published` is the day of publication. If it is None, expressions that depend on it are skipped.
    """
    starts = [s.start for s in sentences]
    found: list[TimeExpression] = []
    before: When | None = None
    for match, resolve in _matches(body):
        span = Span(match.start(), match.end())
        index = bisect_right(starts, span.start) - 1
        if index < 0 or span.end > sentences[index].end:
            continue
        ahead = _follows_future_time(found, index, published) or is_future(body, sentences[index], span)
        behind = not ahead and is_past(body, sentences[index], span)
        when = resolve(match, Context(published, before, ahead, behind))
        if when is None:
            continue
        relative = resolve not in ABSOLUTE and not match.groupdict().get("year")
        found.append(TimeExpression(span, index, when, relative))
        before = when
    return tuple(found)


def _follows_future_time(found: Sequence[TimeExpression], sentence: int, published: date | None) -> bool:
    """Whether the sentence has just named a future time ("next month, Italy in November")."""
    return bool(published and found and found[-1].sentence == sentence and found[-1].when.first > published)


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
