"""News that an editor judged: 119 articles with facts, names, quotations and more."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retold.english.sentences import split
from train.corpora import TITLES, Allowed, Example, mark_name, open_capitals, skip_titles
from train.worldwide import without_determiner

_WORD = re.compile(r"\w+|[^\w\s]")
Name = tuple[tuple[str, ...], str]
"""The words of a name and its type."""


def articles(data: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The id, the body and the editor's judgement of each article that is one. `data`: the folder with editor/."""
    with gzip.open(data / "editor" / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = {row["id"]: row for row in map(json.loads, lines) if row["kind"] != "boilerplate"}
    with gzip.open(data / "editor" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in gold:
                yield row["id"], row["body"], gold[row["id"]]


def examples(data: Path) -> list[Example]:
    """The sentences of all articles, with the labels that each word may have.

    The editor wrote down the forms of each name, not their places, so the forms are looked for. Another capitalised
    word may be a name or not.
    """
    return [e for _, body, gold in articles(data) for e in _article_examples(body, _names(gold["entities"]))]


def _names(entities: Sequence[dict[str, Any]]) -> list[Name]:
    """Each form with a capital or a digit, the longest first. Others ("the firm") are no names."""
    forms = {(tuple(_WORD.findall(form)), e["type"]) for e in entities for form in (e["name"], *e["forms"])}
    names = [(words, kind) for words, kind in forms if any(w[:1].isupper() or w[:1].isdigit() for w in words)]
    return sorted(names, key=lambda name: (-len(name[0]), name))


def _article_examples(body: str, names: Sequence[Name]) -> Iterator[Example]:
    for sentence in split(body):
        words = _WORD.findall(sentence.of(body))
        allowed = open_capitals(words)
        taken: set[int] = set()
        for name, kind in names:
            for start in range(len(words) - len(name) + 1):
                end = start + len(name)
                if tuple(words[start:end]) == name and taken.isdisjoint(range(start, end)):
                    taken.update(range(start, end))
                    _mark(words, allowed, start, end, kind)
        yield Example(words, allowed, corpus="editor")


def _mark(words: list[str], allowed: list[Allowed], start: int, end: int, kind: str) -> None:
    """Marks a name, unless it may be a part of a longer one: then its words stay open."""
    first = skip_titles(words, start, end) if kind == "person" else without_determiner(words, start, end)
    before = words[first - 1] if first == start and start > 1 else ""  # the first word of a sentence has a capital
    after = words[end] if end < len(words) else ""
    if any(w[:1].isupper() and w.lower() not in TITLES for w in (before, after)):
        return
    mark_name(allowed, first, end, (kind,))
