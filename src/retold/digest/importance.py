"""What says how important a sentence is: its features, read off one article."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retold.digest.dependence import depends_on_previous, has_author_voice
from retold.english.lexicon import content_words
from retold.types import Reading, Sentence, Span

PLACE = ("first", "second", "third", "early", "place", "late", "sentences", "paragraph_opens", "no_headline")
CLOSENESS = ("headline", "centre", "lead", "previous", "next", "degree", "said_before")
NAMES = ("headline_names", "chains", "best_chain", "names", "new_names")
SPEECH = ("model", "time", "quoted", "stated")
WORDS = (
    "length",
    "short",
    "long",
    "headline_words",
    "number",
    "money",
    "marks",
    "leans",
    "author",
    "question",
    "frequency",
    "cased",
)
FEATURES = (*PLACE, *CLOSENESS, *NAMES, *SPEECH, *WORDS)

_MONEY = re.compile(r"[$£€¥%]|\b(?:per ?cent|million|billion|dollars|pounds|euros)\b")
FAR = 40
"""Sentences before one that are compared with it. A book has more than there is time for."""

Floats = NDArray[np.float32]


def features(reading: Reading) -> Floats:
    """Features of each sentence, as float32 (sentences, `FEATURES`)."""
    story = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    tables = (_places(reading, story), _closeness(reading, story), _names(reading), _speech(reading))
    return np.concatenate([*tables, _words(reading, story)], axis=1)


def _table(rows: Iterable[Sequence[float]]) -> Floats:
    return np.array(list(rows), dtype=np.float32)


def _places(reading: Reading, story: Sequence[Sentence]) -> Floats:
    """`PLACE`: where a sentence stands in the story, and how long that is."""
    order = {s.index: i for i, s in enumerate(story)}
    size = len(story)
    rows, paragraph = [], -1
    for sentence in reading.sentences:
        at = order.get(sentence.index, size)
        opens = sentence.paragraph != paragraph
        paragraph = sentence.paragraph
        early, late = 1.0 / (1.0 + at), 1.0 / (1.0 + max(0, size - 1 - at))
        numbers = (at == 0, at == 1, at == 2, early, at / size, late, math.log(size) / 4.0, opens)
        rows.append((*numbers, reading.headline_vector is None))
    return _table(rows)


def _closeness(reading: Reading, story: Sequence[Sentence]) -> Floats:
    """`CLOSENESS`: cosines with the headline, the mean of the story, its first sentence, the sentence before and after;
    the mean with all of the story, and the most with one before."""
    vectors, indices = reading.vectors, [s.index for s in story]
    total = vectors[indices].sum(axis=0)
    headline = reading.headline_vector
    table = np.zeros((len(vectors), len(CLOSENESS)), np.float32)
    if headline is not None:
        table[:, 0] = vectors @ headline
    table[:, 1] = vectors @ (total / max(float(np.linalg.norm(total)), 1e-9))
    table[:, 2] = vectors @ vectors[indices[0]]
    table[:, 5] = vectors @ (total / len(story))
    for place, (before, index) in enumerate(pairwise(indices), start=1):
        table[index, 3] = table[before, 4] = vectors[index] @ vectors[before]
        table[index, 6] = (vectors[indices[max(0, place - FAR) : place]] @ vectors[index]).max()
    return table


def _names(reading: Reading) -> Floats:
    """`NAMES`: how important the entities of a sentence are, and how many are new or in the headline."""
    headline = set(content_words(reading.article.metadata.headline))
    saliences = {c.id: c.salience for c in reading.chains}
    in_headline = {c.id for c in reading.chains if headline.intersection(content_words(c.name))}
    rows = []
    seen: set[str] = set()
    for chains in _named_chains(reading):
        salient = [saliences[c] for c in chains]
        share = len(chains & in_headline) / max(1, len(in_headline))
        new = min(len(chains - seen), 3) / 3.0
        rows.append((share, min(3.0, sum(salient)), max(salient, default=0.0), min(len(chains), 5) / 5.0, new))
        seen |= chains
    return _table(rows)


def _speech(reading: Reading) -> Floats:
    """`SPEECH`: what the network thinks of a sentence, whether it has a time, and how much of it somebody says."""
    timed = {t.sentence for t in reading.times}
    quoted = sorted(q.span for q in reading.quotes)
    stated = sorted(span for s in reading.statements for span in s.spans)
    return _table((s.salience, s.index in timed, _share(s, quoted), _share(s, stated)) for s in reading.sentences)


def _words(reading: Reading, story: Sequence[Sentence]) -> Floats:
    """`WORDS`: the wording of a sentence."""
    body = reading.article.body
    texts = [s.span.of(body) for s in reading.sentences]
    contents = [set(content_words(text)) for text in texts]
    counts = Counter(word for s in story for word in contents[s.index])
    headline = set(content_words(reading.article.metadata.headline))
    return _table(
        (
            min(size := len(text.split()), 40) / 40.0,
            size < 10,
            size > 35,
            len(content & headline) / max(1, len(headline)),
            any(c.isdigit() for c in text),
            bool(_MONEY.search(text)),
            sum(text.count(mark) for mark in '“”"') >= 2,
            depends_on_previous(text),
            has_author_voice(text),
            text.rstrip("”\"' ").endswith("?"),
            sum(counts[w] for w in content) / max(1, len(content)) / len(story) * 5.0,
            sum(w[:1].isupper() for w in text.split()) / max(1, size),
        )
        for text, content in zip(texts, contents, strict=True)
    )


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
