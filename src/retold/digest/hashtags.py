"""Hashtags: the names and noun phrases that a reader would search for.

Each key phrase has a probability that an editor would choose it, from a few features. What is in doubt is left out.
"""

from __future__ import annotations

import math
import re

from retold.digest import relevance
from retold.digest.keyphrases import SEPARATOR, Candidate, candidates, key_of, rarity
from retold.types import EntityType, Reading

MOST, FEWEST = 10, 3
LEAST = 0.4
"""Probability from which a phrase is a hashtag. Beyond the first three, seven in ten of these are good."""

_WEIGHTS = {
    "bias": -4.752,
    "early": 0.998,
    "headline": 0.903,
    "part in headline": 1.218,
    "rare": 1.522,
    "word": -0.842,
    "word and often": 0.529,
    "share": 2.452,
    "salience": 3.47,
    "person": -0.579,
    "person and salience": 1.207,
    "place and salience": -2.7,
    "agency": -4.723,
    "belongs": 0.367,
}
"""A logistic regression on the hashtags and main entities that an editor chose for 120 articles (`train/hashtags.py`).
"""


def features(candidate: Candidate, reading: Reading) -> dict[str, float]:
    """What tells whether a phrase is a hashtag, by the names of the weights."""
    chain, key = candidate.chain, key_of(candidate.text)
    headline = f" {key_of(reading.article.metadata.headline)} "
    words = [w.casefold() for w in SEPARATOR.split(candidate.text) if w]
    is_word = float(chain is None and candidate.size == 1)
    salience = chain.salience if chain else 0.0
    belongs = relevance.probability(chain, reading) if chain else 0.5
    belongs = min(0.99, max(0.01, belongs))
    return {
        "bias": 1.0,
        "early": 1.0 - candidate.starts[0] / max(1, len(reading.article.body)),
        "headline": float(f" {key} " in headline),
        "part in headline": float(any(f" {word} " in headline for word in key.split())),
        "rare": sum(map(rarity, words)) / max(1, len(words)),
        "word": is_word,
        "word and often": is_word * math.log(len(candidate.starts)),
        "share": len(set(candidate.sentences)) / max(1, sum(not s.clutter for s in reading.sentences)),
        "salience": salience,
        "person": float(chain is not None and chain.type is EntityType.PERSON),
        "person and salience": salience * (chain is not None and chain.type is EntityType.PERSON),
        "place and salience": salience * (chain is not None and chain.type is EntityType.PLACE),
        "agency": float(bool(relevance.AGENCY_NAME.fullmatch(candidate.text))),
        "belongs": math.log(belongs / (1.0 - belongs)) if chain else 0.0,
    }


def probability(candidate: Candidate, reading: Reading) -> float:
    """How likely an editor chooses a phrase, 0..1."""
    total = sum(_WEIGHTS[name] * value for name, value in features(candidate, reading).items())
    return 1.0 / (1.0 + math.exp(-total))


def hashtag(phrase: str) -> str:
    """A phrase as a hashtag of letters and digits, with a capital for each word: "#MipLondon"."""
    joined = re.sub(r"['’]s\b|[.'’&]", "", phrase)
    parts = re.findall(r"[^\W_]+", joined)
    return "#" + "".join(p[:1].upper() + p[1:] for p in parts)


def hashtags(reading: Reading) -> tuple[str, ...]:
    """Three to ten hashtags, the best first; none is inside another. Fewer than three if the article names little."""
    found = [(probability(c, reading), c) for c in candidates(reading)]
    found.sort(key=lambda pair: (-round(pair[0], 5), pair[1].starts[0], pair[1].text))
    chosen: dict[str, set[str]] = {}
    for chance, candidate in found:
        is_word = candidate.chain is None and candidate.size == 1
        if len(chosen) == MOST or (chance < LEAST and (len(chosen) >= FEWEST or is_word)):
            continue
        tag, words = hashtag(candidate.text), set(key_of(candidate.text).split())
        is_inside = any(words <= other or other <= words for other in chosen.values())
        if len(tag) > 2 and not is_inside and tag not in chosen:
            chosen[tag] = words
    return tuple(chosen)
