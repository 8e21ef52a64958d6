"""Fits the weights by which the digest chooses its answers to who, what, when and where.

    RETOLD_DATA=../shared/data python -m train.answers [--out src/retold/data/answers.json]

Logistic regression for each question: a phrase is right if its words are those of the editor's answer (F1 of 0.4 or
more). Prints for each question how many first answers would be given, and how many of them would be right, in
cross-validation over articles.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.digest import takeaways
from retold.digest.answer_candidates import FEATURES, Candidate, Candidates
from retold.digest.answers import LEAST, likely
from retold.digest.ranker import shipped
from retold.engine import Engine
from train import datasets, readings

QUESTIONS = ("who", "what", "when", "where")
RIGHT = 0.4
"""F1 of words from which a phrase is the editor's."""
MEASURED_ON = "fivew1h"
"""The set of `bench/answers.py`: the editor's articles from it are left out."""
RIDGE = 1.0
FOLDS = 5
_SMALL = frozenset(
    "the a an of in on to and at by for from with its his her their that this is are was were be as".split()
)


@dataclass(frozen=True, slots=True)
class Choices:
    """The candidates of one article: their features (candidates, features), and 1 for each that is right."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=datasets.ROOT / "src" / "retold" / "data" / "answers.json")
    found = choices()
    weights: dict[str, dict[str, float]] = {}
    for question in QUESTIONS:
        given, right = cross_validated(found[question])
        print(f"{question}: {right} of {given} right, in {len(found[question])} articles")
        fitted = fit(found[question])
        weights[question] = {n: round(float(w), 3) for n, w in zip(FEATURES, fitted, strict=True) if abs(w) > 0.0005}
    parser.parse_args().out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def choices() -> dict[str, list[Choices]]:
    """The candidates for each question in the editor's articles."""
    engine = Engine()
    gold = {row["id"]: row["answers"] for row in datasets.rows("editor/gold") if row["kind"] != "boilerplate"}
    found: dict[str, list[Choices]] = {question: [] for question in QUESTIONS}
    for row in datasets.rows("editor/articles"):
        if row["id"] not in gold or row["set"] == MEASURED_ON:
            continue
        published = str(row["published"] or "")[:10] or None
        reading = readings.read(engine, row["body"], row["id"], row["headline"] or "", published)
        search = Candidates(reading, takeaways.scores(reading, shipped()))
        news = likely("what", search.what())
        for question in QUESTIONS:
            candidates: Sequence[Candidate] = list(_candidates(search, question, news))
            answer = _words(gold[row["id"]].get(question) or "")
            x = np.array([[c.features.get(name, 0.0) for name in FEATURES] for c in candidates], dtype=np.float64)
            y = [float(_f1(_words(c.span.of(reading.article.body)), answer) >= RIGHT) for c in candidates]
            found[question].append(Choices(x.reshape(-1, len(FEATURES)), np.array(y)))
    return found


def _candidates(search: Candidates, question: str, news: Candidate | None) -> Iterable[Candidate]:
    if question in ("who", "what"):
        found: Iterable[Candidate] = getattr(search, question)()
    else:
        found = getattr(search, question)(news)
    return found


def fit(parts: Sequence[Choices]) -> NDArray[np.float64]:
    """Weights by Newton's method, float64 (features,). The constant, `FEATURES[0]`, is not held back."""
    x, y = np.vstack([p.x for p in parts]), np.concatenate([p.y for p in parts])
    ridge = np.full(len(FEATURES), RIDGE)
    ridge[0] = 0.01
    weights = np.zeros(len(FEATURES))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + ridge * weights
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge), gradient)
    return weights


def cross_validated(articles: Sequence[Choices]) -> tuple[int, int]:
    """How many first answers are given, and how many of them are right."""
    given = right = 0
    for fold in range(FOLDS):
        weights = fit([a for i, a in enumerate(articles) if i % FOLDS != fold])
        for article in articles[fold::FOLDS]:
            if not len(article.y):
                continue
            probabilities = 1 / (1 + np.exp(-article.x @ weights))
            best = int(np.argmax(probabilities))
            given += int(probabilities[best] >= LEAST)
            right += int(probabilities[best] >= LEAST and article.y[best] > 0)
    return given, right


def _words(text: str) -> set[str]:
    return {w.lower() for w in re.findall(r"\w+", text)} - _SMALL


def _f1(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


if __name__ == "__main__":
    main()
