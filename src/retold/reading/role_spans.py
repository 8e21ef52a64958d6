"""The exact words of a role: where it begins and ends, and when a phrase is none."""

from __future__ import annotations

import re

from retold.english.calendar import MONTH
from retold.english.kinship import KIN
from retold.english.noun_kinds import NounKind, noun_kinds
from retold.reading.role_phrases import PLURAL_TITLES
from retold.types import Span

LONGEST = 220
"""Code points of the longest role. Anything longer is a story of its own."""

_AGE = re.compile(r"^(?:aged )?\d{1,3}$|^now \d{1,3}$")
_LEADING_WORD = re.compile(
    r"""
    ^(?:
        (?:
            a|an|the|then|now|'s|’s|also|mainly|both|but|and|under|with|by|of|from|to|for|at|in|as|on
            |his|her|their|its|our|my|another
        )\s+
        |then-|now-
        |[-–—]+\s*
    )
    """,
    re.I | re.VERBOSE,
)
_DATELINE = re.compile(r"[A-Z]{3,}[A-Z .,]{0,30}\s[-–—]{1,2}\s")
_GERUND = re.compile(
    r"(?!acting|founding|incoming|managing|outgoing|presiding|reigning|ruling|serving|sitting)[a-z]+ing\s(?=[A-Z])"
)
"""What is done to somebody with a title: "impeaching President"."""
_CLAUSE_START = re.compile(r"(?:who|which|whose|that|he|she|they|it)\b")
_PARTICIPLE = re.compile(r"[a-z]+ed\b")
_SPEECH_VERB = re.compile(r"\b(?:sa(?:id|ys)|told|adds?|added|wrote|writes)\b")
_LIMIT_BEFORE = re.compile(
    r"\b(?:[Ff]ormer|[Ee]x|[Ll]ikely|[Tt]hen|[Aa]cting|[Ii]nterim|[Aa]lleged|[Ss]uspected|[Pp]otential|[Pp]ossible|[Ww]ould-be"
    r"|[Pp]resumptive|[Dd]eputy|[Aa]ssistant|[Vv]ice|[Oo]utgoing|[Rr]etired)[\s-]$"
)
"""Words without which a role says too much."""
_DAY_BEFORE = re.compile(rf"\d{{1,2}}\s(?:{MONTH})\s|(?:{MONTH})\s\d{{1,2}}\s")
_OTHERS = re.compile(r",?\s(?:and|or)\s(?:several\s|two\s|three\s)?others?\b|,?\sand\s(?:his|her|their)\b")
_KINSHIP = re.compile(
    rf"(?:[a-z][\w-]* ){{0,2}}(?:ex-)?(?:{'|'.join(sorted(KIN))}|friend|colleague|boss|neighbou?r)(?:-in-law)?$"
)
"""A relation to somebody whom the words do not name."""
_PRONOUN_BEFORE = re.compile(r"\b(?:his|her|their)\s$", re.I)
_PRONOUN_AT = re.compile(r"(?:his|her|their)\s", re.I)
_SAYS_NOTHING = re.compile(
    r"(?:body|brand|business|channel|club|company|corporation|firm|group|institution|network|organi[sz]ation|party|site|team"
    r"|hit|man|woman|person|boy|girl|sir|lady|lord|dame)s?",
    re.I,
)
"""What is no role without a word more."""
_DENIED = r"(?:would-be|no\ longer|not(?!-for-)|never|once|so-called|self-styled|then|like|unlike)[ -](?:an?\ |the\ )?"
_DENIED_BEFORE = re.compile(rf"\b{_DENIED}$", re.I)
_LIKE = re.compile(r"\blike (?:an?\ |the\ )?$")
_DENIED_WITHIN = re.compile(rf"(?:^{_DENIED}|\b(?:would-be|no\ longer|so-called|self-styled)\b)", re.I)
"""Words by which a role is none, before it and in it."""

_PLACE_TO_COMMA = re.compile(r" (?:in|of|at) (?:the )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}(?=,)")


def tidied(body: str, span: Span, *, clause: bool = False, participle: bool = False) -> Span | None:
    """The role without leading small words and closing marks; None if it is no role.

    With `clause`, one that says what somebody does is one: "who runs the course". With `participle`, one may begin with
    one: "estranged husband".
    """
    start, end = span
    if body[start:end].lower() in PLURAL_TITLES:  # one of the "Senators" is a "Senator"
        return Span(start, end - 1)
    if dateline := _DATELINE.match(body, start, end):
        start = dateline.end()
    while start < end and body[start] in ",;:–— ":
        start += 1
    if cut := re.search(r"\w+$" if body[start] in "-." else r"\w+-$", body[max(0, start - 20) : start]):
        start -= len(cut.group())  # "co-founder"
    while not clause and (found := _LEADING_WORD.match(body[start:end])):
        start += found.end()
    if done := _GERUND.match(body, start, end):
        start = done.end()
    text = body[start:end].rstrip(" ,;:-–—")
    if not text or len(text) > LONGEST or any(mark in text for mark in '\n"“'):
        return None
    if _AGE.match(text) or _SPEECH_VERB.search(text):
        return None
    if text.count("(") != text.count(")"):
        text = text[: text.index("(")].rstrip() if "(" in text else text
    if text.endswith(".") and not re.search(r"\b\w\.$|\b[A-Z]\w{0,3}\.$", text):
        text = text[:-1]
    if not text or (not clause and _CLAUSE_START.match(text)) or (not participle and _PARTICIPLE.match(text)):
        return None
    return Span(start, start + len(text))


def up_to_comma(body: str, span: Span, name: Span) -> Span:
    """An apposition with the place that stands between it and its closing comma, which trees hang elsewhere.

    "counsellor at the embassy" becomes "counsellor at the embassy in the U.K." before ", said".
    """
    place = _PLACE_TO_COMMA.match(body, span.end) if span.start > name.end else None
    return Span(span.start, place.end()) if place else span


def limited(body: str, span: Span) -> Span:
    """A role with the word before it that limits it ("former singer"), and without others who share it."""
    before = _LIMIT_BEFORE.search(body, max(0, span.start - 20), span.start)
    start = before.start() if before else span.start
    day = _DAY_BEFORE.match(body, start, span.end)
    others = _OTHERS.search(body, start, span.end)
    return Span(day.end() if day else start, others.start() if others else span.end)


def with_whole_names(body: str, span: Span, name: Span, others: list[Span]) -> Span:
    """A role with all words of the names in it, and with a name that follows at once.

    "Japan chief" becomes "Bank of Japan chief"; "head of the food giant" before "Nordmat" is not at its end.
    """
    start = min((o.start for o in others if o.start < span.start < o.end <= span.end), default=span.start)
    follows = span.start > name.end and body[span.end : span.end + 1] == " "
    return Span(start, next((o.end for o in others if follows and o.start == span.end + 1), span.end))


def is_possessor(body: str, role: Span, name: Span) -> bool:
    """Whether a person named in a role is only its possessor: "aide to Ann Lee", "Ann Lee's aide"."""
    before = body[role.start : name.start].rstrip()
    return body[name.end : name.end + 1] in ("'", "’") or bool(
        re.search(r"\b(?:of|for|to|by|under|with)(?: [\w.]+){0,3}$", before)
    )


def is_denied(body: str, span: Span, name: Span) -> bool:
    """Whether the words before a role or in it say that it is none: "no longer president"."""
    before = body[max(0, span.start - 20) : span.start]
    if span.end < name.start:
        before = _LIKE.sub("", before)  # "liberals like senator Ann Lee"
    return bool(_DENIED_BEFORE.search(before) or _DENIED_WITHIN.search(span.of(body)))


def is_kinship(body: str, span: Span) -> bool:
    """Whether a role is only a relation to somebody whom its words do not name: "wife", "old friend"."""
    return bool(_KINSHIP.match(span.of(body)))


def with_pronoun(body: str, span: Span) -> Span:
    """A relation with the pronoun before it: "her cousin"."""
    before = _PRONOUN_BEFORE.search(body, max(0, span.start - 6), span.start)
    return Span(before.start(), span.end) if before else span


def is_of_pronoun(body: str, span: Span) -> bool:
    """Whether a role begins with a pronoun: "her cousin"."""
    return bool(_PRONOUN_AT.match(body, span.start, span.end))


def in_the_singular(body: str, span: Span) -> Span:
    """What several people of a list are, for one of them: "striker" of "strikers Ann Lee and Mia Dahl"."""
    text = span.of(body)
    plural = text.endswith("s") and not text.endswith(("ss", "ies", "'s", "’s"))
    if plural and NounKind.PERSON in noun_kinds(text.split()[-1][:-1]):
        return Span(span.start, span.end - 1)
    return span


def says_nothing(body: str, span: Span) -> bool:
    """Whether a phrase is a word that says no more than the type does: "company"."""
    return bool(_SAYS_NOTHING.fullmatch(span.of(body)))
