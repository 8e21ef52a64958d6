"""What the outlets of a story tell, each fact once."""

from __future__ import annotations

from retold.memory.story_facts import Facts, ToldClaim, facts
from retold.types import Claim

WIRE = [
    "The ferry Anna struck the pier at Haugen on Monday evening with 190 people on board.",
    "Nine of the injured were taken to hospital in Lund.",
    "The ministry of transport has opened an investigation.",
]
PAPER = [
    "On Monday evening the ferry Anna rammed the pier at Haugen.",
    "Baker Kari Lie saw it from her shop on the quay at Haugen.",
    "Nine people were brought to hospital in Lund.",
]
RADIO = [
    "Anna, the ferry, has hit the pier at Haugen this Monday evening.",
    "Investigators of the transport ministry opened an inquiry.",
]


def told(*articles: list[str], outlets: list[str] | None = None, alone: bool = True) -> Facts:
    claims = [ToldClaim(i, Claim(text, (), 1.0), alone) for i, article in enumerate(articles) for text in article]
    return facts(claims, articles, [{name} for name in outlets or (f"Outlet {i}" for i in range(len(articles)))])


def texts(found: Facts) -> list[str]:
    return [fact.claim.claim.text for fact in found.shared]


def test_what_most_outlets_tell_comes_first_and_once() -> None:
    found = told(WIRE, PAPER, RADIO)
    assert found.outlets == 3
    assert found.shared[0].told.keys() | found.shared[0].partly.keys() == {0, 1, 2}
    assert sum("pier" in text for text in texts(found)) == 1
    assert sum("hospital" in text for text in texts(found)) == 1
    assert [fact.order for fact in found.shared] == sorted(fact.order for fact in found.shared)


def test_what_the_headlines_say_comes_first() -> None:
    claims = [ToldClaim(i, Claim(text, (), 1.0), True) for i, a in enumerate((WIRE, PAPER)) for text in a]
    outlets = [{"Wire"}, {"Post"}]
    for headline, word in (("Ferry Anna strikes pier at Haugen", "pier"), ("Nine in hospital in Lund", "hospital")):
        found = facts(claims, [WIRE, PAPER], outlets, [headline, headline])
        assert word in texts(found)[0]


def test_each_sentence_that_tells_a_fact_is_named() -> None:
    hospital = next(f for f in told(WIRE, PAPER, RADIO).shared if "hospital" in f.claim.claim.text)
    assert hospital.told == ({0: -1, 1: 2} if hospital.claim.telling == 0 else {1: -1, 0: 1})


def test_what_one_outlet_alone_tells_stands_apart() -> None:
    found = told(WIRE, PAPER, RADIO)
    assert ["Baker" in fact.claim.claim.text for fact in found.of_one] == [True]


def test_takeaways_that_nobody_is_sure_to_tell_complete_it() -> None:
    lead = [*WIRE, "Norport said it would stop all loading until Tuesday."]
    found = told(lead, [*PAPER, "Cod exporters face delays after Norport halted loading until Tuesday."])
    assert ["loading" in fact.claim.claim.text for fact in (*found.shared, *found.added)].count(True) == 1
    assert all(fact.claim.telling == 0 and not fact.is_shared for fact in found.added)


def test_tellings_of_one_outlet_count_once() -> None:
    found = told(WIRE, PAPER, outlets=["The Post", "the post"])
    assert (found.outlets, found.shared) == (1, ())
    assert told(WIRE, PAPER, outlets=["", ""]).outlets == 2


def test_tellings_that_share_an_outlet_by_a_copy_count_once() -> None:
    claims = [ToldClaim(i, Claim(text, (), 1.0), True) for i, a in enumerate((WIRE, PAPER, RADIO)) for text in a]
    found = facts(claims, [WIRE, PAPER, RADIO], [{"Wire", "Post"}, {"Post", "Herald"}, {"herald"}])
    assert (found.outlets, found.shared) == (1, ())


def test_what_belongs_to_another_story_is_not_told() -> None:
    teaser = "Singer Ola Moe sold out nine concerts in Bergen within minutes."
    found = told(WIRE, [*PAPER, teaser], RADIO)
    assert teaser not in [fact.claim.claim.text for fact in (*found.shared, *found.of_one)]


def test_sentences_that_need_others_are_left_out() -> None:
    hanging = ["He said that nine people were in hospital in Lund.", "However, nine were in hospital in Lund."]
    found = told([*hanging, "“Nine people are in hospital in Lund.”"], ["Nine people are in a hospital in Lund."])
    assert texts(found) == ["Nine people are in a hospital in Lund."]


def test_nothing_at_all() -> None:
    assert facts([], [], []) == Facts((), (), (), 0)
    assert facts([], [[], ["A sentence."]], [{"a"}, {"b"}]) == Facts((), (), (), 2)
