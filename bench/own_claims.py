"""Our own claims, judged by the checker in the package, and by rules that share nothing with it.

    python -m bench.own_claims [ARTICLES, default 200]

The claims are the takeaways, retellings and timelines of news-cluster's articles. `checked` is the share that the
checker calls supported; it judges whole sentences of the article too, which are not checked when a digest is written.
`ruled` is the share in which `bench/claim_rules.py` finds no fault. `mutants.*` is the share of the same claims, made
false in one place (`train/mutations.py`), that are rejected by their evidence alone, and (`.article`) by the whole
article.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from random import Random
from statistics import mean

from bench import claim_rules
from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.errors import ExtractionError
from retold.grounding import check
from retold.types import Claim, Digest
from train import datasets, mutations, readings

DATASET = "200 articles of news-cluster"
SHEET = Sheet(
    "own_claims",
    Stage.GROUNDING,
    (
        Measure(
            "own.checked",
            "our own claims, passed by the checker",
            "%",
            DATASET,
            Use.DEVELOPMENT,
            digits=0,
            scale=100,
        ),
        Measure(
            "own.ruled",
            "our own claims, every word, name, number and date found by rules that share nothing with the checker",
            "%",
            DATASET,
            Use.DEVELOPMENT,
            digits=0,
            scale=100,
        ),
        Measure(
            tuple(f"own.mutants.{kind}" for kind in ("name", "number", "date", "negation")),
            "those claims made false in one name, number, date or negation, rejected by their evidence",
            "%",
            DATASET,
            Use.DEVELOPMENT,
            digits=0,
            scale=100,
        ),
        Measure(
            "own.mutants.swap",
            "those claims with two names exchanged, rejected by their evidence",
            "%",
            DATASET,
            Use.DEVELOPMENT,
            digits=0,
            scale=100,
        ),
    ),
)


def claims_of(digest: Digest) -> list[Claim]:
    """All claims of a digest, each text once."""
    retelling = [claim for paragraph in digest.retelling for claim in paragraph]
    timeline = [dated.claim for dated in digest.timeline]
    return list({claim.text: claim for claim in (*digest.takeaways, *retelling, *timeline)}.values())


def run(count: int = 200) -> dict[str, float]:
    engine, random = Engine(), Random(7)
    rows = datasets.rows("stories/news-cluster-dev")
    Random(5).shuffle(rows)
    checked: list[bool] = []
    ruled: list[bool] = []
    rejected: dict[str, list[bool]] = defaultdict(list)
    for number, row in enumerate(rows[:count]):
        published = row.get("published") or None
        reading = readings.read(engine, row["body"], str(number), row["headline"], published)
        day = date.fromisoformat(published[:10]) if published else None
        try:
            claims = claims_of(engine.digest_of(reading))
        except ExtractionError:  # a notice of a site under the headline of an article makes no claims
            continue
        for index, claim in enumerate(claims):
            evidence = [e.exact for e in claim.evidence]
            checked.append(check(claim.text, evidence, day).supported)
            faults = claim_rules.faults(claim.text, evidence, published)
            ruled.append(not faults)
            if faults or not checked[-1]:
                print(f"  {faults} {claim.text!r}", file=sys.stderr)
            if index % 3:
                continue
            for mutant in mutations.mutants(claim, reading, [c.text for c in claims], random):
                rejected[mutant.kind].append(not check(mutant.text, evidence, day).supported)
                rejected[f"{mutant.kind}.article"].append(not check(mutant.text, [row["body"]], day).supported)
    figures = {"own.claims": float(len(checked)), "own.checked": mean(checked), "own.ruled": mean(ruled)}
    return figures | {f"own.mutants.{kind}": mean(hits) for kind, hits in sorted(rejected.items())}


if __name__ == "__main__":
    SHEET.publish(run(*map(int, sys.argv[1:])), record=len(sys.argv) == 1)
