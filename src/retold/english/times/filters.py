"""Whether words that look like a time expression name a time at all."""

from __future__ import annotations

import re

from retold.english.calendar import MONTH
from retold.english.times import resolvers
from retold.english.times.resolvers import Resolver
from retold.english.times.tense import FUTURE, NEAR, PAST

FAR = 2035
"""Year after which a number beside a name is more often part of it ("Blade Runner 2049") than a year."""

_UNAMBIGUOUS_MONTHS = frozenset("January February July September October November December".split())
"""Months that are never a verb, a person or an abbreviation of something else."""
_PREPOSITIONS = "in|by|of|from|since|until|till|to|and|before|after|through|between|during|{more}early|late|mid"
_BEFORE_MONTH = re.compile(rf"\b(?:{_PREPOSITIONS.format(more='')})[ -]$", re.I)
_BEFORE_YEAR = re.compile(
    rf"(?:\b(?:{_PREPOSITIONS.format(more='around|about|circa|c[.]|ca[.]|')})[ -]|[(–,;] ?)$",
    re.I,
)
_COUNTED_NOUN = re.compile(
    r"""
    \ (?!(?:
        and|or|to|in|on|at|by|for|from|when|where|until|as|with|but|he|she|they|it|the|a|is|was|were|had|did
    )\b)
    [a-z]
    """,
    re.VERBOSE,
)
"""A common noun after a number: the number counts something."""
_NAME_BEFORE = re.compile(
    rf"""
    (?<![.!?]\ )\b                                      # not the first word of a sentence
    (?!(?:{MONTH}|Spring|Summer|Autumn|Fall|Winter)\b)
    [A-Z][a-z]+\ $
    """,
    re.VERBOSE,
)
"""A name that a number may belong to: "Blade Runner 2049"."""
_LABEL_BEFORE = re.compile(
    r"""
    \b(?:
        Rule|Rules|pp?\.|page|pages|No\.|Section|Article|Room|Route|Highway|Flight|score\ of
        |least|most|than|Agenda|tel:?
    )\ ?$
    """,
    re.I | re.VERBOSE,
)
"""Words before a number that is no year: "Flight 1970", "more than 2000"."""
_BUSINESS = re.compile(
    r"profit|loss|sales|revenue|earnings|shares|growth|results|forecast|compan|income|econom|fiscal", re.I
)
_NOWADAYS_BEFORE = re.compile(r"(?:known|of|used|is|are|still own|still|even) $")
_HERE_AND_NOW = re.compile(r"\b(?:I|I[’']m|we|here|[a-z]+ing)\b")
_NO_SINGLE_DAY = re.compile(
    r"""
    (?:
        Sheffield|Ruby|Man|Black|Good|Bloody|Super|Cyber|Ash|Easter|Palm|Shrove|Giving
        |every|each|any|per|a|most
    )\ $
    """,
    re.I | re.VERBOSE,
)
"""Words before a weekday that make it a name or a repeated day: "Black Friday", "every Friday"."""
_ATTACK = re.compile(r"\s(?:attacks?|riots?|insurrection)\b")
"""Words after a date that make it the name of an event: "the Sept. 11 attacks"."""


def names_time(body: str, match: re.Match[str], resolve: Resolver) -> bool:
    """Whether the matched words name a time in this place."""
    before, after = body[max(0, match.start() - 12) : match.start()], body[match.end() : match.end() + 8]
    if re.match(r"\s?B\.?C", after):
        return False
    month = match.groupdict().get("month")
    if month and month[0].islower():
        return False
    if resolve is resolvers.quarter:
        return _is_business_quarter(body, match)
    if resolve is resolvers.day_month:
        return not _ATTACK.match(after + body[match.end() + 8 : match.end() + 20])
    if resolve is resolvers.nearby_day:
        is_title = before.endswith("USA ") or re.match(r" Show\b", after)  # "USA Today", "Today Show"
        return not is_title and not _means_nowadays(body, match, before)
    if resolve is resolvers.weekday:
        return not _NO_SINGLE_DAY.search(before)
    if resolve is resolvers.year:
        return _is_year(body, match, before)
    if resolve is resolvers.month_alone and not match["mod"] and match["month"] not in _UNAMBIGUOUS_MONTHS:
        return bool(_BEFORE_MONTH.search(body[max(0, match.start() - 12) : match.start("month")]))
    return True


def _is_business_quarter(body: str, match: re.Match[str]) -> bool:
    """Whether "the first quarter" without a year is one of a financial year, not of a match."""
    if match["year"] or not match["ordinal"]:
        return True
    return bool(_BUSINESS.search(body, max(0, match.start() - NEAR), match.end() + NEAR))


def _is_year(body: str, match: re.Match[str], before: str) -> bool:
    """Whether a bare number of four digits is a year."""
    if re.search(r"\d $", before):
        return False
    number = int(match["year"])
    if number and (number < 1900 or number > 2050):
        # Most such numbers count something: a year so far away needs a preposition that says so.
        return bool(_BEFORE_YEAR.search(before)) and not _COUNTED_NOUN.match(body, match.end())
    if _LABEL_BEFORE.search(before):
        return False
    return not (number > FAR and _NAME_BEFORE.search(before) and not _BEFORE_YEAR.search(before))


def _means_nowadays(body: str, match: re.Match[str], before: str) -> bool:
    """Whether "today" means this age, not this day: no verb around it tells of an event."""
    words = match.group().lower()
    if words == "this day" and before.endswith("o "):
        return True
    if words != "today":
        return False
    if re.match(r"\s(?:is|are)\b", body[match.end() : match.end() + 5]) and re.search(r"[A-Z]\w+ $", before):
        return True  # "Athens today is …"
    sentence_before = re.split(r"\. |\n", body[max(0, match.start() - NEAR) : match.start()])[-1]
    sentence_after = re.split(r"\. |\n", body[match.end() : match.end() + NEAR])[0]
    around = f"{sentence_before},{sentence_after}"
    tells_event = PAST.search(around) or FUTURE.search(around) or _HERE_AND_NOW.search(around)
    return bool(_NOWADAYS_BEFORE.search(before)) or not tells_event
