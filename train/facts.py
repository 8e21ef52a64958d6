"""Sentences of which people wrote down relations: the names that take part in them.

CoNLL04 marks all people, places and organizations of its sentences, KnowledgeNet only those of its facts. Any other
capitalised word may be a name or not.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from train.corpora import ONLY_OUTSIDE, OUTSIDE_OR_MISC, Example, mark_name, open_capitals, skip_titles
from train.worldwide import without_determiner

_WORD = re.compile(r"\w+|[^\w\s]")
_CONLL04 = {"Peop": "person", "Loc": "place", "Org": "organization"}
_KNOWLEDGENET: dict[str, tuple[str | None, str | None]] = {
    "SUBSIDIARY_OF": ("organization", "organization"),
    "HEADQUARTERS": ("organization", "place"),
    "CEO": ("organization", "person"),
    "DATE_FOUNDED": ("organization", None),
    "FOUNDED_BY": ("organization", "person"),
    "EMPLOYEE_OR_MEMBER_OF": ("person", "organization"),
    "EDUCATED_AT": ("person", "organization"),
    "POLITICAL_AFFILIATION": ("person", "organization"),
    "PLACE_OF_BIRTH": ("person", "place"),
    "PLACE_OF_RESIDENCE": ("person", "place"),
    "SPOUSE": ("person", "person"),
    "CHILD_OF": ("person", "person"),
    "DATE_OF_BIRTH": ("person", None),
    "DATE_OF_DEATH": ("person", None),
    "NATIONALITY": ("person", None),
}
"""The types of the subject and the object of each relation; None where it is no name, or of several types."""


def conll04(data: Path) -> list[Example]:
    """The sentences of CoNLL04's training part."""
    return [_conll04_example(row) for row in _rows(data, "conll04") if row["part"] == "train"]


def _conll04_example(row: dict[str, Any]) -> Example:
    words = row["tokens"]
    allowed = [OUTSIDE_OR_MISC if w[:1].isupper() else ONLY_OUTSIDE for w in words]
    for start, end, kind in row["entities"]:
        if kind in _CONLL04:
            first = skip_titles(words, start, end) if kind == "Peop" else without_determiner(words, start, end)
            mark_name(allowed, first, end, (_CONLL04[kind],))
    return Example(words, allowed, corpus="conll04")


def knowledgenet(data: Path) -> list[Example]:
    """The passages of KnowledgeNet that hold a fact."""
    return [_knowledgenet_example(row) for row in _rows(data, "knowledgenet") if row["facts"]]


def _knowledgenet_example(row: dict[str, Any]) -> Example:
    bounds = [m.span() for m in _WORD.finditer(row["text"])]
    words = [row["text"][start:end] for start, end in bounds]
    allowed = open_capitals(words)
    for start, end, kind in {end for fact in row["facts"] for end in _ends(fact)}:
        inside = [i for i, (a, b) in enumerate(bounds) if start <= a and b <= end]
        if inside and words[inside[0]][:1].isupper() and row["text"][start:end].lower() not in _PRONOUNS:
            first, last = inside[0], inside[-1] + 1
            mark_name(allowed, without_determiner(words, first, last), last, (kind,))
    return Example(words, allowed, corpus="knowledgenet")


_PRONOUNS = frozenset("i he she it they we his her its their our my him them who which that where".split())


def _ends(fact: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    """The places and types of a fact's subject and object."""
    for role, kind in zip(("subject", "object"), _KNOWLEDGENET[fact["relation"]], strict=True):
        if kind is not None:
            start, end = fact[role]
            yield start, end, kind


def _rows(data: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(data / "relations" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
