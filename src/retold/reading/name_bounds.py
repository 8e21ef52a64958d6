"""Where names begin and end, for what the model cuts: nicknames, "Jr.", titles; and what is no name at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retold.english.given_names import is_given_name
from retold.english.market_codes import MARKET_CODE
from retold.english.name_words import COUNTRY_INITIALS, SMALL_WORDS
from retold.english.nouns import PERSON_NOUNS
from retold.english.titles import BEFORE_NAMES
from retold.reading.gazetteer import shipped
from retold.types import EntityType, Name, Span

LONGEST_KIND = 24
"""Code points of the longest words before the name of a storm: "Tropical Cyclone "."""

_MARKS = {'"': '"', "“": "”", "”": "”", "„": "“”", "'": "'", "‘": "’", "’": "’", "«": "»", "(": ")"}
_NICKNAME = re.compile(
    r"""
    (?<![\w'’-])(?P<before>[A-Z][\w.'’-]{0,30})\s
    (?P<open>["“”„'‘’«(])(?P<nickname>[A-Z][^"“”„«»()\n]{0,29}?)(?P<close>["“”'’»)])
    \s(?P<after>[A-Z][\w'’-]{0,30})
    """,
    re.VERBOSE,
)
_SUFFIX = re.compile(r",?\s(?:[JS]r\b\.?|I{2,3}\b|IV\b)(?!\s[A-Z][a-z])")
_PARTY = re.compile(r"(?:[A-Z]|[A-Z][A-Za-z]{1,4})[-–][A-Z][\w.]{0,12}(?:\s[A-Z][\w.]{0,12})?$")
_EXCHANGE_BEFORE = re.compile(r"[(\[][A-Za-z]{2,12}:\s?$")
_OFFICE_OF = re.compile(r"\b(?:Secretary|Minister|Department|Ministry|Chancellor)\sof\s$")
_PARTY_BEFORE = re.compile(r"(?<![\w-])[DRI][-–]$")
_TITLE_AND_WORD = re.compile(r"\b([A-Z][a-z]+\.?) ([A-Z][a-z]+) $")
_TWO_WORDS = re.compile(r"[A-Z][a-z]+ [A-Z][\w'’-]*")
_INSIDE_TITLE = re.compile(r"\s(?:in|of|on|with|without|from|to|for)\s(?:(?:the|a|an|my|your)\s)?", re.IGNORECASE)
"""What stands between two parts of a title."""
_STORM_BEFORE = re.compile(r"\b(?:(?:Tropical|Winter)\s)?(?:Cyclone|Hurricane|Storm|Typhoon)\s$")
_BODY = re.compile(
    r"\s(?:Police(?:\s(?:Department|Dept\.?|Force|Service))?|Fire\s(?:Department|Service|Brigade)|(?:City|County)\sCouncil"
    r"|Council)\b(?!\s[A-Z]|['’]s?\s[A-Z])"
)
"""A public body after the name of its place."""
_JOB = (
    "Commissioner|Director|Judge|Justice|Leader|Minister|Officer|President|Secretary|Speaker|Spokesman|Spokeswoman|Whip"
)
_JOB_END = re.compile(rf"(?:^|\s)(?:{_JOB})$")
_JOB_AFTER = re.compile(rf"\s(?:{_JOB})\b", re.IGNORECASE)
_NAME_AFTER = re.compile(r"\s[A-Z][\w.'’-]*")
_JOB_PARTS = frozenset(
    """acting assistant associate chief circuit communications defence defense democratic deputy district executive
    finance foreign former health interim interior justice majority minority policy political press prime
    republican senior special vice""".split()
)
"""Words before the noun of a job, which the model takes for the end of a name."""
_PARTY_TAG = re.compile(r",?\s\(?(?:[DRI]|Rep|Dem|Lib|Con|Lab)[-–][A-Z][\w.]*\)?$|,?\s\([DRI]\)$")
_STATE = re.compile(
    r"(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa"
    r"|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)(?=\.)"
)
"""A state that is cut short, after a town or in brackets: "Roanoke, Va."."""
_NO_WORDS = re.compile(r"(?:[\W\d]+|No\.? ?\d+|\S+@\S+|www\.\S+)$")
"""A telephone number, a rank, an address."""


def whole_names(text: str, names: Sequence[Name]) -> list[Name]:
    """The names of a sentence with all their words, where the model cuts them, in text order.

    "William “Bill” Harlow", "Ann Lee Jr.", "Cyclone Ada".
    """
    kept = _with_storms(text, _with_nicknames(text, _joined(text, names)))
    return sorted((_with_body(text, _with_suffix(text, _after_title(text, n))) for n in kept), key=lambda n: n.span)


def _after_title(text: str, name: Name) -> Name:
    """A surname with the given name between it and a title, which the model may not know: "Per" of "Mayor Per Dahl"."""
    before = _TITLE_AND_WORD.search(text[max(0, name.span.start - 40) : name.span.start])
    if before is None or name.type != EntityType.PERSON or " " in name.span.of(text):
        return name
    title, word = before[1].lower().rstrip("."), before[2].lower()
    if title not in BEFORE_NAMES or word in BEFORE_NAMES or is_job(before[2]):
        return name
    return replace(name, span=Span(name.span.start - len(before[2]) - 1, name.span.end))


def _joined(text: str, names: Sequence[Name]) -> list[Name]:
    """Parts of one name as one: "Per" and "Dahl", "Walk" and "Rain" of "Walk in the Rain"."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: n.span):
        last = kept[-1] if kept else None
        if last is not None and last.type == name.type and _are_one(text, last, name):
            kept[-1] = replace(last, span=Span(last.span.start, name.span.end), score=max(last.score, name.score))
        else:
            kept.append(name)
    return kept


def _are_one(text: str, first: Name, second: Name) -> bool:
    """Whether two names of one type are parts of one: two words of a person, or a title and the rest of it."""
    if first.type == EntityType.PERSON:
        return _TWO_WORDS.fullmatch(text, first.span.start, second.span.end) is not None
    return (
        first.type == EntityType.WORK and _INSIDE_TITLE.fullmatch(text, first.span.end, second.span.start) is not None
    )


def _with_storms(text: str, names: Sequence[Name]) -> list[Name]:
    """Names of storms with the word before them that says what they are; that word alone is no name then."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: n.span):
        first = max(0, name.span.start - LONGEST_KIND)
        before = _STORM_BEFORE.search(text[first : name.span.start])
        if before is None:
            kept.append(name)
            continue
        start = first + before.start()
        while kept and kept[-1].span.start >= start:
            kept.pop()
        kept.append(replace(name, span=Span(start, name.span.end), type=EntityType.EVENT))
    return kept


def _with_nicknames(text: str, names: Sequence[Name]) -> list[Name]:
    """Those around a nickname in marks or brackets as one name of a person: "William", "Bill” Harlow"."""
    kept = list(names)
    for found in _NICKNAME.finditer(text):
        if found["close"] not in _MARKS[found["open"]]:
            continue
        people = [n for n in kept if n.type == EntityType.PERSON]
        given = next((n for n in people if n.span.overlaps(Span(*found.span("before")))), None)
        family = next((n for n in people if n.span.overlaps(Span(*found.span("after")))), None)
        if given is None or family is None:
            continue
        inside = Span(*found.span("nickname"))
        if found["open"] == "(" and not (is_given_name(found["nickname"]) or family.span.overlaps(inside)):
            continue  # "Hall (Arsenal) Poole (Chelsea)"
        whole = Span(given.span.start, max(family.span.end, given.span.end))
        kept = [n for n in kept if not n.span.overlaps(whole)]
        kept.append(Name(whole, EntityType.PERSON, max(given.score, family.score)))
    return kept


def _with_suffix(text: str, name: Name) -> Name:
    """A person's name with the "Jr." or "III" after it."""
    if name.type != EntityType.PERSON or " " not in name.span.of(text):
        return name
    found = _SUFFIX.match(text, name.span.end)
    return replace(name, span=Span(name.span.start, found.end())) if found else name


def _with_body(text: str, name: Name) -> Name:
    """A place with the word for a body after it is that body: "Norland River Police"; not in "Norland Police Chief"."""
    found = _BODY.match(text, name.span.end) if name.type == EntityType.PLACE else None
    if found is None:
        return name
    return replace(name, span=Span(name.span.start, found.end()), type=EntityType.ORGANIZATION)


def without_job(text: str, span: Span, kind: EntityType) -> Span:
    """The name without a job, or the beginning of one, or a party tag at its end; empty if nothing but a job is left.

    "White House" of "White House Press" before "Secretary"; "FBI" of "FBI Special Agent" before a name; "Bo Hall" of
    "Bo Hall, D-Va."; none of "Minority Leader".
    """
    words = span.of(text)
    if kind is EntityType.PERSON and (tag := _PARTY_TAG.search(words)):
        return Span(span.start, span.start + tag.start())
    if kind is not EntityType.ORGANIZATION:
        return span
    is_before_name = _NAME_AFTER.match(text, span.end) is not None and _is_job_noun(words.rpartition(" ")[2])
    if not (is_before_name or _JOB_END.search(words) or _JOB_AFTER.match(text, span.end)):
        return span
    left = words
    while left and (_is_job_noun(last := left.rpartition(" ")[2]) or last.casefold() in _JOB_PARTS):
        left = left.rpartition(" ")[0].rstrip(" ,")
    if left.rpartition(" ")[2].casefold() in SMALL_WORDS:
        return span  # "Office of the Speaker"
    is_place = left.replace(".", "").casefold() in COUNTRY_INITIALS or shipped().is_place(left.split())
    return Span(span.start, span.start + (0 if is_place and left != words else len(left)))


def _is_job_noun(word: str) -> bool:
    """Whether a word with a capital is what a person can be: "Agent", "Sen."."""
    plain = word.casefold().rstrip(".")
    return word[:1].isupper() and (plain in PERSON_NOUNS or plain in BEFORE_NAMES)


def is_no_name(text: str, span: Span, kind: EntityType) -> bool:
    """Whether the words are a code (a ticker, a telephone number), a party and a state ("R-Mont.") or no whole name.

    Part of an office ("State" of "Secretary of State") or cut by a character reference ("Jos" of "Jos&#233;").
    """
    words = span.of(text)
    if _OFFICE_OF.search(text, max(0, span.start - 20), span.start) and " " not in words:
        return True
    if _PARTY_BEFORE.search(text, max(0, span.start - 3), span.start) or text[span.end : span.end + 2] == "&#":
        return True
    if kind is not EntityType.PRODUCT and _PARTY.match(words) and words[1] in "-–" and words[0] in "DRI":
        return True
    if _is_state(text, span):
        return True
    if words.isupper() and _EXCHANGE_BEFORE.search(text[max(0, span.start - 15) : span.start]):
        return True  # "(NYSE: BA)"
    around = text[max(0, span.start - 24) : span.end + 24]
    at = Span(span.start - max(0, span.start - 24), span.end - max(0, span.start - 24))
    if any(found.start() <= at.start and at.end <= found.end() for found in MARKET_CODE.finditer(around)):
        return True
    return bool(_NO_WORDS.match(words))


def _is_state(text: str, span: Span) -> bool:
    """Whether the words only say in which state a town or a member's seat is: "Va" of "Roanoke, Va."."""
    found = _STATE.match(text, span.start)
    is_whole = found is not None and span.end - found.end() in (0, 1)
    return is_whole and text[max(0, span.start - 2) : span.start].endswith((", ", "("))


def is_job(words: str) -> bool:
    """Whether the words are all of a job, with none of a name: "Assoc. Dean", "President-elect"."""
    parts = [part.rstrip(".,").casefold().removesuffix("-elect") for part in words.split()]
    if all(part in BEFORE_NAMES for part in parts):
        return True
    return len(parts) > 1 and all(part in BEFORE_NAMES or part in PERSON_NOUNS or "." in part for part in parts)


def job_end(words: str) -> int:
    """Where the name begins in `words`, a person's name with a job before it: "Ombudsman Ida Roth"."""
    first, _, rest = words.partition(" ")
    plain = first.casefold()
    is_job = plain in PERSON_NOUNS or plain.endswith(("woman", "person", "sman", "ologist"))
    return len(first) + 1 if is_job and " " in rest.strip() and not is_given_name(first) else 0
