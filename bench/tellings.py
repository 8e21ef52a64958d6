"""Invented stories, each told by several outlets: which outlets tell a fact, and on which tolls they differ.

    python -m bench.tellings [--errors]

`invented_stories.jsonl` has 56 stories of four to six articles, written for this purpose, with their facts, the
articles that tell each, and where articles really differ. An article tells a fact if one of its sentences tells all of
it by `retold.corpus.same_fact`. Baseline: the words of one sentence have nearly all words of the fact
(`comparison.Statement.says`). Nothing was fitted on them; which numbers make a toll was tuned on the stories from d01
on, and seen on the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.results import Measure, Sheet, Stage, Use
from retold.corpus import comparison, same_fact, tolls
from retold.corpus.quantities import quantities
from retold.english import sentences
from retold.english.lexicon import words
from retold.memory.days import day_of_stamp
from retold.memory.story_facts import ALL

STORIES = Path(__file__).parent / "invented_stories.jsonl"
DATASET = "56 invented stories, 262 articles, 544 facts"
NONE = frozenset("no none nobody".split())
SHEET = Sheet(
    "tellings",
    Stage.CORPUS,
    (
        Measure(
            "tellings.right",
            "articles said to tell a fact, that do",
            "%",
            DATASET,
            Use.MEASURED,
            {"nearly all words of the fact": "tellings.right.baseline"},
            digits=0,
            scale=100,
        ),
        Measure(
            "tellings.found",
            "articles that tell a fact, found",
            "%",
            DATASET,
            Use.MEASURED,
            {"nearly all words of the fact": "tellings.found.baseline"},
            digits=0,
            scale=100,
        ),
        Measure(
            "tellings.differ.right",
            "differences in numbers that are shown, right",
            "%",
            DATASET,
            Use.TUNED,
            digits=0,
            scale=100,
        ),
        Measure(
            "tellings.differ.found",
            "differences in numbers, shown",
            "%",
            DATASET,
            Use.TUNED,
            digits=0,
            scale=100,
        ),
    ),
)

Row = dict[str, Any]


def rows() -> list[Row]:
    """The stories."""
    return [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]


def texts(story: Row) -> list[list[str]]:
    """The sentences of each article, its headline first."""
    whole = [f"{article['headline']}.\n\n{article['body']}" for article in story["articles"]]
    return [[" ".join(span.of(text).split()) for span in sentences.split(text)] for text in whole]


def days(story: Row) -> list[float | None]:
    """When each article was published, in days."""
    return [day_of_stamp(article["published"]) for article in story["articles"]]


def told(story: Row) -> Iterator[tuple[bool, bool, bool]]:
    """For each fact and article: whether it tells it, whether we say so, and whether the baseline does."""
    articles = texts(story)
    compared = same_fact.Comparison([fact["fact"] for fact in story["facts"]], articles)
    chances = compared.chances()[0]
    for number, fact in enumerate(story["facts"]):
        wanted = comparison.Statement(-1, fact["fact"])
        for article, own in enumerate(articles):
            ours = bool(chances[number][compared.article == article].max() >= ALL)
            theirs = any(comparison.Statement(article, text).says(wanted) for text in own)
            yield str(article) in fact["told"], ours, theirs


def numbers(value: str) -> frozenset[float]:
    """The numbers of a value, as it is written in an article."""
    if NONE & set(words(value)):
        return frozenset({0.0})
    return frozenset(q.value for q in quantities(f"{value} people"))


def differences(story: Row) -> tuple[int, int, int, int]:
    """Differences in numbers: those that are right and all that are found; those that are found and all there are."""
    gold = [{int(a): numbers(v) for a, v in d["values"].items()} for d in story["differences"]]
    gold = [values for values in gold if all(values.values())]
    found = tolls.differing(texts(story), days(story))
    right = 0
    seen: set[int] = set()
    for difference in found:
        sides = [(numbers(written), {article for article, _ in by}) for written, by in difference.sides]
        matches = [i for i, values in enumerate(gold) if _is_same(sides, values)]
        right += bool(matches)
        seen.update(matches)
    return right, len(found), len(seen), len(gold)


def _is_same(sides: Sequence[tuple[frozenset[float], set[int]]], gold: dict[int, frozenset[float]]) -> bool:
    """Whether at least two sides, and every article in them, have the values that the story gives them."""
    return sum(all(gold.get(a, frozenset()) & value for a in by) for value, by in sides) >= 2


def run(errors: bool = False) -> dict[str, float]:
    stories = rows()
    pairs = [pair for story in stories for pair in told(story)]
    figures = {}
    for name, place in (("", 1), (".baseline", 2)):
        said = [is_told for is_told, *by in pairs if by[place - 1]]
        figures[f"tellings.right{name}"] = sum(said) / max(1, len(said))
        figures[f"tellings.found{name}"] = sum(said) / sum(is_told for is_told, *_ in pairs)
    counts = [differences(story) for story in stories]
    right, shown, seen, there = (sum(column) for column in zip(*counts, strict=True))
    if errors:
        for story, (own, all_shown, *_) in zip(stories, counts, strict=True):
            if own < all_shown:
                print(story["id"], tolls.differing(texts(story), days(story)))
    return figures | {"tellings.differ.right": right / max(1, shown), "tellings.differ.found": seen / there}


if __name__ == "__main__":
    SHEET.publish(run(errors="--errors" in sys.argv))
