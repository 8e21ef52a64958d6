"""Dates in place of relative times: "on Tuesday" becomes "on 24 February 2026".

Only for times that the reading has resolved against the publication date. Words of a quotation stay as
they were said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.english.calendar import WEEKDAY
from retold.types import Precision, Sentence, Span, TimeExpression, When

_PART_OF_DAY = re.compile(r"[ -](morning|afternoon|evening|night|lunchtime)$", re.I)
_RELATIVE = re.compile(
    rf"""
    this$
    |(?:(?:last|this|next|past|the\ coming|this\ coming|the\ past|this\ past)\s+)?(?:{WEEKDAY}|month|year|quarter)$
    |(?:
        yesterday|today|tomorrow|tonight|last\ night
        |(?:a|one|two|three|four|five|six|seven|\d{{1,2}})\ days?\ ago
    )$
    """,
    re.I | re.VERBOSE,
)
"""Expressions that name one time for readers on the day of publication. "Last week" may be the seven days before."""
_OWNER = re.compile(rf"(?:last )?{WEEKDAY}$|[Yy]esterday$")
_APPROXIMATE = re.compile(
    r"""
    \b(?:
        than|least|most|up\ to|over|under|about|around|almost|nearly|some|just|only|barely|roughly|until|since
        |from|exactly
    )\s+$
    """,
    re.I | re.VERBOSE,
)
_UNIT_ALONE = re.compile(r"(?i)^(?:month|year|quarter)$")
_PREPOSITION = re.compile(
    r"""
    \b(
        on|in|since|until|till|by|before|after|from|of|for|during|than|to|between|and|late|early|through|as\ of
        |(?:recently|early|late|soon)\ as
    )\s+$
    """,
    re.I | re.VERBOSE,
)
_KEPT_PREPOSITION = re.compile(
    r"\b(?:since|until|till|by|before|after|from|of|than|to|between|through|as of|(?:recently|early|late|soon) as)\s+$",
    re.I,
)
"""Prepositions that stay before a date: "since 24 February"."""
_UNSAFE = re.compile(
    r"""
    \b(?:
        late|early|mid|overnight|every|each|one|a|the|that|same|every\ other|and|or|between|for
    )[\s-]+$
    """,
    re.I | re.VERBOSE,
)
"""Words that would not fit before a date."""
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}


@dataclass(frozen=True, slots=True)
class DateRewrite:
    """New words for a part of a sentence, `start` to `end` in its text, and the year of their date."""

    start: int
    end: int
    words: str
    year: int


def rewrite_date(time: TimeExpression, sentence: Sentence, text: str, known_year: int | None) -> DateRewrite | None:
    """The date for a relative time; None if the words should stay.

    `known_year` is the year of the last date that the reader has seen; it is not repeated.
    """
    start, end = time.span.start - sentence.span.start, time.span.end - sentence.span.start
    if start < 0 or end > len(text):
        return None
    words = " ".join(text[start:end].split())
    part = _PART_OF_DAY.search(words)
    bare = words[: part.start()] if part else words
    if re.fullmatch(r"(?i)last night|tonight", words):
        bare, part = words, re.search(r"(night)", "night")
    if not time.relative or not _RELATIVE.match(bare) or _UNIT_ALONE.match(bare):
        return None
    if bare.lower() == "today" and _is_of_present(sentence, start, text):
        return None
    before = text[:start]
    if bare.endswith("ago") and _APPROXIMATE.search(before):
        return None
    if re.match(r"['’-]\w", text[end:]):
        is_owner = any(w.relation == "case" and end <= w.span.start <= end + 1 for w in sentence.words)
        return _rewrite_owner(time.when, before, text, Span(start, end), known_year) if is_owner else None
    preposition = _PREPOSITION.search(before)
    if _UNSAFE.search(before) or before.endswith("-") or not _is_adverbial(sentence, end, preposition is not None):
        return None
    phrase = _date_phrase(time.when, known_year)
    if phrase is None:
        return None
    new_preposition, date = phrase
    if part:
        new_preposition, date = f"on the {part[1].lower()} of", date
    return _place(time.when, text, Span(start, end), preposition, (new_preposition, date), bool(part))


def _is_of_present(sentence: Sentence, start: int, text: str) -> bool:
    """Whether the word at `start` hangs from a verb in the present: "today, 100,000 soldiers are deployed"."""
    words = sentence.words
    verb = next((w.head for w in words if w.span.start == start), -1)
    forms = {w.span.of(text).lower() for w in words if w.head == verb}
    return verb >= 0 and bool(forms & {"is", "are", "’s", "'s", "’re", "'re", "do", "does"})


def _place(
    when: When, text: str, span: Span, preposition: re.Match[str] | None, phrase: tuple[str, str], has_part: bool
) -> DateRewrite | None:
    """The date at its place: after the preposition before it, in place of that one, or with one of its own.

    `phrase` is a preposition and a date; `has_part`: the preposition names a part of the day.
    """
    before, year = text[: span.start], when.first.year
    new_preposition, date = phrase
    if preposition is None:
        words = f"{new_preposition} {date}"
        words = words if before.strip() else _with_case_of(text[span.start], words)
        return DateRewrite(span.start, span.end, words, year)
    if _KEPT_PREPOSITION.search(before) and not has_part:
        return DateRewrite(span.start, span.end, date, year)
    if preposition[1].lower() == "on" and (when.last - when.first).days > 3:
        return None  # "a rise of 14 per cent on last year" compares
    if preposition[1].lower() in ("on", "in", "during"):
        start = preposition.start(1)
        return DateRewrite(start, span.end, _with_case_of(text[start], f"{new_preposition} {date}"), year)
    return None


def _rewrite_owner(when: When, before: str, text: str, span: Span, known_year: int | None) -> DateRewrite | None:
    """ "Friday's launch" as "the 29 December launch"."""
    genitive = re.match(
        r"['’]s(?=\s+(?!(?:was|were|is|are|has|had|been|not|expected|going|the|a)\b)(?:[a-z]+ ){0,2}[a-z]+)",
        text[span.end :],
    )
    if genitive is None or not _OWNER.match(span.of(text)):
        return None
    if when.precision is not Precision.DAY or _UNSAFE.search(before):
        return None
    phrase = _date_phrase(when, known_year)
    if phrase is None:
        return None
    article = "the" if before.strip() else "The"
    return DateRewrite(span.start, span.end + genitive.end(), f"{article} {phrase[1]}", when.first.year)


def _with_case_of(first: str, words: str) -> str:
    """`words` with a capital if `first` is one."""
    return words[:1].upper() + words[1:] if first.isupper() else words


def _is_adverbial(sentence: Sentence, end: int, has_preposition: bool) -> bool:
    """Whether the expression that ends at `end` says when something happens, and is not part of a name or a noun."""
    word = next((w for w in sentence.words if w.span.end == end), None)
    relation = word.relation.split(":")[0] if word is not None else ""
    return relation in ("obl", "nmod", "advmod", "root", "conj") or (
        has_preposition and relation in ("obj", "iobj", "xcomp", "dep")
    )


def _date_phrase(when: When, known_year: int | None) -> tuple[str, str] | None:
    """Preposition and date for a time; None if it is longer than a year."""
    first = when.first
    year = "" if first.year == known_year else f" {first.year}"
    month = f"{first:%B}"
    match when.precision:
        case Precision.DAY:
            return "on", f"{first.day} {month}{year}"
        case Precision.MONTH:
            return "in", f"{month}{year or f' {first.year}'}"
        case Precision.QUARTER:
            return "in", f"the {_ORDINALS[(first.month + 2) // 3]} quarter of {first.year}"
        case Precision.YEAR:
            return "in", str(first.year)
    return None
