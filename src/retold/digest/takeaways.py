"""The three to five sentences that a reader should take away.

A ranker over a few features of each sentence says how likely people are to pick
it; its weights were fitted by `train/ranker.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from retold.digest.dependence import leans
from retold.digest.discourse import Discourse
from retold.digest.ranker import Ranker
from retold.digest.writer import Writer
from retold.english.lexicon import content_words
from retold.types import Claim, Reading

SAME = 0.55
"""Share of content words from which two takeaways say the same."""

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
    """Features of each sentence, float32 (sentences, `FEATURES`)."""
    body = reading.article.body
    told = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    texts = [s.span.of(body) for s in reading.sentences]
    bags = [set(content_words(t)) for t in texts]
    counts: dict[str, int] = {}
    for sentence in told:
        for word in bags[sentence.index]:
            counts[word] = counts.get(word, 0) + 1
    headline = set(content_words(reading.article.metadata.headline))
    weight = _chain_weights(reading)
    toward = _closeness(reading, [s.index for s in told])
    order = {s.index: i for i, s in enumerate(told)}
    table = np.zeros((len(texts), len(FEATURES)), dtype=np.float32)
    previous = -1
    for sentence, text, bag in zip(reading.sentences, texts, bags, strict=True):
        i, size = sentence.index, len(text.split())
        at = order.get(i, len(told))
        quoted = sum(text.count(q) for q in '“”"')
        table[i] = (
            at == 0,
            at == 1,
            at == 2,
            1.0 / (1.0 + at),
            at / max(1, len(told)),
            sentence.paragraph != previous,
            min(size, 40) / 40.0,
            size < 10,
            size > 35,
            toward[0][i],
            reading.headline_vector is None,
            len(bag & headline) / max(1, len(headline)),
            toward[1][i],
            toward[2][i],
            sentence.salience,
            min(3.0, sum(weight[i])),
            max(weight[i], default=0.0),
            any(c.isdigit() for c in text),
            quoted >= 2,
            leans(text),
            bool(re.search(r"\b(?:I|we|you|We|You|my|our)\b", text)),
            sum(counts.get(w, 0) for w in bag) / max(1, len(bag)) / max(1, len(told)) * 5.0,
            sum(w[:1].isupper() for w in text.split()) / max(1, size),
        )
        previous = sentence.paragraph
    return table


def _chain_weights(reading: Reading) -> list[list[float]]:
    weights: list[list[float]] = [[] for _ in reading.sentences]
    for chain in reading.chains:
        for index in {m.sentence for m in chain.mentions}:
            weights[index].append(chain.salience)
    return weights


def _closeness(reading: Reading, told: Sequence[int]) -> tuple[NDArray[np.float32], ...]:
    """Cosine of each sentence to the headline, to the article's mean, to its first sentence."""
    vectors = reading.vectors
    mean = vectors[told].mean(axis=0)
    mean /= max(float(np.linalg.norm(mean)), 1e-9)
    headline = reading.headline_vector
    to_headline = vectors @ headline if headline is not None else np.zeros(len(vectors), dtype=np.float32)
    return to_headline, vectors @ mean, vectors @ vectors[told[0]]


def scores(reading: Reading, ranker: Ranker) -> NDArray[np.float32]:
    """How likely people are to pick each sentence, float32 (sentences,), in log-odds up to a constant."""
    return features(reading) @ np.array([ranker.takeaways[name] for name in FEATURES], dtype=np.float32)


def rank(worth: NDArray[np.float32]) -> list[int]:
    """Sentence indices, the likeliest takeaway first."""
    return sorted(range(len(worth)), key=lambda i: (-round(float(worth[i]), 5), i))


def wanted(sentences: int) -> int:
    """How many takeaways an article of that many sentences deserves."""
    return 3 if sentences < 14 else 4 if sentences < 30 else 5


def choose(reading: Reading, worth: NDArray[np.float32], writer: Writer) -> tuple[Claim, ...]:
    """Grounded claims by the `scores` of their sentences: the three most important in the order of the article, then the
    others by importance; fewer where the article says little."""
    if not reading.sentences:
        return ()
    limit = wanted(sum(not s.clutter for s in reading.sentences))
    chosen: list[int] = []
    bags: list[set[str]] = []
    for index in rank(worth):
        written = writer.write(reading.sentences[index])
        if written is None:
            continue
        bag = set(content_words(written.claim.text))
        if any(len(bag & other) >= SAME * min(len(bag), len(other)) for other in bags):
            continue
        chosen.append(index)
        bags.append(bag)
        if len(chosen) == limit:
            break
    return tuple(_introduced(reading, [*sorted(chosen[:3]), *chosen[3:]], writer))


def _introduced(reading: Reading, order: Sequence[int], writer: Writer) -> Iterator[Claim]:
    """The claims again, in the order in which they are read: who is named first is said to be somebody."""
    told = Discourse(introduces=True)
    for index in order:
        written = writer.write(reading.sentences[index], told)
        if written is not None:
            told.introduced |= written.named
            yield written.claim
