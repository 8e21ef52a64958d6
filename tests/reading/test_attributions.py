from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retold.reading.attributions import find_attributions
from retold.reading.encoder import load
from retold.types import Span

SIZE = 3


def parts(sentence: str) -> list[tuple[str, str, list[str]]]:
    [encoding] = load().encode([sentence])
    return [
        (a.cue.of(sentence), a.source.of(sentence) if a.source else "", [c.of(sentence) for c in a.content])
        for a in encoding.attributions
    ]


def test_indirect_speech() -> None:
    assert parts("Ann Lee said the council would vote on Tuesday.") == [
        ("said", "Ann Lee", ["the council would vote on Tuesday"])
    ]


def test_source_after_the_content() -> None:
    [(cue, source, content)] = parts("The bridge will open in May, according to a spokesman for the ministry.")
    assert (cue.split()[0], source) == ("according", "a spokesman for the ministry")
    assert content == ["The bridge will open in May"]


def test_source_between_two_parts_of_the_content() -> None:
    [(cue, source, content)] = parts("It was late, he said, and nobody had come.")
    assert (cue, source, len(content)) == ("said", "he", 2)


def test_nobody_says_anything() -> None:
    assert parts("The bridge fell on Monday.") == []


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(
    arrays(np.float32, (n, 3), elements=st.floats(-9, 9, width=32)),
    arrays(np.float32, (n, 3 * SIZE), elements=st.floats(-9, 9, width=32)),
    arrays(np.float32, (n, SIZE), elements=st.floats(-9, 9, width=32)),
)))  # fmt: skip
def test_parts_are_words_and_do_not_overlap(scores: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    spans = [Span(3 * i, 3 * i + 2) for i in range(len(scores[0]))]
    starts, ends = {s.start for s in spans}, {s.end for s in spans}
    for found in find_attributions(spans, *scores):
        pieces = [found.cue, *([found.source] if found.source else []), *found.content]
        assert all(p.start in starts and p.end in ends and p.start < p.end for p in pieces)
        assert not any(a.overlaps(b) for i, a in enumerate(pieces) for b in pieces[:i])
        assert 0.0 <= found.score <= 1.0
