"""A second opinion on a claim, by rules that share nothing with the checker in the package.

Every word of a claim that is not grammar (a name, a number, a noun, a verb) must be in its evidence. A date in the
claim may stand for "Tuesday" or "last month" in the evidence, if the calendar agrees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

_GRAMMAR = frozenset(
    """a an the and or but nor so yet of in on at by for from with to into onto over under about as than
    that this these those it its it's he his him she her hers they their them we our us you your i my me
    who whom whose which what when where why how is are was were be been being am do does did have has had
    will would shall should can could may might must there here also then if while because until since
    before after during between through against within up down out off again further once only just very
    too more most such own same other both each all any few some s t d ll re ve""".split()
)
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"""
    (?:                                     # a day: "on the weekend of 7 March 2026", "on the evening of 3 May"
        (?P<week>in\ the\ week\ of\ |on\ the\ weekend\ of\ )
        |on\ the\ (?P<part>\w+)\ of\        # and a space
    )?
    (?P<day>\d{{1,2}})\ (?P<month>{_MONTH})(?:\ (?P<year>\d{{4}}))?
    |(?:                                    # a quarter or a month of a year: "the first quarter of 2026", "May 2026"
        the\ (?P<quarter>first|second|third|fourth)\ quarter\ of\ |(?P<month_only>{_MONTH})\ #
    )
    (?P<quarter_or_month_year>\d{{4}})
    |\b(?:in|of|to|since|until|till|by|before|after|from|than|between|through)\ (?P<year_only>\d{{4}})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_COUNTS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NEAR_DAYS = {
    -1: ("yesterday", "last night"),
    0: ("today", "tonight", "this morning", "this afternoon", "this evening"),
    1: ("tomorrow",),
}
"""Words for a day, by how many days after today it is."""


def faults(claim: str, evidence: Sequence[str], published: str | None) -> list[str]:
    """The words of `claim` that its evidence does not give. None if it is grounded.

    `published` is the article's date (ISO 8601), from which dates are counted.
    """
    source = " ".join(evidence)
    known = set(_words(source))

    def without_grounded(match: re.Match[str]) -> str:
        return " " if published and _is_grounded(match, source, published) else match.group()

    rest = _DATE.sub(without_grounded, claim)
    return [word for word in _words(rest) if word not in known and word not in _GRAMMAR]


def _words(text: str) -> list[str]:
    """Words and numbers in lower case, without a possessive ending."""
    words = re.findall(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    return [re.sub(r"['’]s?$", "", word).lower() for word in words]


def _is_grounded(match: re.Match[str], source: str, published: str) -> bool:
    """Whether, by the calendar, the evidence says the date that was matched."""
    today, evidence = date.fromisoformat(published[:10]), source.lower()
    if match["month"]:
        if match["year"]:
            years = {int(match["year"])}
        else:
            years = {today.year - 1, today.year, today.year + 1}
        month = _MONTHS.index(match["month"].capitalize()) + 1
        days = [day for year in years if (day := _day(year, month, int(match["day"])))]
        return any(_is_said(day, today, evidence, bool(match["week"])) for day in days)
    year = int(match["quarter_or_month_year"] or match["year_only"])
    unit = "quarter" if match["quarter"] else "month" if match["month_only"] else "year"
    is_near = abs(year - today.year) <= 1
    return is_near and re.search(rf"\b(?:last|this|next|coming|new) {unit}\b", evidence) is not None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_said(day: date, today: date, evidence: str, is_week: bool) -> bool:
    """Whether the evidence (in lower case) says a day in words such as "on Tuesday" or "two days ago"."""
    distance = (day - today).days
    if is_week:
        return abs(distance) <= 14 and "week" in evidence
    if abs(distance) <= 13 and _WEEKDAYS[day.weekday()] in evidence:
        return True
    ago = re.search(r"\b(\w+) days? ago\b", evidence)
    if ago and distance < 0:
        numbers = (str(-distance), *_COUNTS[-distance : -distance + 1], *(("a",) if distance == -1 else ()))
        if ago[1] in numbers:
            return True
    is_near = abs(day - today) <= timedelta(days=1)
    return is_near and any(word in evidence for word in _NEAR_DAYS.get(distance, ()))
