"""Fits what a reader of one sentence cannot know, on sentences that were read so (`marks`).

    RETOLD_DATA=../shared/data python -m train.clarity --work build/clarity

`references.tsv` names sentences of public sets by their places, with how much each matters (0 to 3) and the words that
point out of it: who knew the headline alone marked each word that made him ask "who?" or "which?", with the place of
the sentence that answers. A head on the reading network is fitted on the words, then two regressions on its scores
for articles that it was not fitted on. It prints what they give, by cross-validation. Two cores take twelve minutes;
readings and scores are kept in `--work`. Fit it again, with an empty `--work`, after the reading network or its part
for short sentences.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.digest.clarity import Clarity
from retold.engine import Engine
from retold.reading.tokens import Tokenizer
from retold.types import Reading
from train import clarity_head, datasets, logistic, marks, readings
from train.marks import Marked

DATA = datasets.ROOT / "src" / "retold" / "data"
FOLDS = 5
PENALTY = 2.0
LINES = (0.1, 0.2, 0.3, 0.4, 0.5)

Row = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its marked sentences, and the states of their words in the network."""

    reading: Reading
    marked: Sequence[Marked]
    states: Sequence[NDArray[np.float32]]
    fold: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    articles = _articles(arguments.work / "readings.pkl")
    states, points, folds = _words(articles)
    kept = arguments.work / "scores.npy"
    print(f"{len(articles)} articles, {sum(len(a.marked) for a in articles):,} sentences, {int(points.sum()):,} words")
    scores = np.load(kept) if kept.exists() else _scores(states, points, folds)
    if len(scores) != len(points):
        raise SystemExit(f"{kept} is of another network or table; remove it and run this again")
    np.save(kept, scores)
    rows = list(_rows(articles, scores))
    weights = {
        "unclear": _fitted([r for r in rows if r.kind == "unclear"]),
        "told": _fitted([r for r in rows if r.kind == "told"]),
    }
    _report([r for r in rows if r.kind == "unclear"])
    clarity_head.attach(DATA / "reading.onnx", clarity_head.fit(states, points), arguments.out / "reading.onnx")
    (arguments.out / "clarity.json").write_text(json.dumps(weights, indent=0) + "\n", encoding="utf-8")


def _scores(states: NDArray[np.float32], points: NDArray[np.bool_], folds: NDArray[np.intp]) -> NDArray[np.float32]:
    """What the head says of each word, fitted without the fold of its article."""
    scores = np.zeros(len(points), np.float32)
    for fold in range(FOLDS):
        head = clarity_head.fit(states[folds != fold], points[folds != fold])
        scores[folds == fold] = clarity_head.scores(head, states[folds == fold])
    return scores


def _articles(kept: Path) -> list[Article]:
    """The marked articles; their readings are taken from a file, if it is there."""
    table = {(corpus, int(row)): rows for (corpus, row), rows in marks.by_article().items()}
    if not kept.exists():
        kept.write_bytes(pickle.dumps(_read(list(table))))
    known: dict[tuple[str, int], Reading] = pickle.loads(kept.read_bytes())
    states = clarity_head.States(DATA / "reading.onnx", Tokenizer(DATA / "tokenizer.json"))
    found = []
    for number, (key, rows) in enumerate(table.items()):
        reading = known[key]
        marked = list(marks.marked(reading, rows))
        texts = [reading.sentences[m.index].span.of(reading.article.body) for m in marked]
        found.append(Article(reading, marked, [states.of(text) for text in texts], number % FOLDS))
    return found


def _read(keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Reading]:
    engine, sets = Engine(), {corpus: datasets.rows(corpus) for corpus in {key[0] for key in keys}}
    found = {}
    for corpus, number in keys:
        row = sets[corpus][number]
        published = row.get("published")
        found[corpus, number] = readings.read(
            engine, row["body"], f"{corpus}:{number}", row.get("headline") or "", published
        )
    return found


def _words(articles: Sequence[Article]) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.intp]]:
    """States, whether each word points out, and the fold of its article, for all words."""
    points, folds = [], []
    for article in articles:
        for marked, states in zip(article.marked, article.states, strict=True):
            points += [i in marked.words for i in range(len(states))]
            folds += [article.fold] * len(states)
    return np.concatenate([s for a in articles for s in a.states]), np.array(points), np.array(folds)


@dataclass(frozen=True, slots=True)
class _Example:
    """One row for one of the two regressions, `kind`, with its sentence: (article, index)."""

    kind: str
    row: Row
    right: bool
    fold: int
    sentence: tuple[int, int]


def _rows(articles: Sequence[Article], scores: NDArray[np.float32]) -> Iterator[_Example]:
    at = 0
    for number, article in enumerate(articles):
        sentences = list(article.reading.sentences)
        for marked, states in zip(article.marked, article.states, strict=True):
            sentences[marked.index] = replace(sentences[marked.index], refers=scores[at : at + len(states)])
            at += len(states)
        clarity = Clarity(replace(article.reading, sentences=tuple(sentences)))
        for marked in article.marked:
            sentence, key = sentences[marked.index], (number, marked.index)
            for word, row in clarity.features(sentence).items():
                yield _Example("unclear", row, word in marked.words, article.fold, key)
            for word, teller in marked.words.items():
                for index, row in clarity.tellers(sentence, word).items() if teller is not None else ():
                    # Another sentence with the same noun may tell it as well.
                    if index == teller or not (row["said"] or row["resolved"]):
                        yield _Example("told", row, index == teller, article.fold, key)


def _fitted(examples: Sequence[_Example]) -> dict[str, float]:
    return logistic.fit([e.row for e in examples], [e.right for e in examples], PENALTY)


def _report(examples: Sequence[_Example]) -> None:
    """Prints, for several lines, how many sentences are unclear by less, and how many of these are unclear."""
    chances: dict[tuple[int, int], float] = {}
    unclear: dict[tuple[int, int], bool] = {}
    for fold in range(FOLDS):
        weights = _fitted([e for e in examples if e.fold != fold])
        for e in (e for e in examples if e.fold == fold):
            chance = 1 / (1 + np.exp(-sum(weights[name] * value for name, value in e.row.items())))
            chances[e.sentence] = chances.get(e.sentence, 1.0) * (1 - chance)
            unclear[e.sentence] = unclear.get(e.sentence, False) or e.right
    for line in LINES:
        clear = [unclear[key] for key, chance in chances.items() if chance > 1 - line]
        print(
            f"unclear by less than {line}: {len(clear) / len(chances):.2f} of sentences, {np.mean(clear):.3f} unclear"
        )


if __name__ == "__main__":
    main()
