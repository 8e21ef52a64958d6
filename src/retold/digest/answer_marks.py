"""Words that introduce an answer (a reason, a manner, a place, a time), and words that end one."""

from __future__ import annotations

import re

from retold.types import Span

SAYS = frozenset(
    """said says say told announced reported added claimed confirmed believe believes think thinks wrote tweeted
    explained revealed""".split()
)
NOT_ANSWERS = frozenset("he she it they we i you who which that this these those there what some many all one".split())
"""Subjects that are no answer to "who"."""

REASON = (
    (
        re.compile(
            r"""
            \b(?:
                because\ of|due\ to|owing\ to|as\ a\ result\ of|on\ account\ of|thanks\ to|caused\ by|blamed\ on
                |stemm(?:ed|ing)\ from|in\ response\ to|in\ retaliation\ for|in\ protest\ (?:at|against|over)
            )\s+
            """,
            re.I | re.VERBOSE,
        ),
        1.0,
    ),
    (re.compile(r"\b(?:because(?! of)|in order to|so that|in an? (?:effort|attempt|bid) to)\s+", re.I), 1.0),
    (
        re.compile(
            r"""
            \b(?:
                the\ reason\ (?:is|was|for\ this\ is)(?:\ that)?|the\ cause\ (?:is|was)|aimed\ at|amid(?:st)?
            )\s+
            """,
            re.I | re.VERBOSE,
        ),
        0.7,
    ),
    (re.compile(r"(?<=\w)\s+(?:after|following)\s+(?!(?:the|a|that)\s+(?:day|week|month|year)\b)", re.I), 0.45),
)
"""Patterns before a reason, with their scores."""
MANNER = (
    (re.compile(r"\bby\s+(?=[a-z]+ing\b)", re.I), 1.0),
    (re.compile(r"\b(?:by means of|with the help of|using|by way of|via)\s+", re.I), 0.9),
    (re.compile(r"(?<=\w)\s+(?:after|despite)\s+(?=[a-z]+ing\b)", re.I), 0.6),
    (re.compile(r"(?<=\w)\s+(?:when|as)\s+(?=(?:a|an|the|he|she|it|they)\s)", re.I), 0.5),
    (re.compile(r"(?<=\w)\s+(?:with|in)\s+(?=an?\s)", re.I), 0.3),
)
"""Patterns before a manner, with their scores."""
NEAR_PLACE = re.compile(r"\b(?:in|at|near|outside|inside|off|on|to|around|across|from)\s(?:the\s)?$")
NEAR_VENUE = re.compile(r"\b(?:at|outside|inside)\s(?:the\s)?$")
CLOCK_TIME = re.compile(
    r"""
    \b(?:at\ |around\ |about\ |just\ after\ |shortly\ before\ |before\ |after\ )*
    (?:
        \d{1,2}(?:[.:]\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)(?![a-z])
        |\d{1,2}:\d\d\b
        |noon|midnight
    )
    """,
    re.VERBOSE,
)

_PHRASE_END = re.compile(
    r"""
    [,;:()–—“”\"]
    |\s(?:and|but|which|who|that|while|as|when|where|because|after|said|says|according)\s
    |[.!?](?=\s|$)
    """,
    re.VERBOSE,
)
_NEVER_LAST = frozenset(
    """the a an its his her their our of in on at by for from with to into and or but than as is was were are be been
    has have had that who which""".split()
)
"""Words that no phrase ends with."""
_PREPOSITIONS = frozenset(
    "in on at by for from with to into over under about of than during between through against within".split()
)


def cut_phrase(body: str, span: Span, most: int) -> Span:
    """The first phrase of `span`, with about `most` words at most."""
    stop = _PHRASE_END.search(body, span.start + 1, span.end)
    end = stop.start() if stop else span.end
    words = list(re.finditer(r"\S+", body[span.start : end]))
    if len(words) > most:
        prepositions = [m for m in words[3:most] if m.group().lower() in _PREPOSITIONS]
        end = span.start + (prepositions[-1].start() if prepositions else words[most - 1].end())
    text = body[span.start : end].rstrip(" .,;:\n")
    while (last := re.search(r"\s+(\S+)$", text)) and last[1].lower() in _NEVER_LAST:
        text = text[: last.start()]
    return Span(span.start, span.start + len(text))
