"""Time expressions, found and resolved against the publication date.

    python -m bench.dates [--base] [--errors]

The set is GUM dev: `<date when>` with a day, a month or a year. Years before 1 and days of no year are left out on
both sides. An expression is right if the spans overlap and the date is the same. One that lies on a date of another
kind (`from`, `notBefore`) is not counted. Baseline, with `--base`: dateparser's `search_dates`, given the same day.
The figures of GUM train are printed too, but those texts were used to write the rules.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bench.results import Measure, Sheet, Stage, Use
from retold.english.sentences import split
from retold.english.times import find
from retold.types import Precision, Sentence
from train import datasets

ISO_LENGTH = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
"""How many characters of an ISO date a precision keeps."""
DatedSpan = tuple[int, int, str]
"""Start, end, and a date such as "2026-02-03", "2026-02" or "2026"."""
SHEET = Sheet(
    "dates --base",
    Stage.READING,
    (
        Measure(
            "dates.dev.f1",
            "time expressions resolved to the right day, month or year",
            "F1",
            "GUM dev",
            Use.TUNED,
            {"dateparser's search": "dates.dev.baseline.f1"},
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A body, the day it was written if known, its dates, and spans of dates of other kinds."""

    name: str
    body: str
    created: date | None
    gold: tuple[DatedSpan, ...]
    uncounted: tuple[tuple[int, int], ...]


def documents(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.conllu.gz")):
        yield _document(path)


def _document(path: Path) -> Document:
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")
    texts = [line[9:] for line in lines if line.startswith("# text = ")]
    created = next((line.split(" = ")[1] for line in lines if line.startswith("# meta::dateCreated")), "")
    body, offset, open_tags = "\n".join(texts), 0, []
    gold: list[DatedSpan] = []
    uncounted: list[tuple[int, int]] = []
    for line in lines:
        if not re.match(r"\d+\t", line):
            continue
        columns = line.split("\t")
        start = body.find(columns[1], offset)
        offset = start + len(columns[1])
        for tag in re.findall(r"<[^>]*>", "".join(re.findall(r"XML=([^|]*)", columns[9]))):
            if tag.startswith("<date"):
                open_tags.append((start, tag))
            elif tag == "</date>" and open_tags:
                first, opening = open_tags.pop()
                when = re.search(r'when:::"(\d{4}(?:-\d\d){0,2})"', opening)
                if when:
                    gold.append((first, offset, when[1]))
                else:
                    uncounted.append((first, offset))
    known = re.fullmatch(r"\d{4}-\d\d-\d\d", created)
    return Document(path.stem, body, date.fromisoformat(created) if known else None, tuple(gold), tuple(uncounted))


def ours(document: Document) -> list[DatedSpan]:
    from retold.reading.encoder import load

    spans = split(document.body)
    encodings = load().encode([s.of(document.body) for s in spans])
    sentences = [Sentence(i, s, 0, e.words, False, 0.0) for i, (s, e) in enumerate(zip(spans, encodings, strict=True))]
    return [
        (*e.span, e.when.first.isoformat()[: ISO_LENGTH[e.when.precision]])
        for e in find(document.body, sentences, document.created).resolved
        if e.when.precision in ISO_LENGTH
    ]


def dateparser(document: Document) -> list[DatedSpan]:
    from dateparser.search import search_dates

    created = document.created or date.today()  # noqa: DTZ011
    settings = {"RELATIVE_BASE": datetime(created.year, created.month, created.day), "PREFER_DATES_FROM": "past"}  # noqa: DTZ001
    dates, line_start = [], 0
    for line in document.body.split("\n"):
        end = 0
        for words, moment in search_dates(line, languages=["en"], settings=settings) or ():
            start = line.find(words, end)
            end = start + len(words)
            if re.fullmatch(r"\W*(?:in |of )?\d{4}", words):
                precision = Precision.YEAR
            else:
                precision = Precision.DAY if re.search(r"\d|day|morrow", words) else Precision.MONTH
            iso = moment.date().isoformat()[: ISO_LENGTH[precision]]
            dates.append((line_start + start, line_start + end, iso))
        line_start += len(line) + 1
    return dates


def score(system: Callable[[Document], list[DatedSpan]], part: str, errors: bool = False) -> dict[str, float]:
    """Precision, recall and F1 of a system over GUM's `part`."""
    hit_count = answer_count = gold_count = 0
    for document in documents(datasets.FOLDER / "gum" / part):
        answers = [d for d in system(document) if not any(_overlap(d, span) for span in document.uncounted)]
        hits = [d for d in answers if any(_same(d, g) for g in document.gold)]
        missed = [g for g in document.gold if not any(_same(d, g) for d in answers)]
        hit_count += len(hits)
        answer_count += len(answers)
        gold_count += len(document.gold)
        if errors:
            _show(document, "+", set(answers) - set(hits))
            _show(document, "-", set(missed))
    precision, recall = hit_count / max(answer_count, 1), hit_count / max(gold_count, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def _overlap(a: DatedSpan, b: DatedSpan | tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _same(a: DatedSpan, b: DatedSpan) -> bool:
    return _overlap(a, b) and a[2] == b[2]


def _show(document: Document, sign: str, dates: set[DatedSpan]) -> None:
    body = document.body
    for start, end, iso in sorted(dates):
        shown = f"{body[max(0, start - 40) : start]}[{body[start:end]}]{body[end : end + 30]}"
        print(sign, document.name, document.created, iso, shown.replace("\n", " "))


def run(baselines: bool = True, part: str = "dev") -> dict[str, float]:
    figures = {f"dates.{part}.{k}": v for k, v in score(ours, part).items()}
    if baselines:
        figures[f"dates.{part}.baseline.f1"] = score(dateparser, part)["f1"]
    return figures


if __name__ == "__main__":
    if "--errors" in sys.argv:
        score(ours, "train", errors=True)
    SHEET.publish(run("--base" in sys.argv) | run(False, "train"))
