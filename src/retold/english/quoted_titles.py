"""Titles of works and events in quotation marks."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"“([^“”\n]{4,70})”|\"([^\"\n]{4,70})\"|(?<!\w)‘([^‘’\n]{4,70})’(?!\w)")
_SMALL_WORDS = frozenset("a an and as at but by for from in into is it of on or over the to up with vs".split())
"""Words of a title that need no capital."""
_EVENT_NOUNS = frozenset(
    "forum conference festival summit event session tour ceremony symposium seminar exhibition fair".split()
)
_SPEECH_BEFORE = re.compile(r"(?:shout|chant|cr(?:y|ied)|yell|scream|say|said|repl|answer)\w*\W*$", re.I)
_SPEECH_AFTER = re.compile(
    r"""
    \W*
    (?:(?:[Hh]e|[Ss]he|[Tt]hey|[A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+)*)\ )?
    (?:said|says|told|added|asked|wrote|shouted|replied)\b
    """,
    re.VERBOSE,
)


def quoted_titles(text: str) -> list[tuple[int, int, str]]:
    """Titles of works and events in quotation marks, as `(start, end, type)` in code points.

    A title has two to eight words, all with a capital except small ones. Quotations that somebody
    says are left out, and so is a sentence that is itself written in capitals like a title.
    """
    if not any(mark in text for mark in '“"‘'):
        return []
    words: list[str] = re.findall(r"[^\W\d_]{4,}", _QUOTED.sub("", text))
    if sum(w[0].isupper() for w in words) > 0.6 * len(words):
        return []
    found = []
    for match in _QUOTED.finditer(text):
        start = match.start(match.lastindex or 0)
        title = match[match.lastindex or 0].rstrip(",.; ")
        if (
            not _has_title_case(title)
            or _SPEECH_BEFORE.search(text[: match.start()])
            or _SPEECH_AFTER.match(text, match.end())
        ):
            continue
        after = re.match(r"\W*(\w+)", text[match.end() :])
        found.append((start, start + len(title), "event" if after and after[1].casefold() in _EVENT_NOUNS else "work"))
    return found


def _has_title_case(title: str) -> bool:
    """Whether words have the length and the capitals of a title."""
    parts = re.findall(r"[\w'’&.-]+", title)
    if not 2 <= len(parts) <= 8 or re.search(r"[.!?;]\s", title) or title != title.lstrip():
        return False
    ends = all(p[0].isupper() or p[0].isdigit() for p in (parts[0], parts[-1]))
    return ends and all(p[0].isupper() or p[0].isdigit() or p.casefold() in _SMALL_WORDS for p in parts)
