from __future__ import annotations

from retold.digest.grounding import content_words, evidence, support
from retold.types import Article, Evidence, Metadata, Span


def source(*texts: str) -> list[Evidence]:
    return [Evidence("a", 0, len(t), t) for t in texts]


def test_support_is_the_share_of_content_words_in_the_evidence() -> None:
    words = source("Northlink’s four ferries cost 1.9 billion kroner.")
    assert support("Northlink paid 1.9 billion kroner.", words) == 0.8
    assert support("The four ferries cost 1.9 billion kroner", words) == 1.0
    assert support("The ferries cost 2.9 billion", words) < 1.0
    assert support("The ferries did not cost 1.9 billion", words) < 1.0
    assert support("of the and", words) == 0.0


def test_evidence_is_exact_sorted_and_once() -> None:
    article = Article(Metadata(id="a"), "One two three.")
    found = evidence(article, [Span(4, 7), Span(0, 3), Span(4, 7)])
    assert [(e.start, e.end, e.exact) for e in found] == [(0, 3, "One"), (4, 7, "two")]


def test_content_words() -> None:
    assert content_words("The U.K.'s 1.9 billion, which was Rosendal's") == ["u", "k", "1.9", "billion", "rosendal"]
