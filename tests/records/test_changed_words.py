from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.records.changed_words import changed
from retold.types import Claim, Evidence


def claim(text: str, *evidence: str) -> Claim:
    return Claim(text, tuple(Evidence("x", 0, len(e), e) for e in evidence), 1.0)


@pytest.mark.parametrize(
    ("text", "evidence", "places"),
    [
        ("The council refused the loan.", ["The council refused the loan."], []),
        ("Refused was the loan of the council.", ["The council of Marlow refused the loan."], ["was"]),
        ("Marlow's council refused a big loan.", ["The council of Marlow refused a loan."], ["big"]),
        ("Ann Lee spoke on 9 March 2026.", ["Lee spoke on Monday.", "Ann Lee"], ["9 March 2026"]),
        ("It cost 1,200 kroner, not more.", ["It cost 1,200 kroner."], ["not more"]),
    ],
)
def test_words_that_the_evidence_lacks(text: str, evidence: list[str], places: list[str]) -> None:
    assert [span.of(text) for span in changed(claim(text, *evidence))] == places


@given(st.text(), st.lists(st.text(), max_size=3))
def test_places_are_in_order_and_inside(text: str, evidence: list[str]) -> None:
    spans = changed(claim(text, *evidence))
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end < b.start for a, b in pairwise(spans))


@given(st.text())
def test_a_sentence_of_the_source_is_unchanged(text: str) -> None:
    assert changed(claim(text, f"Before. {text} After.")) == () or not text.strip()
