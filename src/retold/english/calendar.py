"""Months and weekdays of English: their names, abbreviations, and pieces of regular expressions.

The pieces are written as in print, with a capital, and have no groups that capture.
"""

from __future__ import annotations

MONTHS = tuple("january february march april may june july august september october november december".split())
"""Full names in lower case, January first."""
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
"""Full names in lower case, Monday first, as `date.weekday` counts."""
MONTH_ABBREVIATIONS = tuple(name[:3] for name in MONTHS)
WEEKDAY_ABBREVIATIONS = tuple(name[:3] for name in WEEKDAYS)
SHORTENED_MONTHS = frozenset((*MONTH_ABBREVIATIONS, "sept")) - {"may"}
"""Month names that were cut short, without their full stop."""
DATE_NAMES = frozenset((*MONTHS, *WEEKDAYS))
UNAMBIGUOUS_DATE_NAMES = DATE_NAMES - {"may"}
"""Those that are no verb."""

MONTH = "|".join(name.capitalize() for name in MONTHS)
"""Full names as alternatives; put it in a group."""
MONTH_WITH_STOP = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."
"""A month that is cut short and has its full stop: "Sept."."""

_MONTH_STEMS = (
    ("Jan", "uary"),
    ("Feb", "ruary"),
    ("Mar", "ch"),
    ("Apr", "il"),
    ("May", ""),
    ("June?", ""),
    ("July?", ""),
    ("Aug", "ust"),
    ("Sept?", "ember"),
    ("Oct", "ober"),
    ("Nov", "ember"),
    ("Dec", "ember"),
)


def _long_or_short(stop: str) -> str:
    return "|".join(f"{stem}(?:{rest}{stop})?" if rest else stem for stem, rest in _MONTH_STEMS)


MONTH_LONG_OR_SHORT = _long_or_short("")
"""Alternatives such as "January", "Jan"; put them in a group."""
MONTH_LONG_SHORT_OR_STOPPED = _long_or_short(r"|\.")
"""Alternatives such as "January", "Jan", "Jan."; put them in a group."""

WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
WEEKDAY_LONG_OR_SHORT = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
DATE_STEMS = "Jan|Febr|Mar|Apr|May|June|July|Aug|Sept|Octo|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
"""How the name of a month or a weekday begins, as alternatives; put them in a group."""


def month_number(name: str) -> int:
    """1 to 12 from the first three letters of a month, in any case; raises `ValueError` for any other word."""
    return MONTH_ABBREVIATIONS.index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """0 (Monday) to 6 from the first three letters of a weekday; raises `ValueError` for any other word."""
    return WEEKDAY_ABBREVIATIONS.index(name[:3].lower())
