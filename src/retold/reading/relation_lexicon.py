"""The words that say a relation, from `data/relations.tsv`, and the countries that demonyms stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from retold.types import EntityType
from retold.types.relations import RelationStatus, RelationType

_TYPES = {
    "P": EntityType.PERSON,
    "O": EntityType.ORGANIZATION,
    "L": EntityType.PLACE,
    "E": EntityType.EVENT,
    "W": EntityType.WORK,
    "R": EntityType.PRODUCT,
    "X": EntityType.OTHER,
}
ANY_NOUN = "*"


@dataclass(frozen=True, slots=True)
class Argument:
    """Where an argument of a word stands, and what it may be."""

    slots: tuple[str, ...]
    types: frozenset[EntityType]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that says a relation. `particle`: the word that a verb needs beside it, "" for none."""

    relation: RelationType
    subject: Argument
    object: Argument
    status: RelationStatus
    particle: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by the form of the word. `roles`: those of every noun for what somebody is."""

    verbs: dict[str, list[Entry]]
    nouns: dict[str, list[Entry]]
    roles: list[Entry]


def verb_forms(verb: str) -> set[str]:
    """The forms of a verb. "buy/bought" gives the irregular ones."""
    base, *irregular = verb.split("/")
    stem = base[:-1] if base.endswith("e") else base
    third = base + "es" if base.endswith(("s", "x", "z", "ch", "sh")) else base + "s"
    if base.endswith("y") and base[-2] not in "aeiou":
        third, past = base[:-1] + "ies", base[:-1] + "ied"
    else:
        past = stem + "ed"
    doubled = {stem + stem[-1] + "ing"} if stem == base and base[-2] in "aiu" and base[-1] in "mnt" else set()
    return {base, third, stem + "ing", *(irregular or [past]), *doubled}


def noun_forms(noun: str) -> set[str]:
    """The singular and the plural of a noun."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return {noun, noun + "es"}
    return {noun, noun[:-1] + "ies"} if noun.endswith("y") else {noun, noun + "s"}


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The table, read once."""
    verbs: defaultdict[str, list[Entry]] = defaultdict(list)
    nouns: defaultdict[str, list[Entry]] = defaultdict(list)
    roles: list[Entry] = []
    for kind, words, entry in _lines():
        for word in words:
            if kind == "role" and word == ANY_NOUN:
                roles.append(entry)
            elif kind == "verb":
                base, _, particle = word.partition("+")
                for form in verb_forms(base):
                    verbs[form].append(Entry(entry.relation, entry.subject, entry.object, entry.status, particle))
            else:
                for form in noun_forms(word):
                    nouns[form].append(entry)
    return Lexicon(dict(verbs), dict(nouns), roles)


def _lines() -> Iterator[tuple[str, list[str], Entry]]:
    for line in (files("retold") / "data" / "relations.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            relation, kind, words, subject, target, status = line.split("\t")
            entry = Entry(RelationType(relation), _argument(subject), _argument(target), RelationStatus(status))
            yield kind, words.split(), entry


def _argument(text: str) -> Argument:
    slots, _, types = text.partition(":")
    return Argument(tuple(slots.split("|")), frozenset(_TYPES[t] for t in types) or frozenset(_TYPES.values()))
