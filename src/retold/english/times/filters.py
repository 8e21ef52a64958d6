"""Whether words that look like a time expression name a time at all."""

from __future__ import annotations

import re

from retold.english.calendar import MONTH
from retold.english.times import resolvers, verbs
from retold.english.times.resolvers import Resolver

NEAR = 200
"""Code points before and after an expression in which a word is looked for that says what it means."""
FIRST_YEAR, LAST_YEAR = 1900, 2050
"""A number outside of these is a year only after a preposition of time."""

_UNAMBIGUOUS_MONTHS = frozenset("January February July September October November December".split())
"""Months that are never a verb, a person or an abbreviation of something else."""
_PREPOSITIONS = "in|by|of|from|since|until|till|to|and|before|after|through|between|during|early|late|mid"
_BEFORE_MONTH = re.compile(rf"\b(?:{_PREPOSITIONS})[ -]$", re.I)
_BEFORE_YEAR = re.compile(
    r"\b(?:in|by|of|from|since|until|till|before|after|through|between|during|around|about|circa|c[.]|ca[.])"
    r"\ (?:the\ year\ )?$",
    re.I | re.VERBOSE,
)
"""Prepositions that make a number a year."""
_BESIDE_YEAR = re.compile(r"\b((?:1[5-9]|20)\d\d)(?:,? (?:and|or|to)|,| ?[-–]|,? until|,? through) ?$")
"""Another year before a number, in a list or a range."""
_YEAR_ALONE = re.compile(r"(?:[(\[–]|[,;:] ?)$")
"""Signs before a number that stands alone: "(2016)"."""
_ENDS_ALONE = re.compile(r"\s?(?:[)\],;:.!?–]|$)")
_BEFORE_ATTRIBUTE = re.compile(r"(?:\b(?:the|its|his|her|their|our|my|this|an?)|['’]s)\ $", re.I | re.VERBOSE)
"""Words before a year that belongs to a noun: "the 2016 election"."""
_LOOSE = re.compile(r"\b(?:of|from|by|about|around|after|before|through) $", re.I)
"""Prepositions that lead to other numbers as well: "of 1450 Tenth St.", "by 1500 votes"."""
_STREET = re.compile(
    r"(?:\ [A-Z][\w'’.]{0,30}|\ \d+(?:st|nd|rd|th)){1,3}\ "
    r"(?:St|Street|Ave|Avenue|Rd|Road|Dr|Drive|Ln|Lane|Blvd|Boulevard|Ct|Court|Pl|Place|Way|Hwy|Highway|Pkwy|Parkway"
    r"|Terrace|Square|Close|Crescent)\b",
    re.VERBOSE,
)
"""A street after its number."""
_WITHIN = re.compile(r"\b[a-z][\w’']*,?\ (?:[^\W_][\w’']*,?\ )?$")
"""What stands before a word within a sentence that has not all its words in capitals."""
_NAME_AFTER = re.compile(r" [A-Z]")
_NOUN_AFTER = re.compile(
    r"""
    \ (?!(?:
        and|or|to|in|on|at|by|for|from|when|where|until|as|with|but|he|she|they|it|we|the|an?|is|was|were|had|did|has
        |who|which|that|after|before|because|while|his|her|their|its|not|only|alone|onwards?|than|this|there
    )\b)
    [a-z]
    """,
    re.VERBOSE,
)
"""A common noun after a number: the number counts something, or names it."""
_LABEL_BEFORE = re.compile(
    r"""
    \b(?:
        Rule|Rules|pp?\.|page|pages|No\.|Section|Article|Room|Route|Highway|Flight|score\ of|total\ of|out\ of
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
        |every|each|any|per|an?|most|some|one|another|the|that|same|other|following|previous
        |(?:week|weeks|fortnight)\ (?:on|from)
    )\ $
    """,
    re.I | re.VERBOSE,
)
"""Words before a weekday that make it a name, a repeated day or one that the story counts from: "Black Friday", "every
Friday", "the Friday before the vote"."""
_DAY_OF_ANOTHER_TIME = re.compile(
    rf"\s(?:of\s(?:last|that|this|next|the|{MONTH}|\d)|(?:week|fortnight|next|last)\b"
    rf"|in\s(?:{MONTH}|the\s(?:month|week|year))\b)"
)
"""Words after a weekday that say of which time it is: "Friday week", "last Friday in May"."""
_ATTACK = re.compile(r"\s(?:attacks?|riots?|insurrection)\b")
"""Words after a date that make it the name of an event: "the Sept. 11 attacks"."""


def names_time(body: str, match: re.Match[str], resolve: Resolver) -> bool:
    """Whether the matched words name a time in this place."""
    before, after = body[max(0, match.start() - 24) : match.start()], body[match.end() : match.end() + 8]
    if re.match(r"\s?B\.?C", after):
        return False
    month = match.groupdict().get("month")
    if month and month[0].islower():
        return False
    if resolve in (resolvers.nearby_day, resolvers.unit) and _is_titled(before, match):
        return False
    if resolve is resolvers.quarter:
        return _is_business_quarter(body, match)
    if resolve is resolvers.day_month:
        return not _ATTACK.match(after + body[match.end() + 8 : match.end() + 20])
    if resolve is resolvers.nearby_day:
        is_title = before.endswith("USA ") or re.match(r" Show\b", after)  # "USA Today", "Today Show"
        return not is_title and not _means_nowadays(body, match, before)
    if resolve is resolvers.unit:
        return not (match["mod"].lower() == "last" and before.lower().endswith("the "))  # "in the last year" lasts
    if resolve is resolvers.weekday:
        return not _NO_SINGLE_DAY.search(before) and not _DAY_OF_ANOTHER_TIME.match(body, match.end())
    if resolve is resolvers.year:
        return _is_year(body, match, before)
    if resolve is resolvers.month_alone and not match["mod"] and match["month"] not in _UNAMBIGUOUS_MONTHS:
        return bool(_BEFORE_MONTH.search(body[max(0, match.start() - 12) : match.start("month")]))
    return True


def _is_titled(before: str, match: re.Match[str]) -> bool:
    """Whether words such as "This Morning" have a capital within a sentence, as the title of a programme has."""
    return match[0][:1].isupper() and not match[0].isupper() and bool(_WITHIN.search(before))


def _is_business_quarter(body: str, match: re.Match[str]) -> bool:
    """Whether "the first quarter" without a year is one of a financial year, not of a match."""
    if match["year"] or not match["ordinal"]:
        return True
    return bool(_BUSINESS.search(body, max(0, match.start() - NEAR), match.end() + NEAR))


def _is_year(body: str, match: re.Match[str], before: str) -> bool:
    """Whether a number of four digits is a year: a preposition, another year or its place says so."""
    number, end = int(match["year"]), match.end()
    beside = _BESIDE_YEAR.search(before)
    is_listed = beside is not None and int(beside[1]) < number  # "2010 to 1950" is a score
    if re.search(r"\d $", before) and not is_listed:
        return False
    if _LABEL_BEFORE.search(before) or _STREET.match(body, end):
        return False
    if match.group() != match["year"]:
        return True  # "early 2026"
    has_noun = bool(_NOUN_AFTER.match(body, end))
    if _BEFORE_YEAR.search(before) or is_listed:
        is_loose = bool(_LOOSE.search(before)) or not FIRST_YEAR <= number <= LAST_YEAR
        return not (is_loose and (has_noun or (_LOOSE.search(before) and _NAME_AFTER.match(body, end))))
    is_alone = bool(_ENDS_ALONE.match(body, end))
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return before.endswith(("(", "[")) and is_alone
    if _YEAR_ALONE.search(before):
        return is_alone
    if not before.strip() or before.endswith(("\n", ". ")):
        return not has_noun or bool(re.match(r" (?:was|is|has|saw)\b", body[end : end + 6]))
    return bool(_BEFORE_ATTRIBUTE.search(before)) and (has_noun or bool(_NAME_AFTER.match(body, end)))


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
    tells_event = _HERE_AND_NOW.search(around) or any(map(_tells_event, re.findall(r"[a-z]+", around)))
    return bool(_NOWADAYS_BEFORE.search(before)) or not tells_event


def _tells_event(word: str) -> bool:
    return verbs.is_past(word) or word in verbs.WILL or word in verbs.PLANNED
