"""Who says what: the records of attributions, quotes and statements."""

from __future__ import annotations

from dataclasses import dataclass

from retold.types.spans import Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what in one sentence, directly or not: "Ann Lee | said | that it was late". `score`: 0..1.

    Spans count code points from the start of the sentence. `source` is None where the sentence names nobody.
    """

    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words, without marks. `speaker`: id of a chain. `said_by`: the words of the body for who speaks."""

    span: Span
    speaker: str | None
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says without quotation marks. `spans`: its words, in one part or two. `cue`: "denied".

    `speaker`: id of a chain. `said_by`: the words for who speaks. `hedge`: a word that leaves it in doubt.
    """

    spans: tuple[Span, ...]
    cue: str
    speaker: str | None
    said_by: str
    hedge: str | None
    score: float
