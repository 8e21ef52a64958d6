"""The whole story, told again in about a third of its words.

Sentences are chosen by how likely people are to pick them, as few words as carry
most, none that repeats another; one that leans on the sentence before it comes with
it or not at all. They are told in the story's order: what happened, who says so, then
the background, then what comes next. Each is cut and rewritten (`shorten`), and checked
against its evidence; what the check rejects is not told.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retold.digest.discourse import Discourse
from retold.digest.selection import Group, Selection, size
from retold.digest.writer import Writer, Written
from retold.types import Aspect, Claim, Reading, Sentence, Span

SHARE = 1 / 3
"""Of the article's words."""
LEAST, MOST = 80, 350
"""Words of a retelling, if the article has them."""
WHOLE = 110
"""Words up to which an article is told in full."""
PARAGRAPH = 75
"""Words from which a paragraph ends at the next break of the source's."""
OVER = 1.08
"""Share of the length wanted that the last sentence may reach."""
RUN = 4
"""Sentences at most that lean on one another."""
QUOTATION = 70
"""Words of a quotation over several sentences that is told at most."""

Paragraphs = tuple[tuple[Claim, ...], ...]


def build(reading: Reading, worth: NDArray[np.float32], writer: Writer) -> Paragraphs:
    """Paragraphs of claims, by the `scores` of sentences; empty where no sentence can be told."""
    body = reading.article.body
    sentences = _joined(reading)
    total = sum(size(s, body) for s in sentences)
    budget = total if total <= WHOLE else int(min(MOST, max(LEAST, SHARE * total)))
    groups = _groups(worth, writer, sentences)
    chosen = Selection(reading, groups, budget, min(MOST, int(budget * OVER))).chosen()
    runs = _runs(chosen, groups, writer)
    if total > WHOLE:  # a short article is told in its own order
        order = list(Aspect)
        runs.sort(key=lambda run: order.index(run[0]))
    return _written(writer, runs)


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


def _groups(worth: NDArray[np.float32], writer: Writer, sentences: Sequence[Sentence]) -> list[Group]:
    """One group a sentence that can be told, its own sentence last."""
    spread = float(np.std(worth)) or 1.0
    groups: list[Group] = []
    run: tuple[Sentence, ...] = ()
    for sentence in sentences:
        if writer.tellable(sentence, Discourse(opened=True)):
            run = (sentence,)
        elif run and len(run) < RUN and writer.tellable(sentence, Discourse(end=run[-1].span.end)):
            run = (*run, sentence)
        else:
            run = ()
            continue
        groups.append(Group(run, float(np.mean([worth[s.index] for s in run])) / spread))
    return groups


def _runs(chosen: Container[int], groups: Sequence[Group], writer: Writer) -> list[tuple[Aspect, list[Sentence]]]:
    """Sentences that belong together, with the part of the story that they open, in the order of the source."""
    runs: list[tuple[Aspect, list[Sentence]]] = []
    for group in groups:
        sentence = group.sentences[-1]
        if sentence.index not in chosen:
            continue
        if len(group.sentences) > 1 and runs and runs[-1][1][-1] is group.sentences[-2]:
            runs[-1][1].append(sentence)
        else:
            runs.append((writer.aspects.of(sentence), [sentence]))
    return runs


def _written(writer: Writer, runs: Sequence[tuple[Aspect, list[Sentence]]]) -> Paragraphs:
    told = Discourse(opened=True, introduces=True)
    paragraphs: list[list[Claim]] = []
    part: Aspect | None = None
    words, source = 0, -1
    last: tuple[Sentence, Written] | None = None
    for aspect, sentences in runs:
        if aspect is not part or (words >= PARAGRAPH and sentences[0].paragraph != source):
            paragraphs.append([])
            part, words = aspect, 0
        for sentence in sentences:
            written = writer.write(sentence, told)
            if written is None:
                continue
            both = writer.joined(last, sentence, written) if last and paragraphs[-1] else None
            if both is not None:
                paragraphs[-1][-1] = both.claim
                written = both
            else:
                paragraphs[-1].append(written.claim)
            last = (sentence, written)
            told.chains |= written.named
            told.end, told.year = sentence.span.end, written.year
            words, source = words + len(written.claim.text.split()), sentence.paragraph
    return tuple(tuple(p) for p in paragraphs if p)
