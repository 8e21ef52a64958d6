"""Sentences as rows of word pieces, each word with its place in the text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# The library reads this at the first batch. An article is too short to be worth threads.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from tokenizers import Tokenizer as WordPiece

from retold.reading import gazetteer
from retold.reading.labels import Shape, shape_of

MAX_PIECES = 256
"""Word pieces of a row at most, with [CLS] and [SEP]. A longer sentence becomes several rows."""

CLS, SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence, or a part of one that is too long for a row.

    `text` is the index of the sentence. `ids`, `shapes` and `hints` (of the gazetteer) have one entry
    for each word piece. `firsts` gives the first piece of each word, `starts` and `ends` its place in
    the sentence in code points.
    """

    text: int
    ids: list[int]
    shapes: list[int]
    hints: list[int]
    firsts: list[int]
    starts: list[int]
    ends: list[int]


class Tokenizer:
    """BERT's uncased word pieces, with offsets into the original text."""

    def __init__(self, path: Path) -> None:
        self._pieces = WordPiece.from_file(str(path))
        self._pieces.no_truncation()
        self._pieces.no_padding()
        self._gazetteer = gazetteer.shipped()

    def rows(self, texts: Sequence[str]) -> list[Row]:
        """Rows of `texts` in order; `Row.text` is the index of the text."""
        result: list[Row] = []
        for index, encoding in enumerate(self._pieces.encode_batch(list(texts), add_special_tokens=False)):
            words = _words(texts[index], encoding.word_ids, encoding.offsets)
            hints = self._gazetteer.hints([texts[index][w.start : w.end] for w in words])
            for word, hint in zip(words, hints, strict=True):
                word.hint = hint
            result.extend(_rows(index, words, encoding.ids))
        return result


@dataclass(slots=True)
class _Word:
    pieces: int
    shape: Shape
    start: int
    end: int
    hint: int = 0


def _words(text: str, word_ids: list[int | None], offsets: list[tuple[int, int]]) -> list[_Word]:
    words: list[_Word] = []
    last: int | None = -1
    for word_id, (start, end) in zip(word_ids, offsets, strict=True):
        if word_id != last or not words:
            words.append(_Word(1, Shape.NONE, start, end))
            last = word_id
        else:
            words[-1].pieces += 1
            words[-1].end = end
    for word in words:
        word.shape = shape_of(text[word.start : word.end])
    return words


def _rows(index: int, words: list[_Word], ids: list[int]) -> list[Row]:
    rows: list[Row] = []
    room, cursor = 0, 0
    for word in words:
        pieces = min(word.pieces, MAX_PIECES - 2)
        if not rows or pieces > room:
            rows.append(Row(index, [CLS], [Shape.NONE], [0], [], [], []))
            room = MAX_PIECES - 2
        row = rows[-1]
        row.firsts.append(len(row.ids))
        row.starts.append(word.start)
        row.ends.append(word.end)
        row.ids.extend(ids[cursor : cursor + pieces])
        row.shapes.extend([word.shape] * pieces)
        row.hints.extend([word.hint] * pieces)
        cursor += word.pieces
        room -= pieces
    for row in rows:
        row.ids.append(SEP)
        row.shapes.append(Shape.NONE)
        row.hints.append(0)
    return rows or [Row(index, [CLS, SEP], [Shape.NONE, Shape.NONE], [0, 0], [], [], [])]
