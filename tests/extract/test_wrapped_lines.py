from __future__ import annotations

import textwrap

import pytest

from retold.extract.wrapped_lines import unwrapped

PARAGRAPHS = (
    "The council of Marlow voted on Tuesday to sell its old bus depot to a housing trust, put off for six years.",
    "The trust will build ninety flats on the land, and a third of them will be let to people who work in the town.",
)


def wrapped(width: int, between: str = "\n\n") -> str:
    return between.join(textwrap.fill(text, width) for text in PARAGRAPHS)


@pytest.mark.parametrize("width", [40, 60, 72, 80])
def test_lines_become_paragraphs(width: int) -> None:
    assert unwrapped(wrapped(width)) == "\n\n".join(PARAGRAPHS)


def test_offsets_stay() -> None:
    text = wrapped(60)
    assert len(unwrapped(text)) == len(text)


def test_marks_of_quoted_lines_go() -> None:
    text = "\n".join("> " + line for line in textwrap.wrap(" ".join(PARAGRAPHS), 60))
    assert unwrapped(text) == " ".join(PARAGRAPHS)


def test_indented_lines_are_joined() -> None:
    text = textwrap.indent(wrapped(60, "\n\n"), "    ")
    assert " ".join(unwrapped(text).split()) == " ".join(PARAGRAPHS)
    assert unwrapped(text).count("\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PARAGRAPHS),
        "Roses are red,\nviolets are blue,\nsugar is sweet,\nand so are you.",
        "The depot is sold.\nThe trust builds flats.\nWork begins in May.\nIt lasts two years.",
        "Plan:\n- The depot goes to a trust that builds.\n- Ninety flats will stand there soon.\n- Buses move in May.",
        "",
        "One line",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert unwrapped(text) == text
