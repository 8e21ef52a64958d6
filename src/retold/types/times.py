"""Times that words name: the records of dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from retold.types.spans import Span


class Precision(StrEnum):
    """How exactly an expression names a time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


@dataclass(frozen=True, slots=True)
class When:
    """A time, by its first and last day."""

    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that name a time, and that time. `sentence`: its index."""

    span: Span
    sentence: int
    when: When
    relative: bool
    """Whether the words need another date to be understood ("last month")."""
