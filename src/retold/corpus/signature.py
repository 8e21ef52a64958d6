"""What of an article tells which story it is of: its words, its lead's words, its vector."""

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

from retold.english.lexicon import content_words, stem
from retold.types import Reading

SENTENCES = 40
"""Sentences of a story that its vector is made of."""
LEAD = 5
"""Sentences that open it."""
HEADLINE = 0.5
"""What a headline counts in the vector, against all sentences together."""
TITLE = 2
"""Times that a word of the headline counts."""
TERMS = 120
"""Words kept of an article, those that say most."""

DIMENSIONS = 384


class Terms(NamedTuple):
    """Word stems by hash, and what they weigh: `hashes` uint32, ascending, of `stem_hash`; `weights`
    float16, of Euclidean length 1 but for rounding."""

    hashes: NDArray[np.uint32]
    weights: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Signature:
    """`vector`: int8 (384,), the article's vector, the mean of news taken off, its largest part
    ±127 (its length says nothing); `day`: days since 1970, None where unknown."""

    terms: Terms
    lead: Terms
    vector: NDArray[np.int8]
    day: float | None

    def packed(self) -> tuple[bytes, bytes]:
        """Terms, and vector, as bytes that `unpacked` reads; little-endian."""
        counts = np.array([len(self.terms.hashes), len(self.lead.hashes)], dtype="<u2")
        arrays = (counts, self.terms.hashes, self.lead.hashes, self.terms.weights, self.lead.weights)
        return b"".join(a.tobytes() for a in arrays), self.vector.tobytes()


def unpacked(terms: bytes, vector: bytes, day: float | None) -> Signature:
    """The signature that was `packed`."""
    first, second = (int(n) for n in np.frombuffer(terms, dtype="<u2", count=2))
    hashes = np.frombuffer(terms, dtype="<u4", count=first + second, offset=4)
    weights = np.frombuffer(terms, dtype="<f2", offset=4 + 4 * (first + second))
    own, lead = Terms(hashes[:first], weights[:first]), Terms(hashes[first:], weights[first:])
    return Signature(own, lead, np.frombuffer(vector, dtype=np.int8), day)


def stem_hash(stem: str) -> int:
    """A word stem as 32 bits without sign."""
    return int.from_bytes(blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


@lru_cache(maxsize=1)
def _frequencies() -> tuple[int, dict[str, int]]:
    lines = (files("retold") / "data" / "frequencies.tsv").read_text(encoding="utf-8").splitlines()
    counts = {word: int(count) for word, count in (line.split("\t") for line in lines)}
    return counts.pop(""), counts


@lru_cache(maxsize=1)
def _background() -> NDArray[np.float32]:
    with as_file(files("retold") / "data" / "background.npy") as path:
        mean: NDArray[np.float16] = np.load(path)
    return mean.astype(np.float32)


def rarity(word: str) -> float:
    """Inverse document frequency of a word stem in news at large (Robertson & Spärck Jones 1976), above 0."""
    total, counts = _frequencies()
    return math.log((total + 1) / (counts.get(word, 0) + 0.5))


def weighed(counts: Mapping[str, int]) -> Terms:
    """TF-IDF weights, term counts damped, of the heaviest `TERMS` stems."""
    weights = {word: (1 + math.log(count)) * rarity(word) for word, count in counts.items()}
    kept = sorted(weights, key=lambda w: (-weights[w], w))[:TERMS]
    length = math.sqrt(sum(weights[w] ** 2 for w in kept)) or 1.0
    hashed = {stem_hash(word): weights[word] / length for word in reversed(kept)}  # of two with one hash the heavier
    hashes = np.array(sorted(hashed), dtype="<u4")
    return Terms(hashes, np.array([hashed[int(h)] for h in hashes], dtype="<f2"))


def article_vector(reading: Reading) -> NDArray[np.float32]:
    """The mean of the story's sentences, the first and most salient counting most, and of its headline; of length 1."""
    told = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    headline = reading.headline_vector
    if not told:
        return headline if headline is not None else np.zeros(384, dtype=np.float32)
    weight = np.array([(0.3 + s.salience) / (1 + 0.1 * i) for i, s in enumerate(told[:SENTENCES])], dtype=np.float32)
    vector = _unit(weight @ reading.vectors[[s.index for s in told[:SENTENCES]]])
    return _unit(vector + HEADLINE * headline) if headline is not None else vector


def centred(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """An article's vector less the mean of news, of length 1: two articles on nothing alike have a cosine about 0."""
    return _unit(vector - _background())


def signature(reading: Reading, day: float | None) -> Signature:
    """The signature of an article; `day`: when it was published, in days since 1970 (UTC)."""
    body, headline = reading.article.body, [stem(w) for w in content_words(reading.article.metadata.headline)]
    told = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    words = [[stem(w) for w in content_words(s.span.of(body))] for s in told]
    whole = Counter(w for sentence in words for w in sentence)
    lead = Counter(w for sentence in words[:LEAD] for w in sentence)
    for word in headline:
        whole[word] += TITLE
        lead[word] += 1
    return Signature(weighed(whole), weighed(lead), quantised(centred(article_vector(reading))), day)


def quantised(vector: NDArray[np.float32]) -> NDArray[np.int8]:
    """A vector as int8, its largest part ±127."""
    most = float(np.abs(vector).max())
    return np.round(vector * (127.0 / most)).astype(np.int8) if most > 1e-9 else np.zeros(len(vector), dtype=np.int8)


def restored(vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    """Quantised vectors, rows, as float32 of length 1."""
    found = vectors.astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-9)
    return found


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return (vector / length if length > 1e-9 else vector).astype(np.float32)
