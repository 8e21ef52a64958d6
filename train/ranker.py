"""Fits the two rankers of the digest: which sentences, and which phrases, people pick.

    RETOLD_DATA=../shared/data python train/ranker.py --out src/retold/data/ranker.json

A few weights over a few features, by ridge regression within each article. Of
CLIFF and KPCrowd only the half that `bench/` does not measure on is read.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import data  # noqa: E402
import hashtags  # noqa: E402
from halves import held_out  # noqa: E402
from retold.digest import keyphrases, takeaways  # noqa: E402
from retold.digest.shorten import shorten  # noqa: E402
from retold.engine import Engine  # noqa: E402
from retold.types import Content, Metadata, Page, Reading  # noqa: E402

RIDGE = 3.0
BBC = 5
"""One in so many BBC articles is read."""

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def grams(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = [hashtags._STEM.stem(w) for w in re.findall(r"[a-z0-9]+", text.lower())]
    return Counter(zip(*(words[i:] for i in range(size)), strict=False))


def overlap(text: str, reference: str) -> float:
    """Mean of ROUGE-1 and ROUGE-2 F1 of one sentence against a summary."""
    total = 0.0
    for size in (1, 2):
        a, b = grams(text, size), grams(reference, size)
        shared = sum((a & b).values())
        total += 2 * shared / max(1, sum(a.values()) + sum(b.values()))
    return total / 2


def read(engine: Engine, key: str, body: str, headline: str = "") -> Reading:
    return engine.reading(engine.article(Page(key, Content.BODY, body, Metadata(id=key, headline=headline))))


def sentence_pairs(engine: Engine) -> Iterator[Pair]:
    """Features and targets of each article's sentences."""
    articles = [i for i in data.cliff() if not held_out(i.id)] + list(data.gum_summaries("train"))
    for item in articles:
        reading = read(engine, item.id, item.body, item.headline)
        yield _scored(reading, lambda text, i=item: float(np.mean([overlap(text, s) for s in i.summaries])))
    for i, row in enumerate(data.rows("bbc/bbc")):
        if i % BBC == 0:
            plain = re.sub(r"\W+", "", row["extract"])
            reading = read(engine, row["id"], row["body"], row["headline"])
            yield _scored(reading, lambda text, p=plain: 0.3 * (re.sub(r"\W+", "", text) in p))


def _scored(reading: Reading, target: object) -> Pair:
    """Only sentences that could be a takeaway are compared: the ranker never chooses others."""
    x = takeaways.features(reading).astype(np.float64)
    able = [s.index for s in reading.sentences if shorten(reading, s) is not None]
    y = np.array([target(reading.sentences[i].span.of(reading.article.body)) for i in able])  # type: ignore[operator]
    return x[able], y


def phrase_pairs(engine: Engine) -> Iterator[Pair]:
    for row in data.rows("keyphrases/kpcrowd-dev"):
        if held_out(row["id"]):
            continue
        reading = read(engine, row["id"], row["body"])
        found = keyphrases.candidates(reading)
        gold = {hashtags.same(k) for k in row["keyphrases"]}
        x = np.array(keyphrases.features(reading, found), dtype=np.float64)
        y = np.array([float(hashtags.same(c.text) in gold) for c in found])
        if len(found):
            yield x, y


def fit(pairs: list[Pair], names: tuple[str, ...]) -> dict[str, float]:
    """Ridge weights of standardised features, given back in the features' own units."""
    pairs = [(x - x.mean(0), y - y.mean()) for x, y in pairs if len(y) > 1]
    x, y = np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])
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
    weights = {
        "takeaways": fit(list(sentence_pairs(engine)), takeaways.FEATURES),
        "keyphrases": fit(list(phrase_pairs(engine)), keyphrases.FEATURES),
    }
    args.out.write_text(json.dumps(weights, indent=1) + "\n")


if __name__ == "__main__":
    main()
