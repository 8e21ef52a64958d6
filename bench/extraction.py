"""Extraction: the article's own text is kept, and what surrounds it is left out.

    python -m bench.extraction

The pages are our own in `examples/`, and the reference article beside the data if it is there. Prints one line for
each page. `extraction.right` is the share of checks that hold: headline, byline, date, strings inside and outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.results import Measure, Sheet, Stage, Use
from retold.extract import extract
from retold.types import Content, Page
from train import datasets

NOW = datetime(2026, 12, 31, tzinfo=UTC)
SHEET = Sheet(
    "extraction",
    Stage.EXTRACTION,
    (
        Measure(
            "extraction.right",
            "headline, byline, date, and strings kept or left out as they should be",
            "share",
            "three pages: two of our own, and the reference article",
            Use.DEVELOPMENT,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A page, its metadata, and strings that the body must have (`inside`) or must not have (`outside`)."""

    path: Path
    content: Content
    headline: str
    byline: str
    published: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]


CASES = (
    Case(
        datasets.ROOT / "examples" / "ferry-order.html",
        Content.HTML,
        "Northlink orders four battery ferries from Rosendal yard",
        "Ingrid Solheim",
        "2026-03-11T07:40:00+01:00",
        ("its largest order since", "first good Wednesday", "six months later than it had planned"),
        ("Cruise Lines Cut", "Hamburg Yard", "newsletter", "Share on", "All rights reserved"),
    ),
    Case(
        datasets.ROOT / "examples" / "drama-market.txt",
        Content.TEXT,
        "Streamers Return to Lisbon Drama Market With Smaller Budgets and Longer Lists",
        "Marta Quintela",
        "2026-03-03T09:05:00Z",
        ("Streaming platforms are back", "Nobody is paying", "broadcast in late 2027."),
        ("Salt Road", "Aldebaran", "hours ago", "Plus Icon", "See All", "Pop Star", "Related Stories"),
    ),
    Case(
        datasets.FOLDER.parent / "reference" / "seed-article.txt",
        Content.TEXT,
        "Chinese Producers Push Microdramas and U.K. Partnerships at Mip London",
        "Naman Ramachandran",
        "2026-02-26T08:15:00-08:00",
        ("Chinese producers are positioning microdramas", "cultural bridges that connect people"),
        ("Eraserheads", "iQiYi", "Joko Anwar", "hours ago", "Plus Icon", "Barack Obama", "Related Stories"),
    ),
)


def run() -> dict[str, float]:
    right = total = 0
    for case in CASES:
        if not case.path.exists():
            print(f"not measured: {case.path} does not exist")
            continue
        article = extract(Page(case.path.name, case.content, case.path.read_text(encoding="utf-8")), NOW)
        meta = article.metadata
        checks = [meta.headline == case.headline, case.byline in meta.byline, meta.published == case.published]
        checks += [words in article.body for words in case.inside]
        checks += [words not in article.body for words in case.outside]
        print(f"{case.path.name:24} {sum(checks)} of {len(checks)}")
        right, total = right + sum(checks), total + len(checks)
    return {"extraction.right": round(right / total, 4)}


if __name__ == "__main__":
    SHEET.publish(run())
