"""The forms of time expressions, and the time that each names in its context."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from retold.english.times import intervals
from retold.types import Precision, When

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "a an one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        )
    )
    for word in words.split()
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "a hundred": 100}
LONG_AGO = 500
"""Days before publication from which the text tells history, and "in March" is of the year told last."""
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}

_MONTH = (
    r"(?P<month>(?i:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z]))"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d{2})(?!\d)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_PART = r"(?:[ -](?:morning|afternoon|evening|night|lunchtime))?"
_COUNT = (
    r"(?<![\w.,-])(?P<count>\d{1,3}(?:,\d{3})?|a hundred|a|an|(?:twenty|thirty|forty|fifty)(?:-(?:one|two|three|four|five|six|seven"
    r"|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_UNIT = r"(?P<unit>day|morning|night|weekend|week|month|quarter|year|decade|century)"
_UNITS = r"(?P<unit>day|week|month|year|decade|centur)(?:s|y|ies)?"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_MOD = r"(?P<mod>the next|last|next|this|the following|the previous|that|the same|this past|the past|the coming)"


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against."""

    published: date | None
    before: When | None
    """The time named last."""
    ahead: bool
    """Whether the clause speaks of what is to come."""
    behind: bool = False
    """Whether it speaks of what has been."""

    @property
    def past(self) -> date | None:
        """The day from which a date without a year goes on, where the text tells of years long gone."""
        if self.before is None or self.published is None or (self.published - self.before.last).days < LONG_AGO:
            return None
        return self.before.first


Resolve = Callable[[re.Match[str], Context], When | None]


def _month(found: re.Match[str]) -> int:
    return MONTHS.index(found["month"][:3].lower()) + 1


def _nearest(published: date, candidates: Sequence[When | None], ahead: bool) -> When | None:
    """The last of `candidates` that has begun by then, or the first that has not ended."""
    known = [c for c in candidates if c is not None]
    begun = [c for c in known if c.first <= published]
    coming = [c for c in known if c.last >= published]
    if ahead:
        return coming[0] if coming else None
    return begun[-1] if begun else None


def iso(found: re.Match[str], _: Context) -> When | None:
    return intervals.exact(int(found["year"]), int(found["number"]), int(found["day"]))


def day_month(found: re.Match[str], context: Context) -> When | None:
    number, day = _month(found), int(found["day"])
    if found["year"]:
        return intervals.exact(int(found["year"]), number, day)
    mod = (found.groupdict().get("after") or "").strip()
    if context.past and mod == "last":
        return _nearest(context.past, [intervals.exact(context.past.year + k, number, day) for k in (-1, 0)], False)
    if context.past:
        past = intervals.exact(context.past.year, number, day)
        later = intervals.exact(context.past.year + 1, number, day)
        return later if past and past.first < context.past else past
    told = context.published
    if told is None:
        return None
    of = (found.groupdict().get("of") or "").lower()
    if of:
        return intervals.exact(told.year + {"last": -1, "this": 0, "next": 1}[of], number, day)
    beside = [intervals.exact(told.year + k, number, day) for k in (-1, 0, 1)]
    known = [w for w in beside if w is not None]
    if mod or context.ahead:
        return _nearest(told, known, mod != "last")
    if context.behind:
        return _nearest(told, known, False)
    # A date without a year is the one closest to the day of printing, with a lean to the past.
    return min(
        known, key=lambda w: (w.first - told).days * 2 if w.first > told else (told - w.first).days, default=None
    )


def week_of(found: re.Match[str], context: Context) -> When | None:
    """ "the week of 18 December 2017": the week, or its end, that holds the day."""
    held = day_month(found, context)
    if held is None:
        return None
    return intervals.moved(held.first, found["kind"].lower(), 0)


def month_year(found: re.Match[str], _: Context) -> When | None:
    return intervals.month(int(found["year"]), _month(found))


def short_year(found: re.Match[str], _: Context) -> When | None:
    number = int(found["short"])
    century = 1900 if number > 40 else 2000
    return intervals.month(century + number, _month(found))


def month_alone(found: re.Match[str], context: Context) -> When | None:
    number = _month(found)
    if found["same"]:
        return intervals.month(context.before.first.year, number) if context.before else None
    if found["shared"]:
        later = MONTHS.index(found["end"][:3].lower()) + 1 if found["end"][:3].lower() in MONTHS else 12
        return intervals.month(int(found["shared"]) - (number > later), number)
    if context.past:
        return intervals.month(context.past.year + (number < context.past.month), number)
    told = context.published
    if told is None:
        return None
    mod = (found["mod"] or "").lower()
    months = [intervals.month(told.year + k, number) for k in (-1, 0, 1)]
    if mod in ("last", "this past", "the past"):
        return _nearest(told, [m for m in months if m is not None and m.last < told], False)
    if mod in ("next", "the coming"):
        return _nearest(told, [m for m in months if m is not None and m.first > told], True)
    return _nearest(told, months, context.ahead)


def year(found: re.Match[str], _: Context) -> When | None:
    return intervals.year(int(found["year"]))


def year_tail(found: re.Match[str], _: Context) -> When | None:
    first, short = int(found["from"]), int(found["short"])
    last = first // 100 * 100 + short
    return intervals.years(first, last, Precision.YEAR) if first < last <= first + 10 else None


def decade(found: re.Match[str], _: Context) -> When | None:
    if found["short"]:
        return intervals.decade(1900 + int(found["short"]))
    first = int(found["decade"])
    if first % 100 == 0 and first < 2000:
        return intervals.century(first // 100 + 1)
    return intervals.decade(first)


def century(found: re.Match[str], _: Context) -> When | None:
    number = int(found["century"])
    return intervals.century(number) if 2 <= number <= 22 else None


def season(found: re.Match[str], context: Context) -> When | None:
    name = found["season"].lower()
    if found["year"]:
        return intervals.season(int(found["year"]), name)
    told = context.published
    if told is None or not found["mod"]:
        return None
    seasons = [intervals.season(told.year + k, name) for k in (-2, -1, 0, 1)]
    mod = found["mod"].lower()
    if mod == "last":
        return _nearest(told, [s for s in seasons if s is not None and s.last < told], False)
    if mod == "next":
        return _nearest(told, [s for s in seasons if s is not None and s.first > told], True)
    return _nearest(told, seasons, True) if mod == "this" else None


_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def near(found: re.Match[str], context: Context) -> When | None:
    if context.published is None:
        return None
    words = found.group().lower()
    steps = next((n for word, n in _NEAR.items() if word in words), -1 if words.startswith("last") else 0)
    return intervals.moved(context.published, "day", steps)


_STEPS = {"last": -1, "previous": -1, "next": 1, "following": 1, "coming": 1}


def unit(found: re.Match[str], context: Context) -> When | None:
    """ "last year", "this week"; "the following month" stands on the time named before."""
    mod = found["mod"].lower()
    steps = next((n for word, n in _STEPS.items() if mod.endswith(word)), 0)
    unit = found["unit"].lower()
    if unit in ("day", "morning", "night"):
        unit = "day"
        if not mod.startswith(("the ", "that")) or mod.startswith(("the past", "the coming")):
            return None  # "last day" is seldom yesterday; "last night" has a pattern of its own
    if mod.startswith(("the next", "the following", "the previous", "the same", "that")):
        if context.before is None or context.before.precision not in _FINER[unit]:
            return None
        return intervals.moved(context.before.first, unit, steps)
    if context.published is None or (mod in ("the past", "this past") and unit != "weekend") or unit == "century":
        return None
    if unit == "weekend" and mod in ("the past", "this past", "last", "this") and not context.ahead:
        return intervals.moved(
            context.published,
            unit,
            0 if context.published.weekday() >= 5 and mod == "this" else -1 if mod != "this" else 0,
        )
    return intervals.moved(context.published, unit, steps)


_ORDER = tuple(Precision)
_FINER = {unit: _ORDER[: _ORDER.index(Precision(name)) + 1] for unit, name in
          (("day", "day"), ("week", "week"), ("weekend", "week"), ("month", "month"), ("quarter", "quarter"), ("year", "year"),
           ("decade", "decade"), ("century", "century"))}  # fmt: skip


def counted(found: re.Match[str], context: Context) -> When | None:
    """ "three years ago" from the day of printing; "a year later" from the time named before."""
    words = found["count"].lower().replace(",", "")
    count = (
        int(words)
        if words.isdigit()
        else NUMBERS["a hundred"]
        if " " in words
        else sum(NUMBERS[w] for w in words.split("-"))
    )
    unit = "century" if found["unit"].lower() == "centur" else found["unit"].lower()
    way = found["way"].lower()
    if way in ("ago", "from now"):
        return (
            intervals.moved(context.published, unit, -count if way == "ago" else count) if context.published else None
        )
    if context.before is None or context.before.precision not in _FINER[unit]:
        return None
    return intervals.moved(context.before.first, unit, count if way in ("later", "after") else -count)


def weekday(found: re.Match[str], context: Context) -> When | None:
    told = context.published
    if told is None:
        return None
    number = WEEKDAYS.index(found["weekday"][:3].lower())
    mod = (found["mod"] or "").strip()
    back = (told.weekday() - number) % 7
    forth = (number - told.weekday()) % 7
    if mod == "last":
        back = back or 7
    ahead = mod in ("next", "this coming") or (mod != "last" and context.ahead)
    if mod == "next":
        forth = forth or 7
    if not ahead and back == 6 and mod != "last":
        return None  # told on Thursday, "on Friday" is rarely six days ago: it is Friday already where the news is from
    return intervals.moved(told, "day", forth if ahead else -back)


def quarter(found: re.Match[str], context: Context) -> When | None:
    told = found["number"] or found["ordinal"].lower()
    number = int(told) if told.isdigit() else ORDINALS[told]
    if found["year"]:
        return intervals.quarter(int(found["year"]), number)
    if context.published is None:
        return None
    of = (found["of"] or "").lower()
    year = context.published.year + (-1 if of.startswith("last") else 1 if of.startswith("next") else 0)
    if of:
        return intervals.quarter(year, number)
    return _nearest(context.published, [intervals.quarter(year + k, number) for k in (-1, 0, 1)], context.ahead)


def half(found: re.Match[str], _: Context) -> When | None:
    number = 1 if found["half"].lower() in ("first", "h1") else 2
    return intervals.months(int(found["year"]), 6 * number - 5, 6, Precision.QUARTER)


def edge(found: re.Match[str], context: Context) -> When | None:
    """ "the end of the year": its last day; the start: its first."""
    if context.published is None:
        return None
    whole = intervals.moved(context.published, found["unit"].lower(), 1 if found["which"].lower() == "next" else 0)
    if whole is None:
        return None
    return intervals.day(whole.last if found["edge"].lower() == "end" else whole.first)


_UNIT_AFTER = r"(?!\s+(?:people|percent|per cent|miles|feet|metres|meters|km|years|days|hours|dollars|pounds|euros|jobs|workers|words|rpm|acres|votes|seats|members|troops|soldiers|deaths|cases|homes|times|points|pence|yen|cars|copies|protesters|students|staff|employees|hours|gmt|GMT|BST|EST|per|a (?:year|month|week|day|head|piece))\b)(?![\d%]|[.,:/]\d)"
PATTERNS: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    (re.compile(r"(?<![\d-])" + r"(?P<year>1\d{3}|20\d{2})-(?P<number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])"), iso),
    (re.compile(rf"\b(?:the )?(?P<kind>week|weekend) of (?:the )?{_DAY} {_MONTH}(?:,? {_YEAR})?(?!\w)"), week_of),
    (re.compile(rf"\b(?:the )?(?P<kind>week|weekend) of {_MONTH} {_DAY}(?:,? {_YEAR})?(?!\w)"), week_of),
    (re.compile(rf"\b(?:(?:this )?{_WEEKDAY}\s?,?\s)?(?:the )?(?<![\d.,$£€-]){_DAY}(?: day)?(?: of |[ -]){_MONTH}(?:(?:,? |-| of )(?:{_YEAR})|(?P<after> last| next)(?! (?:year|week|month))| (?P<of>last|this|next) year)?(?!\w)"), day_month),
    (re.compile(rf"\b(?:(?:this )?{_WEEKDAY}\s?,?\s(?:the )?)?{_MONTH} {_DAY}(?![\d:%]|,\d| percent| per cent|\w)(?:(?: ?, | )(?:{_YEAR})| (?P<of>last|this|next) year)?"), day_month),
    (re.compile(rf"\b(?:(?:early|late|mid|the (?:beginning|start|end) of)[ -])?{_MONTH}(?: ?,)?(?: of)? {_YEAR}(?!\w)"), month_year),
    (re.compile(rf"\b{_MONTH} [’'](?P<short>\d\d)(?!\w)"), short_year),
    (re.compile(rf"\b(?:(?P<mod>last|next|this past|this|the past|the coming) )?(?:(?:early|late|mid)[ -])?{_MONTH}(?:(?P<same>,?(?: of| in)? (?:that|the same)(?: same)? year)|(?=(?: \d\d?)? ?(?:to|and|or|through|until|[-–]) ?(?:(?P<end>[A-Z][a-z]+) (?:\d\d?, ?)?)(?:of |in )?(?P<shared>1\d\d\d|20\d\d))|(?![\w’'-]| \d))"), month_alone),
    (re.compile(rf"(?i:\b(?:(?P<mod>last|next|this|that) )?{_SEASON}(?: of)?(?: {_YEAR})?(?!\w))"), season),
    (re.compile(r"(?<![\w.,$£€#/-])(?P<from>1[5-9]\d\d|20\d\d)[-–/](?P<short>\d\d)(?![\w-])"), year_tail),
    (re.compile(r"\b(?:the )?(?:early |late |mid-?)?(?P<decade>1\d\d0|20\d0)(?P<short>(?!.))?[’']?s(?!\w)"), decade),
    (re.compile(r"(?:\bthe (?:early |late |mid-?)?[’']?|(?<![\w’'])[’'])(?P<short>[2-9]0)[’']?s(?!\w)"), decade),
    (re.compile(r"(?i:\b(?:early |late |mid-)?(?P<century>\d{1,2})(?:st|nd|rd|th)[ -]century(?! B\.?C))"), century),
    (re.compile(r"(?i:\b(?:(?:early|late|yesterday|tomorrow) )?(?:today|tonight|yesterday|tomorrow)(?: (?:morning|afternoon|evening|night))?(?!\w)|\bthis (?:morning|afternoon|evening)\b|\blast night\b(?! of)|\bthis day(?! and age)\b)"), near),
    (re.compile(r"(?i:\b(?:the )?(?P<edge>beginning|start|end) of (?P<which>the|this|next) (?P<unit>week|month|quarter|year)(?!\w))"), edge),
    (re.compile(rf"(?i:\b(?:(?:early|earlier|late|later) )?{_MOD} {_UNIT}(?![\w-]| (?:olds?|one|that|of)\b))"), unit),
    (re.compile(rf"(?i:\b(?<!half )(?:(?:about|around|nearly|almost|more than|over|some|exactly|just) )?{_COUNT} {_UNITS} (?P<way>ago|from now|later|earlier|after|before)(?: (?:today))?(?!\w))"), counted),
    (re.compile(rf"\b(?:(?P<mod>[Ll]ast|[Nn]ext|[Tt]his coming|[Tt]his|[Ee]arly|[Ll]ate) )?{_WEEKDAY}{_PART}(?![\w]| (?:mornings|afternoons|evenings|nights|best|the 13th|Times|Mirror|Telegraph|Express|Herald|Mail|People|Post|Night|Football)\b)"), weekday),
    (re.compile(rf"\b(?:Q(?P<number>[1-4])|[Tt]he (?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter)(?:,?(?: of)? {_YEAR}| of (?P<of>(?:last|this|next|the) year))?(?!\w)"), quarter),
    (re.compile(rf"\b(?:[Tt]he )?(?P<half>[Ff]irst|[Ss]econd|H1|H2)(?: half)?(?: of)? {_YEAR}(?!\w)"), half),
    (re.compile(rf"(?<![\w.,$£€#/:@+=-])(?:(?:[Ee]arly|[Ll]ate|[Mm]id)[ -])?{_YEAR}(?![\w-]){_UNIT_AFTER}"), year),
)  # fmt: skip

ABSOLUTE = (iso, month_year, short_year, year, year_tail, decade, century, half)
"""Forms that need no other date."""
