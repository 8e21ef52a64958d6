from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from retold.corpus.copies import COPY, containment, sketch

BODY = (
    "Northlink will close its ferry route to Marlow after losses of 12 million kroner, chief executive Anna "
    "Rosendal said on Tuesday. "
    "The route carried 40,000 passengers last year, a fifth fewer than the year before, and two of its three ships "
    "need new engines. "
    "Erik Moe, the mayor of Marlow, called the decision a disaster for the island and asked the state to step in. "
    "A bridge to the mainland was rejected by voters in 2009. Fishing boats took the mail before the ferry came."
)
OTHER = (
    "The Norwegian parliament voted on Friday to raise the tax on salmon farms to 25 percent, less than the "
    "government had asked for. "
    "Shares in the largest farms rose in Oslo after the vote, which ends a year of talks between six parties and "
    "two unions. "
    "Analysts had feared a rate of 35 percent, which would have stopped new investment along the coast, they said "
    "in a note."
)


def test_a_syndicated_copy_is_the_same_telling() -> None:
    copy = (
        "Ferries stop\nOSLO (Agency) - " + BODY.rsplit(". ", 2)[0] + ".\nSubscribe to our newsletter for updates today!"
    )
    assert containment(sketch(BODY), sketch(copy)) >= COPY
    assert containment(sketch(BODY), sketch(OTHER)) < COPY
    assert sketch(BODY).index & sketch(copy).index


def test_too_little_text_proves_nothing() -> None:
    assert containment(sketch("All rights reserved."), sketch("All rights reserved.")) == 0.0
    assert containment(sketch(""), sketch(BODY)) == 0.0


@given(st.text(max_size=400), st.text(max_size=400))
def test_held_is_symmetric_and_a_share(a: str, b: str) -> None:
    first, second = sketch(a), sketch(b)
    assert containment(first, second) == containment(second, first)
    assert 0.0 <= containment(first, second) <= 1.0
    assert all(-(1 << 63) <= h < 1 << 63 for h in first.index)


def test_a_roundup_is_no_copy_of_what_it_rounds_up() -> None:
    words = [" ".join(f"{name}{i}" for i in range(200)) for name in ("ferry", "salmon", "tunnel")]
    assert all(containment(sketch(w), sketch(" ".join(words))) < COPY for w in words)


@given(st.integers(0, 500))
def test_a_brief_text_is_found_again(seed: int) -> None:
    text = " ".join(f"w{Random(seed).randint(0, 10**9)}x{i}" for i in range(24))
    assert sketch(text).index
    assert containment(sketch(text), sketch(text)) >= COPY
