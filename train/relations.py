"""Fits the weights by which the reading decides which relations are likely right.

    RETOLD_DATA=../shared/data python -m train.relations [--out src/retold/data/relations.json]

Logistic regression on the relations that an editor gave for 119 articles: a relation is right if the editor has it
between the same two entities, in the same direction (of a mutual one in either). An editor does not give every relation
that a text says, so the share of right ones is higher than the figures here. Prints how many are given and right in
cross-validation over articles, and how well the probabilities are calibrated.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.engine import Engine
from retold.reading.relation_arguments import Found
from retold.reading.relation_probability import Features, probability
from retold.reading.relations import LEAST, candidates
from retold.types import Chain, Reading
from train import datasets, readings
from train.folds import COUNT, fold

RIDGE = 1.0
LEAST_WEIGHT = 0.005
ROUNDS = 12
"""Steps of the fit."""
RARE = 2
"""Times that a feature must be seen to have a weight."""


@dataclass(frozen=True, slots=True)
class Example:
    """A relation that was found: its features, whether the editor has it, and what kind it is."""

    features: dict[str, float]
    is_right: bool
    relation: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """What was found in one article, and how many relations the editor gave."""

    id: str
    examples: list[Example]
    gold: Counter[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=datasets.ROOT / "src" / "retold" / "data" / "relations.json")
    out = parser.parse_args().out
    articles = annotated()
    show(articles)
    fitted = fit([e for a in articles for e in a.examples])
    kept = {name: round(w, 3) for name, w in sorted(fitted.items()) if abs(w) > LEAST_WEIGHT}
    out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def annotated() -> list[Annotated]:
    """The relations found in the editor's articles."""
    engine = Engine()
    gold = {row["id"]: row for row in datasets.rows("editor/gold") if row["kind"] != "boilerplate"}
    found = []
    for row in datasets.rows("editor/articles"):
        if row["id"] in gold:
            published = str(row["published"] or "")[:10] or None
            reading = readings.read(engine, row["body"], row["id"], row["headline"] or "", published)
            found.append(examples(reading, gold[row["id"]]))
    return found


def examples(reading: Reading, gold: Mapping[str, Any]) -> Annotated:
    """What is found in one reading, beside the editor's relations."""
    wanted = {(r["relation"], r["subject"], r["object"]) for r in gold["relations"]}
    features = Features(reading)
    made = []
    for group in candidates(reading):
        is_right = any(_ends(found, gold) in wanted for found in group)
        made.append(Example(features.of(group), is_right, group[0].relation.value))
    return Annotated(gold["id"], made, Counter(relation for relation, _, _ in wanted))


def _ends(found: Found, gold: Mapping[str, Any]) -> tuple[str, str, str]:
    return found.relation.value, _key(found.subject.chain, gold), _key(found.object.chain, gold)


def _key(chain: Chain, gold: Mapping[str, Any]) -> str:
    """The editor's name of an entity; the chain's own where the editor has none."""
    names = {chain.name.lower(), *(alias.lower() for alias in chain.aliases)}
    for entity in gold["entities"]:
        if names & {form.lower() for form in (entity["name"], *entity["forms"])}:
            return str(entity["name"])
    return chain.name


def fit(found: Sequence[Example]) -> dict[str, float]:
    """Weights by Newton's method, by the names of the features. The constant is not held back."""
    counts = Counter(name for e in found for name in e.features)
    names = [name for name, count in counts.items() if count >= RARE]
    x = np.array([[e.features.get(name, 0.0) for name in names] for e in found])
    y = np.array([float(e.is_right) for e in found])
    ridge = np.array([0.01 if name == "constant" else RIDGE for name in names])
    weights: NDArray[np.float64] = np.zeros(len(names))
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + ridge * weights
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge), gradient)
    return dict(zip(names, weights.tolist(), strict=True))


def cross_fitted(articles: Sequence[Annotated]) -> list[tuple[Example, float]]:
    """Each relation with the probability by weights that were fitted without the fold of its article."""
    judged = []
    for held_out in range(COUNT):
        weights = fit([e for a in articles if fold(a.id) != held_out for e in a.examples])
        judged += [
            (e, probability(e.features, weights)) for a in articles if fold(a.id) == held_out for e in a.examples
        ]
    return judged


def show(articles: Sequence[Annotated]) -> None:
    judged = cross_fitted(articles)
    gold = sum((a.gold for a in articles), Counter())
    for least in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, LEAST):
        given = [e.is_right for e, p in judged if p >= least]
        right = sum(given)
        print(
            f"least {least}: {right} of {len(given)} right ({right / max(1, len(given)):.3f}), "
            f"found {right / gold.total():.3f}"
        )
    for relation, count in gold.most_common():
        given = [e.is_right for e, p in judged if p >= LEAST and e.relation == relation]
        print(f"{relation:16} {sum(given):4} of {len(given):4} right, {count:4} in all")
    for low in np.arange(0, 1, 0.2):
        inside = [(e.is_right, p) for e, p in judged if low <= p < low + 0.2]
        if inside:
            likely, right = np.mean([p for _, p in inside]), np.mean([r for r, _ in inside])
            print(f"probability {low:.1f}: {likely:.2f}, right {right:.2f}")


if __name__ == "__main__":
    main()
