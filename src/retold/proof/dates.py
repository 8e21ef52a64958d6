"""Whether the dates of a claim can be derived from the words of its source, and in one way only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from datetime import date, timedelta
from itertools import pairwise

from retold.proof.words import MONTHS, PAST, SAYS, Token, tokens

Time = tuple[date, date]
"""First and last day."""

_MONTH = r"""(?P<month>
    Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?
    |Sept?(?:ember)?\.?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?
)"""
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_COUNTS = "zero one two three four five six seven eight nine ten".split()
_BACK, _ON = frozenset(("last", "past", "this past")), frozenset(("next", "coming", "this coming", "the coming"))
_WHICH = "(?P<which>last|this|this past|past|next|this coming|the coming|coming)"

_DATES = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\ of)?\ {_MONTH}(?:,?\ (?P<year>\d{{4}}))?(?!\w)",
        rf"\b{_MONTH}\ (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\ (?P<year>\d{{4}}))?(?!\w)",
        rf"\b(?:{_WHICH}\ )?{_MONTH}(?:,?\ (?:of\ )?(?P<year>\d{{4}}))?(?!\w|\ \d{{1,2}}\b)",
    )
)
"""Dates that are written out: "12 May 2024", "May 12, 2024", "May 2024", each with or without its year."""
_YEAR = re.compile(
    r"""
    (?:
        \b(?:
            in|since|of|by|until|till|from|to|during|before|after|between|and|through|late|early|mid|year
            |summer|spring|autumn|fall|winter|quarter
        )[ -]
        |[(–]\ ?
        |\b(?:in|during|after)\ an?\ (?=\d{4}\ (?:
            accident|attack|battle|bombing|coup|crash|earthquake|election|explosion|fire|flood|interview|massacre
            |operation|raid|referendum|riot|shooting|siege|storm|strike|survey|trial|vote|war
        )\b)
    )
    (?P<year>1[0-9]{3}|20[0-9]{2})\b
    (?!\ [0-9]|[-/,.]\d|%|\ (?:[A-Z]\w*\ )?(?:St|Street|Ave|Avenue|Road|Rd|Lane|Drive|Blvd)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"""
    \b(?:
        (?P<near>yesterday|last\ night|today|tonight|this\ (?:morning|afternoon|evening)|tomorrow)
        |(?P<count>\d+|an?|{"|".join(_COUNTS[1:])})\ (?P<ago>day|year)s?\ ago
        |(?:{_WHICH}\ )?(?P<weekday>{"|".join(_WEEKDAYS)})
        |(?P<step>last|this|past|next|coming)\ (?P<unit>weekend|week|month|year)
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"""
    [,;:—–()]
    |\b(?:
        that|which|who|whose|when|while|where|as|after|before|because|but|although|though|if|unless
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AHEAD = re.compile(
    r"""
    \b(?:
        will|won['’]t|shall|going\ to|set\ to|due|scheduled|plans?|planning|aims?|hopes?|expected|expects?
        |(?:is|are)\ (?:\w+ly\ )?(?:\w+ing|to)
    )\b
    |['’]ll\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PAUSE = re.compile(r"[,;—–] ")
_SUBORDINATE = re.compile(
    r"""
    \b(?:
        (?P<relative>who|whom|whose|which|where|whether)
        |(?P<after>after)|before|because|if|unless|although|though|as|since|until
        |than(?!\ (?:
            [\d$£€]|(?:half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty
            |dozens|hundreds|thousands|millions
            |an?\ (?:dozen|hundred|thousand|million|third|quarter|year|month|week|day))\b
        ))
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words that begin a clause that tells of something besides the main one, if it has a verb or is a relative clause."""
_OPEN_TIME = re.compile(r"\b(?:since|from|until|till|than|between|through) (?:late |early |mid-|the )?$", re.IGNORECASE)
"""Words that make a time the end of a longer one."""
_OPEN = frozenset("would could might may should must can".split())
_FROM_TO = re.compile(r"\b(?:from|between) $")
_DAY = timedelta(days=1)
_NEAREST = 150
"""Days from publication within which a day or month without a year has one reading where no verb tells."""


def underived(claim: str, sources: Sequence[str], published: date | None) -> Iterator[str]:
    """The dates of `claim` that no words of `sources` give, or that the words leave open."""
    known = {time for source in sources for time in given(source, published)}
    said = " ".join(sources)
    for match, first, last in _written(claim):
        if match.group() not in said and not _is_given(match, claim, (first, last), known):
            yield match.group()
    yield from _turned_ranges(claim)
    for match in _YEAR.finditer(claim):
        if match["year"] not in said and _year(int(match["year"])) not in known:
            yield match["year"]


def _turned_ranges(claim: str) -> Iterator[str]:
    """Ranges that end before they begin: "from 14 May 2024 to 10 May"."""
    found = sorted(_written(claim), key=lambda w: w[0].start())
    for (one, first, _), (two, second, _) in pairwise(found):
        between = claim[one.end() : two.start()]
        if between in (" to ", " until ", " and ") and _FROM_TO.search(claim[: one.start()][-9:]):
            end = second.replace(year=first.year) if one["year"] and not two["year"] else second
            if end < first:
                yield claim[one.start() : two.end()]


def dates_event(iso: str, source: str, published: date | None) -> bool:
    """Whether the words of a sentence give a date in one way, for what its main clause tells. `iso`: a day, a month or
    a year (ISO 8601)."""
    words = tokens(source)
    return any(
        first.isoformat()[: len(iso)] == iso == last.isoformat()[: len(iso)]
        and not _is_quoted(words, place)
        and _is_main(source, place)
        for place, first, last in _given(source, published)
    )


def spans(text: str) -> list[tuple[int, int]]:
    """Where the dates of a text are written out: days, months, and years with a word that makes them one."""
    return [m.span() for m, _, _ in _written(text)] + [m.span("year") for m in _YEAR.finditer(text)]


def given(text: str, published: date | None) -> set[Time]:
    """The times that a text gives in one way; what has two readings gives none."""
    return {(first, last) for _, first, last in _given(text, published)}


def _given(text: str, published: date | None) -> Iterator[tuple[int, date, date]]:
    """The times that a text gives, with the places of their words."""
    written = list(_written(text))
    yield from ((m.start(), first, last) for m, first, last in written if m["year"])
    yield from ((m.start("year"), *_year(int(m["year"]))) for m in _YEAR.finditer(text))
    if published is None:
        return
    words = tokens(text)
    for match, first, last in written:
        if not match["year"]:
            yield from ((match.start(), *time) for time in _without_year(match, (first, last), text, published))
    for match in _RELATIVE.finditer(text):
        if not _is_quoted(words, match.start()):
            yield from ((match.start(), *time) for time in _relative(match, text, published))


def _is_quoted(words: Sequence[Token], place: int) -> bool:
    return any(w.quoted for w in words if w.start <= place < w.end)


def _is_main(text: str, place: int) -> bool:
    """Whether a place is in the main clause, or says when that happens: not in "who left in 2006", "after it was told
    on Monday", "since 2015", and not an end of "from 1995 to 2005"."""
    if _OPEN_TIME.search(text[max(0, place - 14) : place]):
        return False
    part = text[max((m.end() for m in _PAUSE.finditer(text, 0, place)), default=0) : place]
    marks = list(_SUBORDINATE.finditer(part))
    if not marks:
        return True
    last = marks[-1]
    if last["after"] and not any(t.lower in SAYS and not t.quoted for t in tokens(text[:place])):
        return True  # "two drowned after a ferry sank on Sunday": what happens then, happens at that time
    return not (last["relative"] or _tenses(part[last.end() :]))


def _is_given(match: re.Match[str], claim: str, time: Time, known: Set[Time]) -> bool:
    """Whether a date of the claim is known, or begins a week or a weekend that is; without its year, in any year."""
    before = claim[max(0, match.start() - 24) : match.start()]
    days = 6 if before.endswith("in the week of ") else 1 if before.endswith("on the weekend of ") else 0
    first, last = time[0], time[0] + days * _DAY if days else time[1]
    if match["year"]:
        return (first, last) in known
    return any((a.month, a.day, b - a) == (first.month, first.day, last - first) for a, b in known)


def _written(text: str) -> Iterator[tuple[re.Match[str], date, date]]:
    """Days and months that are written out, with their first and last day; in 2000 where no year is written."""
    taken: set[int] = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = next(i for i, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3].lower()))
            day = match.groupdict().get("day")
            first = _date(int(match["year"] or 2000), month, int(day or 1))
            if first is None or match.start("month") in taken:
                continue
            taken.add(match.start("month"))
            yield match, first, first if day else _month_end(first)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(first: date) -> date:
    return (first.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def _year(year: int) -> Time:
    return date(year, 1, 1), date(year, 12, 31)


def _without_year(match: re.Match[str], time: Time, text: str, published: date) -> set[Time]:
    """A day or month without a year: the last or the next one, as its clause says; else the only one that is near."""
    years = [y for y in range(published.year - 1, published.year + 2) if _date(y, time[0].month, time[0].day)]
    starts = [time[0].replace(year=y) for y in years]
    times = [(s, s if time[0] == time[1] else _month_end(s)) for s in starts]
    which = (match.groupdict().get("which") or "").lower()
    direction = -1 if which in _BACK else 1 if which in _ON else _direction(text, match.start())
    if direction < 0:
        return set([t for t in times if t[0] <= published][-1:])
    if direction > 0:
        return set([t for t in times if t[1] >= published][:1])
    near = [t for t in times if abs((t[0] - published).days) < _NEAREST]
    return set(near) if len(near) == 1 else set()


def _relative(match: re.Match[str], text: str, published: date) -> set[Time]:
    """The time that a relative expression gives; empty if it has two readings."""
    if match["near"]:
        near = match["near"].lower()
        day = published + _DAY * (-1 if near in {"yesterday", "last night"} else near == "tomorrow")
        return {(day, day)}
    if match["ago"]:
        return _ago(match["count"].lower(), match["ago"].lower(), published)
    if match["weekday"]:
        return _weekday(match, text, published)
    return _unit(match["step"].lower(), match["unit"].lower(), published)


def _ago(count: str, unit: str, published: date) -> set[Time]:
    number = int(count) if count.isdigit() else 1 if count in {"a", "an"} else _COUNTS.index(count)
    if unit == "year":
        return {_year(published.year - number)} if number < published.year else set()
    return {(published - number * _DAY,) * 2} if number < 4000 else set()


def _weekday(match: re.Match[str], text: str, published: date) -> set[Time]:
    """The day of a weekday: one within a week of publication."""
    back = (published.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
    before, after = published - back * _DAY, published + (-back % 7) * _DAY
    which = (match["which"] or "").lower()
    if which == "this":
        day = before if before.isocalendar()[:2] == published.isocalendar()[:2] else after
    elif which in _BACK:
        day = before if back else before - 7 * _DAY
    elif which in _ON:
        day = after if back else after + 7 * _DAY
    else:
        direction = _direction(text, match.start()) if back else 1
        if not direction:
            return set()
        day = before if direction < 0 else after
    return {(day, day)}


def _unit(step: str, unit: str, published: date) -> set[Time]:
    """This, the last or the next week, weekend, month or year."""
    steps = -1 if step in _BACK else 1 if step in _ON else 0
    if unit == "year":
        return {_year(published.year + steps)}
    if unit == "month":
        year, month = divmod(published.year * 12 + published.month - 1 + steps, 12)
        first = date(year, month + 1, 1)
        return {(first, _month_end(first))}
    monday = published + (7 * steps - published.weekday()) * _DAY
    return {(monday + (5 if unit == "weekend" else 0) * _DAY, monday + 6 * _DAY)}


def _direction(text: str, place: int) -> int:
    """Whether the clause around a place is about the past (-1) or the future (1); 0 if it leaves both open."""
    marks = [(m.start(), m.end()) for m in _CLAUSE.finditer(text)]
    start = max((end for _, end in marks if end <= place), default=0)
    end = min((first for first, _ in marks if first >= place), default=len(text))
    own = _tenses(text[start:end])
    tenses = own or _tenses(text)
    return tenses.pop() if len(tenses) == 1 else 0


def _tenses(text: str) -> set[int]:
    """The tenses of the verbs of a text: -1 past, 1 future, 0 open ("would", "may")."""
    words = tokens(text)
    past = any(w.lower in PAST or (_has_past_ending(w) and not _is_participle(words, i)) for i, w in enumerate(words))
    ahead, is_open = bool(_AHEAD.search(text)), any(w.lower in _OPEN for w in words)
    return {tense for tense, found in ((-1, past), (1, ahead), (0, is_open)) if found}


def _has_past_ending(word: Token) -> bool:
    return word.text.endswith("ed") and word.text.islower() and len(word.text) > 3


def _is_participle(words: Sequence[Token], at: int) -> bool:
    """Whether "be", "is" or an article stands before a word in -ed, so that it says nothing of the past."""
    before = [w.lower for w in words[max(0, at - 2) : at]]
    return bool({"be", "being", "is", "are"} & set(before)) or before[-1:] in (["to"], ["the"], ["a"], ["an"])
