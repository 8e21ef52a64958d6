"""The retelling: the whole story, a short one in most of its words and a long one in at most 350.

Sentences are chosen by how likely people are to pick them (`selection`), and stand in the order of the source. A
sentence comes after those that tell what it refers to (`clarity`), or not at all. Each sentence is compressed and
checked against its evidence (`writer`); if grounding rejects it, it is left out.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retold.digest.clarity import IN_TEXT, is_clear
from retold.digest.discourse import Discourse
from retold.digest.quoted_words import QuotedWords
from retold.digest.selection import Group, Selection, word_count
from retold.digest.writer import ClaimWriter, WrittenClaim
from retold.types import Claim, Reading, Sentence, Span

BASE, SHARE = 90, 0.26
"""Words of every retelling, and what each word of the article adds. An editor's grow even less with the article."""
MOST = 350
"""Most words of a retelling."""
WHOLE = 110
"""Words of an article up to which all of it is told."""
SENTENCE = 20
"""Words of a sentence, where it can be shortened to them."""
PARAGRAPH = 75
"""Words from which a paragraph ends at the next paragraph of the source."""
OVER = 1.08
"""How far the last sentence may go beyond the intended length, as a factor."""
RUN = 4
"""Sentences of a group at most."""
TRIES = 3
"""How often sentences are chosen at most; each time without those that made no claim before."""
QUOTATION = 70
"""Words of the longest quotation over several sentences that is joined into one."""

Paragraphs = tuple[tuple[Claim, ...], ...]


def build(
    reading: Reading, scores: NDArray[np.float32], writer: ClaimWriter, told: Container[str] = frozenset()
) -> Paragraphs:
    """Paragraphs of claims, by the scores of sentences (`takeaways.scores`); empty if no sentence can be told.

    `told`: the texts of takeaways; what they leave out of a sentence is told here.
    """
    body = reading.article.body
    sentences = _with_joined_quotations(reading)
    total = sum(word_count(s, body) for s in sentences)
    budget = total if total <= WHOLE else int(min(MOST, BASE + SHARE * total))
    paragraphs: Paragraphs = ()
    most = SENTENCE if total > WHOLE else 0
    sizes = {s.index: writer.size(s, most) for s in sentences}
    lost: set[int] = set()
    for _ in range(TRIES):
        groups = _groups(scores, writer, [s for s in sentences if s.index not in lost])
        chosen = Selection(reading, groups, sizes, budget, min(MOST, int(budget * OVER))).choose()
        paragraphs, unwritten = _write_paragraphs(writer, _runs(chosen, groups, sentences), most, told)
        if not unwritten:
            break
        lost |= unwritten
    return paragraphs


def _with_joined_quotations(reading: Reading) -> list[Sentence]:
    """The sentences of the story; sentences of the same quotation become one."""
    body, quoted = reading.article.body, QuotedWords(reading)
    found: list[Sentence] = []
    for sentence in reading.sentences:
        if sentence.clutter:
            continue
        last = found[-1] if found else None
        is_open = last is not None and (quoted.are_cut(last) or _leaves_quotation_open(last.span.of(body)))
        if last is not None and last.paragraph == sentence.paragraph and is_open:
            both = Span(last.span.start, sentence.span.end)
            if len(both.of(body).split()) <= QUOTATION:
                found[-1] = _join_sentences(last, sentence, both)
                continue
        found.append(sentence)
    return found


def _leaves_quotation_open(text: str) -> bool:
    """Whether a quotation begins in a sentence and does not end in it."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _join_sentences(first: Sentence, second: Sentence, span: Span) -> Sentence:
    shift, count = second.span.start - first.span.start, len(first.words)
    words = tuple(
        replace(w, span=Span(w.span.start + shift, w.span.end + shift), head=w.head + count if w.head >= 0 else -1)
        for w in second.words
    )
    refers = None
    if first.refers is not None and second.refers is not None:
        refers = np.concatenate([first.refers, second.refers])
    return replace(first, span=span, words=first.words + words, steps=None, refers=refers)


def _groups(scores: NDArray[np.float32], writer: ClaimWriter, sentences: Sequence[Sentence]) -> list[Group]:
    """The groups of each sentence that can be told: it comes last, after one that tells what it refers to, or alone."""
    deviation = float(np.std(scores)) or 1.0
    known: dict[int, Group] = {}
    found: list[Group] = []
    for sentence in sentences:
        alone = writer.compress(sentence, Discourse(is_text=True, tells_all=True))
        groups = [Group((sentence,), (alone.references,))] if alone is not None else []
        if alone is None or not is_clear(alone.references, (), IN_TEXT):
            groups += _after_teller(writer, sentence, known)
        groups = [replace(g, score=float(np.mean([scores[s.index] for s in g.sentences])) / deviation) for g in groups]
        if groups and (len(groups[-1].sentences) > 1 or is_clear(groups[-1].references[-1], (), IN_TEXT)):
            known[sentence.index] = groups[-1]
        if not writer.is_turned(sentence):  # else it comes with the next one, or not at all
            found += groups
    return found


def _after_teller(writer: ClaimWriter, sentence: Sentence, known: Mapping[int, Group]) -> list[Group]:
    """A sentence after the group of one that tells what it refers to; none if it cannot be told so."""
    for index in writer.clarity.best_tellers(sentence):
        before = known.get(index)
        if before is None or len(before.sentences) >= RUN:
            continue
        told, end = tuple(s.index for s in before.sentences), before.sentences[-1].span.end
        written = writer.compress(sentence, Discourse(is_text=True, source_end=end, told=told))
        if written is not None:
            return [Group((*before.sentences, sentence), (*before.references, written.references))]
    return []


def _runs(chosen: Container[int], groups: Sequence[Group], sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Chosen sentences that belong together, in the order of the source.

    In another order, "the match" or "two years before" would mean something else.
    """
    before = {g.index: g.sentences[-2] for g in groups if len(g.sentences) > 1}
    runs: list[list[Sentence]] = []
    for sentence in sentences:
        if sentence.index not in chosen:
            continue
        if runs and before.get(sentence.index) is runs[-1][-1]:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return runs


def _write_paragraphs(
    writer: ClaimWriter, runs: Sequence[Sequence[Sentence]], most: int, told: Container[str]
) -> tuple[Paragraphs, set[int]]:
    """The claims of each run, in paragraphs, and the indices of sentences that make no claim."""
    discourse = Discourse(is_text=True, introduces=True)
    paragraphs: list[list[Claim]] = []
    words, source_paragraph = 0, -1
    unwritten: set[int] = set()
    last: tuple[Sentence, WrittenClaim] | None = None
    for sentences in runs:
        if not paragraphs or (words >= PARAGRAPH and sentences[0].paragraph != source_paragraph):
            paragraphs.append([])
            words = 0
        for sentence in sentences:
            discourse.most = most if sentence is sentences[-1] else 0  # the next one may need all of it
            written = writer.write(sentence, discourse)
            if written is not None and written.claim.text in told:
                written = writer.write(sentence, replace(discourse, most=0))
            if written is None:
                unwritten.add(sentence.index)
                continue
            joined = writer.join(last, sentence, written) if last and paragraphs[-1] else None
            if joined is not None:
                paragraphs[-1][-1] = joined.claim
                written = joined
            else:
                paragraphs[-1].append(written.claim)
            last = (sentence, written)
            discourse.named_chains |= written.named_chains
            discourse.source_end = sentence.span.end if not written.is_short else -1
            discourse.told += (sentence.index,)
            discourse.year = written.year
            words, source_paragraph = words + len(written.claim.text.split()), sentence.paragraph
    return tuple(tuple(p) for p in paragraphs if p), unwritten
