"""A second opinion on a claim, by rules that share nothing with the checker in the package.

Every word of a claim that is not grammar (a name, a number, a noun, a verb) must stand in
its evidence. A date may stand for "Tuesday" or "last month" there, if the calendar says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

_GRAMMAR = frozenset(
    """a an the and or but nor so yet of in on at by for from with to into onto over under about as than that this these those it
    its it's he his him she her hers they their them we our us you your i my me who whom whose which what when where why how
    is are was were be been being am do does did have has had will would shall should can could may might must there here
    also then if while because until since before after during between through against within up down out off again
    further once only just very too more most such own same other both each all any few some s t d ll re ve""".split()
)
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"(?:(?P<span>in the week of |on the weekend of )|on the (?P<part>\w+) of )?(?P<day>\d{{1,2}}) (?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?"
    rf"|(?:the (?P<quarter>first|second|third|fourth) quarter of |(?P<only>{_MONTH}) )(?P<of>\d{{4}})|\b(?:in|of|to|since|until|till|by|before|after|from|than|between|through) (?P<alone>\d{{4}})",
    re.IGNORECASE,
)
_COUNTS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def _words(text: str) -> list[str]:
    return [
        re.sub(r"['’]s?$", "", w).lower() for w in re.findall(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    ]


def faults(claim: str, evidence: Sequence[str], published: str | None) -> list[str]:
    """Words of `claim` that its evidence does not give; none where it is grounded."""
    source = " ".join(evidence)
    known = set(_words(source))

    def told(match: re.Match[str]) -> str:
        return " " if _right(match, source, published) else match.group()

    rest = _DATE.sub(told, claim) if published else claim
    return [w for w in _words(rest) if w not in known and w not in _GRAMMAR]


def _right(match: re.Match[str], source: str, published: str | None) -> bool:
    """Whether the calendar makes the date of what the evidence says."""
    if published is None:
        return False
    today, low = date.fromisoformat(published[:10]), source.lower()
    if match["month"]:
        year = int(match["year"] or today.year)
        days = [
            d
            for y in {year, today.year - 1, today.year + 1}
            if match["year"] is None or y == year
            for d in _days(y, match)
        ]
        return any(_names(d, today, low, bool(match["span"])) for d in days)
    year = int(match["of"] or match["alone"])
    near = abs(year - today.year) <= 1
    unit = "quarter" if match["quarter"] else "month" if match["only"] else "year"
    return near and re.search(rf"\b(?:last|this|next|coming|new) {unit}\b", low) is not None


def _days(year: int, match: re.Match[str]) -> list[date]:
    try:
        return [date(year, _MONTHS.index(match["month"].capitalize()) + 1, int(match["day"]))]
    except ValueError:
        return []


def _names(day: date, today: date, low: str, span: bool) -> bool:
    apart = (day - today).days
    if span:
        return abs(apart) <= 14 and "week" in low
    if abs(apart) <= 13 and _WEEKDAYS[day.weekday()] in low:
        return True
    ago = re.search(r"\b(\w+) days? ago\b", low)
    if ago and apart < 0 and ago[1] in (str(-apart), *_COUNTS[-apart : -apart + 1], *(("a",) if apart == -1 else ())):
        return True
    near = {
        -1: ("yesterday", "last night"),
        0: ("today", "tonight", "this morning", "this afternoon", "this evening"),
        1: ("tomorrow",),
    }
    return any(w in low for w in near.get(apart, ())) and abs(day - today) <= timedelta(days=1)
