from __future__ import annotations

import pytest

from retold.digest.dependence import depends_on_previous, has_author_voice, points_back
from retold.english.quotation_marks import has_paired_marks, quoted_spans, starting_inside_quotation
from retold.english.sentences import split
from retold.types import Sentence


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “we won” twice", ["“we won”"]),
        ("‘I don’t think so,’ he said", ["‘I don’t think so,’"]),
        ("'I don't think so,' he said", ["'I don't think so,'"]),
        ("the workers’ union and the students' club", []),
        ("in the ’90s and the ‘80s", []),
    ],
)
def test_quoted_spans(text: str, inside: list[str]) -> None:
    assert [text[a:b] for a, b in quoted_spans(text)] == inside


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("He said “we won.”", True),
        ("He said “we won.", False),
        ("we won that night.’", False),
        ("The yard belongs to the workers’ union.", True),
        ("The man is 6'2\" tall.", True),
        ("He said ‘we won.", False),
        ("It was common in the ‘90s.", True),
    ],
)
def test_paired_marks(text: str, whole: bool) -> None:
    assert has_paired_marks(text) is whole


def test_sentences_inside_a_long_quotation() -> None:
    body = "“We won,” she said. “He lost. He wept. We left.” It rained."
    spans = split(body)
    sentences = [Sentence(i, span, 0, (), False, 0.0) for i, span in enumerate(spans)]
    assert [spans[i].of(body) for i in sorted(starting_inside_quotation(body, sentences))] == ["He wept.", "We left.”"]


@pytest.mark.parametrize(
    "text",
    [
        "He left.",
        "But the yard closed.",
        "When he left, the yard closed.",
        "The company said so.",
        "they left",
        "Nor did it.",
    ],
)
def test_dependent_sentences(text: str) -> None:
    assert depends_on_previous(text)


@pytest.mark.parametrize(
    "text",
    ["The president of Norway left.", "Some 300 people left.", "One of the largest yards closed.", "So far, it held."],
)
def test_independent_sentences(text: str) -> None:
    assert not points_back(text)


@pytest.mark.parametrize("text", ["I left the yard.", "When I was young, it rained."])
def test_the_voice_of_the_author(text: str) -> None:
    assert has_author_voice(text)


@pytest.mark.parametrize("text", ["World War I ended.", "He said “I left.”", "The I-95 was shut."])
def test_no_voice_of_the_author(text: str) -> None:
    assert not has_author_voice(text)
