"""Fits the weights of the grounding checker.

    RETOLD_DATA=../shared/data python -m train.checker --out src/retold/data/checker.json

Logistic regression on words. Two kinds of examples: the wrong spans that people marked in
machine summaries (CLIFF, the whole article as evidence), and claims of our own made false
in one place (`bench/mutations.py`), by their evidence alone and by the whole article. The
weights are then shifted so that the line between supported and unsupported claims parts
CLIFF best. `bench/grounding.py` fits them again without each fifth of the documents.
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
from bench import (
    data,
    mutations,
)
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from retold.engine import Engine
from retold.grounding import FEATURES, Source, probabilities, word_features
from retold.types import Content, Metadata, Page, Span

INVERSE_PENALTY = 0.001
TRUE = 12.0
"""Weight of a word of a true claim of ours against one that was made false."""
PENALTY = 1.0
CLOSE = tuple(n for n in FEATURES if n.endswith("_misfit") or n == "negation_new")
"""Features of claims that follow one sentence closely."""
ARTICLES = 200


@dataclass(frozen=True, slots=True)
class Example:
    """A claim, the document that it is of, and which of its words are wrong."""

    key: str
    document: str
    kind: str
    narrow: bool
    spans: list[Span]
    x: NDArray[np.float32]
    y: NDArray[np.float32]


def cliff() -> list[Example]:
    """CLIFF's claims with the words that people marked."""
    sources: dict[str, Source] = {}
    found = []
    for row in data.rows("grounding/cliff"):
        source = sources.setdefault(row["source"], Source([row["source"]]))
        wrong = []
        for words in ast.literal_eval(row["unsupported_spans"]) if row["unsupported_spans"] else ():
            at = row["claim"].find(words)
            if at >= 0:
                wrong.append(Span(at, at + len(words)))
        found.append(example(row["id"], row["source"][:80], "cliff", row["claim"], source, wrong))
    return found


def example(key: str, document: str, kind: str, claim: str, source: Source, wrong: Sequence[Span]) -> Example:
    spans, x = word_features(claim, source)
    y = np.array([any(w.overlaps(s) for w in wrong) for s in spans], dtype=np.float32)
    return Example(key, document, kind, len(source.sentences) < 4, spans, x, y)


def own_claims(engine: Engine, name: str, count: int) -> Iterator[tuple[str, list[Example]]]:
    """Examples of the claims of `count` articles of a set, true and made false."""
    random = Random(3)
    rows = data.rows(name)
    random.shuffle(rows)
    for row in rows[:count]:
        published = row.get("published") or None
        meta = Metadata(id=row.get("id") or row["headline"], headline=row["headline"], published=published)
        page = Page(meta.id, Content.BODY, row["body"], meta)
        reading = engine.reading(engine.article(page))
        digest = engine.digest_of(reading)
        claims = [*digest.takeaways, *[c for p in digest.retelling for c in p][1::3]]
        day = date.fromisoformat(published[:10]) if published else None
        article = Source([row["body"]], day)
        examples = []
        for claim in claims:
            others = [c.text for c in claims]
            narrow = Source([e.exact for e in claim.evidence], day)
            changed = list(mutations.mutants(claim, reading, others, random))
            for source in (narrow, article):
                examples.append(example(meta.id, meta.id, "true", claim.text, source, ()))
                examples += [example(meta.id, meta.id, m.kind, m.text, source, m.changed) for m in changed]
        yield meta.id, examples


def own(count: int = 40) -> list[Example]:
    """Examples of our own claims over `count` articles: a few are enough to fit `CLOSE` in a bench."""
    return [e for _, examples in own_claims(Engine(), "bbc/bbc", count) for e in examples]


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by name: those of CLIFF first, on them those of what only a claim close to
    its source can get wrong, then the line."""
    people = [e for e in examples if e.kind == "cliff"]
    weights = dict.fromkeys(FEATURES, 0.0) | fit_people(people)
    weights["bias"] -= line(people, weights)
    if len(people) < len(examples):
        weights |= fit_close(examples, weights)
    return {name: round(w, 5) for name, w in weights.items()}


def fit_people(examples: Sequence[Example]) -> dict[str, float]:
    """Logistic regression on the words that people marked."""
    names = [n for n in FEATURES if n not in CLOSE]
    x, y = stacked(examples)
    x = x[:, [FEATURES.index(n) for n in names]]
    scale = np.maximum(x.std(0), 1e-6)
    scale[0] = 1.0
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, fit_intercept=False).fit(x / scale, y)
    return dict(zip(names, (model.coef_[0] / scale).tolist(), strict=True))


def fit_close(examples: Sequence[Example], weights: dict[str, float]) -> dict[str, float]:
    """Weights, none below 0, of `CLOSE`, on top of the others: a logistic loss in which the
    words of true claims count `TRUE` times."""
    x, y = stacked(examples)
    base = x @ np.array([weights[n] for n in FEATURES])
    x = x[:, [FEATURES.index(n) for n in CLOSE]]
    mutant = np.concatenate([np.full(len(e.y), e.kind not in ("true", "cliff")) for e in examples])
    held = x.any(1) & ~(mutant & (y == 0))  # the words around what was made false are neither
    x, y, base = x[held], y[held], base[held]
    cost = np.where(y > 0, 1.0, TRUE)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = base + x @ w
        chance = 1 / (1 + np.exp(-odds))
        value = (cost * (np.logaddexp(0, odds) - y * odds)).sum() + PENALTY * (w**2).sum()
        return float(value), x.T @ (cost * (chance - y)) + 2 * PENALTY * w

    found = minimize(loss, np.zeros(len(CLOSE)), jac=True, bounds=[(0, None)] * len(CLOSE), method="L-BFGS-B")
    return dict(zip(CLOSE, found.x.tolist(), strict=True))


def stacked(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.concatenate([e.x for e in examples]).astype(np.float64), np.concatenate([e.y for e in examples])


def line(examples: Sequence[Example], weights: dict[str, float]) -> float:
    """Log-odds of the worst word from which a claim is best called unsupported."""
    worst = np.array([float(probabilities(e.x, weights).max()) for e in examples])
    odds = np.log(worst / (1 - worst))
    wrong = np.array([bool(e.y.any()) for e in examples])
    cuts = np.sort(odds)
    scores = np.array([balanced(odds > c, wrong) for c in cuts])
    smooth = np.convolve(scores, np.ones(15) / 15, mode="same")
    return float(cuts[int(smooth.argmax())])


def balanced(said: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> float:
    """Mean of the shares of wrong claims and of right claims that are called so."""
    return float((said[wrong].mean() + (~said)[~wrong].mean()) / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    weights = fit([*cliff(), *own(ARTICLES)])
    args.out.write_text(json.dumps(weights, indent=1) + "\n")


if __name__ == "__main__":
    main()
