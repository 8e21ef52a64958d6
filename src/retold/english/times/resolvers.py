"""From the match of a time expression and its context to the time that it names.

Each resolver takes a match of its pattern (`patterns.PATTERNS`) and the context, and returns the
time, or None if the words name no one time or the date they depend on is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from retold.english import lexicon
from retold.english.calendar import MONTH_ABBREVIATIONS, month_number, weekday_number
from retold.english.times import intervals
from retold.english.times.tense import Direction
from retold.types import Precision, When

NUMBERS = {word: int(number) for word, number in lexicon.NUMBERS.items()} | {"a": 1, "an": 1, "a hundred": 100}
NEAR_DAYS, NEAR_MONTHS = 120, 4
"""Days and months from publication: without a verb that says more, a date without a year within them is this one."""
EARLY = 7
"""Days at the start of a month in which "in January" may still be the January of a year before."""
RECENT = 31
"""Days before publication, or after it: a day that may be meant although the verb tells of the other side."""
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


@dataclass(frozen=True, slots=True)
class Context:
    """What a relative expression depends on."""

    published: date | None
    before: When | None
    """The last time named before the expression, in its sentence or in one of the few before it."""
    direction: Direction = Direction.UNKNOWN
    """Where the verb of the expression says that it lies."""
    history: date | None = None
    """The date that the sentence has reached in its history; None if the text is about the present."""
    is_past_told: bool = False
    """Whether the text has told of its history a few sentences ago, so that "in March" may be of either time."""

    @property
    def ahead(self) -> bool:
        return self.direction is Direction.FUTURE


Resolver = Callable[[re.Match[str], Context], When | None]


def _nearest(published: date, candidates: Sequence[When | None], ahead: bool) -> When | None:
    """The last of `candidates` that has begun on that day; if `ahead`, the first that has not ended."""
    known = [c for c in candidates if c is not None]
    begun = [c for c in known if c.first <= published]
    coming = [c for c in known if c.last >= published]
    if ahead:
        return coming[0] if coming else None
    return begun[-1] if begun else None


def iso(match: re.Match[str], _: Context) -> When | None:
    return intervals.exact(int(match["year"]), int(match["number"]), int(match["day"]))


def day_month(match: re.Match[str], context: Context) -> When | None:
    """A day of a month. Without a year, it is found from the weekday beside it, or from the verb and what is near."""
    number, day = month_number(match["month"]), int(match["day"])
    if match["year"]:
        return intervals.exact(int(match["year"]), number, day)
    groups = match.groupdict()
    mod, of = (groups.get("after") or "").strip(), (groups.get("of") or "").lower()
    published = context.published
    if context.history and not mod and not of:
        same_year = intervals.exact(context.history.year, number, day)
        next_year = intervals.exact(context.history.year + 1, number, day)
        return next_year if same_year and same_year.first < context.history else same_year
    if published is None or (context.is_past_told and not of):
        return None
    if of:
        return intervals.exact(published.year + {"last": -1, "this": 0, "next": 1}[of], number, day)
    candidates = [c for k in (-1, 0, 1) if (c := intervals.exact(published.year + k, number, day)) is not None]
    if weekday_name := groups.get("weekday"):
        fitting = [c for c in candidates if c.first.weekday() == weekday_number(weekday_name)]
        candidates = fitting or candidates
        if len(fitting) == 1:
            return fitting[0]
    if mod:
        return _nearest(published, candidates, mod == "next")
    if context.direction is not Direction.UNKNOWN:
        away = [(c.first - published).days * (-1 if context.ahead else 1) for c in candidates]
        # A day just on the other side of publication may be meant, though the verb says something else.
        return None if any(0 < days <= RECENT for days in away) else _nearest(published, candidates, context.ahead)
    near = [c for c in candidates if abs((c.first - published).days) <= NEAR_DAYS]
    return near[0] if len(near) == 1 else None


def week_of(match: re.Match[str], context: Context) -> When | None:
    """ "the week of 18 December 2017": the week or weekend that contains the day."""
    day = day_month(match, context)
    if day is None:
        return None
    return intervals.moved(day.first, match["kind"].lower(), 0)


def month_year(match: re.Match[str], _: Context) -> When | None:
    return intervals.month(int(match["year"]), month_number(match["month"]))


def short_year(match: re.Match[str], _: Context) -> When | None:
    number = int(match["short"])
    century = 1900 if number > 40 else 2000
    return intervals.month(century + number, month_number(match["month"]))


def month_alone(match: re.Match[str], context: Context) -> When | None:
    number = month_number(match["month"])
    if match["same"]:
        return intervals.month(context.before.first.year, number) if context.before else None
    if match["shared"]:
        later = month_number(match["end"]) if match["end"][:3].lower() in MONTH_ABBREVIATIONS else 12
        return intervals.month(int(match["shared"]) - (number > later), number)
    published, mod = context.published, (match["mod"] or "").lower()
    if context.history and not mod:
        return intervals.month(context.history.year + (number < context.history.month), number)
    if published is None or (context.is_past_told and not mod):
        return None
    months = [intervals.month(published.year + k, number) for k in (-1, 0, 1)]
    if mod in ("last", "this past", "the past"):
        return _nearest(published, [m for m in months if m is not None and m.last < published], False)
    if mod in ("next", "the coming"):
        return _nearest(published, [m for m in months if m is not None and m.first > published], True)
    if mod == "this":
        return intervals.month(published.year, number)
    return _bare_month(published, number, context.direction)


def _bare_month(published: date, number: int, direction: Direction) -> When | None:
    """ "In May": the last one or the next one, as the verb says; None where both may be meant."""
    back, forth = (published.month - number) % 12, (number - published.month) % 12
    if back == 0:
        is_this = direction is Direction.PAST and published.day > EARLY
        return intervals.month(published.year, number) if is_this else None
    is_past = direction is Direction.PAST or (direction is Direction.UNKNOWN and back <= NEAR_MONTHS)
    if is_past:
        return intervals.month(published.year, published.month - back)
    is_future = direction is Direction.FUTURE or forth <= NEAR_MONTHS
    return intervals.month(published.year, published.month + forth) if is_future else None


def year(match: re.Match[str], _: Context) -> When | None:
    return intervals.year(int(match["year"]))


def year_range(match: re.Match[str], _: Context) -> When | None:
    first, short = int(match["from"]), int(match["short"])
    last = first // 100 * 100 + short
    return intervals.years(first, last, Precision.YEAR) if first < last <= first + 10 else None


def decade(match: re.Match[str], _: Context) -> When | None:
    if match["short"]:
        return intervals.decade(1900 + int(match["short"]))
    first = int(match["decade"])
    if first % 100 == 0 and first < 2000:
        return intervals.century(first // 100 + 1)
    return intervals.decade(first)


def century(match: re.Match[str], _: Context) -> When | None:
    number = int(match["century"])
    return intervals.century(number) if 2 <= number <= 22 else None


def season(match: re.Match[str], context: Context) -> When | None:
    name = match["season"].lower()
    if match["year"]:
        return intervals.season(int(match["year"]), name)
    published = context.published
    if published is None or not match["mod"]:
        return None
    seasons = [intervals.season(published.year + k, name) for k in (-2, -1, 0, 1)]
    mod = match["mod"].lower()
    if mod == "last":
        return _nearest(published, [s for s in seasons if s is not None and s.last < published], False)
    if mod == "next":
        return _nearest(published, [s for s in seasons if s is not None and s.first > published], True)
    return _nearest(published, seasons, context.direction is not Direction.PAST) if mod == "this" else None


_DAYS_AWAY = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def nearby_day(match: re.Match[str], context: Context) -> When | None:
    if context.published is None:
        return None
    words = match.group().lower()
    steps = next((n for word, n in _DAYS_AWAY.items() if word in words), -1 if words.startswith("last") else 0)
    return intervals.moved(context.published, "day", steps)


_STEPS = {"last": -1, "previous": -1, "next": 1, "following": 1, "coming": 1}


def unit(match: re.Match[str], context: Context) -> When | None:
    """ "last year", "this week"; "the following month" depends on the time named before."""
    mod = match["mod"].lower()
    steps = next((n for word, n in _STEPS.items() if mod.endswith(word)), 0)
    unit = match["unit"].lower()
    if unit in ("day", "morning", "night"):
        unit = "day"
        if not mod.startswith(("the ", "that")) or mod.startswith(("the past", "the coming")):
            return None  # "last day" is rarely yesterday; "last night" has its own pattern
    if mod.startswith(("the next", "the following", "the previous", "the same", "that")):
        if context.before is None or context.before.precision not in _FINER[unit]:
            return None
        return intervals.moved(context.before.first, unit, steps)
    if context.published is None or (mod in ("the past", "this past") and unit != "weekend") or unit == "century":
        return None
    weekends = _weekends_away(context, mod) if unit == "weekend" else steps
    return None if weekends is None else intervals.moved(context.published, unit, weekends)


def _weekends_away(context: Context, mod: str) -> int | None:
    """Weeks to the weekend that is meant: "this weekend" with a verb of the past is the last one."""
    is_weekend = context.published is not None and context.published.weekday() >= 5
    if mod != "this":
        return 1 if mod == "next" or mod.endswith("coming") else -1
    if is_weekend or context.ahead:
        return 0
    return -1 if context.direction is Direction.PAST else None


_PRECISIONS = tuple(Precision)  # finest first
_FINER = {
    unit: _PRECISIONS[: _PRECISIONS.index(Precision("week" if unit == "weekend" else unit)) + 1]
    for unit in ("day", "week", "weekend", "month", "quarter", "year", "decade", "century")
}
"""For each unit, the precisions that are at least as fine."""


def counted(match: re.Match[str], context: Context) -> When | None:
    """ "three years ago" counts from the day of publication; "a year later" from the time named before."""
    words = match["count"].lower().replace(",", "")
    count = (
        int(words)
        if words.isdigit()
        else NUMBERS["a hundred"]
        if " " in words
        else sum(NUMBERS[w] for w in words.split("-"))
    )
    unit = "century" if match["unit"].lower() == "centur" else match["unit"].lower()
    way = match["way"].lower()
    if way in ("ago", "from now"):
        return (
            intervals.moved(context.published, unit, -count if way == "ago" else count) if context.published else None
        )
    if context.before is None or context.before.precision not in _FINER[unit]:
        return None
    if way in ("after", "before") and re.match(r"\s+\w", match.string[match.end() : match.end() + 3]):
        return None  # "a month after the vote" counts from the vote
    return intervals.moved(context.before.first, unit, count if way in ("later", "after") else -count)


def weekday(match: re.Match[str], context: Context) -> When | None:
    """A weekday, seen from the day of publication; None where two days may be meant."""
    published = context.published
    if published is None:
        return None
    number = weekday_number(match["weekday"])
    mod = (match["mod"] or "").strip().lower()
    back = (published.weekday() - number) % 7
    forth = (number - published.weekday()) % 7
    is_this_week = number >= published.weekday()
    steps: int | None = None
    if mod in ("next", "last"):
        # "Next Friday", said on Monday, may be the one of this week or of the next.
        if mod == "next":
            steps = forth or 7 if number <= published.weekday() else None
        else:
            steps = -(back or 7) if number >= published.weekday() else None
    elif mod.endswith("past"):
        steps = -(back or 7)
    elif mod.endswith("coming"):
        steps = forth or 7
    elif context.direction is Direction.FUTURE:
        steps = forth if forth != 6 else None
    elif context.direction is Direction.PAST:
        # Published on Thursday, "on Friday" is rarely six days ago: it may be Friday already over there.
        steps = -back if back != 6 else None
    elif back == 0 or (mod == "this" and is_this_week):
        steps = forth
    return None if steps is None else intervals.moved(published, "day", steps)


def quarter(match: re.Match[str], context: Context) -> When | None:
    ordinal = match["number"] or match["ordinal"].lower()
    number = int(ordinal) if ordinal.isdigit() else ORDINALS[ordinal]
    if match["year"]:
        return intervals.quarter(int(match["year"]), number)
    if context.published is None:
        return None
    of = (match["of"] or "").lower()
    year = context.published.year + (-1 if of.startswith("last") else 1 if of.startswith("next") else 0)
    if of:
        return intervals.quarter(year, number)
    return _nearest(context.published, [intervals.quarter(year + k, number) for k in (-1, 0, 1)], context.ahead)


def half(match: re.Match[str], _: Context) -> When | None:
    number = int(match["number"] or (1 if match["half"].lower() == "first" else 2))
    return intervals.months(int(match["year"]), 6 * number - 5, 6, Precision.QUARTER)


def edge(match: re.Match[str], context: Context) -> When | None:
    """ "the end of the year" is its last day; the start is its first."""
    if context.published is None:
        return None
    whole = intervals.moved(context.published, match["unit"].lower(), 1 if match["which"].lower() == "next" else 0)
    if whole is None:
        return None
    return intervals.day(whole.last if match["edge"].lower() == "end" else whole.first)
