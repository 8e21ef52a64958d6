"""The proof, the second reading of each claim: what it stops, and what it lets through.

    python -m bench.proof [ARTICLES, default 100]

`stopped` is the share of the claims of news-cluster's articles that would be told without the proof and that it
stops. `mutants.*` is the share of the claims that are told, made false in one place (`train/mutations.py`), that it
stops, beside the share that grounding stops alone and that one of both does. `rank19` are shortened sentences judged
by people: the share of the false ones that is stopped, beside the share of the right ones.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from random import Random
from statistics import mean
from unittest.mock import patch

from bench.own_claims import claims_of
from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.grounding import check
from retold.proof import faults
from retold.types import Article, Claim, Evidence, Metadata
from train import datasets, mutations, readings

KINDS = ("name", "number", "date", "negation", "swap")
DATASET = "100 articles of news-cluster"
SHEET = Sheet(
    "proof",
    Stage.GROUNDING,
    (
        Measure(
            "proof.stopped",
            "claims that the proof stops, of those that grounding passes",
            "%",
            DATASET,
            Use.DEVELOPMENT,
            digits=1,
            scale=100,
        ),
        *(
            Measure(
                f"proof.mutants.{kind}",
                f"our claims made false in one {kind}, stopped",
                "%",
                DATASET,
                Use.DEVELOPMENT,
                {"grounding alone": f"proof.mutants.{kind}.grounding", "both": f"proof.mutants.{kind}.both"},
                digits=0,
                scale=100,
            )
            for kind in KINDS
        ),
        Measure(
            "proof.rank19.false",
            "false shortenings that are stopped",
            "%",
            "Ranking Summaries 2019, 573 shortened sentences",
            Use.DEVELOPMENT,
            {"right ones stopped": "proof.rank19.right"},
            digits=0,
            scale=100,
        ),
    ),
)


def run(count: int = 100) -> dict[str, float]:
    engine, random = Engine(), Random(7)
    rows = datasets.rows("stories/news-cluster-dev")
    Random(5).shuffle(rows)
    stopped: list[bool] = []
    found: dict[str, list[bool]] = defaultdict(list)
    for number, row in enumerate(rows[:count]):
        reading = readings.read(engine, row["body"], str(number), row["headline"], row.get("published") or None)
        article, day = reading.article, reading.article.metadata.published_day
        with patch("retold.digest.writer.faults", return_value=()):
            unread = claims_of(engine.digest_of(reading))
        for claim in unread:
            wrong = faults(claim, article, reading.chains)
            stopped.append(bool(wrong))
            if wrong:
                print(f"  {[(f.kind.value, f.words) for f in wrong]} {claim.text!r}", file=sys.stderr)
        told = [claim for claim in unread if not faults(claim, article, reading.chains)]
        for claim in told[::3]:
            for mutant in mutations.mutants(claim, reading, [c.text for c in told], random):
                proof = bool(faults(replace(claim, text=mutant.text), article, reading.chains))
                grounding = not check(mutant.text, [e.exact for e in claim.evidence], day).supported
                found[mutant.kind].append(proof)
                found[f"{mutant.kind}.grounding"].append(grounding)
                found[f"{mutant.kind}.both"].append(proof or grounding)
    figures = {"proof.claims": float(len(stopped)), "proof.stopped": mean(stopped)}
    return figures | {f"proof.mutants.{kind}": mean(hits) for kind, hits in sorted(found.items())} | _shortened()


def _shortened() -> dict[str, float]:
    """How many of the shortened sentences are stopped, of the false and of the right ones."""
    hits: dict[bool, list[bool]] = {True: [], False: []}
    for row in datasets.rows("grounding/rank19"):
        source = row["source"]
        claim = Claim(row["claim"], (Evidence("", 0, len(source), source),), 1.0)
        hits[row["supported"]].append(bool(faults(claim, Article(Metadata(), source), ())))
    return {"proof.rank19.false": mean(hits[False]), "proof.rank19.right": mean(hits[True])}


if __name__ == "__main__":
    SHEET.publish(run(*map(int, sys.argv[1:])), record=len(sys.argv) == 1)
