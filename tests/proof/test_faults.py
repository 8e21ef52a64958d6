"""What the proof stops and what it passes: claims beside the sentences that they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import text

from retold.proof import Fault, Kind, faults
from retold.types import Article, Chain, Claim, EntityType, Evidence, Mention, Metadata, Span

WEDNESDAY = "2024-05-15"


def chain(body: str, name: str, *aliases: str, kind: EntityType = EntityType.PERSON) -> Chain:
    """A chain with the mentions of a name in a body."""
    found: list[Mention] = []
    at = body.find(name)
    while at >= 0:
        found.append(Mention(Span(at, at + len(name)), kind, 0, 1.0))
        at = body.find(name, at + 1)
    return Chain(name, name, kind, aliases, tuple(found), 1.0)


def kinds(claim: str, sentence: str, body: str = "", chains: tuple[Chain, ...] = (), headline: str = "") -> list[Kind]:
    """The kinds of faults of a claim whose evidence is one sentence of a body."""
    body = body or sentence
    start = body.index(sentence)
    article = Article(Metadata(headline=headline, published=WEDNESDAY), body)
    evidence = Evidence("a", start, start + len(sentence), sentence)
    return [f.kind for f in faults(Claim(claim, (evidence,), 1.0), article, chains)]


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("The ferry sank on Monday off the cape.", "The ferry sank on 13 May 2024 off the cape."),
        ("The court will rule on Friday in the case.", "The court will rule on 17 May 2024 in the case."),
        ("The bakers are holding a fair on Saturday.", "The bakers are holding a fair on 18 May 2024."),
        ("Prices rose last month in the north.", "Prices rose in April 2024 in the north."),
        ("Prices rose last year in the north.", "Prices rose in 2023 in the north."),
        ("The mill burned down yesterday near Lund.", "The mill burned down on 14 May 2024 near Lund."),
        ("The mill burned down three days ago near Lund.", "The mill burned down on 12 May 2024 near Lund."),
        ("In March the mill burned down near Lund.", "In March 2024 the mill burned down near Lund."),
        ("The mill burned down on April 2 near Lund.", "The mill burned down on 2 April 2024 near Lund."),
        ("The bank lost $40 million (30 million pounds) in June.", "The bank lost $40 million in June."),
        ("The bank lost 40 per cent of its value.", "The bank lost 40% of its value."),
        ("At least 20 people were hurt, police said.", "At least 20 people were hurt, police said."),
        ("The mayor, who was not there, resigned in anger.", "The mayor resigned in anger."),
    ],
)
def test_a_claim_that_is_right_has_no_fault(sentence: str, claim: str) -> None:
    assert kinds(claim, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "claim", "kind"),
    [
        ("The ferry sank on Monday off the cape.", "The ferry sank on 20 May 2024 off the cape.", Kind.DATE),
        ("The ferry is ready on Monday for a crowd.", "The ferry is ready on 20 May 2024 for a crowd.", Kind.DATE),
        ("He said it would close by Friday at dusk.", "He said it would close by 17 May 2024 at dusk.", Kind.DATE),
        (
            "“We met on Monday in a tent,” said the guide.",
            "“We met on 13 May 2024 in a tent,” said the guide.",
            Kind.DATE,
        ),
        ("In October the mill burned down near Lund.", "In October 2022 the mill burned down near Lund.", Kind.DATE),
        ("They met from Tuesday to Thursday.", "They met from 14 May 2024 to 9 May.", Kind.DATE),
        ("The bank lost $40 million in June of that year.", "The bank lost $400 million in June.", Kind.NUMBER),
        ("The bank lost $40 million in June of that year.", "The bank lost 40 billion dollars in June.", Kind.NUMBER),
        ("Twelve men and nine women were saved at sea.", "Twelve women were saved at sea.", Kind.NUMBER),
        ("As many as 300 homes were lost to the flood.", "300 homes were lost to the flood.", Kind.QUALIFIER),
        ("The firm could sell its mills to a rival.", "The firm sell its mills to a rival.", Kind.QUALIFIER),
        ("The minister did not sign the treaty in Rome.", "The minister did sign the treaty in Rome.", Kind.QUALIFIER),
        ("The minister signed the treaty in Rome.", "The minister never signed the treaty in Rome.", Kind.QUALIFIER),
        ("The allegedly forged letter came from Rome.", "The forged letter came from Rome.", Kind.QUALIFIER),
        ("The police said that the driver fled on foot.", "The driver fled on foot.", Kind.SOURCE),
        ("The driver fled on foot, according to the police.", "The driver fled on foot.", Kind.SOURCE),
        ("On Monday Orlan sued Velmo over the mine.", "On Monday Velmo sued Orlan over the mine.", Kind.ORDER),
        ("The ship left Oslo with a crew of twenty.", "The ship left Bergen with a crew of twenty.", Kind.NAME),
    ],
)
def test_a_claim_that_says_what_its_source_does_not(sentence: str, claim: str, kind: Kind) -> None:
    assert kind in kinds(claim, sentence)


def test_a_surname_has_one_bearer_or_stays_alone() -> None:
    body = "Ann Lee opened the bridge. Lee thanked the builders of the bridge."
    claim = "Ann Lee thanked the builders of the bridge."
    sentence = "Lee thanked the builders of the bridge."
    assert kinds(claim, sentence, body, (chain(body, "Ann Lee"),)) == []
    family = f"{body} Tom Lee watched."
    both = (chain(family, "Ann Lee"), chain(family, "Tom Lee"))
    assert kinds(claim, sentence, family, both) == [Kind.NAME]
    titled = family.replace(" Lee thanked", " Mrs Lee thanked")
    assert kinds(claim, "Mrs " + sentence, titled, (chain(titled, "Ann Lee"), chain(titled, "Tom Lee"))) == []


def test_a_relative_who_is_named_later_gets_nothing_that_was_said_before() -> None:
    body = "Moss ran the mill for years. His brother, Karl Moss, left early."
    claim, sentence = "Karl Moss ran the mill for years.", "Moss ran the mill for years."
    assert kinds(claim, sentence, body, (chain(body, "Karl Moss"),)) == [Kind.NAME]


def test_a_pronoun_has_one_bearer() -> None:
    body = "Ann Lee opened the bridge. She thanked the builders of the bridge."
    claim, sentence = "Ann Lee thanked the builders of the bridge.", "She thanked the builders of the bridge."
    assert kinds(claim, sentence, body, (chain(body, "Ann Lee"),)) == []
    two = body.replace("the bridge.", "the bridge with Mary Roe.", 1)
    assert kinds(claim, sentence, two, (chain(two, "Ann Lee"), chain(two, "Mary Roe"))) == [Kind.NAME]
    other = body.replace("the bridge.", "the bridge with John Roe.", 1)
    assert kinds(claim, sentence, other, (chain(other, "Ann Lee"), chain(other, "John Roe"))) == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("The lamp failed at 10:40 p.m. Oct. 4 and nobody saw it.", "Oct. 4 and nobody saw it."),
        ("The lamp failed at 10:40 p.m. Oct. 4 and nobody saw it.", "The lamp failed at 10:40 p.m."),
        ("It was printed by Zip! Books in a small edition.", "It was printed by Zip!"),
        ("The road was shut by Cpl. Anna Dorn on her way home.", "Anna Dorn on her way home."),
        ("The road was shut\nby the police and two guards.", "by the police and two guards."),
    ],
)
def test_a_piece_of_a_sentence_is_no_claim(body: str, sentence: str) -> None:
    assert kinds(sentence, sentence, body) == [Kind.CUT]


def test_a_heading_in_capitals_before_a_sentence_does_not_cut_it() -> None:
    sentence = "According to the Herald, forty trees will be planted."
    assert kinds(sentence, sentence, f"THE BALCONY FOREST {sentence}") == []
    assert kinds(sentence, sentence, f"The Balcony Forest {sentence}") == [Kind.CUT]


def test_names_with_initials_and_commas_stand_in_their_sentence() -> None:
    body = "Hall came late. Then the mayor of Calder, Norland, thanked Eve J. Hall for it."
    sentence = "Then the mayor of Calder, Norland, thanked Eve J. Hall for it."
    chains = (chain(body, "Eve J. Hall"), chain(body, "Calder, Norland", kind=EntityType.PLACE))
    assert kinds(f"T{sentence.removeprefix('Then t')}", sentence, body, chains) == []


def test_a_title_in_another_form_of_a_name_makes_no_other_person() -> None:
    body = "Joshua Abram Hall is known as Emperor Hall. Hall made a living as a trader."
    claim, sentence = "Joshua Abram Hall made a living as a trader.", "Hall made a living as a trader."
    assert kinds(claim, sentence, body, (chain(body, "Joshua Abram Hall", "Emperor Hall"),)) == []
    assert kinds(claim, sentence, body, (chain(body, "Joshua Abram Hall", "Mary Hall"),)) == [Kind.NAME]


@given(text(max_size=80), text(max_size=80), text(max_size=80))
def test_any_text_gets_an_answer(claim: str, sentence: str, rest: str) -> None:
    body = f"{rest} {sentence}"
    evidence = Evidence("a", len(rest) + 1, len(body), sentence)
    article = Article(Metadata(published=WEDNESDAY), body)
    assert {f.kind for f in faults(Claim(claim, (evidence,), 1.0), article, ())} <= set(Kind)


def test_a_fault_names_its_words() -> None:
    sentence = "The ship left Oslo with a crew of twenty."
    claim = Claim("The ship left Bergen with a crew of twenty.", (Evidence("a", 0, len(sentence), sentence),), 1.0)
    assert faults(claim, Article(Metadata(), sentence), ()) == (Fault(Kind.NAME, "Bergen"),)
