"""Fits how likely a sentence tells what a claim of another article tells, on pairs that were judged by reading.

    RETOLD_DATA=../shared/data python -m train.same_fact

`judged_facts.tsv` has the verdicts on 3,735 pairs of a claim and a sentence of another article of the same story: f it
tells all of the claim, m its main point, x another value of the same thing, n none of these. It names their places;
their text is not stored: a claim is known by its hash, and claims that the digest no longer makes are left out. Two
logistic regressions over the features of `retold.corpus.same_fact` go to `same_fact.json`. It prints what they give
for stories that they were not fitted on.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.corpus import same_fact
from retold.engine import Engine
from retold.types import Digest, Reading
from train import datasets, logistic, readings

DATA = datasets.ROOT / "src" / "retold" / "data"
VERDICTS = datasets.ROOT / "train" / "judged_facts.tsv"
GOALS = {"all": "f", "point": "fm"}
"""The verdicts that are right for each regression."""
PENALTY = 3.0
FOLDS = 10

Floats = NDArray[np.float64]


def claim_hash(text: str) -> str:
    """By which a claim is known."""
    return blake2b(text.encode("utf-8"), digest_size=6).hexdigest()


def examples() -> Iterator[tuple[NDArray[np.float32], bool, str, str]]:
    """The features of each judged pair, whether the sentence has all numbers of the claim, its verdict and its
    story."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    by_story: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_story[row["corpus"], row["story"]].append(row)
    engine = Engine()
    for (corpus, story), judged in by_story.items():
        articles = sorted({row[side] for row in judged for side in ("article", "other")})
        read = {article: _read(engine, corpus, article) for article in articles}
        texts = {claim_hash(text): text for _, digest in read.values() for text in _claims(digest)}
        spans = {a: [s.span for s in reading.sentences if not s.clutter] for a, (reading, _) in read.items()}
        place = {key: i for i, key in enumerate((a, span.start) for a in articles for span in spans[a])}
        bodies = {a: reading.article.body for a, (reading, _) in read.items()}
        sentences = [[span.of(bodies[a]) for span in spans[a]] for a in articles]
        compared = same_fact.Comparison(list(texts.values()), sentences)
        number = {key: i for i, key in enumerate(texts)}
        for row in judged:
            sentence = place.get((row["other"], int(row["start"])))
            if row["claim"] in number and sentence is not None:
                claim = number[row["claim"]]
                has_numbers = bool(compared.has_numbers(claim)[sentence])
                yield compared.features(claim)[sentence], has_numbers, row["verdict"], f"{corpus}/{story}"


def _read(engine: Engine, corpus: str, article: str) -> tuple[Reading, Digest]:
    """An article by the number of its row, or of its row and its place in it."""
    row, _, part = article.partition("/")
    story = datasets.rows(corpus)[int(row)]
    values = story["articles"][int(part)] if part else story
    body = values["body"].replace("...", "") if part else values["body"]
    published = values.get("published") or story.get("published")
    reading = readings.read(engine, body, article, values.get("headline") or "", published)
    return reading, engine.digest_of(reading)


def _claims(digest: Digest) -> Iterator[str]:
    """The texts of the takeaways and of the retelling."""
    yield from (claim.text for claim in digest.takeaways)
    yield from (claim.text for paragraph in digest.retelling for claim in paragraph)


def fit(x: Floats, right: NDArray[np.bool_]) -> Floats:
    """The weights of the features."""
    scale = x.std(0)
    scale[scale == 0] = 1.0
    penalties = np.full(x.shape[1], PENALTY)
    penalties[0] = 0.0
    weights: Floats = logistic.solve(x / scale, right.astype(float), penalties) / scale
    return weights


def held_out(x: Floats, right: NDArray[np.bool_], stories: NDArray[np.str_]) -> Floats:
    """The chance of each pair by a regression that did not see its story."""
    fold = {story: i % FOLDS for i, story in enumerate(sorted(set(stories.tolist())))}
    folds = np.array([fold[story] for story in stories.tolist()])
    chances = np.zeros(len(x))
    for k in range(FOLDS):
        chances[folds == k] = 1 / (1 + np.exp(-x[folds == k] @ fit(x[folds != k], right[folds != k])))
    return chances


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()
    rows, numbers, verdicts, stories = zip(*examples(), strict=True)
    x, y, names = np.array(rows, float), np.array(verdicts), np.array(stories)
    print(len(x), "pairs:", dict(Counter(verdicts)))
    weights = {}
    for goal, letters in GOALS.items():
        right = np.isin(y, list(letters))
        chances = held_out(x, right, names) * (np.array(numbers) | (goal != "all"))
        for line in (0.3, 0.5, 0.7):
            passed = chances >= line
            kinds = {letter: round(float((y[passed] == letter).mean()), 2) for letter in "fmnx"}
            print(f"{goal}: {line}: {passed.sum()} pairs, {kinds}, {(chances[right] >= line).mean():.2f} of the right")
        weights[goal] = dict(zip(same_fact.FEATURES, np.round(fit(x, right), 3).tolist(), strict=True))
    (args.out / "same_fact.json").write_text(json.dumps(weights, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
