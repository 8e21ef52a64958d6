"""The grounding checker on CLIFF: which machine summaries say what their article does not.

    python -m bench.grounding

Balanced accuracy of claims, and F1 of the words that people marked as unsupported, over
five parts by document, three times; the weights, and the baselines' thresholds, are fitted
without the part that is judged. Baselines in the same run: the share of a claim's content
words that the article has (`overlap`), and for words those that it lacks; and the mean over
the claim's sentences of the highest cosine with a sentence of the article, as SummaC
(Laban et al. 2022) takes the highest entailment (`similarity`).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

import numpy as np
from numpy.typing import NDArray
from train import checker

from bench import data
from retold.english.sentences import split
from retold.grounding import FEATURES, probabilities
from retold.reading.encoder import load

PARTS = 5
STEM = FEATURES.index("stem")


def similarity() -> NDArray[np.float64]:
    """Of each claim, 1 less how alike the article's nearest sentences are."""
    encoder = load(2)

    def vectors(text: str) -> NDArray[np.float32]:
        return np.stack([e.vector for e in encoder.encode([s.of(text) for s in split(text)])])

    known: dict[str, NDArray[np.float32]] = {}
    found = []
    for row in data.rows("grounding/cliff"):
        if row["source"] not in known:
            known[row["source"]] = vectors(row["source"])
        found.append(1 - float((vectors(row["claim"]) @ known[row["source"]].T).max(axis=1).mean()))
    return np.array(found)


def best_line(values: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float:
    cuts = np.sort(values)
    scores = np.convolve([checker.balanced(values > c, wrong) for c in cuts], np.ones(15) / 15, mode="same")
    return float(cuts[int(scores.argmax())])


def run(seeds: int = 3, articles: int = 40) -> dict[str, float]:
    examples = checker.cliff()
    own = checker.own(articles)
    documents = sorted({e.document for e in examples})
    wrong = np.array([bool(e.y.any()) for e in examples])
    scores = {
        "overlap": np.array([1 - float(e.x[:, STEM].mean()) for e in examples]),
        "similarity": similarity(),
    }
    accuracy: dict[str, list[float]] = {name: [] for name in ("checker", *scores)}
    f1s: list[float] = []
    for seed in range(seeds):
        part = dict(zip(documents, np.random.RandomState(seed).randint(0, PARTS, len(documents)), strict=True))
        fold = np.array([part[e.document] for e in examples])
        said = {name: np.zeros(len(examples), dtype=bool) for name in accuracy}
        marked: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = []
        for k in range(PARTS):
            rest = fold != k
            weights = checker.fit([*(e for e, keep in zip(examples, rest, strict=True) if keep), *own])
            for name, values in scores.items():
                said[name][~rest] = values[~rest] > best_line(values[rest], wrong[rest])
            for i in np.flatnonzero(~rest):
                doubt = probabilities(examples[i].x, weights)
                said["checker"][i] = doubt.max() > 0.5
                marked.append((doubt > 0.5, examples[i].y > 0))
        for name, calls in said.items():
            accuracy[name].append(checker.balanced(calls, wrong))
        f1s.append(f1(marked))
    lacking = f1([(e.x[:, STEM] == 0, e.y > 0) for e in examples])
    return {
        "grounding.balanced_accuracy": mean(accuracy["checker"]),
        "grounding.overlap.balanced_accuracy": mean(accuracy["overlap"]),
        "grounding.similarity.balanced_accuracy": mean(accuracy["similarity"]),
        "grounding.gain": mean(accuracy["checker"]) - max(mean(accuracy["overlap"]), mean(accuracy["similarity"])),
        "grounding.words.f1": mean(f1s),
        "grounding.overlap.words.f1": lacking,
        "grounding.words.gain": mean(f1s) - lacking,
    }


def f1(pairs: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]) -> float:
    said, gold = np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])
    return float(2 * (said & gold).sum() / max(1, said.sum() + gold.sum()))


if __name__ == "__main__":
    for key, value in run().items():
        print(f"{key:42} {value:.4f}")
