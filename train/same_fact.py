"""Fits how likely a sentence tells what a claim of another article tells, on pairs that were judged by reading.

    RETOLD_DATA=../shared/data python -m train.same_fact

`judged_facts.tsv` has the verdicts on 3,780 pairs of a claim and a sentence of another article of the same story: f it
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
from functools import cache
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
    by_pair: defaultdict[tuple[str, str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_pair[row["corpus"], row["story"], row["article"], row["other"]].append(row)
    engine = Engine()

    @cache
    def read(corpus: str, article: str) -> tuple[Reading, Digest]:
        row, _, part = article.partition("/")
        story = datasets.rows(corpus)[int(row)]
        values = story["articles"][int(part)] if part else story
        body = values["body"].replace("...", "") if part else values["body"]
        published = values.get("published") or story.get("published")
        reading = readings.read(engine, body, article, values.get("headline") or "", published)
        return reading, engine.digest_of(reading)

    for (corpus, story, article, other), judged in by_pair.items():
        digest, reading = read(corpus, article)[1], read(corpus, other)[0]
        claims = [*digest.takeaways, *(claim for paragraph in digest.retelling for claim in paragraph)]
        texts = {claim_hash(claim.text): claim.text for claim in claims}
        spans = [s.span for s in reading.sentences if not s.clutter]
        place = {span.start: i for i, span in enumerate(spans)}
        compared = same_fact.Comparison(list(texts.values()), [[span.of(reading.article.body) for span in spans]])
        number = {key: i for i, key in enumerate(texts)}
        for row in judged:
            if row["claim"] in number and int(row["start"]) in place:
                claim, sentence = number[row["claim"]], place[int(row["start"])]
                has_numbers = bool(compared.has_numbers(claim)[sentence])
                yield compared.features(claim)[sentence], has_numbers, row["verdict"], f"{corpus}/{story}"


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
