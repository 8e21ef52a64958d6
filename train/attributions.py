"""Who says what: the attributions of PolNeAR, sentence by sentence.

An attribution has a source ("Ann Lee", "she"), a cue ("said", "according to") and a content: speech, direct or
indirect, and also belief, plan, order or charge. Its parts are spans of the article.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retold.english.sentences import split
from retold.types import Span
from train.corpora import Attribution, Example

_WORD = re.compile(r"\w+|[^\w\s]")
Spans = Sequence[Sequence[int]]


def rows(data: Path, part: str) -> Iterator[dict[str, Any]]:
    """The articles of `part` ("train" or "dev"). `data`: the folder with quotes/."""
    with gzip.open(data / "quotes" / f"polnear-{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def examples(data: Path, part: str) -> list[Example]:
    """The sentences of all articles. An attribution belongs to the sentence of its cue; what lies outside is cut."""
    return [example for row in rows(data, part) for example in article_examples(row)]


def article_examples(row: dict[str, Any]) -> Iterator[Example]:
    """The sentences of one article, as words, with their attributions. Their names are not known."""
    body = row["body"]
    for sentence in split(body):
        bounds = [(m.start() + sentence.start, m.end() + sentence.start) for m in _WORD.finditer(sentence.of(body))]
        words = [body[start:end] for start, end in bounds]
        found = [
            Attribution(cue, _touched(part["source"], bounds), _touched(part["content"], bounds))
            for part in row["attributions"]
            if _is_in(part["cue"], sentence) and (cue := _touched(part["cue"], bounds))
        ]
        yield Example(words, [frozenset()] * len(words), corpus="polnear", attributions=found)


def _is_in(cue: Spans, sentence: Span) -> bool:
    return bool(cue) and sentence.start <= cue[0][0] < sentence.end


def _touched(spans: Spans, bounds: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The words that a part of an attribution covers."""
    return tuple(i for i, (a, b) in enumerate(bounds) if any(a < end and start < b for start, end in spans))
