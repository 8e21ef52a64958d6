"""Names that mean one thing, and names that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.test_coref import names

from retold.reading.same_names import is_short_for

ONE = (
    "The ⟦O:Ministry of Defence⟧ paid. The ⟦O:MoD⟧ said so.",
    "The ⟦O:BBC⟧ is old. ⟦O:BBC Radio 2⟧ plays it. ⟦O:Radio 2⟧ is loud.",
    "⟦L:London⟧ waits. ⟦L:London Heathrow Airport⟧ is shut. ⟦L:Heathrow Airport⟧ opens later.",
    "⟦L:Burma⟧ voted. In ⟦L:Myanmar⟧ it rained.",
    "The ⟦E:Academy Awards⟧ are near. The ⟦E:Oscars⟧ are long.",
    "The ⟦O:Internet Watch Agency⟧ wrote. ⟦O:IWA⟧ wrote again.",
)
TWO = (
    "⟦O:Manchester United⟧ won. The ⟦O:Shareholders United⟧ group met.",
    "⟦L:Group West⟧ of ⟦L:Norland⟧ lost. ⟦L:Group East⟧ won.",
    "⟦L:Paris, France⟧ is old. ⟦L:France⟧ is older.",
    "The ⟦O:General Assembly of the United Federation⟧ met. The ⟦O:United Federation⟧ paid.",
    "⟦L:Manchester⟧ is wet. ⟦O:Manchester United⟧ won.",
    "⟦P:Jon Harlow⟧ met ⟦P:Jan Harlow⟧.",
    "The ⟦O:New York Post⟧ asked the ⟦O:NYPD⟧.",
    "⟦P:Malone⟧ met ⟦P:Maloney⟧.",
    "The ⟦O:House Budget Committee⟧ sat. The ⟦O:House⟧ voted.",
    "A poll by ⟦O:Ardent Post-Halden News⟧ is out. ⟦O:Halden News⟧ rose.",
    "⟦P:Clinton⟧ paid. The ⟦O:Clintons⟧ gave.",
)


@pytest.mark.parametrize("text", ONE)
def test_one_thing(text: str) -> None:
    found = dict(names(text))
    assert 2 in found.values(), found


@pytest.mark.parametrize("text", TWO)
def test_two_things(text: str) -> None:
    assert all(count == 1 for _, count in names(text))


def test_how_names_are_abbreviated() -> None:
    for short, long in (
        ("MoD", "Ministry of Defence"),
        ("PS4", "PlayStation 4"),
        ("PS Plus", "PlayStation Plus"),
        ("KSLV-1", "Korea Space Launch Vehicle-1"),
        ("U.N.E.P.", "United Nations Environment Programme"),
    ):
        assert is_short_for(short, long), (short, long)
    for short, long in (("4", "PlayStation 4"), ("PS5", "PlayStation 4"), ("BBC", "BBC News"), ("", "Ann Lee")):
        assert not is_short_for(short, long), (short, long)


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), min_size=2, max_size=6))
def test_initials_are_short_for_all_words_and_no_fewer(words: list[str]) -> None:
    initials = "".join(word[0] for word in words)
    assert is_short_for(initials, " ".join(words))
    assert not is_short_for(initials + "X", " ".join(words))


def test_the_fuller_or_the_usual_name_stays() -> None:
    assert names("⟦L:Polands⟧ debt rose. ⟦L:Poland⟧ paid. ⟦L:Poland⟧ paid again.") == [("Poland", 3)]
    people = names("⟦P:Ann Rodham Harlow⟧ and ⟦P:Bill Harlow⟧ paid. The ⟦O:Harlows⟧ gave. Mrs. ⟦P:Harlow⟧ spoke.")
    assert ("Harlows", 1) in people
    assert ("Bill Harlow", 1) in people
    assert names("The ⟦O:Fed⟧ waits. The ⟦O:Fed⟧ acts. The ⟦O:Federal Reserve⟧ met.") == [("Federal Reserve", 3)]
    assert names("⟦L:Mars⟧ is cold. The ⟦L:Red Planet⟧ is far. ⟦L:Mars⟧ has moons.") == [("Mars", 3)]
    assert len(names("⟦O:Halden Motors⟧ lent. ⟦O:Halden Acceptance Motors⟧ lost. ⟦O:Federal⟧ agents met.")) == 3
    assert len(names("⟦O:Lowick Clippers⟧ beat the ⟦O:Lowick Lakers⟧.")) == 2
    assert names("⟦L:Brazils⟧ debt rose. ⟦L:Brazil⟧ paid.") == [("Brazil", 2)]
