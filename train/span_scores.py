"""Scores of names: exact span and type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

TypedSpan = tuple[int, int, str]
"""The first word of a name, the word after its last, and its type."""
COARSE_TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}
"""The types of corpora with few types; all other names are MISC."""


def span_f1(gold: Sequence[Sequence[TypedSpan]], guess: Sequence[Sequence[TypedSpan]]) -> dict[str, float]:
    """F1 by type, and over all types as "f1", of guessed names against gold names, text by text."""
    right, guessed, true = Counter[str](), Counter[str](), Counter[str]()
    for gold_names, guessed_names in zip(gold, guess, strict=True):
        guessed.update(kind for _, _, kind in guessed_names)
        true.update(kind for _, _, kind in gold_names)
        right.update(span[2] for span in gold_names if span in guessed_names)
    figures = {kind: 2 * right[kind] / max(1, guessed[kind] + true[kind]) for kind in sorted(true)}
    figures["f1"] = 2 * right.total() / max(1, guessed.total() + true.total())
    return {kind: round(f1, 4) for kind, f1 in figures.items()}
