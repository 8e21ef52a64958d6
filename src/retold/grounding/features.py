"""Features of each word of a claim: how it stands in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.english import times
from retold.english.sentences import split
from retold.grounding.evidence import ContentWord, SentenceWords, Source, days, sentence_words
from retold.grounding.neighbours import SAME, Neighbours, compare_neighbours
from retold.types import Span

FEATURES = (
    "bias",
    "exact",
    "stem",
    "in_best",
    "in_three",
    "prefix",
    "number",
    "number_new",
    "number_elsewhere",
    "number_apart",
    "name",
    "name_new",
    "name_elsewhere",
    "name_apart",
    "after",
    "before",
    "between",
    "together",
    "near",
    "turned",
    "name_turned",
    "negation_new",
    "negated_otherwise",
    "name_misfit",
    "number_misfit",
    "name_turned_misfit",
    "negated_misfit",
    "negation_misfit",
    "cover",
    "cover_three",
    "cover_best",
    "length",
    "position",
    "rare",
)

CLOSENESS = 8
"""Power of the share of the claim's words that are in one sentence: near 1 only if the claim follows it closely."""


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a word of a claim is found.

    `in_date`: it is part of a date that the source names, too. Then it counts as found everywhere.
    `turned`: a neighbour is on its other side in the best sentence.
    """

    in_date: bool
    in_source: bool
    in_three: bool
    in_best: bool
    first: bool
    neighbours: Neighbours
    turned: bool


@dataclass(frozen=True, slots=True)
class _Closest:
    """The sentence of the source that a claim follows.

    `closeness` is 0..1; `replaces_pronoun`: a name that only the claim has may stand for a pronoun in it.
    """

    sentence: SentenceWords
    closeness: float
    replaces_pronoun: bool


def word_features(claim: str, source: Source) -> tuple[list[Span], NDArray[np.float32]]:
    """The content words of `claim`, and their features as float32 (words, `FEATURES`).

    A date may be written in another way than in the source ("24 February 2026" for "Tuesday").
    """
    sentences = split(claim)
    dates = [e.span for e in times.possible(claim, sentences, source.published) if days(e.when) in source.times]
    spans: list[Span] = []
    rows: list[list[float]] = []
    for span in sentences:
        sentence = sentence_words(claim, span)
        in_date = [any(d.covers(w.span) for d in dates) for w in sentence.words]
        rows += _rows(sentence, source, in_date)
        spans += [w.span for w in sentence.words]
    return spans, np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))


def _rows(claim: SentenceWords, source: Source, in_date: Sequence[bool]) -> list[list[float]]:
    """One row for each word of a sentence of the claim; `in_date` as in `_Match`."""
    keys = {w.key for w, dated in zip(claim.words, in_date, strict=True) if not dated}
    best = source.best_sentences(keys)
    top = best[0] if best else SentenceWords((), {}, 0)
    three = set().union(*(s.places for s in best)) if best else set()
    size = max(1, len(claim.words))
    in_source = [dated or w.key in source.counts for w, dated in zip(claim.words, in_date, strict=True)]
    in_three = [dated or w.key in three for w, dated in zip(claim.words, in_date, strict=True)]
    in_best = [dated or w.key in top.places for w, dated in zip(claim.words, in_date, strict=True)]
    closest = _Closest(top, (sum(in_best) / size) ** CLOSENESS, top.pronouns > claim.pronouns)
    shares = (sum(in_source) / size, sum(in_three) / size, sum(in_best) / size, size / 20)
    compared = _compare_with_source(claim, source, top, in_date)
    rows: list[list[float]] = []
    for i, (word, (neighbours, turned)) in enumerate(zip(claim.words, compared, strict=True)):
        match = _Match(in_date[i], in_source[i], in_three[i], in_best[i], i == 0, neighbours, turned)
        rows.append(
            [
                *_source_features(word, match, source),
                *_misfit_features(word, match, source, closest),
                *shares,
                i / size,
                0.0 if in_date[i] else min(3.0, source.weight(word.key)) / 3,
            ]
        )
    return rows


def _compare_with_source(
    claim: SentenceWords, source: Source, top: SentenceWords, in_date: Sequence[bool]
) -> list[tuple[Neighbours, bool]]:
    """The neighbours of each word, and whether they changed sides in the sentence `top`.

    Words of a date are skipped: the words before and after it become neighbours.
    """
    outside = [i for i in range(len(claim.words)) if not in_date[i]]
    order = {i: n for n, i in enumerate(outside)}
    result: list[tuple[Neighbours, bool]] = []
    for i, word in enumerate(claim.words):
        if in_date[i]:
            result.append((SAME, False))
            continue
        at = order[i]
        left = claim.words[outside[at - 1]].key if at else None
        right = claim.words[outside[at + 1]].key if at + 1 < len(outside) else None
        neighbours = compare_neighbours(word.key, left, right, source.by_key.get(word.key, ()))
        result.append((neighbours, compare_neighbours(word.key, left, right, [top]).turned))
    return result


def _source_features(word: ContentWord, match: _Match, source: Source) -> list[float]:
    """The features from `bias` to `negated_otherwise`: how a word stands in the whole source."""
    number, name, negation = word.is_number, word.is_name(source, match.first), word.is_negation
    neighbours = match.neighbours
    return [
        1.0,
        match.in_date or negation or word.text.casefold() in source.forms,
        match.in_source,
        match.in_best,
        match.in_three,
        match.in_date or word.key[:5] in source.prefixes,
        number,
        number and not match.in_source,
        number and match.in_source and not match.in_three,
        number and neighbours.near < 0.5,
        name,
        name and not match.in_source,
        name and match.in_source and not match.in_three,
        name and neighbours.near < 0.5,
        neighbours.after,
        neighbours.before,
        neighbours.after and neighbours.before,
        neighbours.together,
        neighbours.near,
        neighbours.turned,
        name and neighbours.turned,
        negation and not match.in_source,
        not match.in_date and not negation and match.in_source and _is_negated_otherwise(word, source.by_key[word.key]),
    ]


def _misfit_features(word: ContentWord, match: _Match, source: Source, closest: _Closest) -> list[float]:
    """The features called `…_misfit`: how a word stands in the one sentence that the claim follows closely."""
    name, negation = word.is_name(source, match.first), word.is_negation
    misfit = closest.closeness * (match.in_source and not match.in_best)
    negated_otherwise = (
        not match.in_date and not negation and match.in_best and _is_negated_otherwise(word, [closest.sentence])
    )
    return [
        name and not closest.replaces_pronoun and misfit,
        word.is_number and misfit,
        closest.closeness * (name and match.turned),
        closest.closeness * negated_otherwise,
        closest.closeness * (negation and match.in_source and not match.in_best),
    ]


def _is_negated_otherwise(word: ContentWord, sentences: Sequence[SentenceWords]) -> bool:
    """Whether `sentences` have the word only negated and the claim has it not negated, or the reverse."""
    negated = [s.words[i].negated for s in sentences for i in s.places.get(word.key, ())]
    return bool(negated) and all(n is not word.negated for n in negated)
