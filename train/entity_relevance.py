"""The weights of `retold/digest/relevance.py`, from the entities that an editor chose.

    python -m train.entity_relevance GOLD.jsonl ARTICLES.jsonl

Prints the weights.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from retold import reading
from retold.digest.relevance import features
from retold.reading.encoder import load
from retold.types import Article, Metadata
from train import logistic

SHORT = 3
"""Letters of a name that is too short to be looked for in another one."""


def examples(gold: Path, articles: Path) -> tuple[list[dict[str, float]], list[bool]]:
    """The features of all entities outside clutter, and whether the editor has them."""
    encoder = load()
    bodies = {row["id"]: row for row in map(json.loads, articles.read_text(encoding="utf-8").splitlines())}
    rows, belong = [], []
    for judged in map(json.loads, gold.read_text(encoding="utf-8").splitlines()):
        row = bodies[judged["id"]]
        read = reading.read(Article(Metadata(headline=row["headline"]), row["body"]), encoder)
        known = {form.lower() for e in judged["entities"] for form in (e["name"], *e["forms"])}
        for chain in read.chains:
            if all(read.sentences[m.sentence].clutter for m in chain.mentions):
                continue
            names = {name.lower() for name in (chain.name, *chain.aliases)}
            parts = any(n in k or k in n for n in names for k in known if min(len(n), len(k)) > SHORT)
            rows.append(features(chain, read))
            belong.append(parts or bool(names & known))
    return rows, belong


def main() -> None:
    rows, belong = examples(Path(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps(logistic.fit(rows, belong), indent=4))


if __name__ == "__main__":
    main()
