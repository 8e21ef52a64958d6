"""Cut sentences into claims: the words, what they rest on, and whether it bears them."""

from __future__ import annotations

from retold.digest.grounding import evidence, support
from retold.digest.shorten import Short
from retold.types import Article, Claim

MIN_SUPPORT = 1.0
"""A claim of ours whose words are not all in its evidence is not told."""


def claim(article: Article, short: Short) -> Claim | None:
    """The claim that a cut sentence makes; None where its evidence does not bear it."""
    found = evidence(article, short.sources)
    borne = support(short.text, found)
    return Claim(short.text, found, borne) if borne >= MIN_SUPPORT else None
