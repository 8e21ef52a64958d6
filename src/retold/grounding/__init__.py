"""Grounding: whether a claim says only what its evidence says, word by word.

`check` works for sentences of any writer. It looks at names, numbers, dates, negation, and who did what
to whom. Each word gets a probability of being unsupported, from a few features (`features`) of how it
stands in the evidence and between which words. The support of a claim is that of its worst word.
`train/checker.py` fits the weights; `bench/grounding.py` measures them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.grounding.evidence import Source
from retold.grounding.features import FEATURES, word_features
from retold.types import Span

__all__ = ["FEATURES", "Source", "Verdict", "Weights", "check", "probabilities", "shipped_weights", "word_features"]

Weights = Mapping[str, float]
"""Weights by the names of `FEATURES`, in log-odds of a word being unsupported; 0 is the threshold."""

THRESHOLD = 0.5
"""Support below which a claim is rejected. The weights are shifted so that this is the best threshold."""

_EXACT, _STEM = FEATURES.index("exact"), FEATURES.index("stem")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a claim is supported, 0..1.

    `unsupported` are the words that the evidence does not support. `absent` are the words that are not in
    the evidence as they are written; a synonym is one of them, and may be right.
    """

    support: float
    unsupported: tuple[Span, ...]
    absent: tuple[Span, ...]

    @property
    def supported(self) -> bool:
        return self.support >= THRESHOLD


def check(
    claim: str, evidence: Sequence[str], published: date | None = None, weights: Weights | None = None
) -> Verdict:
    """The verdict on `claim`, which is one sentence or several.

    `evidence`: the texts that it rests on. `published`: the day on which "on Tuesday" in the evidence is
    read, so that a claim may say the date instead.
    """
    source = Source(evidence, published)
    spans, table = word_features(claim, source)
    if not spans:  # only function words: "And yet it is."
        same = claim.split() and any(" ".join(claim.split()) in " ".join(text.split()) for text in evidence)
        return Verdict(1.0 if same else 0.0, (), ())
    doubts = probabilities(table, weights or shipped_weights())
    unsupported = [s for s, p in zip(spans, doubts, strict=True) if p > 1 - THRESHOLD]
    absent = [s for s, row in zip(spans, table, strict=True) if not row[_EXACT] or not row[_STEM]]
    return Verdict(round(1.0 - float(doubts.max()), 4), _joined(claim, unsupported), _joined(claim, absent))


def probabilities(table: NDArray[np.float32], weights: Weights) -> NDArray[np.float32]:
    """The probability of each word being unsupported; `table` is float32 (words, `FEATURES`)."""
    scores = table @ np.array([weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
    return (1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)


def _joined(claim: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans of words, with neighbouring words in one span."""
    result: list[Span] = []
    for span in spans:
        if result and not claim[result[-1].end : span.start].strip(" ,-–'’\""):
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    return tuple(result)


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights in the package."""
    found: Weights = json.loads((files("retold") / "data" / "checker.json").read_text(encoding="utf-8"))
    return found
