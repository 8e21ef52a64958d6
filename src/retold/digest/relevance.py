"""Which entities a reader would look for: how likely it is that an entity belongs into the digest.

A name that only the page says (a caption, a teaser) is none, nor is a fragment that the model took for a name.
"""

from __future__ import annotations

import math

from retold.types import Chain, EntityType, Reading

LEAST = 0.4
"""Probability from which an entity is kept. Of what is kept nearly nine in ten belong; one in four hundred is lost."""

_WEIGHTS = {
    "bias": 1.59,
    "sure": 0.32,
    "count": 0.42,
    "sure and often": 0.1,
    "event": -0.96,
    "work": -0.84,
    "other": -0.79,
    "capitals": -1.55,
    "one word": -0.35,
    "long": -0.51,
    "headline": 0.97,
}
"""A logistic regression on the entities that an editor chose in 119 articles (`train/entity_relevance.py`)."""
_LONG = 5
"""Words of a long name."""


def features(chain: Chain, headline: str) -> dict[str, float]:
    """What tells whether an entity belongs, by the names of the weights.

    Most of all the highest probability that the model gives to a mention of it, as log-odds.
    """
    score = min(0.99, max(0.05, max(m.score for m in chain.mentions)))
    sure, count, words = math.log(score / (1 - score)), math.log(len(chain.mentions)), chain.name.split()
    return {
        "bias": 1.0,
        "sure": sure,
        "count": count,
        "sure and often": sure * count,
        "event": float(chain.type is EntityType.EVENT),
        "work": float(chain.type is EntityType.WORK),
        "other": float(chain.type is EntityType.OTHER),
        "capitals": float(len(words) == 1 and chain.name.isupper()),
        "one word": float(len(words) == 1),
        "long": float(len(words) >= _LONG),
        "headline": float(chain.name.casefold() in headline.casefold()),
    }


def probability(chain: Chain, headline: str) -> float:
    """How likely an entity belongs, 0..1."""
    total = sum(_WEIGHTS[name] * value for name, value in features(chain, headline).items())
    return 1 / (1 + math.exp(-total))


def relevant(reading: Reading) -> tuple[Chain, ...]:
    """The chains of a reading that belong into its digest, in their order. Speakers always do."""
    speakers = {quote.speaker for quote in reading.quotes}
    headline = reading.article.metadata.headline
    return tuple(
        chain
        for chain in reading.chains
        if chain.id in speakers
        or (
            not all(reading.sentences[m.sentence].clutter for m in chain.mentions)
            and probability(chain, headline) >= LEAST
        )
    )
