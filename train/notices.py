"""Fits the weights by which a sentence about the page itself is told from a sentence of the story.

    RETOLD_DATA=../shared/data python -m train.notices --out src/retold/data/notices.npy

The one side is `train/notices.tsv`: sentences of our own, as sites write them about their rights, newsletters,
transcripts, authors and comments. The other side are sentences of the BBC, KPCrowd and Giveme5W1H articles, and of
the texts of all kinds in GUM's training part whose licence allows it: people who talk of their work give no notice. A
logistic regression on the sentences' vectors parts them. Prints how many of each side are on the wrong side at several
bounds, each measured on sentences that were not fitted. The file has the weights and, last, the constant, as float32.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.english.sentences import split
from retold.reading.encoder import load
from train import datasets, gum

SETS = (("bbc/bbc", "body"), ("keyphrases/kpcrowd-dev", "body"), ("fivew1h/gold-dev", "body"))
SAMPLE = 6_000
"""Sentences of news."""
OTHER = 4_000
"""Sentences of other texts."""
RIDGE, STEPS = 1.0, 30
FOLDS = 5
BOUNDS = (0.5, 0.7, 0.8, 0.9, 0.95)

Vectors = NDArray[np.float32]


def news() -> list[str]:
    """Sentences of news articles, evenly from all sets."""
    found: list[str] = []
    for name, field in SETS:
        texts = [
            body[s.start : s.end] for row in datasets.rows(name) for body in [row.get(field) or ""] for s in split(body)
        ]
        texts = [t for t in dict.fromkeys(texts) if len(t.split()) >= 5]
        found += texts[:: max(1, len(texts) * len(SETS) // SAMPLE)]
    other = [
        s for d in gum.load(datasets.FOLDER / "gum" / "train", shippable=True) for p in d.paragraph_texts() for s in p
    ]
    other = [t for t in dict.fromkeys(other) if len(t.split()) >= 5]
    return found + other[:: max(1, len(other) // OTHER)]


def fit(vectors: Vectors, labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights and constant of a logistic regression, by Newton's method. Both sides weigh the same."""
    features = np.hstack([vectors, np.ones((len(vectors), 1))]).astype(np.float64)
    share = np.where(labels == 1, len(labels) / (2 * labels.sum()), len(labels) / (2 * (1 - labels).sum()))
    weights = np.zeros(features.shape[1])
    penalty = np.full(features.shape[1], RIDGE)
    penalty[-1] = 0.0
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (share * (chance - labels)) + penalty * weights
        curve = (features * (share * chance * (1 - chance))[:, None]).T @ features + np.diag(penalty + 1e-9)
        weights -= np.linalg.solve(curve, gradient)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the weights")
    args = parser.parse_args()
    lines = Path(__file__).with_name("notices.tsv").read_text(encoding="utf-8").splitlines()
    notices = [line.split("\t")[1] for line in lines if line]
    stories = news()
    vectors = np.stack([e.vector for e in load(2).encode([*notices, *stories])])
    labels = np.array([1.0] * len(notices) + [0.0] * len(stories))
    chances = np.zeros(len(labels))
    fold = np.random.default_rng(7).permutation(len(labels)) % FOLDS
    for k in range(FOLDS):
        weights = fit(vectors[fold != k], labels[fold != k])
        chances[fold == k] = 1 / (1 + np.exp(-(vectors[fold == k] @ weights[:-1] + weights[-1])))
    for bound in BOUNDS:
        print(
            f"{bound}: {(chances[labels == 1] >= bound).mean():.3f} of the notices,",
            f"{(chances[labels == 0] >= bound).mean():.4f} of the news",
        )
    for i in sorted(np.flatnonzero((labels == 0) & (chances > BOUNDS[0])), key=lambda i: -chances[i])[:30]:
        print(f"{chances[i]:.2f} {stories[i - len(notices)][:150]}")
    np.save(args.out, fit(vectors, labels).astype(np.float32))


if __name__ == "__main__":
    main()
