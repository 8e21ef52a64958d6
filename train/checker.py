"""Fits the weights of the grounding checker.

    RETOLD_DATA=../shared/data python -m train.checker --out src/retold/data/checker.json

Logistic regression on words. There are two kinds of examples: the wrong spans that people marked in machine summaries
(CLIFF, with the whole article as evidence), and our own claims made false in one place (`train/mutations.py`), with
their own evidence and with the whole article. Then the weights are shifted so that the threshold between supported
and unsupported claims separates CLIFF best. `bench/grounding.py` fits them again without each fifth of the documents.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from retold.engine import Engine
from retold.grounding import FEATURES, Source, probabilities, word_features
from retold.types import Span
from train import datasets, mutations, readings

CLIFF, TRUE = "cliff", "true"
"""Kinds of examples: a claim of CLIFF, and a true claim of ours."""
INVERSE_PENALTY = 0.001
TRUE_WEIGHT = 12.0
"""Weight of a word of a true claim of ours against one that was made false."""
PENALTY = 1.0
CLOSE_FEATURES = tuple(name for name in FEATURES if name.endswith("_misfit") or name == "negation_new")
"""Features of claims that follow one sentence closely."""
ARTICLES = 200


@dataclass(frozen=True, slots=True)
class Example:
    """The words of a claim with their features, and which of them are wrong."""

    document: str
    kind: str
    """`CLIFF`, `TRUE`, or the kind of the mutation."""
    x: NDArray[np.float32]
    """(words, features)."""
    y: NDArray[np.float32]
    """(words,): 1 for a wrong word, else 0."""


def cliff_examples() -> list[Example]:
    """CLIFF's claims with the words that people marked."""
    sources: dict[str, Source] = {}
    examples = []
    for row in datasets.rows("grounding/cliff"):
        source = sources.setdefault(row["source"], Source([row["source"]]))
        wrong = []
        for words in ast.literal_eval(row["unsupported_spans"]) if row["unsupported_spans"] else ():
            start = row["claim"].find(words)
            if start >= 0:
                wrong.append(Span(start, start + len(words)))
        examples.append(_example(row["source"][:80], CLIFF, row["claim"], source, wrong))
    return examples


def _example(document: str, kind: str, claim: str, source: Source, wrong: Sequence[Span]) -> Example:
    """`wrong`: the spans of the claim that are false."""
    spans, x = word_features(claim, source)
    y = np.array([any(w.overlaps(span) for w in wrong) for span in spans], dtype=np.float32)
    return Example(document, kind, x, y)


def examples_by_article(engine: Engine, name: str, count: int) -> Iterator[tuple[str, list[Example]]]:
    """Examples of our own claims on `count` articles of a set, true ones and mutations, by article."""
    random = Random(3)
    rows = datasets.rows(name)
    random.shuffle(rows)
    for row in rows[:count]:
        published = row.get("published") or None
        article = row.get("id") or row["headline"]
        reading = readings.read(engine, row["body"], article, row["headline"], published)
        digest = engine.digest_of(reading)
        claims = [*digest.takeaways, *[c for p in digest.retelling for c in p][1::3]]
        texts = [claim.text for claim in claims]
        day = date.fromisoformat(published[:10]) if published else None
        whole = Source([row["body"]], day)
        examples = []
        for claim in claims:
            narrow = Source([e.exact for e in claim.evidence], day)
            mutants = list(mutations.mutants(claim, reading, texts, random))
            for source in (narrow, whole):
                examples.append(_example(article, TRUE, claim.text, source, ()))
                examples += [_example(article, m.kind, m.text, source, m.changed) for m in mutants]
        yield article, examples


def own_examples(count: int = 40) -> list[Example]:
    """Examples of our own claims on BBC articles. A few are enough to fit `CLOSE_FEATURES` in a bench."""
    return [example for _, examples in examples_by_article(Engine(), "bbc/bbc", count) for example in examples]


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by feature.

    First those of CLIFF, then the threshold, then the weights of `CLOSE_FEATURES` on top of them.
    """
    cliff = [e for e in examples if e.kind == CLIFF]
    weights = dict.fromkeys(FEATURES, 0.0) | fit_cliff(cliff)
    weights["bias"] -= claim_threshold(cliff, weights)
    if len(cliff) < len(examples):
        weights |= fit_close_features(examples, weights)
    return {name: round(weight, 5) for name, weight in weights.items()}


def fit_cliff(examples: Sequence[Example]) -> dict[str, float]:
    """Logistic regression on the words that people marked."""
    names = [name for name in FEATURES if name not in CLOSE_FEATURES]
    x, y = stacked(examples)
    x = x[:, [FEATURES.index(name) for name in names]]
    scale = np.maximum(x.std(0), 1e-6)
    scale[0] = 1.0
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, fit_intercept=False).fit(x / scale, y)
    return dict(zip(names, (model.coef_[0] / scale).tolist(), strict=True))


def fit_close_features(examples: Sequence[Example], weights: dict[str, float]) -> dict[str, float]:
    """Weights of `CLOSE_FEATURES`, none below 0, on top of the others.

    They minimise a logistic loss in which each word of a true claim counts `TRUE_WEIGHT` times.
    """
    x, y = stacked(examples)
    base = x @ np.array([weights[name] for name in FEATURES])
    x = x[:, [FEATURES.index(name) for name in CLOSE_FEATURES]]
    is_mutant = np.concatenate([np.full(len(e.y), e.kind not in (TRUE, CLIFF)) for e in examples])
    used = x.any(1) & ~(is_mutant & (y == 0))  # the unchanged words of a mutant are neither true nor false
    x, y, base = x[used], y[used], base[used]
    cost = np.where(y > 0, 1.0, TRUE_WEIGHT)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        log_odds = base + x @ w
        probability = 1 / (1 + np.exp(-log_odds))
        value = (cost * (np.logaddexp(0, log_odds) - y * log_odds)).sum() + PENALTY * (w**2).sum()
        return float(value), x.T @ (cost * (probability - y)) + 2 * PENALTY * w

    count = len(CLOSE_FEATURES)
    fitted = minimize(loss, np.zeros(count), jac=True, bounds=[(0, None)] * count, method="L-BFGS-B")
    return dict(zip(CLOSE_FEATURES, fitted.x.tolist(), strict=True))


def stacked(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Features (words, features) and labels (words,) of all examples."""
    return np.concatenate([e.x for e in examples]).astype(np.float64), np.concatenate([e.y for e in examples])


def claim_threshold(examples: Sequence[Example], weights: dict[str, float]) -> float:
    """The log odds of a claim's worst word from which the claim is best called unsupported."""
    worst = np.array([float(probabilities(e.x, weights).max()) for e in examples])
    wrong = np.array([bool(e.y.any()) for e in examples])
    return best_threshold(np.log(worst / (1 - worst)), wrong)


def best_threshold(values: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float:
    """The value above which calling a claim wrong gives the best balanced accuracy, smoothed over 15 values."""
    cuts = np.sort(values)
    scores = np.array([balanced_accuracy(values > cut, wrong) for cut in cuts])
    return float(cuts[int(np.convolve(scores, np.ones(15) / 15, mode="same").argmax())])


def balanced_accuracy(called_wrong: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> float:
    """Mean of the share of wrong claims called wrong and the share of right claims called right."""
    return float((called_wrong[wrong].mean() + (~called_wrong)[~wrong].mean()) / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the weights")
    args = parser.parse_args()
    weights = fit([*cliff_examples(), *own_examples(ARTICLES)])
    args.out.write_text(json.dumps(weights, indent=1) + "\n")


if __name__ == "__main__":
    main()
