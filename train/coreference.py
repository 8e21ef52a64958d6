"""Texts with gold coreference: GUM's documents, and GAP's snippets of Wikipedia with one marked pronoun each.

GAP (Webster et al. 2018, Apache-2.0) names two people for a pronoun and says which of them it is, if either. It is
split here by the hash of the text: 60 % to train, 20 % to tune, 20 % only to measure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from retold.types import Chain, Span
from train import datasets, gum

GoldMention = tuple[int, int, str, int]
"""Start, end, GUM's number of the entity, and where the head word begins; in code points."""


class Part(StrEnum):
    """What a text of GAP is for."""

    TRAIN = "train"
    TUNE = "tune"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text of GAP: its marked pronoun, two names, and for each name whether the pronoun stands for it."""

    key: str
    body: str
    pronoun: Span
    names: tuple[Span, Span]
    meant: tuple[bool, bool]

    def named_by(self, chain: Chain | None) -> tuple[bool, bool]:
        """Which of the two names a chain has a mention at."""
        spans = [m.span for m in chain.mentions] if chain is not None else []
        first, second = (any(s.overlaps(name) for s in spans) for name in self.names)
        return first, second


def part_of(text: str) -> Part:
    """The part of GAP that a text belongs to."""
    share = int(hashlib.sha256(text[:80].encode()).hexdigest()[:8], 16) % 100
    return Part.TRAIN if share < 60 else Part.TUNE if share < 80 else Part.MEASURE


def snippets(part: Part) -> Iterator[Snippet]:
    """The texts of one part of GAP."""
    for row in datasets.rows("coreference/gap"):
        if part_of(row["text"]) is part:
            yield Snippet(
                row["id"],
                row["text"],
                Span(*row["pronoun"]),
                (Span(*row["a"]), Span(*row["b"])),
                (row["a_is_it"], row["b_is_it"]),
            )


def body_and_mentions(document: gum.Document) -> tuple[str, list[GoldMention]]:
    """The body, each paragraph a line, and its gold mentions."""
    body = ""
    mentions: list[GoldMention] = []
    for i, (text, tokens) in enumerate(zip(document.texts, document.sentences, strict=True)):
        same_paragraph = i and document.paragraphs[i] == document.paragraphs[i - 1]
        body += (" " if same_paragraph else "\n") if i else ""
        bounds, offset = [], 0
        for token in tokens:
            start = text.find(token.form, offset)
            offset = start if start >= 0 else offset
            bounds.append((len(body) + offset, len(body) + offset + len(token.form)))
            offset += len(token.form)
        for first, end, entity, _ in gum.entity_spans(tokens):
            head = gum.head_of(tokens, first, end)
            mentions.append((bounds[first][0], bounds[end - 1][1], entity, bounds[first if head is None else head][0]))
        body += text
    return body, mentions


def entity_at(span: Span, mentions: list[GoldMention]) -> str | None:
    """GUM's number of the entity that is mentioned at exactly this place."""
    return next((key for start, end, key, _ in mentions if (start, end) == tuple(span)), None)


def is_right(chain: Chain, entity: str, mentions: list[GoldMention]) -> bool:
    """Whether a mention of the chain covers the head of a gold mention of the entity."""
    heads = [head for _, _, key, head in mentions if key == entity]
    return any(m.span.start <= head < m.span.end for m in chain.mentions for head in heads)
