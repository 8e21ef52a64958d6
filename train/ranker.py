"""Fits the ranker of the digest: which sentences people pick as takeaways.

    RETOLD_DATA=../shared/data python -m train.ranker --out src/retold/data/ranker.json

A linear model over the features and the vector of a sentence, compared within each article: the choice of the sentences
that together say most of the summaries, or those that an editor marked or readers graded (`summaries`). Each group of
articles has weights of its own for the place of a sentence, since GUM has other texts than news; those of `MAIN` are
shipped. For `bench/`, five more sets of weights are fitted, each without one fold (`train/folds.json`).
Two cores take ten minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer
from scipy.optimize import minimize

from retold.digest.compression import Compressor
from retold.digest.importance import FEATURES, features
from retold.engine import Engine
from train import folds, readings, summaries
from train.summaries import Judged

MAIN = ("cnn", "editor", "graded")
"""Groups that share weights for the place of a sentence: those of news as it is read."""
GROUP_WEIGHTS = {"cnn": 1.0, "editor": 1.0, "graded": 1.0, "gum": 0.3, "newsroom": 0.3}
"""How much an article of each group counts (cross-validated)."""
PLACE = (
    "first",
    "second",
    "third",
    "early",
    "place",
    "late",
    "sentences",
    "paragraph_opens",
    "length",
    "short",
    "long",
)
"""Features with weights of their own in each group."""
FEATURE_PENALTY, VECTOR_PENALTY, PLACE_PENALTY = 3.0, 100.0, 10.0
"""Penalties on the squares of weights (cross-validated)."""
SUMMARIES = 6
"""Summaries of an article that are compared at most."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choices:
    """The candidates of one article: features and vectors (candidates, features), and how much each is worth: sum 1."""

    key: str
    group: str
    x: Floats
    worth: Floats


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine()


def choices(article: Judged) -> Choices | None:
    """The sentences of an article that could be a takeaway; None if there is nothing to choose."""
    reading = readings.read(_engine(), article.body, article.id, article.headline)
    compressor = Compressor(reading, personal=False)  # sentences in the first person are no model of news
    story = [s for s in reading.sentences if not s.clutter]
    texts = {s.index: short.text for s in story if (short := compressor.compress(s))}
    if article.places:
        by_sentence = summaries.weights(article.places, [s.span for s in reading.sentences])
    else:
        picked = oracle(texts, article.summaries[:SUMMARIES])
        by_sentence = [float(s.index in picked) for s in reading.sentences]
    worth = np.array([by_sentence[index] for index in texts])
    if len(texts) < 4 or not worth.sum():
        return None
    table = np.concatenate([features(reading), reading.vectors], 1)[list(texts)].astype(np.float64)
    return Choices(article.id, article.group, table, worth / worth.sum())


def oracle(texts: dict[int, str], references: Sequence[str]) -> list[int]:
    """The keys of up to three sentences, added one by one while ROUGE-1 + ROUGE-2 grows."""
    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)

    def score(keys: list[int]) -> float:
        text = "\n".join(texts[key] for key in sorted(keys))
        scores = [scorer.score(summary, text) for summary in references]
        return sum(rouge.fmeasure for by_kind in scores for rouge in by_kind.values())

    chosen: list[int] = []
    best = 0.0
    while len(chosen) < 3:
        value, key = max(((score([*chosen, k]), -k) for k in texts if k not in chosen), default=(0.0, 0))
        if value <= best:
            break
        best, chosen = value, [*chosen, -key]
    return chosen


def fit(articles: Sequence[Choices]) -> dict[str, Any]:
    """The weights that make the choices of people likeliest, under the penalties."""
    x = np.concatenate([a.x for a in articles])
    deviations = x[:, : len(FEATURES)].std(0) + 1e-6
    scale = np.concatenate([deviations, np.full(x.shape[1] - len(FEATURES), x.shape[1] ** -0.5)])
    groups = sorted({_places(a.group) for a in articles})
    place = [FEATURES.index(name) for name in PLACE]
    of_group = np.zeros((len(x), len(groups), len(place)))
    owner = np.repeat(np.arange(len(articles)), [len(a.x) for a in articles])
    numbers = np.array([groups.index(_places(a.group)) for a in articles])[owner]
    centred = (x - x.mean(0)) / scale
    of_group[np.arange(len(x)), numbers] = centred[:, place]
    table = np.concatenate([centred, of_group.reshape(len(x), -1)], 1)
    penalties = np.full(table.shape[1], PLACE_PENALTY)
    penalties[: len(FEATURES)] = FEATURE_PENALTY
    penalties[len(FEATURES) : x.shape[1]] = VECTOR_PENALTY
    weights = _most_likely(table, articles, owner, penalties)
    own = weights[x.shape[1] :].reshape(len(groups), -1)[groups.index(MAIN[0])]
    weights[place] += own
    weights = weights[: x.shape[1]] / scale
    return {
        "features": {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=False)},
        "vector": [round(float(w), 3) for w in weights[len(FEATURES) :]],
    }


def _places(group: str) -> str:
    """The group whose weights for places a group has."""
    return MAIN[0] if group in MAIN else group


def _most_likely(x: Floats, articles: Sequence[Choices], owner: NDArray[np.intp], penalties: Floats) -> Floats:
    """The weights of a choice within each article (a softmax), by L-BFGS. `owner`: the article of each row."""
    worth = np.concatenate([a.worth for a in articles])
    counts = np.array([GROUP_WEIGHTS[a.group] for a in articles])[owner]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = x @ weights
        scores -= np.maximum.reduceat(scores, starts)[owner]
        totals = np.add.reduceat(np.exp(scores), starts)[owner]
        likely = scores - np.log(totals)
        value = -(counts * worth * likely).sum() + 0.5 * (penalties * weights**2).sum()
        return float(value), penalties * weights - x.T @ (counts * (worth - np.exp(likely)))

    return np.array(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the shipped weights")
    args = parser.parse_args()
    articles = summaries.judged()
    found: list[Choices] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for number, made in enumerate(pool.map(choices, articles, chunksize=4), start=1):
            found += [made] if made else []
            if number % 500 == 0:
                print(f"{number} of {len(articles)} articles read", flush=True)
    args.out.write_text(json.dumps(fit(found)) + "\n")
    rankers = [fit([a for a in found if folds.fold(a.key) != fold]) for fold in range(folds.COUNT)]
    folds.FILE.write_text(json.dumps(rankers) + "\n")


if __name__ == "__main__":
    main()
