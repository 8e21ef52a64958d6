"""The whole story, told again in about a third of its words.

Sentences are chosen by how likely people are to pick them, as few words as carry
most, none that repeats another; one that leans on the sentence before it comes with
it or not at all. They are told in the story's order: what happened, who says so, then
the background, then what comes next. Each is cut and rewritten (`shorten`), and checked
against its evidence; what the check rejects is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retold.digest.aspects import Aspects
from retold.digest.claims import claim
from retold.digest.shorten import Shortener
from retold.digest.told import Told
from retold.lexicon import content_words
from retold.types import Aspect, Claim, Reading, Sentence, Span

SHARE = 1 / 3
"""Of the article's words."""
LEAST, MOST = 80, 350
"""Words of a retelling, if the article has them."""
WHOLE = 110
"""Words up to which an article is told in full."""
SAME = 0.6
"""Share of content words from which two sentences say the same."""
PARAGRAPH = 75
"""Words from which a paragraph ends at the next break of the source's."""
LIKE = 0.1
"""What a sentence loses for being like one that is chosen, times their cosine."""
OVER = 1.08
"""Share of the length wanted that the last sentence may reach."""
CANDIDATES = 200
"""Groups among which the best are looked for: a book has more sentences than a retelling can weigh."""
RUN = 4
"""Sentences at most that lean on one another."""
QUOTATION = 70
"""Words of a quotation over several sentences that is told at most."""

Paragraphs = tuple[tuple[Claim, ...], ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Sentences that are told together: one that stands alone, and those that lean on the one before."""

    sentences: tuple[Sentence, ...]
    score: float
    bag: frozenset[str]


def build(reading: Reading, worth: NDArray[np.float32], shortener: Shortener, aspects: Aspects) -> Paragraphs:
    """Paragraphs of claims, by the `scores` of sentences; empty where no sentence can be told."""
    body = reading.article.body
    sentences = _joined(reading)
    total = sum(_size(s, body) for s in sentences)
    budget = total if total <= WHOLE else int(min(MOST, max(LEAST, SHARE * total)))
    groups = _groups(reading, worth, shortener, sentences)
    chosen = _chosen(reading, groups, budget)
    runs = _runs(chosen, groups, aspects)
    if total > WHOLE:  # a short article is told in its own order
        order = list(Aspect)
        runs.sort(key=lambda run: order.index(run[0]))
    return _written(reading, shortener, aspects, runs)


def _size(sentence: Sentence, body: str) -> int:
    return len(sentence.span.of(body).split())


def _joined(reading: Reading) -> list[Sentence]:
    """The story's sentences, those of one quotation as one."""
    body = reading.article.body
    found: list[Sentence] = []
    for sentence in reading.sentences:
        if sentence.clutter:
            continue
        last = found[-1] if found else None
        if last is not None and last.paragraph == sentence.paragraph and _open(last.span.of(body)):
            both = Span(last.span.start, sentence.span.end)
            if len(both.of(body).split()) <= QUOTATION:
                found[-1] = _both(last, sentence, both)
                continue
        found.append(sentence)
    return found


def _open(text: str) -> bool:
    """Whether a quotation begins in a sentence and does not end there."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _both(first: Sentence, second: Sentence, span: Span) -> Sentence:
    shift, size = second.span.start - first.span.start, len(first.words)
    words = tuple(
        replace(w, span=Span(w.span.start + shift, w.span.end + shift), head=w.head + size if w.head >= 0 else -1)
        for w in second.words
    )
    return replace(first, span=span, words=first.words + words)


def _groups(reading: Reading, worth: NDArray[np.float32], shortener: Shortener, sentences: Sequence[Sentence]) -> list[_Group]:
    """One group a sentence that can be told, its own sentence last."""
    body = reading.article.body
    spread = float(np.std(worth)) or 1.0
    groups: list[_Group] = []
    run: tuple[Sentence, ...] = ()
    for sentence in sentences:
        if shortener.shorten(sentence, Told(opened=True)) is not None:
            run = (sentence,)
        elif run and len(run) < RUN and shortener.shorten(sentence, Told(end=run[-1].span.end)) is not None:
            run = (*run, sentence)
        else:
            run = ()
            continue
        value = float(np.mean([worth[s.index] for s in run])) / spread
        groups.append(_Group(run, value, frozenset(content_words(sentence.span.of(body)))))
    return groups


def _chosen(reading: Reading, groups: Sequence[_Group], budget: int) -> dict[int, _Group]:
    """The groups to tell, by the index of their last sentence: the best one by one, each
    less what it is like those already taken, while there is room."""
    body, vectors = reading.article.body, reading.vectors
    left = sorted(groups, key=lambda g: (-g.score, g.sentences[-1].index))[:CANDIDATES]
    by_last = {g.sentences[-1].index: g for g in groups}
    taken: dict[int, _Group] = {}
    bags: list[frozenset[str]] = []
    kept: set[int] = set()
    used = 0

    def rank(group: _Group) -> tuple[float, int]:
        index = group.sentences[-1].index
        like = float((vectors[sorted(kept)] @ vectors[index]).max()) if kept else 0.0
        return round(group.score - LIKE * max(0.0, like), 4), -index

    while left:
        best = max(left, key=rank)
        left.remove(best)
        new = [s for s in best.sentences if s.index not in kept]
        words = sum(_size(s, body) for s in new)
        says = best.bag and not any(len(best.bag & b) >= SAME * min(len(best.bag), len(b)) for b in bags)
        if not says or (used + words > min(MOST, budget * OVER) and kept):
            continue
        kept |= {s.index for s in new}
        bags.append(best.bag)
        used += words
        taken |= {s.index: by_last[s.index] for s in new}
    return taken


def _runs(chosen: dict[int, _Group], groups: Sequence[_Group], aspects: Aspects) -> list[tuple[Aspect, list[Sentence]]]:
    """Sentences that belong together, with the part of the story that they open, in the order of the source."""
    runs: list[tuple[Aspect, list[Sentence]]] = []
    for group in groups:
        sentence = group.sentences[-1]
        if sentence.index not in chosen:
            continue
        if len(group.sentences) > 1 and runs and runs[-1][1][-1] is group.sentences[-2]:
            runs[-1][1].append(sentence)
        else:
            runs.append((aspects.of(sentence), [sentence]))
    return runs


def _written(reading: Reading, shortener: Shortener, aspects: Aspects, runs: Sequence[tuple[Aspect, list[Sentence]]]) -> Paragraphs:
    told = Told(opened=True)
    paragraphs: list[list[Claim]] = []
    part: Aspect | None = None
    size, source = 0, -1
    for aspect, sentences in runs:
        if aspect is not part or (size >= PARAGRAPH and sentences[0].paragraph != source):
            paragraphs.append([])
            part, size = aspect, 0
        for sentence in sentences:
            short = shortener.shorten(sentence, told)
            made = claim(reading.article, short, aspects.of(sentence)) if short is not None else None
            if short is None or made is None:
                continue
            paragraphs[-1].append(made)
            told.chains |= short.named
            told.end, told.year = sentence.span.end, short.year
            size, source = size + len(made.text.split()), sentence.paragraph
    return tuple(tuple(p) for p in paragraphs if p)
