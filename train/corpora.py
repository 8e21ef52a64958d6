"""Named-entity corpora as words with the labels that each word may have.

No two corpora have the same types: some have no works or events, some put them into one MISC, some count "British" as
a name. So each word has the *set* of labels that its corpus leaves open, and the loss is `-log p(any of them)`. A
corpus that does not label something does not contradict another one that does.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from retold.reading.labels import LABELS, OUTSIDE, begin, inside

Allowed = frozenset[int]
"""The labels that a word may have."""
ANY_LABEL: Allowed = frozenset(range(len(LABELS)))
ONLY_OUTSIDE: Allowed = frozenset({OUTSIDE})
MISC = ("event", "work", "product", "other")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what in one sentence: the words of the cue, of the source and of the content. Source may be empty."""

    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]


@dataclass(slots=True)
class Example:
    """One sentence."""

    words: list[str]
    allowed: list[Allowed]
    heads: list[int] = field(default_factory=list)
    """The index of each word's governor (-1: root); empty if the corpus has no trees."""
    relations: list[str] = field(default_factory=list)
    """The relation of each word to its governor; empty if the corpus has no trees."""
    salience: float | None = None
    """From 0 to 1; None if unknown."""
    corpus: str = ""
    attributions: list[Attribution] | None = None
    """None if the corpus does not say who says what."""


def rows(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Words and tags of each sentence of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["tokens"], row["tags"]


def spans(tags: list[str]) -> list[tuple[int, int, str]]:
    """`(start, end, type)` of the names in IO, IOB1 or BIO tags; offsets count words."""
    names: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        prefix, kind = tag.split("-", 1)
        if prefix == "I" and names and names[-1][1] == i and names[-1][2] == kind:
            names[-1] = (names[-1][0], i + 1, kind)
        else:
            names.append((i, i + 1, kind))
    return names


def mark_name(
    allowed: list[Allowed], start: int, end: int, kinds: tuple[str, ...], others: Allowed = frozenset()
) -> None:
    """Marks words start..end as one name of any of `kinds`. `others`: labels that stay possible besides."""
    allowed[start] = frozenset(map(begin, kinds)) | others
    for i in range(start + 1, end):
        allowed[i] = frozenset(map(inside, kinds)) | others


def _open_outside(*kinds: str) -> Allowed:
    return ONLY_OUTSIDE | frozenset(map(begin, kinds)) | frozenset(map(inside, kinds))


OUTSIDE_OR_MISC = _open_outside(*MISC, "demonym")
OUTSIDE_OR_DEMONYM = _open_outside("demonym")


def open_capitals(words: list[str]) -> list[Allowed]:
    """The labels of a sentence whose names are not all marked: any capitalised word may be a part of one."""
    return [ANY_LABEL if w[:1].isupper() else ONLY_OUTSIDE for w in words]


NO_NAME = re.compile(
    r"""
    (mon|tues|wednes|thurs|fri|satur|sun)day$
    |(
        january|february|march|april|may|june|july|august|september|october|november|december
        |general|president
        |\W*                           # punctuation only
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Capitalised words that are no names."""

TITLES = frozenset(
    """mr mrs ms miss dr sir dame lord lady president vice prime minister deputy foreign secretary general state
    defense defence interior finance senator king queen prince princess pope chancellor judge justice professor
    governor mayor ambassador captain colonel lieutenant major sergeant admiral chief spokesman spokeswoman
    former representative congressman congresswoman sheikh emperor premier rev reverend father bishop archbishop
    cardinal ayatollah imam commander marshal brigadier corporal private director chairman leader opposition
    attorney presidential candidate u.s. us iraqi iranian israeli palestinian russian french british german
    security national adviser advisor envoy of the - acting first lady""".split()
)


def skip_titles(words: list[str], start: int, end: int) -> int:
    """The first word of a person's name after its titles."""
    i = start
    while i < end - 1 and words[i].lower().rstrip(".") in TITLES:
        i += 1
    return i


def wikigold(words: list[str], tags: list[str]) -> list[Allowed]:
    allowed = [ONLY_OUTSIDE] * len(words)
    kinds = {"PER": ("person",), "ORG": ("organization",), "LOC": ("place",), "MISC": (*MISC, "demonym")}
    for start, end, kind in spans(tags):
        mark_name(allowed, start, end, kinds[kind])
    return allowed


def wnut(words: list[str], tags: list[str]) -> list[Allowed]:
    allowed = [_open_outside("event", "other", "demonym")] * len(words)
    kinds = {
        "person": ("person",),
        "corporation": ("organization",),
        "group": ("organization",),
        "location": ("place",),
        "creative-work": ("work",),
        "product": ("product",),
    }
    for start, end, kind in spans(tags):
        mark_name(allowed, start, end, kinds[kind])
    return allowed


def three_types(words: list[str], tags: list[str]) -> list[Allowed]:
    """Corpora with PER, ORG and LOC only: any other capitalised word may be a MISC name."""
    allowed = [OUTSIDE_OR_MISC if w[:1].isupper() else ONLY_OUTSIDE for w in words]
    kinds = {"PER": ("person",), "ORG": ("organization",), "LOC": ("place",)}
    for start, end, kind in spans(tags):
        mark_name(allowed, start, end, kinds[kind])
    return allowed


CROSSNER: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("person politician writer musicalartist scientist researcher".split(), ("person",)),
    **dict.fromkeys("organisation politicalparty university".split(), ("organization",)),
    "band": ("organization",),
    "location": ("place",),
    "country": ("place",),
    "event": ("event",),
    "election": ("event",),
    "conference": ("event", "organization"),
    "award": ("other",),
    **dict.fromkeys("book poem song album".split(), ("work",)),
    "magazine": ("work", "organization"),
    "academicjournal": ("work", "organization"),
    "product": ("product",),
    "programlang": ("product", "other"),
    "astronomicalobject": ("place", "other"),
    "misc": (*MISC, "demonym"),
}


def crossner(words: list[str], tags: list[str]) -> list[Allowed]:
    """Wikipedia domains. For news, fields, genres, algorithms and compounds are common nouns, so they may be no name or
    a name of type `other`."""
    allowed = [ONLY_OUTSIDE] * len(words)
    for start, end, kind in spans(tags):
        if kind in CROSSNER:
            is_maybe_outside = kind == "misc" and words[start].islower()
            mark_name(allowed, start, end, CROSSNER[kind], ONLY_OUTSIDE if is_maybe_outside else frozenset())
        else:
            mark_name(allowed, start, end, ("other",), ONLY_OUTSIDE)
    return allowed


def re3d(words: list[str], tags: list[str]) -> list[Allowed]:
    """Defence reports. Its entities may be common nouns; any label is allowed for those."""
    allowed = [ONLY_OUTSIDE] * len(words)
    kinds = {
        "Organisation": ("organization",),
        "Location": ("place",),
        "Person": ("person",),
        "Nationality": ("demonym",),
        "MilitaryPlatform": ("product",),
        "Weapon": ("product",),
    }
    for start, end, kind in spans(tags):
        if kind not in kinds:
            continue
        first = start
        while first < end - 1 and words[first].islower():
            first += 1
        if kind == "Person":
            first = skip_titles(words, first, end)
        if end - first <= 6 and all(w[:1].isupper() or w in ("of", "the", "and", "al", "-") for w in words[first:end]):
            mark_name(allowed, first, end, kinds[kind])
        else:
            allowed[start:end] = [ANY_LABEL] * (end - start)
    return allowed


READERS = {
    # The labels that each corpus allows: a function of a sentence's words and tags.
    "wikigold": wikigold,
    "wnut17-train": wnut,
    "wnut17-dev": wnut,
    "btc": three_types,
    "uner-ewt": three_types,
    "re3d": re3d,
    "crossner-ai": crossner,
    "crossner-literature": crossner,
    "crossner-music": crossner,
    "crossner-politics": crossner,
    "crossner-science": crossner,
}


def load(folder: Path, corpus: str) -> list[Example]:
    """All sentences of one corpus of `READERS` in `folder` (`<corpus>.jsonl.gz`)."""
    reader = READERS[corpus]
    return [
        Example(words, reader(words, tags), corpus=corpus)
        for words, tags in rows(folder / f"{corpus}.jsonl.gz")
        if words
    ]
