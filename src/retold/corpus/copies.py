"""Copies of one telling: syndicated, lightly edited, cut, with another headline.

A shingle is a run of four words. Of each text a sample of the hashes of its shingles is kept, by the same
rule for every text (Broder 1997, "On the resemblance and containment of documents"). The part of the
shorter text's sample that the other text has too estimates how much of it the other contains.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from retold.english import clutter
from retold.english.lexicon import words

RUN = 4
"""Words of a shingle."""
SAMPLE = 8
"""One shingle in this many is kept."""
SHORT = 600
"""A text of up to this many words keeps all its shingles for comparison. It is found by the sample alone."""
COPY = 0.55
"""One text is a copy of the other if the longer contains this part of the shorter."""
PART = 0.4
"""The shorter text must have this part of the longer text's length."""
BRIEF = 64
"""A text with fewer shingles is found by all of them."""
FEW = 8
"""Nothing is concluded from samples of fewer shingles."""
LEAST = 24
"""A text is found by this many shingles of its sample, those with the lowest hashes. Two texts that share half of
their shingles share about half of these."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Hashes of the shingles of a text, unsigned 64 bit.

    `sample`: those that every text keeps. `full`: all hashes of a short text; empty for a long one.
    """

    sample: frozenset[int]
    full: frozenset[int] = frozenset()

    @property
    def index(self) -> frozenset[int]:
        """The hashes by which a text is found, signed. A short text uses all: its sample would be too small."""
        return frozenset(
            h - (1 << 63) for h in (self.full if 0 < len(self.full) < BRIEF else sorted(self.sample)[:LEAST])
        )


def sketch(text: str) -> Sketch:
    """The sketch of a text, without clutter, case, punctuation and possessives."""
    plain = words(_without_clutter(text))
    hashes = {_hash(" ".join(plain[i : i + RUN])) for i in range(max(1, len(plain) - RUN + 1))} if plain else set()
    sample = frozenset(h for h in hashes if h % SAMPLE == 0)
    return Sketch(sample, frozenset(hashes) if len(plain) <= SHORT else frozenset())


def _without_clutter(text: str) -> str:
    """The text without calls to subscribe, rights and share bars, which stand on many pages."""
    kept, at = [], 0
    for piece in clutter.find(text):
        kept.append(text[at : piece.span.start])
        at = max(at, piece.span.end)
    return " ".join([*kept, text[at:]])


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def containment(a: Sketch, b: Sketch) -> float:
    """The part of the shorter text that the longer contains, 0..1, estimated. Symmetric.

    0 if too little is known, and if one text is only a small part of the other: a roundup is not a copy of the
    articles in it.
    """
    first, second = (a.full, b.full) if a.full and b.full else (a.sample, b.sample)
    least, most = sorted((len(first), len(second)))
    if least < FEW or least < PART * most:
        return 0.0
    return len(first & second) / least


def is_copy(a: Sketch, b: Sketch) -> bool:
    """Whether one text is a copy of the other."""
    return containment(a, b) >= COPY
