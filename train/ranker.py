"""Fits the ranker of the digest: which sentences people pick as takeaways.

    RETOLD_DATA=../shared/data python -m train.ranker --out src/retold/data/ranker.json

A few weights over a few features, compared within each article: logistic regression on the three sentences that
together say most of the summaries (CLIFF's CNN/DailyMail part, GUM train). The shipped weights are fitted on
everything. For `bench/`, five more sets of weights are fitted, each without one fold (`train/folds.json`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer
from sklearn.linear_model import LogisticRegression

from retold.digest import takeaways
from retold.digest.compression import Compressor
from retold.engine import Engine
from train import datasets, folds, readings

OTHER_GENRES = 0.15
"""Weight of a sentence of GUM, against one of CNN and the Daily Mail (cross-validated)."""
INVERSE_PENALTY = 0.3


@dataclass(frozen=True, slots=True)
class Choices:
    """The candidates of one article: their features (candidates, features), and 1 for each that people picked."""

    key: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def sentence_choices(engine: Engine) -> list[Choices]:
    """The sentences that could be a takeaway, and which of them the oracle takes."""
    articles = [*datasets.cliff_articles(), *datasets.gum_articles("train")]
    candidates: list[dict[int, str]] = []
    tables: list[NDArray[np.float64]] = []
    for article in articles:
        reading = readings.read(engine, article.body, article.id, article.headline)
        compressor = Compressor(reading, personal=False)  # sentences in the first person are no model of news
        candidates.append({s.index: short.text for s in reading.sentences if (short := compressor.compress(s))})
        tables.append(takeaways.features(reading)[sorted(candidates[-1])].astype(np.float64))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        picked = list(pool.map(oracle, candidates, [article.summaries for article in articles], chunksize=8))
    return [
        Choices(article.id, table, np.array([index in chosen for index in sorted(texts)], float))
        for article, texts, table, chosen in zip(articles, candidates, tables, picked, strict=True)
        if len(texts) > 3 and chosen
    ]


def oracle(texts: dict[int, str], summaries: Sequence[str]) -> list[int]:
    """The keys of up to three sentences, added one by one while ROUGE-1 + ROUGE-2 grows."""
    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)

    def score(keys: list[int]) -> float:
        text = "\n".join(texts[key] for key in sorted(keys))
        scores = [scorer.score(summary, text) for summary in summaries]
        return sum(rouge.fmeasure for by_kind in scores for rouge in by_kind.values())

    chosen: list[int] = []
    best = 0.0
    while len(chosen) < 3:
        value, key = max(((score([*chosen, k]), -k) for k in texts if k not in chosen), default=(0.0, 0))
        if value <= best:
            break
        best, chosen = value, [*chosen, -key]
    return chosen


def fit_sentences(articles: list[Choices]) -> dict[str, float]:
    """Logistic weights by feature. A sentence of GUM's many genres counts less than one of news."""
    x = np.concatenate([a.x - a.x.mean(0) for a in articles])
    y = np.concatenate([a.y for a in articles])
    weight = np.concatenate([np.full(len(a.y), OTHER_GENRES if a.key.startswith("GUM") else 1.0) for a in articles])
    scale = x.std(0) + 1e-6
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=3000)
    model.fit(x / scale, y, sample_weight=weight / weight.mean())
    return {name: round(float(w), 5) for name, w in zip(takeaways.FEATURES, model.coef_[0] / scale, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the shipped weights")
    args = parser.parse_args()
    engine = Engine()
    sentences = sentence_choices(engine)

    def fit_without(fold: int | None) -> dict[str, dict[str, float]]:
        return {"takeaways": fit_sentences([a for a in sentences if folds.fold(a.key) != fold])}

    args.out.write_text(json.dumps(fit_without(None), indent=1) + "\n")
    rankers = [fit_without(fold) for fold in range(folds.COUNT)]
    folds.FILE.write_text(json.dumps(rankers, indent=1) + "\n")


if __name__ == "__main__":
    main()
