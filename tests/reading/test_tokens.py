from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.reading.labels import Shape, shape_of
from retold.reading.tokens import MAX_PIECES, Tokenizer

TOKENIZER = Tokenizer(files("retold") / "data" / "tokenizer.json")


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("the", Shape.LOWER),
        ("London", Shape.TITLE),
        ("NATO", Shape.UPPER),
        ("iPhone", Shape.MIXED),
        ("2026", Shape.DIGITS),
        ("G7", Shape.ALPHANUMERIC),
        ("—", Shape.PUNCTUATION),
        ("J", Shape.INITIAL),
        ("東京", Shape.CASELESS),
    ],
)
def test_shapes(word: str, shape: Shape) -> None:
    assert shape_of(word) is shape


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=4))
def test_words_keep_their_place_in_the_text(texts: list[str]) -> None:
    rows = TOKENIZER.rows(texts)
    assert sorted({r.text for r in rows}) == list(range(len(texts)))
    for row in rows:
        assert len(row.ids) == len(row.shapes) == len(row.hints) <= MAX_PIECES
        assert len(row.firsts) == len(row.starts) == len(row.ends)
        assert row.firsts == sorted(set(row.firsts))
        for start, end in zip(row.starts, row.ends, strict=True):
            assert 0 <= start < end <= len(texts[row.text])


def test_a_long_sentence_becomes_rows_without_losing_a_word() -> None:
    text = " ".join(f"word{i}" for i in range(1000))
    rows = TOKENIZER.rows([text])
    assert len(rows) > 1
    words = [text[a:b] for r in rows for a, b in zip(r.starts, r.ends, strict=True)]
    assert words == text.split()
