"""Themes: whether the top level of an article's first theme is that of the section it ran in.

    python -m bench.themes [BBC ARTICLES, default 1000]

Sets: a sample of the BBC, and news-cluster. Their sections are mapped to Media Topics below. Some sections are wide:
"world" is any topic that is news abroad, and Media Topics has computing both under science and technology and under
the economy. The sections of news-cluster are those of the web sites, and some are odd (record snow under business).
The typical sentences of the topics were written with the errors of 500 of these BBC articles, and of news-cluster, in
view. `fresh` is the BBC without those 500.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from random import Random
from statistics import mean

from bench.results import Measure, Sheet, Stage, Use
from retold.digest.themes import shares
from retold.engine import Engine
from train import datasets, readings

SECTIONS = {
    "business": {"04", "09"},
    "entertainment": {"01", "08"},
    "politics": {"11"},
    "sport": {"15"},
    "sports": {"15"},
    "tech": {"13", "04"},
    "technology": {"13", "04"},
    "science": {"13", "06", "07"},
    "world": {"11", "16", "02", "03", "14", "12", "08", "04"},
}
"""The first two digits of the Media Topics of each section."""
SEEN = 500
SHEET = Sheet(
    "themes",
    Stage.DIGEST,
    (
        Measure(
            "themes.right",
            "themes, top level",
            "share",
            "BBC not looked at, and news-cluster",
            Use.TUNED,
            note="only the errors of news-cluster were in view",
            digits=2,
        ),
        Measure("themes.bbc.fresh", "themes, top level", "share", "BBC not looked at", Use.MEASURED, digits=2),
    ),
)


def run(count: int = 1000) -> dict[str, float]:
    bbc = datasets.rows("bbc/bbc")
    Random(1).shuffle(bbc)
    sets = {
        "bbc.seen": bbc[: min(SEEN, count // 4)],
        "bbc.fresh": bbc[SEEN : SEEN + count],
        "news-cluster": datasets.rows("stories/news-cluster-dev"),
    }
    engine = Engine()
    right: dict[str, list[bool]] = defaultdict(list)
    for name, rows in sets.items():
        for row in rows:
            topics = shares(readings.read(engine, row["body"], headline=row["headline"]))
            best = max(topics, key=lambda qcode: (topics[qcode], qcode))
            is_right = best.removeprefix("medtop:")[:2] in SECTIONS[row["category"]]
            right[name].append(is_right)
            right[f"{name}.{row['category']}"].append(is_right)
    figures = {f"themes.{name}": mean(hits) for name, hits in right.items()}
    figures["themes.right"] = mean([*right["bbc.fresh"], *right["news-cluster"]])
    return figures


if __name__ == "__main__":
    SHEET.publish(run(*map(int, sys.argv[1:])), record=len(sys.argv) == 1)
