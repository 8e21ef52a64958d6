"""Titles before the names of people, titles of works in quotation marks, and words that are no name."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from retold.english.calendar import UNAMBIGUOUS_DATE_NAMES

ORGANIZATION_ENDINGS = frozenset(
    """agency airlines airways association authority bank commission committee corp corporation federation
    foundation inc institute llc ltd ministry plc university""".split()
)
"""Last words of names of organizations, never of people."""

HONORIFICS = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady sen senator rep representative gov governor gen general lt
    lieutenant col colonel sgt sergeant capt captain maj major adm admiral cmdr commander president vice prime minister
    chancellor secretary judge justice chief attorney sheikh sheik rev reverend father brother sister bishop archbishop
    cardinal ayatollah emperor empress tsar mayor ambassador congressman congresswoman councillor coach detective
    inspector officer constable rabbi imam chairman chairwoman spokesman spokeswoman premier master""".split()
)
REGNAL = frozenset("king queen prince princess pope saint st".split())
"""Titles that are part of the name if only one word follows: "Pope Francis"."""

NOT_NAMES = UNAMBIGUOUS_DATE_NAMES | frozenset(
    """the a an i he she it they we you first second third last next new general chairman jr sr inc ltd corp co et al
    emperor president secretary minister justice judge senator senators player coach dad mum mom god sir madam lord
    congressman today yesterday internet web christmas breaking exclusive photo video image
    editor reporter staff update live watch read""".split()
)
"""Words that are no name when they stand alone, even with a capital."""


@lru_cache(maxsize=1)
def demonyms() -> frozenset[str]:
    """Words for the people and things of a place, such as "british" and "iraqis", in lower case."""
    listed = (files("retold") / "data" / "demonyms.txt").read_text(encoding="utf-8").split()
    return frozenset((*listed, "rican", "ricans"))


def name_start(text: str) -> int:
    """Where the name begins in `text`, a person's name that may have titles before it."""
    words = list(re.finditer(r"\S+", text))
    start = 0
    for i, word in enumerate(words[:-1]):
        plain = word.group().rstrip(".").casefold()
        left = len(words) - i - 1
        if plain in HONORIFICS or plain in NOT_NAMES or (plain in REGNAL and left > 1):
            start = words[i + 1].start()
        else:
            break
    return start


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
