"""Sentences that were read for themselves: what in them points to other sentences, and how much they matter.

A row of a table names a set, the row of an article in it (or its id), the place of a sentence, its grade (0 to 3), and
words that point out of the sentence: "4-10=151" is the word at 4 to 10 of the sentence, which the sentence that begins
at 151 of the body explains; "4-10=" nothing explains. No text is stored.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retold.types import Reading
from train import datasets

TABLE = datasets.ROOT / "train" / "references.tsv"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence and its words that point out of it, each with the index of the sentence that explains it, or None."""

    index: int
    words: dict[int, int | None]


def by_article(table: Path = TABLE) -> dict[tuple[str, str], list[Row]]:
    """The rows of a table by set and article."""
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found[row["corpus"], row["row"]].append(row)
    return dict(found)


def marked(reading: Reading, rows: Sequence[Row]) -> Iterator[Marked]:
    """The sentences of an article that the reading has, too."""
    by_start = {s.span.start: s for s in reading.sentences}
    for row in rows:
        sentence = by_start.get(int(row["start"]))
        if sentence is None or sentence.span.end != int(row["end"]) or not sentence.words:
            continue
        words: dict[int, int | None] = {}
        for reference in row["references"].split():
            place, _, start = reference.partition("=")
            teller = by_start.get(int(start)) if start else None
            word = next((i for i, w in enumerate(sentence.words) if w.span.start == int(place.split("-")[0])), -1)
            if word >= 0:
                words[word] = teller.index if teller is not None else None
        yield Marked(sentence.index, words)
