from __future__ import annotations

from retold.digest.claims import evidence
from retold.types import Article, Metadata, Span


def test_evidence_is_exact_sorted_and_without_repeats() -> None:
    article = Article(Metadata(id="a"), "One two three.")
    found = evidence(article, [Span(4, 7), Span(0, 3), Span(4, 7)])
    assert [(e.start, e.end, e.exact) for e in found] == [(0, 3, "One"), (4, 7, "two")]
