"""Fits how likely a sentence is still good and true without a phrase, on cuts that were judged by reading.

    RETOLD_DATA=../shared/data python -m train.safe_cuts

`judged_cuts.tsv` has the verdicts on 6,038 single cuts in 348 articles of public sets: k fine, g bad English, m another
meaning, n the point is lost. It names their places; their text is not stored. Logistic regression over the features of
`retold.digest.safe_cuts` and the states of the reading network at six words. The first go to `safe_cuts.json`, the
others into `reading.onnx` (`cut_head`). It prints what it gives for articles that it was not fitted on: the area under
the curve, and the share of fine cuts at each probability.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from numpy.typing import NDArray
from scipy.optimize import minimize

from retold.digest import safe_cuts
from retold.digest.phrases import Phrases
from retold.engine import Engine
from retold.reading.encoder import Encoder
from retold.types import Reading, Span
from train import cut_head, datasets, readings

DATA = datasets.ROOT / "src" / "retold" / "data"
VERDICTS = datasets.ROOT / "train" / "judged_cuts.tsv"
LEAST_COUNT = 5
"""Cuts that have a feature, at least."""
STATE_SCALE = 0.06
"""Of the states, which are many, beside the features."""
PENALTY = 1 / 0.15
FOLDS = 5
STEPS = 300

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A cut: its features, the states of its six words (6, 384), whether it is fine, and its article."""

    features: dict[str, float]
    states: NDArray[np.float32]
    fine: bool
    article: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA)
    out = parser.parse_args().out
    found = list(examples(_engine_with_states()))
    print(f"{len(found):,} cuts, {np.mean([e.fine for e in found]):.3f} of them fine")
    report(found)
    weights, bias, matrix = fit(found)
    rounded = {name: round(w, 3) for name, w in sorted(weights.items()) if abs(w) >= 0.0005}
    rounded["bias"] = round(weights.get("bias", 0.0) + bias, 3)
    (out / "safe_cuts.json").write_text(json.dumps(rounded, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    model = onnx.load(str(DATA / "reading.onnx"))
    cut_head.attach(model, matrix)
    onnx.save(model, str(out / "reading.onnx"))
    print(f"{len(rounded):,} weights")


def _engine_with_states() -> Engine:
    """An engine whose sentences have the states of their words in place of the scores."""
    model = onnx.load(str(DATA / "reading.onnx"))
    cut_head.attach(model, np.eye(cut_head.WIDTH, dtype=np.float32))
    relations = json.loads((DATA / "reading.json").read_text(encoding="utf-8"))["relations"]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "states.onnx"
        onnx.save(model, str(path))
        return Engine(encoder=Encoder(path, DATA / "tokenizer.json", relations, threads=2))


def examples(engine: Engine) -> Iterator[Example]:
    """The judged cuts whose sentence and phrase the reading model still finds."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        verdicts = list(csv.DictReader(file, delimiter="\t"))
    by_article: defaultdict[tuple[str, int], list[dict[str, str]]] = defaultdict(list)
    for row in verdicts:
        by_article[row["corpus"], int(row["row"])].append(row)
    corpora = {name: datasets.rows(name) for name in sorted({name for name, _ in by_article})}
    for (name, number), cuts in by_article.items():
        article = corpora[name][number]
        key = f"{name}#{number}"
        reading = readings.read(engine, article["body"], key, article.get("headline") or "")
        sentences = {s.span: i for i, s in enumerate(reading.sentences)}
        for row in cuts:
            index = sentences.get(Span(int(row["start"]), int(row["end"])), -1)
            place = Span(int(row["cut_start"]) - int(row["start"]), int(row["cut_end"]) - int(row["start"]))
            example = _example(reading, index, place, row["verdicts"], key) if index >= 0 else None
            if example is not None:
                yield example


def _example(reading: Reading, index: int, place: Span, verdicts: str, key: str) -> Example | None:
    sentence = reading.sentences[index]
    offset, text = sentence.span.start, sentence.span.of(reading.article.body)
    names = [
        Span(m.span.start - offset, m.span.end - offset)
        for chain in reading.chains
        for m in chain.mentions
        if m.sentence == index and sentence.span.covers(m.span)
    ]
    phrases = Phrases(text, sentence.words, names)
    phrase = next((p for p in phrases.all() if phrases.span(p) == place), None)
    if phrase is None or sentence.cut_scores is None:
        return None
    states = np.stack([sentence.cut_scores[word] for word in safe_cuts.places(phrases, phrase)])
    fine = Counter(verdicts).most_common(1)[0][0] == "k"
    return Example(safe_cuts.features(phrases, phrase), states, fine, key)


def fit(found: Sequence[Example]) -> tuple[dict[str, float], float, NDArray[np.float32]]:
    """The weights by feature, what the means of the states add to the bias, and the matrix for the states (384, 6)."""
    counts = Counter(name for e in found for name in e.features)
    names = sorted(name for name, count in counts.items() if count >= LEAST_COUNT)
    table, states = _table(found, names), _states(found)
    largest = np.abs(table).max(0)
    largest[largest == 0] = 1.0
    mean, deviation = states.mean(0), states.std(0) + 1e-6
    x = np.hstack([table / largest, (states - mean) / deviation * STATE_SCALE])
    y = np.array([e.fine for e in found], float)
    w = _solve(x, y)
    own, others = w[: len(names)] / largest, w[len(names) :] * STATE_SCALE / deviation
    matrix = others.reshape(cut_head.PLACES, cut_head.WIDTH).T.astype(np.float32)
    return dict(zip(names, own.tolist(), strict=True)), float(-(others @ mean)), matrix


def _solve(x: Floats, y: Floats) -> Floats:
    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        return float((np.logaddexp(0, z) - y * z).sum() + PENALTY / 2 * (w @ w)), x.T @ (p - y) + PENALTY * w

    found: Floats = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return found


def _table(found: Sequence[Example], names: Sequence[str]) -> Floats:
    index = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(found), len(names)))
    for row, example in enumerate(found):
        for name, value in example.features.items():
            if name in index:
                table[row, index[name]] = value
    return table


def _states(found: Sequence[Example]) -> Floats:
    return np.stack([e.states.ravel() for e in found]).astype(np.float64)


def report(found: Sequence[Example]) -> None:
    """Prints how well cuts are judged in articles that were not fitted on."""
    articles = sorted({e.article for e in found})
    fold = {article: i % FOLDS for i, article in enumerate(articles)}
    y, p = np.array([e.fine for e in found]), np.zeros(len(found))
    for k in range(FOLDS):
        out = [i for i, e in enumerate(found) if fold[e.article] == k]
        weights, bias, matrix = fit([e for e in found if fold[e.article] != k])
        names = list(weights)
        held_out = [found[i] for i in out]
        z = _table(held_out, names) @ np.array([weights[n] for n in names]) + bias
        z += _states(held_out) @ matrix.T.ravel()
        p[out] = 1 / (1 + np.exp(-z))
    ranks = np.empty(len(p))
    ranks[np.argsort(p)] = np.arange(len(p))
    print(f"area {(ranks[y].mean() - ranks[~y].mean()) / len(p) + 0.5:.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        print(f"  {low:.1f}: {y[inside].mean():.3f} of {inside.sum():,} fine")
    for least in (0.75, 0.8, 0.85, 0.9):
        print(f"  from {least}: {y[p >= least].mean():.3f} fine, {(p >= least)[y].mean():.3f} of the fine ones")


if __name__ == "__main__":
    main()
