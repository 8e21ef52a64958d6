"""Evidence for claims, and claims that are words of the source as they are."""

from __future__ import annotations

from collections.abc import Iterable

from retold.types import Article, Aspect, Claim, Evidence, Sentence, Span


def evidence(article: Article, spans: Iterable[Span]) -> tuple[Evidence, ...]:
    """The exact words of `article` at `spans`, in text order, without repeats."""
    return tuple(Evidence(article.id, span.start, span.end, span.of(article.body)) for span in sorted(set(spans)))


def phrase(article: Article, span: Span, sentence: Sentence, aspect: Aspect = Aspect.NEWS) -> Claim:
    """A claim of the words at `span`, with their sentence as evidence."""
    return Claim(" ".join(span.of(article.body).split()), evidence(article, [sentence.span]), 1.0, aspect)
