"""Themes: whether the top level of the first one is that of the section the article ran in.

    python -m bench.themes [BBC articles, default 1000]

BBC (a sample) and news-cluster; their sections are mapped to Media Topics below. Some
sections are wide: "world" is any topic that is news abroad, and Media Topics has computing
both under science and technology and under the economy. Of news-cluster, the web sites'
own sections are at times odd (record snow under business). The typical sentences of the
topics were written with the errors of 500 of these BBC articles, and of news-cluster, in
view; `fresh` is BBC without those 500.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from random import Random
from statistics import mean

from bench import data
from retold.digest.themes import shares
from retold.engine import Engine
from retold.types import Content, Metadata, Page

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
SEEN = 500


def run(count: int = 1000) -> dict[str, float]:
    bbc = data.rows("bbc/bbc")
    Random(1).shuffle(bbc)
    sets = {
        "bbc.seen": bbc[: min(SEEN, count // 4)],
        "bbc.fresh": bbc[SEEN : SEEN + count],
        "news-cluster": data.rows("stories/news-cluster-dev"),
    }
    engine = Engine()
    right: dict[str, list[bool]] = defaultdict(list)
    for name, rows in sets.items():
        for row in rows:
            page = Page("x", Content.BODY, row["body"], Metadata(id="x", headline=row["headline"]))
            part = shares(engine.reading(engine.article(page)))
            top = max(part, key=lambda q: (part[q], q))
            right[name].append(top[7:9] in SECTIONS[row["category"]])
            right[f"{name}.{row['category']}"].append(right[name][-1])
    figures = {f"themes.{name}": mean(hits) for name, hits in right.items()}
    figures["themes.right"] = mean([*right["bbc.fresh"], *right["news-cluster"]])
    return figures


if __name__ == "__main__":
    for key, value in run(*map(int, sys.argv[1:])).items():
        print(f"{key:34} {value:.3f}")
