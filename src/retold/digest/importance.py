"""What says how important a sentence is: its features, read off one article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retold.digest.dependence import depends_on_previous, has_author_voice
from retold.english.lexicon import content_words
from retold.types import Reading, Sentence, Span

FEATURES = (
    "first",
    "second",
    "third",
    "early",
    "place",
    "late",
    "sentences",
    "paragraph_opens",
    "length",
    "short",
    "long",
    "no_headline",
    "headline",
    "headline_words",
    "headline_names",
    "centre",
    "lead",
    "previous",
    "next",
    "degree",
    "said_before",
    "model",
    "chains",
    "best_chain",
    "names",
    "new_names",
    "number",
    "money",
    "time",
    "marks",
    "quoted",
    "stated",
    "leans",
    "author",
    "question",
    "frequency",
    "cased",
)

_MONEY = re.compile(r"[$£€¥%]|\b(?:per ?cent|million|billion|dollars|pounds|euros)\b")
FAR = 40
"""Sentences before one that are compared with it. A book has more than there is time for."""

Floats = NDArray[np.float32]


def features(reading: Reading) -> Floats:
    """Features of each sentence, as float32 (sentences, `FEATURES`)."""
    body = reading.article.body
    story = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    texts = [s.span.of(body) for s in reading.sentences]
    words = [set(content_words(t)) for t in texts]
    counts = Counter(word for s in story for word in words[s.index])
    headline = set(content_words(reading.article.metadata.headline))
    named = _named_chains(reading)
    known = {c.id: {w for m in c.mentions[:1] for w in content_words(c.name)} for c in reading.chains}
    saliences = {c.id: c.salience for c in reading.chains}
    in_headline = {chain for chain, of_name in known.items() if of_name & headline}
    close = _Closeness(reading, [s.index for s in story])
    order = {s.index: i for i, s in enumerate(story)}
    timed = {t.sentence for t in reading.times}
    quoted = sorted(q.span for q in reading.quotes)
    stated = sorted(span for s in reading.statements for span in s.spans)
    table = np.zeros((len(texts), len(FEATURES)), dtype=np.float32)
    paragraph = -1
    seen: set[str] = set()
    for sentence, text, content in zip(reading.sentences, texts, words, strict=True):
        i, size = sentence.index, len(text.split())
        position = order.get(i, len(story))
        chains = named[i]
        table[i] = (
            position == 0,
            position == 1,
            position == 2,
            1.0 / (1.0 + position),
            position / len(story),
            1.0 / (1.0 + max(0, len(story) - 1 - position)),
            np.log(len(story)) / 4.0,
            sentence.paragraph != paragraph,
            min(size, 40) / 40.0,
            size < 10,
            size > 35,
            reading.headline_vector is None,
            close.headline[i],
            len(content & headline) / max(1, len(headline)),
            len(chains & in_headline) / max(1, len(in_headline)),
            close.centre[i],
            close.lead[i],
            close.previous[i],
            close.next[i],
            close.degree[i],
            close.said_before[i],
            sentence.salience,
            min(3.0, sum(saliences[c] for c in chains)),
            max((saliences[c] for c in chains), default=0.0),
            min(len(chains), 5) / 5.0,
            min(len(chains - seen), 3) / 3.0,
            any(c.isdigit() for c in text),
            bool(_MONEY.search(text)),
            i in timed,
            sum(text.count(q) for q in '“”"') >= 2,
            _share(sentence, quoted),
            _share(sentence, stated),
            depends_on_previous(text),
            has_author_voice(text),
            text.rstrip("”\"' ").endswith("?"),
            sum(counts[w] for w in content) / max(1, len(content)) / len(story) * 5.0,
            sum(w[:1].isupper() for w in text.split()) / max(1, size),
        )
        paragraph = sentence.paragraph
        seen |= chains
    return table


def _named_chains(reading: Reading) -> list[set[str]]:
    """The ids of the chains that each sentence names."""
    named: list[set[str]] = [set() for _ in reading.sentences]
    for chain in reading.chains:
        for mention in chain.mentions:
            named[mention.sentence].add(chain.id)
    return named


def _share(sentence: Sentence, spans: Sequence[Span]) -> float:
    """The share of a sentence's characters that lie in sorted `spans`."""
    start, end = sentence.span.start, sentence.span.end
    at = max(0, bisect_left(spans, (start, 0)) - 1)
    covered = 0
    while at < len(spans) and spans[at].start < end:
        covered += max(0, min(end, spans[at].end) - max(start, spans[at].start))
        at += 1
    return min(1.0, covered / max(1, end - start))


class _Closeness:
    """Cosines of each sentence, as float32 (sentences,): with the headline, the mean of the story, its first sentence,
    the sentence before and after; the mean with all of the story, and the most with one before."""

    def __init__(self, reading: Reading, story: Sequence[int]) -> None:
        vectors = reading.vectors
        total = vectors[story].sum(axis=0)
        headline = reading.headline_vector
        self.headline: Floats = vectors @ headline if headline is not None else np.zeros(len(vectors), np.float32)
        self.centre: Floats = vectors @ (total / max(float(np.linalg.norm(total)), 1e-9))
        self.lead: Floats = vectors @ vectors[story[0]]
        self.degree: Floats = vectors @ (total / len(story))
        self.previous, self.next, self.said_before = (np.zeros(len(vectors), np.float32) for _ in range(3))
        for place, index in enumerate(story[1:], start=1):
            before = story[place - 1]
            self.previous[index] = self.next[before] = vectors[index] @ vectors[before]
            self.said_before[index] = (vectors[story[max(0, place - FAR) : place]] @ vectors[index]).max()
