from __future__ import annotations

import pytest
from tests.marked import unmarked

from retold.english.quoted_titles import quoted_titles


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("speakers said at the “⟦Chinese Drama Trends⟧” forum at Mip London, underscoring a strategy", "event"),
        ('a remake of "⟦The Crown of Oslo⟧," which sold well in most of the countries', "work"),
        ("the film ‘⟦Ghost in the Cell⟧’ sells to several countries after its premiere", "work"),
    ],
)
def test_a_title_in_quotation_marks(marked: str, kind: str) -> None:
    text, (span,) = unmarked(marked)
    assert quoted_titles(text) == [(*span, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "She called it “remarkable progress in innovation” and left the building.",
        "“Yes,” he said. “We Will See.  That Is All” was heard.",
        "They said ‘No Way’s the answer in most of the cases that we know.",
        "Rights To “The Crown Of Oslo” Sold For Record Price In Berlin Market",
        "“Wow” was all that they could say about this.",
    ],
)
def test_speech_and_headlines_are_no_titles(text: str) -> None:
    assert quoted_titles(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "protesters shouted “Allahu Akbar” in the streets of the old town on Friday",
        "“Thank You, Norway,” she said when the race in the mountains was over.",
    ],
)
def test_speech_is_no_title(text: str) -> None:
    assert quoted_titles(text) == []


def test_a_title_may_end_in_a_number() -> None:
    text, (span,) = unmarked("the studio will release “⟦Blade Runner 2049⟧” in most of the countries this year")
    assert quoted_titles(text) == [(*span, "work")]
