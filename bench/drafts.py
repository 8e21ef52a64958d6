"""Rewrites of news sentences, as language models write them: what the rules for drafts and the checker let pass.

    python -m bench.drafts

`rewrites.tsv` has 840 invented sentences, written for this purpose, each with two rewrites that say the same and three
that do not, often in the same words with other relations. A draft passes if `retold.llm.rules` finds no flaw and the
checker calls it supported. Nothing was fitted or tuned on them. Whether the model stands by its sentence is asked after
that; it is not measured here.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from bench.results import Measure, Sheet, Stage, Use
from retold.grounding import check
from retold.llm.rewriter import MORE
from retold.llm.rules import flaw

REWRITES = Path(__file__).parent / "rewrites.tsv"
DATASET = "840 sentences of our own with 4,200 rewrites"
SHEET = Sheet(
    "drafts",
    Stage.GROUNDING,
    (
        Measure(
            "drafts.stopped",
            "wrong rewrites of language models, stopped by the rules or the checker",
            "%",
            DATASET,
            Use.MEASURED,
            {"the checker alone": "drafts.stopped.checker"},
            digits=0,
            scale=100,
        ),
        Measure(
            "drafts.told",
            "right rewrites of language models, let pass",
            "%",
            DATASET,
            Use.MEASURED,
            {"the checker alone": "drafts.told.checker"},
            digits=0,
            scale=100,
        ),
    ),
)


def rewrites() -> Iterator[tuple[str, str, bool]]:
    """Each sentence with a rewrite of it, and whether that says the same."""
    with REWRITES.open(encoding="utf-8", newline="") as file:
        for source, *texts in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
            for place, text in enumerate(texts):
                yield source, text, place < 2


def run() -> dict[str, float]:
    told: dict[tuple[bool, str], list[bool]] = {(right, by): [] for right in (True, False) for by in ("", ".checker")}
    flaws: Counter[str] = Counter()
    for source, text, right in rewrites():
        supported = check(text, [source]).supported
        found = flaw(text, [source], int(MORE * len(source.split())))
        told[right, ""].append(found is None and supported)
        told[right, ".checker"].append(supported)
        if right and found is not None:
            flaws[found] += 1
    print(f"  right rewrites refused by the rules: {dict(flaws.most_common())}", file=sys.stderr)
    figures = {f"drafts.told{by}": mean(passes) for (right, by), passes in told.items() if right}
    return figures | {f"drafts.stopped{by}": 1 - mean(passes) for (right, by), passes in told.items() if not right}


if __name__ == "__main__":
    SHEET.publish(run())
