"""Fits the two rankers of the digest: which sentences, and which phrases, people pick.

    RETOLD_DATA=../shared/data python -m train.ranker --out src/retold/data/ranker.json

A few weights over a few features, compared within each article. Sentences: logistic
regression on the three that together say most of the summaries (CLIFF's CNN/DailyMail
part, GUM train). Phrases: ridge regression on what a crowd picked (KPCrowd). The shipped
weights are fitted on all of it; for `bench/` five more are, each without one fold.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from bench import (
    data,
    folds,
    hashtags,
)
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer
from sklearn.linear_model import LogisticRegression

from retold.digest import keyphrases, takeaways
from retold.digest.compression import Compressor
from retold.engine import Engine
from retold.types import Content, Metadata, Page, Reading

RIDGE = 3.0
OTHER_GENRES = 0.3
"""Weight of a sentence of GUM, against one of CNN and the Daily Mail (cross-validated)."""
INVERSE_PENALTY = 0.3
BY_HAND = {"headline": 0.4, "salience": 0.0, "name": 0.04, "words_2": -0.05, "words_3": -0.1}
"""KPCrowd has no headlines; and its crowd marked single words of a text, where a reader of
hashtags looks for its names and phrases. These weights of a phrase are set for the reader."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One article: features of what could be picked, and whether it was."""

    key: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def read(engine: Engine, key: str, body: str, headline: str = "") -> Reading:
    return engine.reading(engine.article(Page(key, Content.BODY, body, Metadata(id=key, headline=headline))))


def sentence_pairs(engine: Engine) -> list[Pair]:
    """Features of the sentences that could be a takeaway, and which of them the oracle takes."""
    items = [*data.cliff(), *data.gum_summaries("train")]
    ables: list[dict[int, str]] = []
    tables: list[NDArray[np.float64]] = []
    for item in items:
        reading = read(engine, item.id, item.body, item.headline)
        compressor = Compressor(reading, personal=False)  # who speaks of himself is no model of news
        ables.append({s.index: short.text for s in reading.sentences if (short := compressor.compress(s))})
        tables.append(takeaways.features(reading)[sorted(ables[-1])].astype(np.float64))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        picked = list(pool.map(oracle, ables, [i.summaries for i in items], chunksize=8))
    return [
        Pair(item.id, table, np.array([k in chosen for k in sorted(able)], float))
        for item, able, table, chosen in zip(items, ables, tables, picked, strict=True)
        if len(able) > 3 and chosen
    ]


def oracle(able: dict[int, str], summaries: Sequence[str]) -> list[int]:
    """Up to three sentences, added one by one while ROUGE-1 + ROUGE-2 grows."""
    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)

    def worth(keys: list[int]) -> float:
        text = "\n".join(able[k] for k in sorted(keys))
        scores = [scorer.score(s, text) for s in summaries]
        return sum(x.fmeasure for score in scores for x in score.values())

    chosen: list[int] = []
    best = 0.0
    while len(chosen) < 3:
        value, key = max(((worth([*chosen, k]), -k) for k in able if k not in chosen), default=(0.0, 0))
        if value <= best:
            break
        best, chosen = value, [*chosen, -key]
    return chosen


def fit_choice(pairs: list[Pair], names: tuple[str, ...]) -> dict[str, float]:
    """Logistic weights; every sentence of news counts alike, one of GUM's many genres less."""
    x = np.concatenate([p.x - p.x.mean(0) for p in pairs])
    y = np.concatenate([p.y for p in pairs])
    weight = np.concatenate([np.full(len(p.y), OTHER_GENRES if p.key.startswith("GUM") else 1.0) for p in pairs])
    scale = x.std(0) + 1e-6
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=3000)
    model.fit(x / scale, y, sample_weight=weight / weight.mean())
    return {name: round(float(w), 5) for name, w in zip(names, model.coef_[0] / scale, strict=True)}


def phrase_pairs(engine: Engine) -> Iterator[Pair]:
    for row in data.rows("keyphrases/kpcrowd-dev"):
        reading = read(engine, row["id"], row["body"])
        found = keyphrases.candidates(reading)
        gold = {hashtags.same(k) for k in row["keyphrases"]}
        x = np.array(keyphrases.features(reading, found), dtype=np.float64)
        y = np.array([float(hashtags.same(c.text) in gold) for c in found])
        if len(found):
            yield Pair(row["id"], x, y)


def fit(pairs: list[Pair], names: tuple[str, ...]) -> dict[str, float]:
    """Ridge weights of standardised features, given back in the features' own units."""
    pairs = [p for p in pairs if len(p.y) > 1]
    x, y = np.concatenate([p.x - p.x.mean(0) for p in pairs]), np.concatenate([p.y - p.y.mean() for p in pairs])
    scale = np.maximum(x.std(0), 1e-6)
    z = x / scale
    weights = np.linalg.solve(z.T @ z + RIDGE * np.eye(z.shape[1]), z.T @ y) / scale
    weights[x.std(0) < 1e-6] = 0.0
    print(f"{len(y)} rows, correlation {np.corrcoef(x @ weights, y)[0, 1]:.3f}")
    return {name: round(float(w), 5) for name, w in zip(names, weights, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    engine = Engine()
    sentences, phrases = sentence_pairs(engine), list(phrase_pairs(engine))
    args.out.write_text(json.dumps(weights(sentences, phrases), indent=1) + "\n")
    rankers = [
        weights([p for p in sentences if folds.fold(p.key) != k], [p for p in phrases if folds.fold(p.key) != k])
        for k in range(folds.COUNT)
    ]
    folds.FILE.write_text(json.dumps(rankers, indent=1) + "\n")


def weights(sentences: list[Pair], phrases: list[Pair]) -> dict[str, dict[str, float]]:
    return {
        "takeaways": fit_choice(sentences, takeaways.FEATURES),
        "keyphrases": fit(phrases, keyphrases.FEATURES) | BY_HAND,
    }


if __name__ == "__main__":
    main()
