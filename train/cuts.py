"""Fits the weights by which a sentence is shortened: how likely an editor leaves a phrase out.

    RETOLD_DATA=../shared/data python -m train.cuts [--out src/retold/data/cuts.json]

From first sentences of news and what their editors left of them by leaving words out. Logistic regression over the
phrases whose governing word was kept. The last tenth of the sentences is not trained on; it prints how well the weights
tell the phrases there: the area under the curve, the share of right ones beside the share of kept phrases, and how
often a phrase was left out at each probability.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from retold.digest.phrases import Phrases
from retold.reading.encoder import Encoder, load
from retold.types import Span
from train import datasets

CORPUS = "compression/google-eval"
BATCH = 64
LEAST_COUNT = 12
"""Phrases that have a feature, at least."""
LEAST_WEIGHT = 0.02
PENALTY = 1.0
STEPS = 150
NAME = 0.4
"""Probability from which a name of the model is one."""
_NO_SPACE_BEFORE = re.compile(r"[,.;:!?%)\]]|['’](?:s|re|ve|ll|d|m)|n['’]t|''|\.\.\.")
_NO_SPACE_AFTER = frozenset("([$£€#")
_STOPS = re.compile(r"(.*\w)([.,;:!?]+)$")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a phrase, and whether it was left out."""

    features: dict[str, float]
    cut: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=datasets.ROOT / "src" / "retold" / "data" / "cuts.json")
    out = parser.parse_args().out
    pairs = [(str(r["sentence"]).split(), str(r["compressed"]).split()) for r in datasets.rows(CORPUS)]
    edge = len(pairs) * 9 // 10
    encoder = load()
    train, held_out = examples(encoder, pairs[:edge]), examples(encoder, pairs[edge:])
    weights = fit(train)
    report(held_out, weights)
    rounded = {n: round(w, 3) for n, w in sorted(weights.items()) if abs(w) >= LEAST_WEIGHT}
    out.write_text(json.dumps(rounded, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(rounded):,} weights")


def examples(encoder: Encoder, pairs: Sequence[tuple[list[str], list[str]]]) -> list[Example]:
    """The phrases of all sentences whose governing word was kept, and that were kept or left out as a whole."""
    found: list[Example] = []
    for start in range(0, len(pairs), BATCH):
        batch = [(joined(tokens), kept(tokens, short)) for tokens, short in pairs[start : start + BATCH]]
        for ((text, spans), keeps), encoding in zip(batch, encoder.encode([t for (t, _), _ in batch]), strict=True):
            names = [n.span for n in encoding.names if n.score >= NAME]
            found += _examples(Phrases(text, encoding.words, names), spans, keeps)
    return found


def _examples(phrases: Phrases, spans: Sequence[Span], keeps: Sequence[bool]) -> Iterator[Example]:
    left = bytearray(len(phrases.text))
    for span, keep in zip(spans, keeps, strict=True):
        left[span.start : span.end] = bytes([keep]) * (span.end - span.start)
    kept_words = [any(left[w.span.start : w.span.end]) for w in phrases.words]
    for phrase in phrases.all():
        words = range(phrase.first, phrase.last + 1)
        any_kept = any(kept_words[k] for k in words if phrases.is_word[k])
        if kept_words[phrases.words[phrase.head].head] and (kept_words[phrase.head] or not any_kept):
            yield Example(phrases.features(phrase), not any_kept)


def joined(tokens: Sequence[str]) -> tuple[str, list[Span]]:
    """Tokens as plain text, and the place of each in it."""
    text, spans, in_quotation = "", [], False
    for i, token in enumerate(tokens):
        is_mark = token == '"'
        opens = is_mark and not in_quotation
        glued = _NO_SPACE_BEFORE.fullmatch(token) or (i and tokens[i - 1] in _NO_SPACE_AFTER)
        after_opening = i and tokens[i - 1] == '"' and in_quotation
        if text and not (glued or after_opening or (is_mark and not opens)):
            text += " "
        spans.append(Span(len(text), len(text) + len(token)))
        text += token
        in_quotation = in_quotation != is_mark
    return text, spans


def kept(tokens: Sequence[str], short: Sequence[str]) -> list[bool]:
    """Which tokens the short form has, by the longest common run of words in order."""
    parts = [part for token in short for part in (_parts(token) if token not in tokens else (token,))]
    a, b = [t.lower() for t in tokens], [p.lower() for p in parts]
    longest = np.zeros((len(a) + 1, len(b) + 1), int)
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            longest[i, j] = longest[i + 1, j + 1] + 1 if a[i] == b[j] else max(longest[i + 1, j], longest[i, j + 1])
    keeps, i, j = [False] * len(a), 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            keeps[i], i, j = True, i + 1, j + 1
        elif longest[i + 1, j] >= longest[i, j + 1]:
            i += 1
        else:
            j += 1
    return keeps


def _parts(token: str) -> tuple[str, ...]:
    """A word and the mark that is attached to it."""
    found = _STOPS.match(token)
    return (found[1], found[2]) if found else (token,)


def fit(train: Sequence[Example]) -> dict[str, float]:
    """The weights by feature."""
    counts = Counter(name for e in train for name, value in e.features.items() if value)
    names = [name for name, count in counts.items() if count >= LEAST_COUNT]
    x, y = _matrix(train, names), np.array([e.cut for e in train], float)

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = x @ weights
        p = 1 / (1 + np.exp(-z))
        value = float((np.logaddexp(0, z) - y * z).sum() + PENALTY / 2 * (weights @ weights))
        return value, x.T @ (p - y) + PENALTY * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return {name: float(w) for name, w in zip(names, found.x, strict=True)}


def _matrix(found: Sequence[Example], names: Sequence[str]) -> csr_matrix:
    index = {name: i for i, name in enumerate(names)}
    cells = [(i, index[n], v) for i, e in enumerate(found) for n, v in e.features.items() if v and n in index]
    rows, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, columns)), shape=(len(found), len(names)))


def report(held_out: Sequence[Example], weights: dict[str, float]) -> None:
    """Prints how well the weights tell phrases that they were not fitted on."""
    y = np.array([e.cut for e in held_out])
    p = 1 / (1 + np.exp(-(_matrix(held_out, list(weights)) @ np.array(list(weights.values())))))
    ranks = np.empty(len(p))
    ranks[np.argsort(p)] = np.arange(len(p))
    area = (ranks[y].mean() - ranks[~y].mean()) / len(p) + 0.5
    print(f"{len(y):,} phrases: area {area:.3f}, right {((p > 0.5) == y).mean():.3f}, kept {(~y).mean():.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        print(f"  {low:.1f}: {y[inside].mean():.3f} of {inside.sum():,} left out")


if __name__ == "__main__":
    main()
