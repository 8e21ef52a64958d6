"""Training examples as tensors, on the same rows that the product reads."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from retold.reading.labels import LABELS, Shape, shape_of
from retold.reading.tokens import Row, Tokenizer
from train.corpora import Example

PART = "part"
"""The relation of a later part of a word that BERT splits ("U", ".", "S", ".") to its first part."""

IGNORE = -100
"""The head or relation of a word that is not known, or not scored."""
MAX_WORDS = 110
NO_HINTS = 0.1
"""Share of rows that are learned without hints, because the gazetteer does not list everything."""


@dataclass(slots=True)
class Item:
    """One example on its row. Allowed labels, heads and relations are by word of the row, not by piece."""

    row: Row
    allowed: np.ndarray
    heads: list[int]
    relations: list[int]
    salience: float
    text: str
    corpus: str


def build(examples: Sequence[Example], tokenizer: Tokenizer, relations: Sequence[str]) -> list[Item]:
    """Aligns the words of the corpus with BERT's words. Drops sentences that do not fit on one short row."""
    examples = [e for e in examples if len(e.words) <= MAX_WORDS]
    texts = [" ".join(e.words) for e in examples]
    rows = tokenizer.rows(texts)
    counts = np.bincount([r.text for r in rows], minlength=len(texts))
    return [
        _align(examples[row.text], row, texts[row.text], relations)
        for row in rows
        if counts[row.text] == 1 and row.firsts
    ]


def _align(example: Example, row: Row, text: str, relations: Sequence[str]) -> Item:
    corpus_words = _corpus_words(example, row)
    first: dict[int, int] = {}
    for i, word in enumerate(corpus_words):
        first.setdefault(word, i)
    allowed = np.zeros((len(corpus_words), len(LABELS)), dtype=bool)
    heads, relation_numbers = [], []
    for i, word in enumerate(corpus_words):
        is_later_part = first[word] != i
        for label in example.allowed[word]:
            begins = label and label % 2 == 1  # the label after it is the inside of the same type
            allowed[i, label + 1 if begins and is_later_part else label] = True
        if not example.heads:
            heads.append(IGNORE)
            relation_numbers.append(IGNORE)
        elif is_later_part:
            heads.append(first[word])
            relation_numbers.append(relations.index(PART))
        else:
            head = example.heads[word]
            heads.append(-1 if head < 0 else first.get(head, IGNORE))
            relation_numbers.append(relations.index(example.relations[word]))
    salience = np.nan if example.salience is None else example.salience
    return Item(row, allowed, heads, relation_numbers, salience, text, example.corpus)


def _corpus_words(example: Example, row: Row) -> list[int]:
    """The number of the corpus's word that each word of the row belongs to."""
    ends, offset = [], 0
    for word in example.words:
        ends.append(offset + len(word))
        offset += len(word) + 1
    numbers, number = [], 0
    for start in row.starts:
        while start >= ends[number] and number < len(ends) - 1:
            number += 1
        numbers.append(number)
    return numbers


@dataclass(slots=True)
class Batch:
    """Rows of like length as tensors (rows, pieces); `allowed` has labels as a third axis, `salience` is (rows,).

    `keys` are the items' numbers.
    """

    ids: Tensor
    shapes: Tensor
    hints: Tensor
    mask: Tensor
    firsts: Tensor
    allowed: Tensor
    heads: Tensor
    relations: Tensor
    salience: Tensor
    keys: list[int]


def random_shapes(row: Row, text: str, rng: random.Random) -> list[int]:
    """The row's word shapes; at times those of the text in capitals, as a headline, or in lower case (4 % each)."""
    draw = rng.random()
    if draw >= 0.12:
        return row.shapes
    change = (str.upper, str.title, str.lower)[int(draw / 0.04)]
    shapes = [int(Shape.NONE)] * len(row.shapes)
    ends = [*row.firsts[1:], len(row.ids) - 1]
    for first, end, a, b in zip(row.firsts, ends, row.starts, row.ends, strict=True):
        shapes[first:end] = [shape_of(change(text[a:b]))] * (end - first)
    return shapes


def batches(items: Sequence[Item], order: Sequence[int], pieces: int, rng: random.Random) -> Iterator[Batch]:
    """Batches of rows of like length, in random order, each of at most `pieces` pieces with padding.

    `order`: the numbers of the items, which may repeat.
    """
    window, groups = 4096, []
    for at in range(0, len(order), window):
        group: list[int] = []
        longest = 0
        for key in sorted(order[at : at + window], key=lambda k: len(items[k].row.ids)):
            longest = max(longest, len(items[key].row.ids))
            if group and longest * (len(group) + 1) > pieces:
                groups.append(group)
                group, longest = [], len(items[key].row.ids)
            group.append(key)
        groups.append(group)
    rng.shuffle(groups)
    for group in groups:
        yield collate(items, group, rng)


def collate(items: Sequence[Item], keys: list[int], rng: random.Random | None = None) -> Batch:
    """One batch of the items with these numbers. With `rng`, shapes and hints vary at random."""
    rows = [items[k].row for k in keys]
    width = max(len(r.ids) for r in rows)
    size = (len(rows), width)
    ids, shapes, hints, mask, firsts = (np.zeros(size, np.int64) for _ in range(5))
    allowed = np.zeros((*size, len(LABELS)), bool)
    heads, relations = np.full(size, IGNORE, np.int64), np.full(size, IGNORE, np.int64)
    for i, (key, row) in enumerate(zip(keys, rows, strict=True)):
        item = items[key]
        ids[i, : len(row.ids)] = row.ids
        shapes[i, : len(row.ids)] = random_shapes(row, item.text, rng) if rng else row.shapes
        if rng is None or rng.random() >= NO_HINTS:
            hints[i, : len(row.ids)] = row.hints
        mask[i, : len(row.ids)] = 1
        firsts[i, 0] = 1
        firsts[i, row.firsts] = 1
        allowed[i, row.firsts] = item.allowed
        heads[i, row.firsts] = [IGNORE if h == IGNORE else 0 if h < 0 else row.firsts[h] for h in item.heads]
        relations[i, row.firsts] = item.relations
    tensors = [torch.from_numpy(x) for x in (ids, shapes, hints, mask, firsts, allowed, heads, relations)]
    salience = torch.tensor([items[k].salience for k in keys], dtype=torch.float32)
    return Batch(*tensors, salience, keys)
