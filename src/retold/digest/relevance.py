"""Which entities a reader would look for: how likely it is that an entity belongs into the digest.

A name that only the page says (a caption, a teaser) is none, nor is a fragment that the model took for a name.
"""

from __future__ import annotations

import math
import re

from retold.english.clutter_markers import AGENCY
from retold.english.name_words import PARTY_ADJECTIVES
from retold.types import Chain, EntityType, Reading

LEAST = 0.4
"""Probability from which an entity is kept. Of what is kept nine in ten belong."""

_WEIGHTS = {
    "bias": 2.2,
    "sure": 0.35,
    "count": 0.69,
    "sure and often": 0.0,
    "event": -1.59,
    "work": -1.06,
    "other": -0.95,
    "capitals": -2.03,
    "one word": -0.51,
    "long": 0.13,
    "headline": 1.37,
    "agency": -2.98,
    "fragments": -2.37,
}
"""A logistic regression on the entities that an editor chose in 119 articles (`train/entity_relevance.py`)."""
AGENCY_NAME = re.compile(AGENCY, re.IGNORECASE | re.VERBOSE)
_STOP = re.compile(r"[.!?…:;,][\"'”’)\]]{0,3}\s*$")
_TAIL = 8
"""Code points at the end of a sentence among which its stop stands."""
_LONG = 5
"""Words of a long name."""


def features(chain: Chain, reading: Reading) -> dict[str, float]:
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
        "headline": float(chain.name.casefold() in reading.article.metadata.headline.casefold()),
        "agency": float(bool(AGENCY_NAME.fullmatch(chain.name))),
        "fragments": sum(not _is_sentence(reading, m.sentence) for m in chain.mentions) / len(chain.mentions),
    }


def _is_sentence(reading: Reading, index: int) -> bool:
    """Whether the words are a sentence with a stop, and no heading, caption or teaser."""
    end = reading.sentences[index].span.end
    return bool(_STOP.search(reading.article.body[max(0, end - _TAIL) : end]))


def probability(chain: Chain, reading: Reading) -> float:
    """How likely an entity belongs, 0..1."""
    total = sum(_WEIGHTS[name] * value for name, value in features(chain, reading).items())
    return 1 / (1 + math.exp(-total))


def parts_of_names(reading: Reading) -> set[str]:
    """Each word of a person's full name, and its plural, in lower case.

    Alone it is that person, or one whom nothing tells from them, or a family: no other person.
    """
    names = [c.name.lower().split() for c in reading.chains if c.type is EntityType.PERSON and " " in c.name]
    return {form for words in names for word in words for form in (word, f"{word}s", f"{word}es")}


def relevant(reading: Reading) -> tuple[Chain, ...]:
    """The chains of a reading that belong into its digest, in their order. Speakers always do.

    Of a party, its name or its members do, but no word that only says whose something is ("Democratic").
    """
    speakers = {quote.speaker for quote in reading.quotes}
    parts = parts_of_names(reading)
    return tuple(
        chain
        for chain in reading.chains
        if chain.id in speakers
        or (
            not (chain.type is EntityType.PERSON and chain.name.lower() in parts)
            and chain.name.casefold() not in PARTY_ADJECTIVES
            and not all(reading.sentences[m.sentence].clutter for m in chain.mentions)
            and probability(chain, reading) >= LEAST
        )
    )
