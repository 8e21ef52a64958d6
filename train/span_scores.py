"""Span scores, exact span and type."""

from __future__ import annotations

from collections import Counter

Spans = list[list[tuple[int, int, str]]]


def score(gold: Spans, guess: Spans) -> dict[str, float]:
    """F1 by type, and over all as "f1"."""
    right, told, true = Counter[str](), Counter[str](), Counter[str]()
    for g, p in zip(gold, guess, strict=True):
        for _, _, kind in p:
            told[kind] += 1
        for span in g:
            true[span[2]] += 1
            right[span[2]] += span in p
    kinds = sorted(true)
    figures = {k: 2 * right[k] / max(1, told[k] + true[k]) for k in kinds}
    figures["f1"] = 2 * sum(right.values()) / max(1, sum(told.values()) + sum(true.values()))
    return {k: round(v, 4) for k, v in figures.items()}
