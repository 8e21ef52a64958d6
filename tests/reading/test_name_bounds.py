from __future__ import annotations

import pytest
from tests.marked import unmarked

from retold.reading.name_bounds import is_job, is_no_name, job_end, whole_names, without_job
from retold.types import EntityType, Name, Span


@pytest.mark.parametrize(
    "text",
    [
        '⟦William⟧ "⟦Bill" Hale⟧ won.',
        "⟦William⟧ “Bill” ⟦Hale⟧ won.",
        "⟦Dwayne⟧ “The Cliff” ⟦Hale⟧ won.",
        "⟦James⟧ 'Jim' ⟦Hale⟧ won.",
        "⟦James⟧ (Jim) ⟦Hale⟧ won.",
        "⟦James⟧ ‘Jim’ ⟦Hale⟧ Jr. won.",
    ],
)
def test_a_nickname_is_inside_a_name(text: str) -> None:
    plain, spans = unmarked(text)
    [found] = whole_names(plain, [Name(s, EntityType.PERSON, 0.9) for s in spans])
    assert found.span == Span(0, plain.index(" won"))


@pytest.mark.parametrize("text", ["⟦Hale⟧ (Arsenal) ⟦Crane⟧ (Chelsea)", "⟦Hale⟧ said “⟦Crane⟧ left”."])
def test_other_marks_are_between_two_names(text: str) -> None:
    plain, spans = unmarked(text)
    assert len(whole_names(plain, [Name(s, EntityType.PERSON, 0.9) for s in spans])) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hale, ⟦R-Mont⟧., spoke", EntityType.PLACE),
        ("Hale (R-⟦Texas⟧) spoke", EntityType.PLACE),
        ("Hale, ⟦D-Ore.⟧, spoke", EntityType.PERSON),
        ("Notes NO10YT=⟦RR⟧ fell", EntityType.OTHER),
        ("The index .⟦MRKC⟧ rose", EntityType.ORGANIZATION),
        ("Merkon (NYSE:⟦MRK⟧) rose", EntityType.ORGANIZATION),
        ("Crude ⟦NLc1⟧ rose", EntityType.OTHER),
        ("Merkon ⟦MERK.L⟧ rose", EntityType.ORGANIZATION),
        ("Call ⟦555-0142⟧ now", EntityType.OTHER),
        ("Ann Lee, the ⟦No. 3⟧ of her party", EntityType.ORGANIZATION),
    ],
)
def test_codes_are_no_names(text: str, kind: EntityType) -> None:
    plain, (span,) = unmarked(text)
    assert is_no_name(plain, span, kind)


@pytest.mark.parametrize(
    "text", ["The ⟦F-35⟧ flew", "In the ⟦U.N.⟧ hall", "a ⟦PS4⟧ game", "on ⟦ABC7⟧ news", "(⟦NATO⟧)"]
)
def test_names_with_figures_and_capitals_are_names(text: str) -> None:
    plain, (span,) = unmarked(text)
    assert not is_no_name(plain, span, EntityType.PRODUCT)


def test_a_job_is_no_part_of_a_name() -> None:
    assert job_end("Ombudsman Ida Crane") == len("Ombudsman ")
    assert job_end("Dean Hale") == job_end("Earl Tom Hale") == job_end("Ida Crane") == 0


def test_a_storm_is_named_with_its_kind() -> None:
    text = "Cyclone Ada hit Calder, and Tropical Storm Bo followed Hurricane season."
    names = [Name(Span(text.index(w), text.index(w) + len(w)), "other", 0.7) for w in ("Cyclone", "Ada", "Bo")]
    assert [n.span.of(text) for n in whole_names(text, names)] == ["Cyclone Ada", "Tropical Storm Bo"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Norland River Police sent two boats.", "Norland River Police"),
        ("The Norland River Police Department sent two boats.", "Norland River Police Department"),
        ("The Norland River Police Chief sent two boats.", "Norland River"),
        ("The Norland River police sent two boats.", "Norland River"),
    ],
)
def test_a_public_body_is_named_with_its_place(text: str, expected: str) -> None:
    place = Span(text.index("Norland"), text.index("River") + len("River"))
    [found] = whole_names(text, [Name(place, EntityType.PLACE, 0.9)])
    assert found.span.of(text) == expected
    assert (found.type == EntityType.ORGANIZATION) == (expected != "Norland River")


@pytest.mark.parametrize("job", ["President-elect", "Speaker", "Sheriff", "Assoc. Dean"])
def test_a_job_is_no_name(job: str) -> None:
    assert is_job(job)


@pytest.mark.parametrize(
    ("text", "name", "kind", "left"),
    [
        ("White House Press Secretary Ann Lee", "White House Press", EntityType.ORGANIZATION, "White House"),
        ("Senate Majority Leader Ann Lee", "Senate Majority", EntityType.ORGANIZATION, "Senate"),
        ("Senate Minority Leader Ann Lee", "Senate Minority Leader", EntityType.ORGANIZATION, "Senate"),
        ("Senate Republican leader Ann Lee", "Senate Republican", EntityType.ORGANIZATION, "Senate"),
        ("Senate Democratic Leader Ann Lee", "Senate Democratic", EntityType.ORGANIZATION, "Senate"),
        ("FBI Special Agent Ann Lee", "FBI Special Agent", EntityType.ORGANIZATION, "FBI"),
        ("ATF Acting Director Ann Lee", "ATF Acting", EntityType.ORGANIZATION, "ATF"),
        ("the Office of the Speaker", "Office of the Speaker", EntityType.ORGANIZATION, "Office of the Speaker"),
        ("Minority Leader Ann Lee", "Minority Leader", EntityType.ORGANIZATION, ""),
        ("U.S. District Judge Ann Lee", "U.S. District Judge", EntityType.ORGANIZATION, ""),
        ("Calder Communications Director Ann Lee", "Calder Communications", EntityType.ORGANIZATION, "Calder"),
        ("The Calder Press printed it", "Calder Press", EntityType.ORGANIZATION, "Calder Press"),
        ("Rep. Bo Hall, D-Va., spoke", "Bo Hall, D-Va.", EntityType.PERSON, "Bo Hall"),
        ("Rep. Bo Hall (R) spoke", "Bo Hall (R)", EntityType.PERSON, "Bo Hall"),
        ("Rep. Bo Hall Jr. spoke", "Bo Hall Jr.", EntityType.PERSON, "Bo Hall Jr."),
    ],
)
def test_a_name_has_no_words_of_a_job_or_party(text: str, name: str, kind: EntityType, left: str) -> None:
    at = text.index(name)
    assert without_job(text, Span(at, at + len(name)), kind).of(text) == left


def test_a_part_of_an_office_is_no_name() -> None:
    text = "Secretary of State Rex Hall and Ohio State met."
    assert is_no_name(text, Span(13, 18), EntityType.ORGANIZATION)
    assert not is_no_name(text, Span(32, 42), EntityType.ORGANIZATION)


def test_the_parts_of_a_title_are_one_name() -> None:
    text = "Lee sang Walk in the Rain and Home in Calder."
    works = [Name(Span(text.index(w), text.index(w) + len(w)), EntityType.WORK, 0.5) for w in ("Walk", "Rain", "Home")]
    place = Name(Span(text.index("Calder"), text.index("Calder") + 6), EntityType.PLACE, 0.9)
    assert [n.span.of(text) for n in whole_names(text, [*works, place])] == ["Walk in the Rain", "Home", "Calder"]


@pytest.mark.parametrize(("text", "name"), [("Roanoke, Va., is far", "Va."), ("Sen. Roth (Ky.) spoke", "Ky")])
def test_a_state_after_a_town_is_no_name(text: str, name: str) -> None:
    at = text.index(name)
    assert is_no_name(text, Span(at, at + len(name)), EntityType.PLACE)
