"""Fits how likely a Media Topic is a theme: the weights of `retold.digest.theme_probability`.

    RETOLD_DATA=../shared/data python -m train.themes --out src/retold/data/themes.json

Logistic regression over all topics below the top level, on the themes that an editor gave to 119 articles
(`editor/gold`). Prints precision and recall of five-fold cross-validation over articles. Run it again after
`train.topics`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from retold.digest import theme_probability, themes
from retold.digest.media_topics import topics
from retold.engine import Engine
from train import datasets, readings

INVERSE_PENALTY = 0.3
FOLDS = 5

Table = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""The features of each topic for one article (topics, features), and whether each is a theme (topics,)."""


def tables() -> list[Table]:
    """One table for each article."""
    engine = Engine()
    articles = {row["id"]: row for row in datasets.rows("editor/articles")}
    below = np.array([t.qcode != t.top for t in topics().values()])
    found = []
    for gold in datasets.rows("editor/gold"):
        row = articles[gold["id"]]
        if gold["kind"] == "boilerplate":
            continue
        reading = readings.read(engine, row["body"], row["id"], row["headline"])
        x = theme_probability.features(reading, *themes.measures(reading))
        y = np.array([t.label in gold["themes"] for t in topics().values()])
        found.append((x[below].astype(np.float64), y[below]))
    return found


def fit(articles: list[Table]) -> NDArray[np.float64]:
    """Weights in the features' own units and, last, the intercept."""
    x, y = (np.concatenate(parts) for parts in zip(*articles, strict=True))
    mean, scale = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=3000).fit((x - mean) / scale, y)
    weights = model.coef_[0] / scale
    return np.array([*weights, model.intercept_[0] - weights @ mean])


def report(articles: list[Table]) -> None:
    """Prints how right the topics above the threshold are, each article with weights fitted without it."""
    order = np.random.default_rng(0).integers(0, FOLDS, len(articles))
    right = given = wanted = 0
    for fold in range(FOLDS):
        weights = fit([a for a, k in zip(articles, order, strict=True) if k != fold])
        for x, y in (a for a, k in zip(articles, order, strict=True) if k == fold):
            likely = 1 / (1 + np.exp(-(x @ weights[:-1] + weights[-1]))) >= themes.LEAST
            right, given, wanted = right + int((likely & y).sum()), given + int(likely.sum()), wanted + int(y.sum())
    print(f"precision {right / given:.3f} of {given}, recall {right / wanted:.3f} of {wanted}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the weights")
    args = parser.parse_args()
    articles = tables()
    report(articles)
    weights = fit(articles).tolist()
    names = (*theme_probability.FEATURES, "intercept")
    stored = {name: round(weight, 5) for name, weight in zip(names, weights, strict=True)}
    args.out.write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
