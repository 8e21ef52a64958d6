"""The names in a byline. Jobs, desks and agencies are no names; an agency is the publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

from retold.english.name_words import PARTICLES
from retold.extract.scripts import Node

_BETWEEN = re.compile(r",\s*(?:and\s)?|\s(?:and|AND)\s|\s&\s|;\s*|\s[|/•·–—-]\s|\n|\s\(|\)")
_BY = re.compile(r"^(?:Written by|Reported by|Story by|Words by|By|by|BY)[:\s]+")
_NO_NAME = re.compile(r"[@/\d]|\.com\b")
MOST = 50
"""Authors of one page."""
_MOST_WORDS = 5
"""Words of the longest name."""
_AGENCIES = {
    name.casefold(): name
    for name in (
        "Associated Press|Reuters|Agence France-Presse|Bloomberg|Bloomberg News|Press Association|PA Media|Xinhua|"
        "Australian Associated Press|Canadian Press|United Press International|Deutsche Presse-Agentur|Interfax|"
        "Kyodo News|Press Trust of India|Tribune News Service|Anadolu Agency|Yonhap|Tass"
    ).split("|")
} | {
    "the associated press": "Associated Press",
    "the canadian press": "Canadian Press",
    "ap": "Associated Press",
    "afp": "Agence France-Presse",
    "upi": "United Press International",
    "dpa": "Deutsche Presse-Agentur",
    "aap": "Australian Associated Press",
    "pti": "Press Trust of India",
}
"""The news agencies, by their names and initials."""
_AGENCY_AT_END = re.compile(
    r"[\s,]+(?:for\s+|of\s+)?(" + "|".join(map(re.escape, sorted(_AGENCIES, key=len, reverse=True))) + r")\.?$",
    re.IGNORECASE,
)
_JOBS = frozenset(
    """
    reporter reporters correspondent correspondents editor editors writer writers columnist columnists producer
    producers photographer photographers journalist journalists contributor contributors critic critics anchor
    blogger presenter author intern staff freelancer bureau desk newsroom team
    """.split()
)
"""What people of a newsroom do."""
_DESKS = frozenset(
    """
    news political politics health education business sports sport science technology tech crime court courts
    home affairs foreign diplomatic defence defense security economics economic financial finance city local
    regional national international world entertainment culture arts travel food features special senior chief
    deputy assistant associate managing executive digital online breaking investigative investigations
    environment energy transport religion royal legal royals showbiz media data general assignment guest
    contributing opinion night weekend staff the our
    """.split()
)
"""What they do it about, and how high they stand."""
_GROUPS = frozenset("staff team desk bureau newsroom reporters editors writers correspondents".split())
"""Names of groups and not of people."""
_PARTICLES = PARTICLES - frozenset("abu ben san".split()) | {"of"}
"""Words of a name in small letters, without those that are as often its first part."""


@dataclass(frozen=True, slots=True)
class Byline:
    """Names in their usual case, and the agency that is named among them, "" if none is."""

    names: tuple[str, ...]
    agency: str = ""


def parse(text: str) -> Byline:
    """The names in "Jane Doe, John Roe and Ann Poe", without roles, links and handles."""
    names: list[str] = []
    agency = ""
    for part in _BETWEEN.split(text[:2_000]):
        name = _BY.sub("", part.strip(" .|\t\u00a0")).strip(" .|:")
        if end := _AGENCY_AT_END.search(" " + name):
            agency = agency or _AGENCIES[end[1].casefold()]
            name = name[: max(0, end.start() - 1)].rstrip(" ,")
        name = usual_case(_without_job(name))
        if name and len(name.split()) <= _MOST_WORDS and not _NO_NAME.search(name):
            names.append(name)
    return Byline(tuple(dict.fromkeys(names)), agency)


def from_json_ld(nodes: Iterable[Node]) -> tuple[str, str]:
    """The authors, with semicolons between them, and the publisher, as the JSON-LD of a page names them; "" if not."""
    for node in nodes:
        authors, publishers = _names(node.get("author")), _names(node.get("publisher"))
        if authors:
            return "; ".join(authors[:MOST])[:2_000], next(iter(publishers), "")
    return "", ""


def _names(value: Any) -> list[str]:
    members = value[:MOST] if isinstance(value, list) else [value]
    return [name for name in map(_name, members) if name]


def _name(value: Any) -> str:
    """The name of a person or a publisher, which is a text or an object; "" if it has none."""
    name = value.get("name") if isinstance(value, dict) else value
    return unescape(name).strip() if isinstance(name, str) and "//" not in name else ""


def _without_job(name: str) -> str:
    """A name without the job or the place after it: "Sue Park News reporter"; "" for a job alone."""
    words = name.split()
    if words and words[-1].casefold() in _GROUPS:
        return ""
    place = next((i for i, word in enumerate(words) if i and word.islower() and word not in _PARTICLES), len(words))
    if 2 <= place < len(words) and not any(word.casefold() in _JOBS for word in words):
        return " ".join(words[:place])
    jobs = [i for i, word in enumerate(words) if word.casefold().strip(".,'’s") in _JOBS or word.casefold() in _JOBS]
    if not jobs:
        return name
    kept = words[: jobs[0]]
    while kept and (kept[-1].casefold() in _DESKS or (kept[-1].islower() and kept[-1] not in _PARTICLES)):
        kept.pop()
    if len(kept) > 3 and not any(w.casefold() in _PARTICLES or len(w.strip(".")) == 1 for w in kept):
        kept = kept[:2]
    return " ".join(kept) if len(kept) > 1 else ""


def usual_case(name: str) -> str:
    """A name that is in capitals, or has none, in its usual case: "Joan McLarkin", "Piet van den Berg"."""
    words = name.split()
    if len(words) < 2:
        return name
    letters = [c for c in name if c.isalpha()]
    is_odd = sum(c.isupper() for c in letters) > 0.8 * len(letters) or all(c.islower() for c in letters)
    return " ".join(
        _usual_word(w, 0 < i < len(words) - 1) if is_odd or (w.isupper() and len(w) > 4) else w
        for i, w in enumerate(words)
    )


def _usual_word(word: str, is_inner: bool) -> str:
    if is_inner and word.casefold() in _PARTICLES:
        return word.lower()
    if len(word.strip(".")) <= 2 and ("." in word or not re.search("[AEIOUYaeiouy]", word)):
        return word.upper()  # initials
    usual = re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
    return re.sub(r"\bMc([a-z])", lambda m: "Mc" + m[1].upper(), usual)
