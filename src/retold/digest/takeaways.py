"""Takeaways: the three to five claims that a reader should remember.

A ranker over a few features of each sentence says how likely people are to pick it. `train/ranker.py`
fits its weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from retold.digest.dependence import depends_on_previous
from retold.digest.discourse import Discourse
from retold.digest.ranker import Ranker
from retold.digest.writer import ClaimWriter
from retold.english.lexicon import content_words
from retold.types import Claim, Reading

SAME = 0.55
"""Share of common content words from which two takeaways say the same."""

LONGEST = 70
"""Words of the longest takeaway of two sentences."""

FEATURES = (
    "first",
    "second",
    "third",
    "early",
    "place",
    "paragraph_opens",
    "length",
    "short",
    "long",
    "headline",
    "no_headline",
    "headline_words",
    "centre",
    "lead",
    "model",
    "chains",
    "best_chain",
    "number",
    "quoted",
    "leans",
    "speaks",
    "frequency",
    "cased",
)


def features(reading: Reading) -> NDArray[np.float32]:
    """Features of each sentence, as float32 (sentences, `FEATURES`)."""
    body = reading.article.body
    story = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    texts = [s.span.of(body) for s in reading.sentences]
    words = [set(content_words(t)) for t in texts]
    counts: dict[str, int] = {}
    for sentence in story:
        for word in words[sentence.index]:
            counts[word] = counts.get(word, 0) + 1
    headline = set(content_words(reading.article.metadata.headline))
    saliences = _chain_saliences(reading)
    to_headline, to_mean, to_first = _closeness(reading, [s.index for s in story])
    order = {s.index: i for i, s in enumerate(story)}
    table = np.zeros((len(texts), len(FEATURES)), dtype=np.float32)
    previous = -1
    for sentence, text, content in zip(reading.sentences, texts, words, strict=True):
        i, size = sentence.index, len(text.split())
        position = order.get(i, len(story))
        marks = sum(text.count(q) for q in '“”"')
        table[i] = (
            position == 0,
            position == 1,
            position == 2,
            1.0 / (1.0 + position),
            position / max(1, len(story)),
            sentence.paragraph != previous,
            min(size, 40) / 40.0,
            size < 10,
            size > 35,
            to_headline[i],
            reading.headline_vector is None,
            len(content & headline) / max(1, len(headline)),
            to_mean[i],
            to_first[i],
            sentence.salience,
            min(3.0, sum(saliences[i])),
            max(saliences[i], default=0.0),
            any(c.isdigit() for c in text),
            marks >= 2,
            depends_on_previous(text),
            bool(re.search(r"\b(?:I|we|you|We|You|my|our)\b", text)),
            sum(counts.get(w, 0) for w in content) / max(1, len(content)) / max(1, len(story)) * 5.0,
            sum(w[:1].isupper() for w in text.split()) / max(1, size),
        )
        previous = sentence.paragraph
    return table


def _chain_saliences(reading: Reading) -> list[list[float]]:
    """Saliences of the chains in each sentence."""
    saliences: list[list[float]] = [[] for _ in reading.sentences]
    for chain in reading.chains:
        for index in {m.sentence for m in chain.mentions}:
            saliences[index].append(chain.salience)
    return saliences


def _closeness(reading: Reading, story: Sequence[int]) -> tuple[NDArray[np.float32], ...]:
    """The cosines of each sentence with the headline, the mean of the story and its first sentence."""
    vectors = reading.vectors
    mean = vectors[story].mean(axis=0)
    mean /= max(float(np.linalg.norm(mean)), 1e-9)
    headline = reading.headline_vector
    to_headline = vectors @ headline if headline is not None else np.zeros(len(vectors), dtype=np.float32)
    return to_headline, vectors @ mean, vectors @ vectors[story[0]]


def scores(reading: Reading, ranker: Ranker) -> NDArray[np.float32]:
    """How likely people are to pick each sentence, as float32 (sentences,): log-odds up to a constant."""
    return features(reading) @ np.array([ranker.takeaways[name] for name in FEATURES], dtype=np.float32)


def rank(sentence_scores: NDArray[np.float32]) -> list[int]:
    """Indices of sentences, the likeliest takeaway first."""
    return sorted(range(len(sentence_scores)), key=lambda i: (-round(float(sentence_scores[i]), 5), i))


def takeaway_count(sentences: int) -> int:
    """How many takeaways an article with that many sentences gets."""
    return 3 if sentences < 14 else 4 if sentences < 30 else 5


def choose(reading: Reading, sentence_scores: NDArray[np.float32], writer: ClaimWriter) -> tuple[Claim, ...]:
    """Grounded claims by the `scores` of their sentences; fewer if the article says little.

    The three most important come in the order of the article, then the others by importance.
    """
    if not reading.sentences:
        return ()
    limit = takeaway_count(sum(not s.clutter for s in reading.sentences))
    chosen: list[_Unit] = []
    for unit in _units(reading, sentence_scores, writer):
        if any(unit.repeats(other) for other in chosen):
            continue
        chosen = [other for other in chosen if not set(other.indices) <= set(unit.indices)]
        chosen.append(unit)
        if len(chosen) == limit:
            break
    order = [*sorted(chosen[:3], key=lambda u: u.indices), *chosen[3:]]
    return tuple(_introduced(reading, order, writer))


@dataclass(frozen=True, slots=True)
class _Unit:
    """What becomes one takeaway: a sentence, or one that needs the sentence before it together with that one."""

    indices: tuple[int, ...]
    content: frozenset[str]

    def repeats(self, other: _Unit) -> bool:
        """Whether it says what another one says."""
        if self.indices[-1] in other.indices:
            return True
        if self.indices[0] in other.indices:
            return len(other.indices) > 1
        return len(self.content & other.content) >= SAME * min(len(self.content), len(other.content))


def _units(reading: Reading, sentence_scores: NDArray[np.float32], writer: ClaimWriter) -> Iterator[_Unit]:
    """The units of all sentences, the likeliest takeaway first; two sentences weigh as much as the weaker one."""
    ranked = rank(sentence_scores)
    waiting: list[tuple[float, int, _Unit]] = []
    for index in ranked:
        score = float(sentence_scores[index])
        while waiting and -waiting[0][0] >= score:
            yield heappop(waiting)[2]
        unit = _unit(reading, index, writer)
        if unit is not None and len(unit.indices) == 1:
            yield unit
        elif unit is not None:
            heappush(waiting, (-float(sentence_scores[list(unit.indices)].min()), index, unit))
    yield from (unit for _, _, unit in sorted(waiting, key=lambda w: w[:2]))


def _unit(reading: Reading, index: int, writer: ClaimWriter) -> _Unit | None:
    sentence = reading.sentences[index]
    written = writer.write(sentence)
    if written is not None:
        return _Unit((index,), frozenset(content_words(written.claim.text)))
    both = writer.write_with_previous(sentence)
    previous = writer.previous(sentence)
    if both is None or previous is None or len(both.claim.text.split()) > LONGEST:
        return None
    return _Unit((previous.index, index), frozenset(content_words(sentence.span.of(reading.article.body))))


def _introduced(reading: Reading, order: Sequence[_Unit], writer: ClaimWriter) -> Iterator[Claim]:
    """The claims written again in their final order, with roles where people are named first."""
    discourse = Discourse(introduces=True)
    for unit in order:
        sentence = reading.sentences[unit.indices[-1]]
        write = writer.write if len(unit.indices) == 1 else writer.write_with_previous
        written = write(sentence, discourse)
        if written is not None:
            discourse.introduced_chains |= written.named_chains
            yield written.claim
