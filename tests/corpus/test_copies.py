from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from retold.corpus.copies import HELD, Tellings, held, sketch

BODY = (
    "Northlink will close its ferry route to Marlow after losses of 12 million kroner, chief executive Anna Rosendal said on Tuesday. "
    "The route carried 40,000 passengers last year, a fifth fewer than the year before, and two of its three ships need new engines. "
    "Erik Moe, the mayor of Marlow, called the decision a disaster for the island and asked the state to step in. "
    "A bridge to the mainland was rejected by voters in 2009. Fishing boats took the mail before the ferry came."
)
OTHER = (
    "The Norwegian parliament voted on Friday to raise the tax on salmon farms to 25 percent, less than the government had asked for. "
    "Shares in the largest farms rose in Oslo after the vote, which ends a year of talks between six parties and two unions. "
    "Analysts had feared a rate of 35 percent, which would have stopped new investment along the coast, they said in a note."
)


def test_a_syndicated_copy_is_the_same_telling() -> None:
    copy = "Ferries stop\nOSLO (Agency) - " + BODY.rsplit(". ", 2)[0] + ".\nSubscribe to our newsletter for updates today!"
    tellings = Tellings()
    assert tellings.add("a", sketch(BODY)) == ()
    assert tellings.add("b", sketch(OTHER)) == ()
    assert tellings.add("c", sketch(copy)) == ("a",)
    assert tellings.same("a", "c")
    assert not tellings.same("a", "b")
    assert tellings.all() == (("a", "c"), ("b",))


def test_an_article_is_taken_in_once() -> None:
    tellings = Tellings()
    tellings.add("a", sketch(BODY))
    assert tellings.add("a", sketch(BODY)) == ()
    assert tellings.all() == (("a",),)


def test_too_little_text_proves_nothing() -> None:
    assert held(sketch("All rights reserved."), sketch("All rights reserved.")) == 0.0
    assert held(sketch(""), sketch(BODY)) == 0.0


@given(st.text(max_size=400), st.text(max_size=400))
def test_held_is_symmetric_and_a_share(a: str, b: str) -> None:
    first, second = sketch(a), sketch(b)
    assert held(first, second) == held(second, first)
    assert 0.0 <= held(first, second) <= 1.0


@given(st.integers(0, 1000))
def test_the_order_makes_no_difference(seed: int) -> None:
    random = Random(seed)
    sentences = BODY.split(". ") + OTHER.split(". ")
    texts = {str(i): ". ".join(random.sample(sentences, random.randint(2, len(sentences)))) for i in range(8)}
    results = []
    for order in (sorted(texts), sorted(texts, reverse=True), random.sample(sorted(texts), len(texts))):
        tellings = Tellings()
        for key in order:
            tellings.add(key, sketch(texts[key]))
        results.append(tellings.all())
    assert results[0] == results[1] == results[2]
    assert 0.0 < HELD <= 1.0


def test_a_roundup_is_no_copy_of_what_it_rounds_up() -> None:
    words = [" ".join(f"{name}{i}" for i in range(200)) for name in ("ferry", "salmon", "tunnel")]
    tellings = Tellings()
    for key, text in (("a", words[0]), ("b", words[1]), ("roundup", " ".join(words))):
        tellings.add(key, sketch(text))
    assert tellings.all() == (("a",), ("b",), ("roundup",))


@given(st.integers(0, 500))
def test_a_brief_text_is_found_again(seed: int) -> None:
    text = " ".join(f"w{Random(seed).randint(0, 10**9)}x{i}" for i in range(24))
    tellings = Tellings()
    tellings.add("a", sketch(text))
    assert tellings.add("b", sketch(text)) == ("a",)
