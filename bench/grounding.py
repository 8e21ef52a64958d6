"""The grounding checker on CLIFF: which machine summaries say something that their article does not say.

    python -m bench.grounding

Balanced accuracy of claims, and F1 of the words that people marked as unsupported, over five parts by document, three
times. The weights and the baselines' thresholds are fitted without the part that is judged. Baselines: the share of
a claim's content words that the article has (`overlap`), for words those that the article lacks; and the mean over
the claim's sentences of the highest cosine with a sentence of the article (`similarity`), as SummaC (Laban et al.
2022) takes the highest entailment.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from bench.results import Measure, Sheet, Stage, Use
from retold.english.sentences import split
from retold.grounding import FEATURES, probabilities
from retold.reading.encoder import load
from train import checker, datasets

PARTS = 5
STEM = FEATURES.index("stem")
DATASET = "CLIFF, split by document"
SHEET = Sheet(
    "grounding",
    Stage.GROUNDING,
    (
        Measure(
            "grounding.balanced_accuracy",
            "claims of machine summaries called right or wrong",
            "balanced accuracy",
            DATASET,
            Use.CROSS_FITTED,
            {
                "word overlap": "grounding.overlap.balanced_accuracy",
                "sentence similarity": "grounding.similarity.balanced_accuracy",
            },
            digits=2,
        ),
        Measure(
            "grounding.words.f1",
            "the words that people marked as unsupported",
            "F1",
            DATASET,
            Use.CROSS_FITTED,
            {"words that the article lacks": "grounding.overlap.words.f1"},
            digits=2,
        ),
    ),
)


def dissimilarity() -> NDArray[np.float64]:
    """For each claim, 1 minus its similarity to the nearest sentences of the article."""
    encoder = load(2)

    def vectors(text: str) -> NDArray[np.float32]:
        return np.stack([e.vector for e in encoder.encode([s.of(text) for s in split(text)])])

    sources: dict[str, NDArray[np.float32]] = {}
    distances = []
    for row in datasets.rows("grounding/cliff"):
        if row["source"] not in sources:
            sources[row["source"]] = vectors(row["source"])
        distances.append(1 - float((vectors(row["claim"]) @ sources[row["source"]].T).max(axis=1).mean()))
    return np.array(distances)


def run(seeds: int = 3, articles: int = 40) -> dict[str, float]:
    """`articles`: how many articles' own claims are added to the examples that the weights are fitted on."""
    examples = checker.cliff_examples()
    own_examples = checker.own_examples(articles)
    documents = sorted({e.document for e in examples})
    wrong = np.array([bool(e.y.any()) for e in examples])
    scores = {
        "overlap": np.array([1 - float(e.x[:, STEM].mean()) for e in examples]),
        "similarity": dissimilarity(),
    }
    accuracy: dict[str, list[float]] = {name: [] for name in ("checker", *scores)}
    word_f1s: list[float] = []
    for seed in range(seeds):
        part = dict(zip(documents, np.random.RandomState(seed).randint(0, PARTS, len(documents)), strict=True))
        parts = np.array([part[e.document] for e in examples])
        called_wrong = {name: np.zeros(len(examples), dtype=bool) for name in accuracy}
        words: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = []
        for k in range(PARTS):
            rest = parts != k
            weights = checker.fit([*(e for e, kept in zip(examples, rest, strict=True) if kept), *own_examples])
            for name, values in scores.items():
                called_wrong[name][~rest] = values[~rest] > checker.best_threshold(values[rest], wrong[rest])
            for i in np.flatnonzero(~rest):
                doubt = probabilities(examples[i].x, weights)
                called_wrong["checker"][i] = doubt.max() > 0.5
                words.append((doubt > 0.5, examples[i].y > 0))
        for name, calls in called_wrong.items():
            accuracy[name].append(checker.balanced_accuracy(calls, wrong))
        word_f1s.append(word_f1(words))
    lacking = word_f1([(e.x[:, STEM] == 0, e.y > 0) for e in examples])
    means = {name: mean(values) for name, values in accuracy.items()}
    return {
        "grounding.balanced_accuracy": means["checker"],
        "grounding.overlap.balanced_accuracy": means["overlap"],
        "grounding.similarity.balanced_accuracy": means["similarity"],
        "grounding.gain": means["checker"] - max(means["overlap"], means["similarity"]),
        "grounding.words.f1": mean(word_f1s),
        "grounding.overlap.words.f1": lacking,
        "grounding.words.gain": mean(word_f1s) - lacking,
    }


def word_f1(pairs: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]) -> float:
    """F1 over all words of `(marked by the checker, marked by people)` pairs."""
    ours, gold = np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])
    return float(2 * (ours & gold).sum() / max(1, ours.sum() + gold.sum()))


if __name__ == "__main__":
    SHEET.publish(run())
