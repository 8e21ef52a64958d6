"""Copies of one telling: syndicated, lightly edited, cut, with another headline.

Each text is kept as a sample of the hashes of its runs of four words, the same sample for
every text (Broder 1997, "On the resemblance and containment of documents"): the share of
the shorter text's sample that the other has too estimates how much of it the other holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from retold.english import clutter
from retold.english.lexicon import words

RUN = 4
"""Words of a shingle."""
SAMPLE = 8
"""One shingle in so many is kept."""
SHORT = 600
"""Words up to which a text keeps all its shingles, to be compared by; it is found by the sample alone."""
HELD = 0.55
"""Share of the shorter text from which the other is a copy of it, or it of the other."""
PART = 0.4
"""Share of the longer text's length that the shorter must have."""
BRIEF = 64
"""Shingles below which a text is found by all of them."""
FEW = 8
"""Shingles of a sample below which nothing is concluded."""
LEAST = 24
"""Shingles of a sample, those with the lowest hashes, by which a text is found: of two texts that
share half, so do the lowest of each."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Hashes of a text, unsigned 64 bit. `sample`: those that any text would keep; `full`:
    all of a text that is not long, else none."""

    sample: frozenset[int]
    full: frozenset[int] = frozenset()

    @property
    def index(self) -> frozenset[int]:
        """Those by which a text is found, signed: a few words leave too few in the sample."""
        return frozenset(
            h - (1 << 63) for h in (self.full if 0 < len(self.full) < BRIEF else sorted(self.sample)[:LEAST])
        )


def sketch(text: str) -> Sketch:
    """The sketch of a text: page furniture, case, punctuation and possessives aside."""
    plain = words(_told(text))
    hashes = {_hash(" ".join(plain[i : i + RUN])) for i in range(max(1, len(plain) - RUN + 1))} if plain else set()
    sample = frozenset(h for h in hashes if h % SAMPLE == 0)
    return Sketch(sample, frozenset(hashes) if len(plain) <= SHORT else frozenset())


def _told(text: str) -> str:
    """The text without what stands on many pages: calls to subscribe, rights, share bars."""
    kept, at = [], 0
    for found in clutter.find(text):
        kept.append(text[at : found.span.start])
        at = max(at, found.span.end)
    return " ".join([*kept, text[at:]])


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def held(a: Sketch, b: Sketch) -> float:
    """The share of the shorter of two texts that the other holds, estimated; 0 where too little is
    known, and where one is but a small part of the other: a roundup is no copy of what it rounds up. Symmetric."""
    first, second = (a.full, b.full) if a.full and b.full else (a.sample, b.sample)
    least, most = sorted((len(first), len(second)))
    if least < FEW or least < PART * most:
        return 0.0
    return len(first & second) / least
