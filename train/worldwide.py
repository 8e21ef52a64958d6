"""Worldwide newswire: names in today's news of Asia, Africa, Latin America, the Middle East and Oceania."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from retold.english.titles import demonyms
from train.corpora import MISC, ONLY_OUTSIDE, Allowed, Example, mark_name, skip_titles, spans

FILE = "worldwide-newswire.jsonl.gz"
KINDS = {
    "Person": ("person",),
    "Location": ("place",),
    "Organization": ("organization",),
    "Facility": ("place", "organization"),
    "NORP": ("demonym", "organization"),
    "Product": ("product", "work"),
    "Misc": (*MISC, "demonym"),
}
"""Our types for each type of the corpus. "Date" and "Money" are no names."""
DEV_SHARE = 8
"""One article in so many is kept to tune on."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and their names, as `(start, end, type)` in the corpus's own types."""

    words: list[str]
    names: list[tuple[int, int, str]]


def is_dev(article: str) -> bool:
    """Whether an article is kept to tune on. Nothing is trained on it."""
    return int(sha256(article.encode()).hexdigest(), 16) % DEV_SHARE == 0


def sentences(folder: Path, dev: bool) -> Iterator[Sentence]:
    """The sentences of the articles to tune on (`dev`), or of all others. The corpus has one paragraph in a row."""
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if is_dev(row["doc"]) == dev:
                yield from _split(row["tokens"], spans(row["tags"]))


def _split(words: list[str], names: list[tuple[int, int, str]]) -> Iterator[Sentence]:
    """The sentences of a paragraph: each ends after a full stop and its closing marks, but never in a name."""
    inside = {i for start, end, _ in names for i in range(start, end - 1)}
    start = 0
    for i, word in enumerate(words):
        ends = i + 1 == len(words) or (
            (word in (".", "!", "?") or (word in ('"', "”", "’") and words[i - 1] in (".", "!", "?")))
            and i not in inside
            and words[i + 1] not in (".", "!", "?", '"', "”", "’", ")")
            and not words[i + 1][:1].islower()
        )
        if ends:
            yield Sentence(
                words[start : i + 1], [(a - start, b - start, k) for a, b, k in names if start <= a and b <= i + 1]
            )
            start = i + 1


def without_determiner(words: list[str], start: int, end: int) -> int:
    """The first word of a name after "the"."""
    return start + 1 if end - start > 1 and words[start].lower() == "the" else start


def examples(folder: Path) -> list[Example]:
    """The sentences to train on, with the labels that each word may have."""
    return [Example(s.words, _allowed(s), corpus="worldwide") for s in sentences(folder, dev=False)]


def _allowed(sentence: Sentence) -> list[Allowed]:
    words = sentence.words
    allowed: list[Allowed] = [ONLY_OUTSIDE] * len(words)
    for start, end, kind in sentence.names:
        if kind not in KINDS:
            continue
        first = skip_titles(words, start, end) if kind == "Person" else without_determiner(words, start, end)
        types = ("demonym",) if kind == "NORP" and words[first].lower() in demonyms() else KINDS[kind]
        mark_name(allowed, first, end, types)
    return allowed
