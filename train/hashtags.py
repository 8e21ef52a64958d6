"""The weights of `retold/digest/hashtags.py`, from the hashtags and main entities that an editor chose.

    python -m train.hashtags GOLD.jsonl ARTICLES.jsonl

Prints the weights, and how many of the first six hashtags are good in articles that weights were not fitted on.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from retold.digest import hashtags
from retold.digest.keyphrases import candidates
from retold.reading import read
from retold.reading.encoder import load
from retold.types import Article, Metadata, Reading
from train import logistic

FOLDS = 5
FIRST = 6
"""Hashtags of an article that are counted."""
ALIKE = 0.6
"""F1 of two sets of words that mean the same."""


def words_of(tag: str) -> set[str]:
    """The words of a hashtag, without capitals: "#MipLondon" gives "mip" and "london"."""
    return set(re.findall(r"\w+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", tag).lower()))


def is_good(tag: str, judged: dict[str, Any]) -> bool:
    """Whether the editor has a hashtag or a main entity with about the same words."""
    ours = words_of(tag)
    chosen = [words_of(t) for t in judged["hashtags"]] + [
        words_of(e["name"]) for e in judged["entities"] if e.get("main")
    ]
    return any(
        2 * len(ours & theirs) >= ALIKE * (len(ours) + len(theirs)) or "".join(sorted(ours)) == "".join(sorted(theirs))
        for theirs in chosen
    )


def readings(gold: Path, articles: Path) -> list[tuple[Reading, dict[str, Any]]]:
    """Each article that the editor judged, read, with its judgement."""
    encoder = load()
    bodies = {row["id"]: row for row in map(json.loads, articles.read_text(encoding="utf-8").splitlines())}
    found = []
    for judged in map(json.loads, gold.read_text(encoding="utf-8").splitlines()):
        row = bodies[judged["id"]]
        found.append((read(Article(Metadata(headline=row["headline"]), row["body"]), encoder), judged))
    return found


def main() -> None:
    judged = readings(Path(sys.argv[1]), Path(sys.argv[2]))
    tables = [[(hashtags.features(c, r), is_good(c.text, g)) for c in candidates(r)] for r, g in judged]
    right = total = 0
    for fold in range(FOLDS):
        rows = [row for i, table in enumerate(tables) if i % FOLDS != fold for row in table]
        hashtags._WEIGHTS.update(logistic.fit([x for x, _ in rows], [y for _, y in rows]))
        for reading, gold in judged[fold::FOLDS]:
            tags = hashtags.hashtags(reading)[:FIRST]
            right += sum(is_good(tag, gold) for tag in tags)
            total += len(tags)
    print(f"cross-fitted: {right / total:.3f} of {total} are good")
    rows = [row for table in tables for row in table]
    print(json.dumps(logistic.fit([x for x, _ in rows], [y for _, y in rows]), indent=4))


if __name__ == "__main__":
    main()
