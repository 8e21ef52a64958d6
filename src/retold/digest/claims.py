"""Cut sentences into claims: the words, what they rest on, and whether it bears them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from retold.digest.shorten import Short
from retold.grounding import Verdict, check
from retold.types import Article, Aspect, Claim, Evidence, Sentence, Span


def claim(article: Article, short: Short, aspect: Aspect = Aspect.NEWS) -> Claim | None:
    """The claim that a cut sentence makes; None where its evidence does not bear it, or
    has not each of its words."""
    found = evidence(article, short.sources)
    published = article.metadata.published
    verdict = _checked(short.text, tuple(e.exact for e in found), date.fromisoformat(published[:10]) if published else None)
    if verdict.absent or not verdict.supported:
        return None
    return Claim(short.text, found, verdict.support, aspect)


@lru_cache(maxsize=256)
def _checked(text: str, texts: tuple[str, ...], published: date | None) -> Verdict:
    """A sentence told twice, as takeaway and in the retelling, is checked once; one of
    the source's own, told as it stands, needs no checking."""
    if any(" ".join(t.split()) == text for t in texts):
        return Verdict(1.0, (), ())
    return check(text, texts, published)


def evidence(article: Article, spans: Iterable[Span]) -> tuple[Evidence, ...]:
    """The exact words of `article` at `spans`, in text order, each place once."""
    return tuple(Evidence(article.id, span.start, span.end, span.of(article.body)) for span in sorted(set(spans)))


def phrase(article: Article, span: Span, sentence: Sentence, aspect: Aspect = Aspect.NEWS) -> Claim:
    """Words of a sentence as they stand, with the sentence as evidence."""
    return Claim(" ".join(span.of(article.body).split()), evidence(article, [sentence.span]), 1.0, aspect)
