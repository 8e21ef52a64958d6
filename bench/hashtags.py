"""Hashtags: F1@10 against keyphrases that a crowd picked (500N-KPCrowd).

    python -m bench.hashtags

No weights are fitted on this set. Baselines: YAKE, and KeyBERT with the same encoder.
A phrase is right if its stemmed words are those of a picked phrase. A hashtag is split at its capitals first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import mean
from typing import Any

from bench.results import Measure, Sheet, Stage, Use
from retold.digest import digest
from retold.engine import Engine
from train import datasets, readings
from train.keyphrases import stemmed

Row = dict[str, Any]
SHEET = Sheet(
    "hashtags",
    Stage.DIGEST,
    (
        Measure(
            "hashtags.f1",
            "hashtags against the keyphrases that a crowd picked",
            "F1@10",
            "KPCrowd",
            Use.MEASURED,
            {"KeyBERT on our encoder": "hashtags.keybert", "YAKE": "hashtags.yake"},
        ),
    ),
)


def split_words(hashtag: str) -> str:
    """The words of a hashtag: "#MipLondon" gives "Mip London"."""
    return " ".join(re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+|[A-Z]", hashtag.lstrip("#")))


def ours(engine: Engine) -> Callable[[Row], list[str]]:
    def hashtags(row: Row) -> list[str]:
        reading = readings.read(engine, row["body"], row["id"])
        return [split_words(tag) for tag in digest(reading).hashtags]

    return hashtags


def yake() -> Callable[[Row], list[str]]:
    from yake import KeywordExtractor

    extractor = KeywordExtractor(lan="en", n=3, top=10)
    return lambda row: [phrase for phrase, _ in extractor.extract_keywords(row["body"])]


def keybert() -> Callable[[Row], list[str]]:
    import numpy as np
    from keybert import KeyBERT
    from keybert.backend import BaseEmbedder

    from retold.reading.encoder import load

    class OurEncoder(BaseEmbedder):
        def embed(self, documents: Sequence[str], verbose: bool = False) -> Any:
            return np.stack([e.vector for e in load().encode(list(documents))])

    model = KeyBERT(model=OurEncoder())
    return lambda row: [phrase for phrase, _ in model.extract_keywords(row["body"], top_n=10, stop_words="english")]


def mean_f1(rows: Sequence[Row], system: Callable[[Row], list[str]]) -> float:
    """Mean F1 over articles of the first ten phrases of a system."""
    scores = []
    for row in rows:
        gold = {stemmed(phrase) for phrase in row["keyphrases"]} - {""}
        phrases = list(dict.fromkeys(stemmed(phrase) for phrase in system(row)))[:10]
        right = sum(phrase in gold for phrase in phrases)
        scores.append(2 * right / (len(phrases) + len(gold)) if phrases and gold else 0.0)
    return round(mean(scores), 4)


def run(baselines: bool = True) -> dict[str, float]:
    rows = datasets.rows("keyphrases/kpcrowd-dev")
    systems = {"hashtags.f1": ours(Engine())}
    if baselines:
        systems |= {"hashtags.yake": yake(), "hashtags.keybert": keybert()}
    return {name: mean_f1(rows, system) for name, system in systems.items()}


if __name__ == "__main__":
    SHEET.publish(run())
