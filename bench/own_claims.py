"""Our own claims, judged: by the checker in the package, and by rules that share nothing with it.

    python -m bench.own [articles, default 200]

Takeaways, retelling and timeline of news-cluster's articles. `checked`: the share that the
checker calls supported, with the whole sentences that it is spared in writing judged too;
`ruled`: the share in which `bench/rules.py` finds no fault. `mutants.*`: of the same claims made
false in one place (`bench/mutations.py`), the share rejected by their evidence alone, and
(`.article`) by the whole article.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from random import Random
from statistics import mean

from bench import data, mutations, rules
from retold.engine import Engine
from retold.grounding import check
from retold.types import Content, Metadata, Page


def run(count: int = 200) -> dict[str, float]:
    engine, random = Engine(), Random(7)
    rows = data.rows("stories/news-cluster-dev")
    Random(5).shuffle(rows)
    checked: list[bool] = []
    ruled: list[bool] = []
    rejected: dict[str, list[bool]] = defaultdict(list)
    for number, row in enumerate(rows[:count]):
        published = row.get("published") or None
        meta = Metadata(id=str(number), headline=row["headline"], published=published)
        reading = engine.reading(engine.article(Page("x", Content.BODY, row["body"], meta)))
        digest = engine.digest_of(reading)
        day = date.fromisoformat(published[:10]) if published else None
        claims = list(
            {
                c.text: c
                for c in (
                    *digest.takeaways,
                    *(c for p in digest.retelling for c in p),
                    *(d.claim for d in digest.timeline),
                )
            }.values()
        )
        for place, claim in enumerate(claims):
            texts = [e.exact for e in claim.evidence]
            checked.append(check(claim.text, texts, day).supported)
            found = rules.faults(claim.text, texts, published)
            ruled.append(not found)
            if found or not checked[-1]:
                print(f"  {found} {claim.text!r}", file=sys.stderr)
            if place % 3:
                continue
            for mutant in mutations.mutants(claim, reading, [c.text for c in claims], random):
                rejected[mutant.kind].append(not check(mutant.text, texts, day).supported)
                rejected[f"{mutant.kind}.article"].append(not check(mutant.text, [row["body"]], day).supported)
    figures = {"own.claims": float(len(checked)), "own.checked": mean(checked), "own.ruled": mean(ruled)}
    return figures | {f"own.mutants.{kind}": mean(hits) for kind, hits in sorted(rejected.items())}


if __name__ == "__main__":
    for key, value in run(*map(int, sys.argv[1:])).items():
        print(f"{key:28} {value:.4f}")
