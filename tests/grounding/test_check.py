from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.grounding import check

SOURCE = (
    "Northlink's four ferries cost 1.9 billion kroner, Anna Rosendal told Erik Moe on Tuesday. The council "
    "did not approve the plan."
)
TUESDAY = date(2026, 2, 26)


@pytest.mark.parametrize(
    "claim",
    [
        "Northlink's four ferries cost 1.9 billion kroner, Anna Rosendal told Erik Moe on Tuesday.",
        "Northlink’s 4 ferries cost 1.9 billion kroner.",
        "Anna Rosendal told Erik Moe on 24 February 2026 that four ferries cost 1.9 billion kroner.",
        "The council did not approve the plan.",
    ],
)
def test_words_of_the_source_are_supported(claim: str) -> None:
    verdict = check(claim, [SOURCE], TUESDAY)
    assert verdict.supported
    assert verdict.unsupported == ()


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("Northlink's four ferries cost 2.7 billion kroner, Anna Rosendal told Erik Moe on Tuesday.", "2.7"),
        ("Northlink's six ferries cost 1.9 billion kroner, Anna Rosendal told Erik Moe on Tuesday.", "six"),
        ("Northlink's four ferries cost 1.9 billion kroner, Karl Holm told Erik Moe on Tuesday.", "Karl Holm"),
        ("Northlink's four ferries cost 1.9 billion kroner, Anna Rosendal told Erik Moe on Friday.", "Friday"),
        ("Northlink's four ferries cost 1.9 billion kroner, Anna Rosendal told Erik Moe on 3 March 2026.", "March"),
        ("Northlink's four ferries cost 1.9 billion kroner, Erik Moe told Anna Rosendal on Tuesday.", "Moe"),
        ("The council did approve the plan.", "approve"),
        ("Northlink's four ferries did not cost 1.9 billion kroner.", "not"),
    ],
)
def test_other_words_are_rejected_and_marked(claim: str, wrong: str) -> None:
    verdict = check(claim, [SOURCE], TUESDAY)
    assert not verdict.supported
    assert wrong in " ".join(s.of(claim) for s in verdict.unsupported)


def test_a_date_needs_the_publication_date() -> None:
    claim = "Anna Rosendal told Erik Moe on 24 February 2026 that four ferries cost 1.9 billion kroner."
    assert check(claim, [SOURCE]).absent


def test_an_empty_claim_is_not_supported() -> None:
    assert not check("of the and", [SOURCE]).supported
    assert not check("Anna spoke.", []).supported


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_gets_a_verdict_in_range(claim: str, texts: list[str]) -> None:
    verdict = check(claim, texts, TUESDAY)
    assert 0.0 <= verdict.support <= 1.0
    assert all(0 <= s.start < s.end <= len(claim) for s in (*verdict.unsupported, *verdict.absent))


def test_a_last_name_is_that_of_the_full_name_in_the_evidence() -> None:
    claim = "Kari Halvorsen blamed the council of Marlow for the loss of two bridges over the Orm and of a mill."
    bare = "Halvorsen blamed the council of Marlow for the loss of two bridges over the Orm and of a mill."
    assert check(claim, ["Kari Halvorsen", bare]).supported
    assert not check(claim.replace("Kari", "Mia"), ["Kari Halvorsen", bare]).supported
