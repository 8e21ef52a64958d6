"""Relative dates as dates: "on Tuesday" becomes "on 24 February 2026".

Only what the reading has resolved against the publication date; the words of a
quotation stay as they were said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.types import Precision, Sentence, Span, TimeExpression, When

_PART = re.compile(r"[ -](morning|afternoon|evening|night|lunchtime)$", re.I)
_NAMED = re.compile(
    r"(?i)this$|(?:(?:last|this|next|the coming|this coming)\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|weekend|month|year|quarter)$|(?:yesterday|today|tomorrow|tonight|last night|(?:a|one|two|three|four|five|six|seven|\d{1,2}) days? ago)$"
)
"""Expressions that mean one time by the day on which they are read."""
_OWNS = re.compile(r"(?:last )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|[Yy]esterday$")
_ABOUT = re.compile(
    r"\b(?:than|least|most|up to|over|under|about|around|almost|nearly|some|just|only|barely|roughly|until|since|from|exactly)\s+$",
    re.I,
)
_PLAIN = re.compile(r"(?i)^(?:week|weekend|month|year|quarter)$")
_PREPOSITION = re.compile(
    r"\b(on|in|since|until|till|by|before|after|from|of|for|during|than|to|between|and|late|early|through|as of)\s+$",
    re.I,
)
_TIED = re.compile(r"\b(?:since|until|till|by|before|after|from|of|than|to|between|through|as of)\s+$", re.I)
_UNSAFE = re.compile(
    r"\b(?:late|early|mid|overnight|every|each|one|a|the|that|same|every other|and|or|between|for)[\s-]+$", re.I
)
_ORDINAL = {1: "first", 2: "second", 3: "third", 4: "fourth"}


@dataclass(frozen=True, slots=True)
class DateRewrite:
    """Words for a place of a sentence, `start` to `end` in its text, and the year that they give."""

    start: int
    end: int
    words: str
    year: int


def dating(time: TimeExpression, sentence: Sentence, text: str, known_year: int | None) -> DateRewrite | None:
    """The date for a relative expression, or None where the words had better stay.

    `known_year`: a year that the reader has just been told and need not be told again.
    """
    start, end = time.span.start - sentence.span.start, time.span.end - sentence.span.start
    if start < 0 or end > len(text):
        return None
    said = " ".join(text[start:end].split())
    part = _PART.search(said)
    bare = said[: part.start()] if part else said
    if re.fullmatch(r"(?i)last night|tonight", said):
        bare, part = said, re.search(r"(night)", "night")
    if not time.relative or not _NAMED.match(bare) or _PLAIN.match(bare):
        return None
    before = text[:start]
    if bare.endswith("ago") and _ABOUT.search(before):
        return None
    if re.match(r"['’-]\w", text[end:]):
        owns = any(w.relation == "case" and end <= w.span.start <= end + 1 for w in sentence.words)
        return _owning(time.when, before, text, Span(start, end), known_year) if owns else None
    given = _PREPOSITION.search(before)
    if _UNSAFE.search(before) or before.endswith("-") or not _modifies(sentence, end, given is not None):
        return None
    named = _named(time.when, known_year)
    if named is None:
        return None
    preposition, words = named
    if part:
        preposition, words = f"on the {part[1].lower()} of", words
    if given and (_TIED.search(before) and not part):
        return DateRewrite(start, end, words, time.when.first.year)
    if given and given[1].lower() == "on" and (time.when.last - time.when.first).days > 3:
        return None  # "a rise of 14 per cent on last year" compares
    if given and given[1].lower() in ("on", "in", "during"):
        return DateRewrite(
            given.start(1), end, _cased(text[given.start(1)], f"{preposition} {words}"), time.when.first.year
        )
    if given:
        return None
    return DateRewrite(
        start,
        end,
        _cased(text[start], f"{preposition} {words}") if not before.strip() else f"{preposition} {words}",
        time.when.first.year,
    )


def _owning(when: When, before: str, text: str, place: Span, known_year: int | None) -> DateRewrite | None:
    """ "Friday's launch" as "the 29 December launch"."""
    owns = re.match(
        r"['’]s(?=\s+(?!(?:was|were|is|are|has|had|been|not|expected|going|the|a)\b)(?:[a-z]+ ){0,2}[a-z]+)",
        text[place.end :],
    )
    if owns is None or not _OWNS.match(place.of(text)) or when.precision is not Precision.DAY or _UNSAFE.search(before):
        return None
    named = _named(when, known_year)
    if named is None:
        return None
    return DateRewrite(
        place.start, place.end + owns.end(), ("the " if before.strip() else "The ") + named[1], when.first.year
    )


def _cased(first: str, words: str) -> str:
    return words[:1].upper() + words[1:] if first.isupper() else words


def _modifies(sentence: Sentence, end: int, given: bool) -> bool:
    """Whether the expression says when something is, rather than being part of a name or a
    noun; `given`: whether a preposition stands before it."""
    word = next((w for w in sentence.words if w.span.end == end), None)
    relation = word.relation.split(":")[0] if word is not None else ""
    return relation in ("obl", "nmod", "advmod", "root", "conj") or (
        given and relation in ("obj", "iobj", "xcomp", "dep")
    )


def _named(when: When, known_year: int | None) -> tuple[str, str] | None:
    """Preposition and words of a time."""
    first = when.first
    year = "" if first.year == known_year else f" {first.year}"
    month = f"{first:%B}"
    match when.precision:
        case Precision.DAY:
            return "on", f"{first.day} {month}{year}"
        case Precision.WEEK:
            length = (when.last - first).days
            return (
                ("in the week of", f"{first.day} {month}{year}")
                if length > 3
                else ("on the weekend of", f"{first.day} {month}{year}")
            )
        case Precision.MONTH:
            return "in", f"{month}{year or f' {first.year}'}"
        case Precision.QUARTER:
            return "in", f"the {_ORDINAL[(first.month + 2) // 3]} quarter of {first.year}"
        case Precision.YEAR:
            return "in", str(first.year)
    return None
