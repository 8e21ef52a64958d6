"""Hashtags: F1@10 against keyphrases that a crowd picked (500N-KPCrowd).

    python -m bench.hashtags

Each article by a ranker fitted without it. Baselines in the same run:
YAKE, and KeyBERT with the same encoder. A phrase counts when its stemmed words are
the same; a hashtag is split at its capitals first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import mean
from typing import Any

from nltk.stem.porter import PorterStemmer

from bench import data
from bench.folds import without
from retold.digest import digest
from retold.engine import Engine
from retold.types import Content, Page

_STEM = PorterStemmer()
Row = dict[str, Any]


def same(phrase: str) -> str:
    """What two phrases must share to be one."""
    return " ".join(_STEM.stem(w) for w in re.findall(r"[a-z0-9]+", phrase.lower()))


def words_of(tag: str) -> str:
    """ "#MipLondon" as "Mip London"."""
    return " ".join(re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+|[A-Z]", tag.lstrip("#")))


def ours(engine: Engine) -> Callable[[Row], list[str]]:
    def tags(row: Row) -> list[str]:
        reading = engine.reading(engine.article(Page(row["id"], Content.BODY, row["body"])))
        return [words_of(t) for t in digest(reading, without(row["id"])).hashtags]

    return tags


def yake() -> Callable[[Row], list[str]]:
    from yake import KeywordExtractor

    extractor = KeywordExtractor(lan="en", n=3, top=10)
    return lambda row: [phrase for phrase, _ in extractor.extract_keywords(row["body"])]


def keybert() -> Callable[[Row], list[str]]:
    import numpy as np
    from keybert import KeyBERT
    from keybert.backend import BaseEmbedder

    from retold.reading.encoder import load

    class Ours(BaseEmbedder):
        def embed(self, documents: Sequence[str], verbose: bool = False) -> Any:
            return np.stack([e.vector for e in load().encode(list(documents))])

    model = KeyBERT(model=Ours())
    return lambda row: [phrase for phrase, _ in model.extract_keywords(row["body"], top_n=10, stop_words="english")]


def f1(rows: Sequence[Row], system: Callable[[Row], list[str]]) -> float:
    scores = []
    for row in rows:
        gold = {same(k) for k in row["keyphrases"]} - {""}
        told = list(dict.fromkeys(same(p) for p in system(row)))[:10]
        right = sum(p in gold for p in told)
        scores.append(2 * right / (len(told) + len(gold)) if told and gold else 0.0)
    return round(mean(scores), 4)


def run(baselines: bool = True) -> dict[str, float]:
    rows = data.rows("keyphrases/kpcrowd-dev")
    systems = {"hashtags.f1": ours(Engine())}
    if baselines:
        systems |= {"hashtags.yake": yake(), "hashtags.keybert": keybert()}
    return {name: f1(rows, system) for name, system in systems.items()}


if __name__ == "__main__":
    for key, value in run().items():
        print(f"{key:20} {value:.4f}")
