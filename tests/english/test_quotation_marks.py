from __future__ import annotations

import pytest

from retold.english.quotation_marks import has_paired_marks, quoted_spans, starting_inside_quotation, without_quotations
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
        ("“We” left. “They stayed", ["“We”"]),
        ("'a 'b “c” 'd", ["“c”"]),
        ('‘a ‘b’ "c"', ["‘b’", '"c"']),
        ('so " it "was so" and "not', ['"was so"']),
    ],
)
def test_quoted_spans(text: str, inside: list[str]) -> None:
    assert [text[a:b] for a, b in quoted_spans(text)] == inside


def test_text_without_its_quotations() -> None:
    assert without_quotations("He said “we won” and 'left' it") == "He said  and  it"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("He said “we won.”", True),
        ("He said “we won.", False),
        ("we won that night.’", False),
        ("The yard belongs to the workers’ union.", True),
        ("The man is 6'2\" tall.", True),
        ("He said ‘we won.", False),
        ("He said: 'Yes, we won.", False),
        ("He said: 'Yes, we won.'", True),
        ("'It is a good day,' he said.", True),
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
