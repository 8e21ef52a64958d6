"""The labels that the reading model gives to a word, and the shape of a word.

The network sees word pieces without case. The case that marks most names in English reaches it through
`shape_of`: one small class for each word.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

TYPES = (
    "person",
    "organization",
    "place",
    "event",
    "work",
    "product",
    "other",
    "demonym",
)
"""Types of names that the network knows. A `demonym` ("British") is no name in the digest."""

OUTSIDE = 0
LABELS = ("O", *(f"{prefix}-{kind}" for kind in TYPES for prefix in "BI"))


def begin(kind: str) -> int:
    """The label index of the first word of a `kind` name."""
    return 1 + 2 * TYPES.index(kind)


def inside(kind: str) -> int:
    """The label index of a later word of a `kind` name."""
    return 2 + 2 * TYPES.index(kind)


class Shape(IntEnum):
    """How a word is written. The order is part of the trained weights: only append."""

    NONE = 0
    LOWER = 1
    TITLE = 2
    UPPER = 3
    MIXED = 4
    DIGITS = 5
    ALPHANUMERIC = 6
    PUNCTUATION = 7
    INITIAL = 8
    CASELESS = 9


@lru_cache(maxsize=65536)
def shape_of(word: str) -> Shape:
    """The `Shape` of one word as BERT's pre-tokenizer splits it."""
    has_digit = any(c.isdigit() for c in word)
    has_alpha = any(c.isalpha() for c in word)
    if has_digit:
        return Shape.ALPHANUMERIC if has_alpha else Shape.DIGITS
    if not has_alpha:
        return Shape.PUNCTUATION
    if word.lower() == word.upper():
        return Shape.CASELESS
    if word.islower():
        return Shape.LOWER
    if word.isupper():
        return Shape.INITIAL if len(word) == 1 else Shape.UPPER
    if word[0].isupper() and word[1:].islower():
        return Shape.TITLE
    return Shape.MIXED
