"""Fits how likely a shortened sentence is sound, on sentences that were judged by reading.

    RETOLD_DATA=../shared/data python -m train.soundness

Of the first network's sentences only those count whose articles `train.short_forms` was not fitted on; those of the
shipped network count all: their sentences, not all of their articles, are new to it. It prints what the
regression gives, by cross-validation, for sentences that the shipped network made: the area under the curve, and for
several lines the share of sentences above it and of clear faults among these.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.digest import soundness
from retold.digest.bonds import bonds, broken
from retold.digest.trees import SentenceTree
from retold.digest.word_paths import WordPaths
from retold.reading.encoder import Encoder
from retold.reading.tokens import Tokenizer
from retold.types import Encoding
from train import datasets, logistic, short_data
from train.short_data import ShortForm

DATA = datasets.ROOT / "src" / "retold" / "data"
PENALTY = 8.0
LINES = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
FOLDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA)
    out = parser.parse_args().out
    relations = json.loads((DATA / "reading.json").read_text(encoding="utf-8"))["relations"]
    encoder = Encoder(DATA / "reading.onnx", DATA / "tokenizer.json", relations, threads=2)
    tokenizer = Tokenizer(DATA / "tokenizer.json")
    judged = list(short_data.verdicts(tokenizer, "shipped"))
    shipped = len(judged)
    judged += [form for form in short_data.verdicts(tokenizer, "first") if form.is_held_out]
    rows, right, is_shipped = [], [], []
    for i, (form, encoding) in enumerate(zip(judged, encoder.encode([f.text for f in judged]), strict=True)):
        found = _features(form, encoding)
        if found is not None:
            rows.append(found)
            right.append((form.fine or 0.0) > 0.5)
            is_shipped.append(i < shipped)
    report(rows, np.array(right), np.array(is_shipped))
    weights = logistic.fit(rows, right, PENALTY)
    (out / "soundness.json").write_text(json.dumps(weights, indent=0) + "\n", encoding="utf-8")


def _features(form: ShortForm, encoding: Encoding) -> dict[str, float] | None:
    """The features of a judged sentence; None if words are gone that would be put back."""
    if encoding.steps is None or len(encoding.words) != len(form.kept):
        return None
    tree = SentenceTree(form.text, encoding.words)
    kept = np.flatnonzero(form.kept).tolist()
    if tree.root < 0 or broken(bonds(tree, encoding.attributions), kept):
        return None
    return soundness.features(tree, WordPaths(form.text, encoding.words, encoding.steps).path(kept))


def report(rows: Sequence[dict[str, float]], right: NDArray[np.bool_], shown: NDArray[np.bool_]) -> None:
    """Prints what the regression gives for those `shown`, each when it was not fitted on it."""
    folds = np.random.default_rng(0).integers(0, FOLDS, len(rows))
    chances = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights = logistic.fit(
            [r for r, f in zip(rows, folds, strict=True) if f != fold], right[folds != fold], PENALTY
        )
        for i in np.flatnonzero(folds == fold):
            chances[i] = 1 / (1 + np.exp(-sum(weights[name] * value for name, value in rows[i].items())))
    chances, right = chances[shown], right[shown]
    ranks = chances.argsort().argsort() + 1
    hits = int(right.sum())
    area = (ranks[right].sum() - hits * (hits + 1) / 2) / (hits * (len(right) - hits))
    print(f"{len(right):,} judged sentences, {right.mean():.3f} of them fine; area {area:.3f}")
    for line in LINES:
        above = chances >= line
        print(f"from {line}: {above.mean():.2f} of them, {1 - right[above].mean():.3f} at fault")


if __name__ == "__main__":
    main()
