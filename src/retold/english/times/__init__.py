"""Time expressions: where the text names a day, a month, a year, and which one.

"Friday" and "last month" are read against the publication date, as TIMEX3
(TimeML) is; without one they are left alone. "A year later" and "that month"
are read against the time named before. Durations ("for three years") and
repeated times ("Fridays") name no one time and are passed over. Measured by
`bench/dates.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from retold.english.times import forms
from retold.english.times.forms import ABSOLUTE, PATTERNS, Context, Resolve
from retold.types import Span, TimeExpression, When

FAR = 2035
"""Year after which a number beside a name is more often part of it ("Blade Runner 2049") than a year."""
NEAR = 200
"""Code points around an expression in which its verb is looked for."""

_PLAIN = frozenset("January February July September October November December".split())
"""Months that are nothing else: not a verb, a person or a word cut short."""
_BEFORE_MONTH = re.compile(
    r"\b(?:in|by|of|from|since|until|till|to|and|before|after|through|between|during|early|late|mid)[ -]$", re.I
)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|by|of|from|since|until|till|to|and|before|after|through|between|during|around|about|circa|c\.|ca\.|early|late|mid)[ -]|[(–,;] ?)$",
    re.I,
)
_COUNTED = re.compile(
    r" (?!(?:and|or|to|in|on|at|by|for|from|when|where|until|as|with|but|he|she|they|it|the|a|is|was|were|had|did)\b)[a-z]"
)
_NAMED = re.compile(
    r"(?<![.!?] )\b(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Fall|Winter)\b)[A-Z][a-z]+ $"
)
"""A name that a number belongs to: "Blade Runner 2049"."""
_NUMBERED = re.compile(
    r"\b(?:Rule|Rules|pp?\.|page|pages|No\.|Section|Article|Room|Route|Highway|Flight|score of|least|most|than|Agenda|tel:?) ?$",
    re.I,
)
_BUSINESS = re.compile(
    r"profit|loss|sales|revenue|earnings|shares|growth|results|forecast|compan|income|econom|fiscal", re.I
)
_STILL = re.compile(r"(?:known|of|used|is|are|still own|still|even) $")
_HERE = re.compile(r"\b(?:I|I[’']m|we|here|[a-z]+ing)\b")
_NOT_ONE = re.compile(
    r"(?:Sheffield|Ruby|Man|Black|Good|Bloody|Super|Cyber|Ash|Easter|Palm|Shrove|Giving|every|each|any|per|a|most) $",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|won[’']t|shall|[’']ll|(?:is|are|was|were|be) (?:due|set|scheduled|expected|planned|going|slated|to)|plans? to|hopes? to"
    r"|expects? to|aims? to|intends? to|looks? forward|upcoming|coming|ahead of|begins?|starts?|opens?|returns?|resumes?|takes? (?:effect|place)|meets?|faces?|goe?s? (?:on (?:trial|sale)|to the polls))\b"
)
_OVERTAKEN = re.compile(
    r"\b(?:was|were) (?:due|set|scheduled|expected|planned|supposed|slated|meant) (?:to|for)\b[^;]*?,? (?P<but>but) (?!(?:will|would|may|could|can|is|are|has|have|was|were)\b)(?:\w+ ){0,2}?(?:left|began|came|went|took|ran|fell|lost|won|did|\w{2,}ed)\b"
)
"""A plan that something came of, or nothing: "was due to leave on Sunday, but left late"."""
_BEHIND = re.compile(
    r"\b(?:said|told|announced|reported|says|added|wrote|confirmed|tweeted|revealed|was|were|had|did|came|took|went|made|[a-z]{2,}ed)\b"
)


def expressions(body: str, sentences: Sequence[Span], published: date | None) -> tuple[TimeExpression, ...]:
    """All time expressions of the text that name one time, in order.

    `published`: the day of publication; None leaves alone what stands on it.
    """
    starts = [s.start for s in sentences]
    found: list[TimeExpression] = []
    before: When | None = None
    for match, resolve in _matches(body):
        index = bisect_right(starts, match.start()) - 1
        if index < 0 or match.end() > sentences[index].end:
            continue
        ahead = _goes_on(found, index, published) or _is_ahead(body, sentences[index], match)
        behind = not ahead and bool(
            _BEHIND.search(body, max(sentences[index].start, match.start() - NEAR), match.start())
        )
        when = resolve(match, Context(published, before, ahead, behind))
        if when is None:
            continue
        relative = resolve not in ABSOLUTE and not (match.groupdict().get("year"))
        found.append(TimeExpression(Span(match.start(), match.end()), index, when, relative))
        before = when
    return tuple(found)


def _goes_on(found: Sequence[TimeExpression], sentence: int, published: date | None) -> bool:
    """Whether the sentence has just named a time to come ("next month, Italy in November")."""
    return bool(published and found and found[-1].sentence == sentence and found[-1].when.first > published)


def _matches(body: str) -> list[tuple[re.Match[str], Resolve]]:
    """The longest matches from the left, none within another."""
    every = [(m, resolve) for pattern, resolve in PATTERNS for m in pattern.finditer(body) if _meant(body, m, resolve)]
    every.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    kept: list[tuple[re.Match[str], Resolve]] = []
    for match, resolve in every:
        if not kept or match.start() >= kept[-1][0].end():
            kept.append((match, resolve))
    return kept


def _meant(body: str, match: re.Match[str], resolve: Resolve) -> bool:
    """Whether the words name a time here at all."""
    before, after = body[max(0, match.start() - 12) : match.start()], body[match.end() : match.end() + 8]
    if (
        resolve is forms.quarter
        and not match["year"]
        and match["ordinal"]
        and not _BUSINESS.search(body, max(0, match.start() - NEAR), match.end() + NEAR)
    ):
        return False
    if resolve is forms.day_month and re.match(
        r"\s(?:attacks?|riots?|insurrection)\b", after + body[match.end() + 8 : match.end() + 20]
    ):
        return False  # "the Sept. 11 attacks"
    if resolve is forms.near and (before.endswith("USA ") or re.match(r" Show\b", after)):
        return False
    if resolve is forms.near and _nowadays(body, match, before):
        return False
    if resolve is forms.weekday and _NOT_ONE.search(before):
        return False
    if re.match(r"\s?B\.?C", after) or (resolve is forms.year and re.search(r"\d $", before)):
        return False
    month = match.groupdict().get("month")
    if month and month[0].islower():
        return False
    if resolve is forms.year and (number := int(match["year"])) and (number < 1900 or number > 2050):
        # An old year needs a word before it that says so: most such numbers count something.
        return bool(_BEFORE_YEAR.search(before)) and not _COUNTED.match(body, match.end())
    if resolve is forms.year and (
        _NUMBERED.search(before)
        or (int(match["year"]) > FAR and _NAMED.search(before) and not _BEFORE_YEAR.search(before))
    ):
        return False
    if resolve is forms.month_alone and not match["mod"] and match["month"] not in _PLAIN:
        return bool(_BEFORE_MONTH.search(body[max(0, match.start() - 12) : match.start("month")]))
    return True


def _nowadays(body: str, match: re.Match[str], before: str) -> bool:
    """Whether "today" is this age rather than this day: nothing around it happened or will."""
    words = match.group().lower()
    if words == "this day" and before.endswith("o "):
        return True
    if words != "today":
        return False
    if re.match(r"\s(?:is|are)\b", body[match.end() : match.end() + 5]) and re.search(r"[A-Z]\w+ $", before):
        return True  # "Athens today is …"
    first = re.split(r"\. |\n", body[max(0, match.start() - NEAR) : match.start()])[-1]
    last = re.split(r"\. |\n", body[match.end() : match.end() + NEAR])[0]
    around = f"{first},{last}"
    return bool(_STILL.search(before)) or not (_BEHIND.search(around) or _AHEAD.search(around) or _HERE.search(around))


def _is_ahead(body: str, sentence: Span, match: re.Match[str]) -> bool:
    """Whether the verb nearest to the expression speaks of what is to come: of the
    verbs before it the last one tells, else the first one after it."""
    first, last = max(sentence.start, match.start() - NEAR), min(sentence.end, match.end() + NEAR)
    overtaken = _OVERTAKEN.search(body, first, last)
    if overtaken is not None and match.end() <= overtaken.start("but"):
        return False
    ahead = [m.start() for m in _AHEAD.finditer(body, first, match.start())]
    behind = [m.start() for m in _BEHIND.finditer(body, first, match.start())]
    if ahead or behind:
        told = [b for b in behind if not any(a <= b <= a + 14 for a in ahead)]  # "is expected" is no past
        return max(ahead, default=-1) >= max(told, default=-1)
    later, past = _AHEAD.search(body, match.end(), last), _BEHIND.search(body, match.end(), last)
    return later is not None and (past is None or later.start() < past.start())
