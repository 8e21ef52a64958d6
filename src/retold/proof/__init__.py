"""The proof: a second reading of each claim against its source, by rules that share no code with the writer.

The writer cuts sentences, and puts names and dates into them; grounding then weighs each word. This package asks
other questions, with its own tokens, its own calendar and its own classes of words: who bears each name, whether each
date can be derived in one way, whether numbers keep their units and limits, whether doubts, denials and sources are
kept, who does what to whom, and whether the sentence is whole. A claim with a fault is not told in that form.
`bench/proof.py` counts what is stopped, and what people found that it lets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from retold.proof import names, order, qualifiers, quantities
from retold.proof.bearers import Context
from retold.proof.dates import dates_event, spans, underived
from retold.proof.whole import is_whole
from retold.proof.words import Token, tokens
from retold.types import Article, Chain, Claim, Evidence, Span

__all__ = ["Fault", "Kind", "dates_event", "faults"]

SENTENCE = 6
"""Words from which a piece of evidence is a sentence, and not a name or a role."""


class Kind(StrEnum):
    """What is wrong with a claim."""

    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    QUALIFIER = "qualifier"
    SOURCE = "source"
    ORDER = "order"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Fault:
    """Words of a claim (or lost from it) that its evidence does not bear."""

    kind: Kind
    words: str


def faults(claim: Claim, article: Article, chains: Sequence[Chain]) -> tuple[Fault, ...]:
    """What is wrong with a claim, in the order of `Kind`; empty if nothing was found.

    `chains`: the names of the article and their bearers, as they were read.
    """
    return tuple(Fault(kind, words) for kind, words in _faults(claim, article, chains))


def _faults(claim: Claim, article: Article, chains: Sequence[Chain]) -> Iterator[tuple[Kind, str]]:
    sentences = _sentences(claim.evidence)
    texts = [" ".join(e.exact.split()) for e in sentences]
    if not all(is_whole(article.body, Span(e.start, e.end)) for e in sentences):
        yield Kind.CUT, claim.text
    if claim.text in texts:
        return
    said, source = tokens(claim.text), [t for text in texts for t in tokens(_without_asides(text))]
    everything = (
        [t for text in texts for t in tokens(text)]
        + source
        + [t for e in claim.evidence if e not in sentences for t in tokens(e.exact)]
    )
    mentions = {m.span for c in chains for m in c.mentions}
    roles = [s for e in claim.evidence if e not in sentences and (s := Span(e.start, e.end)) not in mentions]
    place = Span(sentences[0].start, sentences[0].end)
    for kind, words in (
        (
            Kind.NAME,
            names.unborne(
                claim.text,
                [*texts, *map(_without_asides, texts)],
                roles,
                Context(article.metadata.headline, article.body, place, chains),
            ),
        ),
        (Kind.DATE, underived(claim.text, texts, article.metadata.published_day)),
        (Kind.QUALIFIER, qualifiers.lost(said, source)),
        (Kind.QUALIFIER, qualifiers.new_negations(said, source)),
        (Kind.SOURCE, qualifiers.lost_sources(said, source)),
        (Kind.ORDER, order.turned(said, source)),
    ):
        yield from ((kind, w) for w in words)
    yield from ((Kind.NUMBER, w) for w in quantities.misplaced(_outside_dates(claim.text), everything))


def _sentences(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The pieces of evidence that are sentences; all if none is."""
    return [
        e for e in evidence if len(e.exact.split()) >= SENTENCE and e.exact.rstrip(" ”\"’')")[-1:] in ".!?:;"
    ] or list(evidence)


def _without_asides(text: str) -> str:
    """A text without what is in parentheses, which a claim may leave out."""
    return re.sub(r" ?\([^()]*\)", "", text)


def _outside_dates(claim: str) -> list[Token]:
    """The words of a claim that are not part of a date."""
    inside = spans(claim)
    return [t for t in tokens(claim) if not any(start <= t.start < end for start, end in inside)]
