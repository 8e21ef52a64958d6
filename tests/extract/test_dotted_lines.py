from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.extract.dotted_lines import lines_joined

STORY = "The council of Marlow sold its old depot on Tuesday. A trust will build ninety flats there, the mayor said."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The trust will build . ninety flats on the land, and work begins . in May. " + STORY,
            "The trust will build   ninety flats on the land, and work begins   in May. " + STORY,
        ),
        (
            "Ann Lee (left) outside the depot in Marlow on a wet Tuesday . " + STORY,
            "Ann Lee (left) outside the depot in Marlow on a wet Tuesday . " + STORY,
        ),
        (
            "The depot was drawn by the builder Carl . Dunne and his brother, and opened . in May 1904. " + STORY,
            "The depot was drawn by the builder Carl   Dunne and his brother, and opened   in May 1904. " + STORY,
        ),
        (
            "The depot opened on April 15, . 1904, and a line to the . Orm was built later. " + STORY,
            "The depot opened on April 15,   1904, and a line to the   Orm was built later. " + STORY,
        ),
        (
            "Sold: The depot beside the river . The trust builds flats in three towns . " + STORY,
            "Sold: The depot beside the river . The trust builds flats in three towns . " + STORY,
        ),
        (STORY + " Ann Lee at the gate .", STORY + " Ann Lee at the gate ."),
    ],
)
def test_dots_become_spaces_in_a_sentence_and_stay_after_a_line(text: str, expected: str) -> None:
    assert lines_joined(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "",
        " . ",
        "The council , which met on Tuesday , sold the depot . A trust will build flats , the mayor said .",
        "The council sold the depot . A trust will build flats .",
        'The mayor called it "a good day" . ' + STORY,
        "She waited . . . and then sold it. " + STORY,
        "It runs on .NET and costs .5 million a year. " + STORY,
    ],
)
def test_other_text_stays(text: str) -> None:
    assert lines_joined(text) == text


@given(st.text(alphabet=" .,aAbT1\n“”'", max_size=80))
def test_offsets_stay(text: str) -> None:
    restored = lines_joined(text)
    assert len(restored) == len(text)
    assert all(a == b or (a == "." and b == " ") for a, b in zip(text, restored, strict=True))
