"""Whether a sentence is borne by the words that it rests on, word by word.

`check` judges any writer's sentence against its evidence: names, numbers, dates,
negation, who did what to whom. Each word gets a probability of being unsupported
from a few features of how it stands in the evidence and beside which words; the
sentence is worth what its worst word is. Weights: `train/checker.py`; measured by
`bench/grounding.py`.
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

from retold.grounding.features import FEATURES, Source, judged
from retold.types import Span

__all__ = ["FEATURES", "Source", "Verdict", "Weights", "check", "judged", "shipped"]

Weights = Mapping[str, float]
"""By the names of `FEATURES`; in log-odds of a word being unsupported, 0 at the verdict's line."""

LINE = 0.5
"""Support below which a claim is rejected: the weights are shifted so that it parts best there."""

_EXACT, _STEM = FEATURES.index("exact"), FEATURES.index("stem")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a claim is supported, 0..1; the words that are not, and those that the
    evidence does not have as they are written (a synonym is one, and may be right)."""

    support: float
    unsupported: tuple[Span, ...]
    absent: tuple[Span, ...]

    @property
    def supported(self) -> bool:
        return self.support >= LINE


def check(
    claim: str, evidence: Sequence[str], published: date | None = None, weights: Weights | None = None
) -> Verdict:
    """The verdict on `claim`, one sentence or several, by `evidence`: the texts it rests on.

    `published`: the day against which "on Tuesday" in the evidence is read, so that a
    claim may say the date.
    """
    source = Source(evidence, published)
    spans, table = judged(claim, source)
    if not spans:  # nothing but grammar: "And yet it is."
        same = claim.split() and any(" ".join(claim.split()) in " ".join(text.split()) for text in evidence)
        return Verdict(1.0 if same else 0.0, (), ())
    doubt = probabilities(table, weights or shipped())
    unsupported = [s for s, p in zip(spans, doubt, strict=True) if p > 1 - LINE]
    absent = [s for s, row in zip(spans, table, strict=True) if not row[_EXACT] or not row[_STEM]]
    return Verdict(round(1.0 - float(doubt.max()), 4), _joined(claim, unsupported), _joined(claim, absent))


def probabilities(table: NDArray[np.float32], weights: Weights) -> NDArray[np.float32]:
    """Of each word being unsupported; `table` is float32 (words, `FEATURES`)."""
    scores = table @ np.array([weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
    return (1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)


def _joined(claim: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Neighbouring words as one span."""
    result: list[Span] = []
    for span in spans:
        if result and not claim[result[-1].end : span.start].strip(" ,-–'’\""):
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    return tuple(result)


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights in the package."""
    found: Weights = json.loads((files("retold") / "data" / "checker.json").read_text(encoding="utf-8"))
    return found
