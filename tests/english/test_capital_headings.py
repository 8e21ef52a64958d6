from __future__ import annotations

import pytest

from retold.english.sentences import split


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("A LONG WAIT After six years, the depot was sold.", "A LONG WAIT"),
        ("THE DEPOT IN FIGURES Since 2009, ten buses were lost.", "THE DEPOT IN FIGURES"),
        ("WHO PAYS FOR IT The trust pays.", "WHO PAYS FOR IT"),
        ("THE NEW TOWN HALL A tower will stand there.", "THE NEW TOWN HALL"),
        ("MARLOW'S BUSES According to the Echo, ten are left.", "MARLOW'S BUSES"),
    ],
)
def test_headings_are_sentences_of_their_own(text: str, heading: str) -> None:
    assert [s.of(text) for s in split(text)] == [heading, text[len(heading) + 1 :]]


@pytest.mark.parametrize(
    "text",
    [
        "MARLOW'S COUNCIL HAS VOTED to sell its depot.",
        "POLICE IN The Hague held ten people.",
        "US PRESIDENT Donald Park said so.",
        "MARLOW The council voted.",
        "NATO AND The Hague agreed.",
        "THIS WAS A man of the town.",
        "IBM said so.",
    ],
)
def test_leads_in_capitals_stay_whole(text: str) -> None:
    assert [s.of(text) for s in split(text)] == [text]
