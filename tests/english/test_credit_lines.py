from __future__ import annotations

import pytest

from retold.english import clutter, credit_lines

STORY = "The council of Marlow sold its depot. Work begins in May."


def cut(text: str) -> str:
    """The text without its clutter."""
    at, kept = 0, []
    for piece in clutter.find(text):
        kept.append(text[at : piece.span.start])
        at = piece.span.end
    return "".join([*kept, text[at:]]).strip()


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Sue Park in Rome; Editing by Lee Chan and Omar Diaz)",
        "Reporting by Sue Park; Additional reporting by Omar Diaz in Bonn; Editing by Lee Chan",
        "(Writing by Sue Park, editing by Lee Chan)",
        "Compiled by Sue Park from agency reports.",
        "AP journalists Sue Park in Rome and Omar Diaz in Bonn contributed.",
        "Echo writer Omar Diaz in Bonn contributed to this report.",
        "Our Standards: The Echo Trust Principles.",
        "— Sue Park",
        "Sue Park is the housing correspondent of the Marlow Echo.",
        "Sue Park covers schools for the Marlow Echo. She lives in Harlan.",
        "The writer, Sue Park, is a professor of planning at Harlan College.",
        "Main image credit: Nordfoto",
        "Picture: Sue Park",
        "Photograph by Sue Park",
        "The depot at night (Getty)",
        "Tenants stand outside the depot. Photograph: Sue Park/The Echo",
        "The depot, pictured last year. Sue Park / AFP via Getty Images",
        "The bridge swings in this wind!! — Ida Roth (@idaroth) March 10, 2026",
        "The bridge swings in this wind!!\n\n— Ida Roth (@idaroth) March 10, 2026",
        "Comments (2)\njim\nI never liked it.\nrosie\nWhat a shame!",
        "Read more: Why the depot burned twice",
        "Subscribe to the Echo today from only £2 a month.",
    ],
)
def test_lines_that_are_no_story(line: str) -> None:
    assert cut(f"{STORY}\n\n{line}") == STORY


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by the council found large gaps in the accounts.",
        "Writing by Ann Lee helped the museum to reopen.",
        "Sue Park is the mayor of the town.",
        "The fire contributed to the delay, the report said.",
        "He told Reuters that the depot was sold (he had seen the deed).",
        "The picture by Ann Lee was stolen in May.",
        "The court called it a picture: nobody was convinced.",
        "Ann Lee — known as the founder (she began in 1990) — left.",
        "Editing by hand took Ann Lee a year.",
    ],
)
def test_lines_of_the_story_stay(line: str) -> None:
    assert cut(f"{STORY}\n\n{line}\n\nIt rained.") == f"{STORY}\n\n{line}\n\nIt rained."


def test_who_is_named_before_is_part_of_the_story() -> None:
    text = "The town honoured Sue Park.\n\nSue Park is the housing correspondent of the Echo."
    assert cut(text) == text


def test_reporters() -> None:
    assert (
        credit_lines.reporters(f"{STORY}\n(Reporting by Sue Park and Omar Diaz; Editing by Lee Chan)")
        == "Sue Park and Omar Diaz"
    )
    assert credit_lines.reporters(f"{STORY}\nEditing by Lee Chan") == ""
    assert credit_lines.reporters(STORY) == ""
