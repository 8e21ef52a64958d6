"""Named-entity corpora as words with the labels that each word may have.

No two corpora draw the same lines: some have no works or events, some fold
them into one MISC, some count "British" as a name. So a word carries the
*set* of labels that its corpus leaves open, and the loss is
`-log p(any of them)`: silence in one corpus is not a "no" that contradicts
another.
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
OPEN: Allowed = frozenset(range(len(LABELS)))
O: Allowed = frozenset({OUTSIDE})
MISC = ("event", "work", "product", "other")


@dataclass(slots=True)
class Example:
    """One sentence. `allowed[i]`: labels that word i may have.

    `heads[i]` is the index of the governor of word i (-1: root), `relations`
    its label; empty where the corpus has no trees. `salience` is in 0..1, or
    None where unknown.
    """

    words: list[str]
    allowed: list[Allowed]
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    salience: float | None = None
    corpus: str = ""


def rows(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["tokens"], row["tags"]


def spans(tags: list[str]) -> list[tuple[int, int, str]]:
    """`(start, end, type)` of IO, IOB1 or BIO tags."""
    found: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        prefix, kind = tag.split("-", 1)
        if prefix == "I" and found and found[-1][1] == i and found[-1][2] == kind:
            found[-1] = (found[-1][0], i + 1, kind)
        else:
            found.append((i, i + 1, kind))
    return found


def name(allowed: list[Allowed], start: int, end: int, kinds: tuple[str, ...], spare: Allowed = frozenset()) -> None:
    """Marks words start..end as one name of any of `kinds`."""
    allowed[start] = frozenset(map(begin, kinds)) | spare
    for i in range(start + 1, end):
        allowed[i] = frozenset(map(inside, kinds)) | spare


def _open_outside(*kinds: str) -> Allowed:
    return O | frozenset(map(begin, kinds)) | frozenset(map(inside, kinds))


O_NO_MISC = _open_outside(*MISC, "demonym")
O_NO_DEMONYM = _open_outside("demonym")

NO_NAME = re.compile(
    r"(?i)(mon|tues|wednes|thurs|fri|satur|sun)day$|(january|february|march|april|may|june|july|august|september|october"
    r"|november|december|general|president|\W*)$"
)
"""Words with a capital that are no names."""

TITLES = frozenset(
    """mr mrs ms miss dr sir dame lord lady president vice prime minister deputy foreign secretary general state
    defense defence interior finance senator king queen prince princess pope chancellor judge justice professor
    governor mayor ambassador captain colonel lieutenant major sergeant admiral chief spokesman spokeswoman
    former representative congressman congresswoman sheikh emperor premier rev reverend father bishop archbishop
    cardinal ayatollah imam commander marshal brigadier corporal private director chairman leader opposition
    attorney presidential candidate u.s. us iraqi iranian israeli palestinian russian french british german
    security national adviser advisor envoy of the - acting first lady""".split()
)


def untitled(words: list[str], start: int, end: int) -> int:
    """Where the name itself begins in a person span that carries titles."""
    i = start
    while i < end - 1 and words[i].lower().rstrip(".") in TITLES:
        i += 1
    return i


def wikigold(words: list[str], tags: list[str]) -> list[Allowed]:
    allowed = [O] * len(words)
    kinds = {"PER": ("person",), "ORG": ("organization",), "LOC": ("place",), "MISC": (*MISC, "demonym")}
    for start, end, kind in spans(tags):
        name(allowed, start, end, kinds[kind])
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
        name(allowed, start, end, kinds[kind])
    return allowed


def three_types(words: list[str], tags: list[str]) -> list[Allowed]:
    """PER ORG LOC alone: for every other word a MISC name stays possible."""
    allowed = [O_NO_MISC if w[:1].isupper() else O for w in words]
    kinds = {"PER": ("person",), "ORG": ("organization",), "LOC": ("place",)}
    for start, end, kind in spans(tags):
        name(allowed, start, end, kinds[kind])
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
    """Wikipedia domains. Fields, genres, algorithms and compounds are common
    nouns to a newsreader: open between nothing and `other`."""
    allowed = [O] * len(words)
    for start, end, kind in spans(tags):
        if kind in CROSSNER:
            lower = words[start].islower()
            name(allowed, start, end, CROSSNER[kind], O if lower and kind == "misc" else frozenset())
        else:
            name(allowed, start, end, ("other",), O)
    return allowed


def re3d(words: list[str], tags: list[str]) -> list[Allowed]:
    """Defence reports: its entities may be common nouns, which are left open."""
    allowed = [O] * len(words)
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
            first = untitled(words, first, end)
        if end - first <= 6 and all(w[:1].isupper() or w in ("of", "the", "and", "al", "-") for w in words[first:end]):
            name(allowed, first, end, kinds[kind])
        else:
            allowed[start:end] = [OPEN] * (end - start)
    return allowed


READERS = {
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
