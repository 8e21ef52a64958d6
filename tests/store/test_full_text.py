"""A search marks in a text the words that it found the text by."""

from __future__ import annotations

import pytest

from retold.store.full_text import marks


@pytest.mark.parametrize(
    ("term", "text", "marked"),
    [
        ("tram", "The Tram, trams and transport", ["Tram", "trams"]),
        ("parties", "a party, the parties", ["party", "parties"]),
        ("election", "elections and the elected", ["elections", "elected"]),
        ("UK", "the UK and Ukraine", ["UK"]),
        ("new york", "in New York", ["New", "York"]),
        ("c++", "c++ and c", []),
    ],
)
def test_words_with_their_endings(term: str, text: str, marked: list[str]) -> None:
    assert [m.group() for m in marks((term,)).finditer(text)] == marked
