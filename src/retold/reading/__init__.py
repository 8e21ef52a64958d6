"""Articles into readings: `Reader.read` understands one article, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from retold.english import clutter, times
from retold.english.sentences import split
from retold.ports import SentenceEncoder
from retold.reading import coref, language, mentions, pronouns, quotes, roles, salience
from retold.types import Article, Chain, Encoding, EntityType, Reading, Sentence, Span

__all__ = ["read"]


def read(article: Article, encoder: SentenceEncoder) -> Reading:
    """All that `encoder` and the article's own consistency tell of it."""
    body = article.body
    spans = split(body)
    headline = article.metadata.headline
    *encodings, head = encoder.encode([*(s.of(body) for s in spans), headline])
    untold = _clutter(body, spans)
    sentences = _sentences(body, spans, encodings, untold)
    found = mentions.mentions(body, spans, encodings)
    clusters = coref.cluster(body, found)
    code = language.detect(body)
    vectors = np.stack([e.vector for e in (*encodings, head)])
    reading = Reading(
        article=article,
        language=code,
        language_supported=code in language.SUPPORTED,
        sentences=sentences,
        chains=_chains(clusters, article, untold, len(spans)),
        vectors=vectors[:-1],
        headline_vector=head.vector if headline else None,
    )
    return _understood(reading)


def _understood(reading: Reading) -> Reading:
    """What follows from names and trees: who is meant, who is who, who says what, and when."""
    reading = replace(reading, pronouns=tuple(pronouns.leading(reading).items()), roles=roles.roles(reading))
    published = reading.article.metadata.published
    return replace(
        reading,
        quotes=quotes.quotes(reading, reading.roles),
        times=times.expressions(
            reading.article.body,
            [s.span for s in reading.sentences],
            date.fromisoformat(published[:10]) if published else None,
        ),
    )


def _clutter(body: str, spans: Sequence[Span]) -> set[int]:
    """Sentences that are page furniture by more than half."""
    found = clutter.find(body)
    covered: dict[int, int] = {}
    at = 0
    for piece in found:
        while at < len(spans) and spans[at].end <= piece.span.start:
            at += 1
        i = at
        while i < len(spans) and spans[i].start < piece.span.end:
            shared = min(spans[i].end, piece.span.end) - max(spans[i].start, piece.span.start)
            covered[i] = covered.get(i, 0) + shared
            i += 1
    return {i for i, shared in covered.items() if 2 * shared > spans[i].end - spans[i].start}


def _sentences(
    body: str, spans: Sequence[Span], encodings: Sequence[Encoding], untold: set[int]
) -> tuple[Sentence, ...]:
    result = []
    paragraph = 0
    for i, (span, encoding) in enumerate(zip(spans, encodings, strict=True)):
        if i and "\n" in body[spans[i - 1].end : span.start]:
            paragraph += 1
        result.append(Sentence(i, span, paragraph, encoding.words, i in untold, round(encoding.salience, 4)))
    return tuple(result)


def _chains(clusters: Sequence[coref.Cluster], article: Article, untold: set[int], sentences: int) -> tuple[Chain, ...]:
    """Chains by salience. A name that stands in clutter alone is no part of the story."""
    length = len(article.body)
    ranked = []
    for cluster in clusters:
        score = salience.of(cluster, article.metadata.headline, length, sentences)
        if all(m.sentence in untold for m in cluster.mentions):
            score = round(score * 0.1, 4)
        ranked.append((score, cluster))
    ranked.sort(key=lambda pair: (-pair[0], pair[1].mentions[0].span))
    return tuple(
        Chain(f"e{number}", c.name, EntityType(c.type), c.aliases, c.mentions, score)
        for number, (score, c) in enumerate(ranked, start=1)
    )
