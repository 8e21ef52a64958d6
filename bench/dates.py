"""Time expressions: found and resolved against the publication date.

    python -m bench.dates [--errors]

Set: GUM dev, `<date when>` (a day, a month or a year; years before 1 and days of
no year are left out of both sides). Right: the spans overlap and the date is the
same. What lies on a date of another kind (`from`, `notBefore`) is not counted.
Baseline in the same run: dateparser's `search_dates`, told the same day.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bench import data
from retold.english.sentences import split
from retold.english.times import expressions
from retold.types import Precision

POINTS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
Found = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    body: str
    created: date | None
    gold: tuple[Found, ...]
    other: tuple[tuple[int, int], ...]


def documents(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.conllu.gz")):
        yield _document(path)


def _document(path: Path) -> Document:
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")
    texts = [line[9:] for line in lines if line.startswith("# text = ")]
    created = next((line.split(" = ")[1] for line in lines if line.startswith("# meta::dateCreated")), "")
    body, at, stack = "\n".join(texts), 0, []
    gold: list[Found] = []
    other: list[tuple[int, int]] = []
    for line in lines:
        if not re.match(r"\d+\t", line):
            continue
        part = line.split("\t")
        start = body.find(part[1], at)
        at = start + len(part[1])
        for tag in re.findall(r"<[^>]*>", "".join(re.findall(r"XML=([^|]*)", part[9]))):
            if tag.startswith("<date"):
                stack.append((start, tag))
            elif tag == "</date>" and stack:
                first, opened = stack.pop()
                when = re.search(r'when:::"(\d{4}(?:-\d\d){0,2})"', opened)
                if when:
                    gold.append((first, at, when[1]))
                else:
                    other.append((first, at))
    known = re.fullmatch(r"\d{4}-\d\d-\d\d", created)
    return Document(path.stem, body, date.fromisoformat(created) if known else None, tuple(gold), tuple(other))


def ours(document: Document) -> list[Found]:
    found = expressions(document.body, split(document.body), document.created)
    return [
        (*e.span, e.when.first.isoformat()[: POINTS[e.when.precision]]) for e in found if e.when.precision in POINTS
    ]


def dateparser(document: Document) -> list[Found]:
    from dateparser.search import search_dates

    created = document.created or date.today()
    settings = {"RELATIVE_BASE": datetime(created.year, created.month, created.day), "PREFER_DATES_FROM": "past"}
    found, at = [], 0
    for line in document.body.split("\n"):
        inside = 0
        for words, moment in search_dates(line, languages=["en"], settings=settings) or ():
            start = line.find(words, inside)
            inside = start + len(words)
            size = (
                4 if re.fullmatch(r"\W*(?:in |of )?\d{4}", words) else 10 if re.search(r"\d|day|morrow", words) else 7
            )
            found.append((at + start, at + inside, moment.date().isoformat()[:size]))
        at += len(line) + 1
    return found


def score(reader: Callable[[Document], list[Found]], part: str, errors: bool = False) -> dict[str, float]:
    right = told = wanted = 0
    for document in documents(data.DATA / "gum" / part):
        found = [f for f in reader(document) if not any(f[0] < b and a < f[1] for a, b in document.other)]
        hits = [f for f in found if any(f[0] < b and a < f[1] and f[2] == w for a, b, w in document.gold)]
        missed = [g for g in document.gold if not any(f[0] < g[1] and g[0] < f[1] and f[2] == g[2] for f in found)]
        right, told, wanted = right + len(hits), told + len(found), wanted + len(document.gold)
        if errors:
            for sign, spans in (("+", set(found) - set(hits)), ("-", missed)):
                for a, b, w in sorted(spans):
                    shown = f"{document.body[max(0, a - 40) : a]}[{document.body[a:b]}]{document.body[b : b + 30]}"
                    print(sign, document.name, document.created, w, shown.replace("\n", " "))
    precision, recall = right / max(told, 1), right / max(wanted, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def run(baselines: bool = True, part: str = "dev") -> dict[str, float]:
    figures = {f"dates.{part}.{k}": v for k, v in score(ours, part).items()}
    if baselines:
        figures[f"dates.{part}.baseline.f1"] = score(dateparser, part)["f1"]
    return figures


if __name__ == "__main__":
    if "--errors" in sys.argv:
        score(ours, "train", errors=True)
    for key, value in (run("--base" in sys.argv) | run(False, "train")).items():
        print(f"{key:28} {value:.4f}")
