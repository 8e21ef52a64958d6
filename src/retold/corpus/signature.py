"""The signature of an article, by which stories are found: its words, the words of its lead, its vector and its day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retold.corpus.rarity import rarity
from retold.corpus.slots import NO_SLOTS, Slots, slots
from retold.english.lexicon import content_words, stem
from retold.types import Reading, Sentence

SENTENCES = 40
"""Sentences that an article's vector is made of, the first."""
LEAD = 5
"""Sentences of the lead."""
HEADLINE = 0.5
"""Weight of the headline in the vector; all sentences together have 1."""
TITLE = 2
"""A word of the headline counts as often as this."""
TERMS = 120
"""Words of an article that are kept, those with the highest weight."""

DIMENSIONS = 384


class Terms(NamedTuple):
    """Weighted word stems. `hashes`: uint32 of `stem_hash`, ascending. `weights`: float16, of Euclidean length 1
    (rounded)."""

    hashes: NDArray[np.uint32]
    weights: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Signature:
    """What articles are compared by.

    `vector`: int8 (384,), the article's vector less the mean of news; its largest part is ±127, its length has no
    meaning. `day`: days since 1970, None if not known. `slots`: by these, texts of one template are told apart.
    """

    terms: Terms
    lead: Terms
    vector: NDArray[np.int8]
    day: float | None
    slots: Slots = NO_SLOTS

    def packed(self) -> tuple[bytes, bytes]:
        """The terms with the slots, and the vector, as bytes, little-endian, for `unpacked`."""
        counts = np.array([len(self.terms.hashes), len(self.lead.hashes)], dtype="<u2")
        arrays = (counts, self.terms.hashes, self.lead.hashes, self.terms.weights, self.lead.weights, *self.slots)
        return b"".join(a.tobytes() for a in arrays), self.vector.tobytes()


def unpacked(terms: bytes, vector: bytes, day: float | None) -> Signature:
    """The signature that `packed` made these bytes of."""
    first, second = (int(n) for n in np.frombuffer(terms, dtype="<u2", count=2))
    hashes = np.frombuffer(terms, dtype="<u4", count=first + second, offset=4)
    weights = np.frombuffer(terms, dtype="<f2", count=first + second, offset=4 + 4 * (first + second))
    # Signatures of earlier versions end here: they have no slots.
    keys, values = np.split(np.frombuffer(terms, dtype="<u4", offset=4 + 6 * (first + second)), 2)
    own, lead = Terms(hashes[:first], weights[:first]), Terms(hashes[first:], weights[first:])
    return Signature(own, lead, np.frombuffer(vector, dtype=np.int8), day, Slots(keys, values))


def stem_hash(stem: str) -> int:
    """The hash of a word stem, unsigned 32 bit."""
    return int.from_bytes(blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


@lru_cache(maxsize=1)
def _background() -> NDArray[np.float32]:
    with as_file(files("retold") / "data" / "background.npy") as path:
        mean: NDArray[np.float16] = np.load(path)
    return mean.astype(np.float32)


def weighed(counts: Mapping[str, int]) -> Terms:
    """TF-IDF weights, with damped counts, of the `TERMS` stems with the highest weight."""
    weights = {word: (1 + math.log(count)) * rarity(word) for word, count in counts.items()}
    kept = sorted(weights, key=lambda w: (-weights[w], w))[:TERMS]
    length = math.sqrt(sum(weights[w] ** 2 for w in kept)) or 1.0
    hashed = {stem_hash(word): weights[word] / length for word in reversed(kept)}  # of two with one hash the heavier
    hashes = np.array(sorted(hashed), dtype="<u4")
    return Terms(hashes, np.array([hashed[int(h)] for h in hashes], dtype="<f2"))


def article_vector(reading: Reading) -> NDArray[np.float32]:
    """The mean of an article's sentences and its headline, float32 (384,) of length 1. The first and the most salient
    sentences count most."""
    sentences = _story_sentences(reading)
    headline = reading.headline_vector
    if not sentences:
        return headline if headline is not None else np.zeros(384, dtype=np.float32)
    first = sentences[:SENTENCES]
    weight = np.array([(0.3 + s.salience) / (1 + 0.1 * i) for i, s in enumerate(first)], dtype=np.float32)
    vector = _unit(weight @ reading.vectors[[s.index for s in first]])
    return _unit(vector + HEADLINE * headline) if headline is not None else vector


def centred(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """An article's vector less the mean of news, of length 1. Two unrelated articles have a cosine of about 0."""
    return _unit(vector - _background())


def signature(reading: Reading, day: float | None) -> Signature:
    """The signature of an article. `day`: when it was published, in days since 1970 (UTC)."""
    body, headline = reading.article.body, [stem(w) for w in content_words(reading.article.metadata.headline)]
    words = [[stem(w) for w in content_words(s.span.of(body))] for s in _story_sentences(reading)]
    whole = Counter(w for sentence in words for w in sentence)
    lead = Counter(w for sentence in words[:LEAD] for w in sentence)
    for word in headline:
        whole[word] += TITLE
        lead[word] += 1
    found = slots(reading.article.metadata.headline, body)
    return Signature(weighed(whole), weighed(lead), quantised(centred(article_vector(reading))), day, found)


def quantised(vector: NDArray[np.float32]) -> NDArray[np.int8]:
    """A vector as int8; its largest part is ±127."""
    most = float(np.abs(vector).max())
    return np.round(vector * (127.0 / most)).astype(np.int8) if most > 1e-9 else np.zeros(len(vector), dtype=np.int8)


def restored(vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    """Quantised vectors (the last axis) as float32 of length 1."""
    unit = vectors.astype(np.float32)
    unit /= np.maximum(np.linalg.norm(unit, axis=-1, keepdims=True), 1e-9)
    return unit


def _story_sentences(reading: Reading) -> list[Sentence]:
    """The sentences without clutter; all sentences if there is nothing else."""
    return [s for s in reading.sentences if not s.clutter] or list(reading.sentences)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return (vector / length if length > 1e-9 else vector).astype(np.float32)
