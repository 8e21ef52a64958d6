"""Days since 1970 (UTC, with fractions), as the memory counts time, and the dates that people write."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from retold.errors import QueryError

FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""The days that a calendar of four-digit years has."""


@dataclass(frozen=True, slots=True)
class Period:
    """From day `since` up to, not including, day `until`. None: no limit on that side."""

    since: float | None = None
    until: float | None = None


ALWAYS = Period()
"""All time."""


def parse_period(since: str | None, until: str | None) -> Period:
    """From the first day of `since` to the last day of `until`; each is a year, a month or a day.

    Raises `QueryError` for text that is not a date.
    """
    first, after_last = first_day(since or ""), day_after(until or "")
    for text, day in ((since, first), (until, after_last)):
        if text and day is None:
            raise QueryError("is no date; write 2026, 2026-02 or 2026-02-26", text)
    return Period(first if since else None, after_last if until else None)


def day_of_stamp(stamp: str | None) -> float | None:
    """The day of an RFC 3339 date, or date and time; None for other text."""
    try:
        moment = datetime.fromisoformat((stamp or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    day = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / 86400
    return day if FIRST_DAY <= day < LAST_DAY else None


def first_day(text: str) -> float | None:
    """The first day of a year, a month or a day ("2026", "2026-02", "2026-02-26"); None for other text."""
    parts = _date_parts(text)
    if parts is None:
        return None
    year, month, day = parts
    return _day(year, 1 if month is None else month, 1 if day is None else day)


def day_after(text: str) -> float | None:
    """The day after the last day of a year, a month or a day; None for other text."""
    parts, first = _date_parts(text), first_day(text)
    if parts is None or first is None:
        return None
    year, month, day = parts
    if day is not None:
        return first + 1.0
    return _day(year + 1, 1) if month in (None, 12) else _day(year, (month or 0) + 1)


def _date_parts(text: str) -> tuple[int, int | None, int | None] | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text.strip())
    if match is None:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    return year or 0, month, day


def _day(year: int, month: int, day: int = 1) -> float | None:
    return day_of_stamp(f"{year:04}-{month:02}-{day:02}")


def date_of(day: float) -> str | None:
    """The date of a day, ISO 8601; None for NaN."""
    return None if math.isnan(day) else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()
