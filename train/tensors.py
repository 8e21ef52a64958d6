"""Training examples as tensors, on the very rows that the product reads."""

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
"""Relation of a later piece of a word that BERT splits ("U", ".", "S", ".") to its first."""

IGNORE = -100
MAX_WORDS = 110
UNLISTED = 0.1
"""Share of rows that are learned without the gazetteer, which does not list everything."""


@dataclass(slots=True)
class Item:
    """One example on its row: per word (not piece) the allowed labels, head word, relation."""

    row: Row
    allowed: np.ndarray
    heads: list[int]
    relations: list[int]
    salience: float
    text: str
    corpus: str


def build(examples: Sequence[Example], tokenizer: Tokenizer, relations: Sequence[str]) -> list[Item]:
    """Aligns words of the corpus with BERT's words; drops what exceeds one short row."""
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
    owner, offset, bounds = [], 0, []
    for word in example.words:
        bounds.append((offset, offset + len(word)))
        offset += len(word) + 1
    at = 0
    for start in row.starts:
        while start >= bounds[at][1] and at < len(bounds) - 1:
            at += 1
        owner.append(at)
    first = {}
    for i, word in enumerate(owner):
        first.setdefault(word, i)
    allowed = np.zeros((len(owner), len(LABELS)), dtype=bool)
    heads, labels = [], []
    for i, word in enumerate(owner):
        for label in example.allowed[word]:
            later = label and label % 2 == 1 and first[word] != i
            allowed[i, label + 1 if later else label] = True
        if not example.heads:
            heads.append(IGNORE)
            labels.append(IGNORE)
        elif first[word] != i:
            heads.append(first[word])
            labels.append(relations.index(PART))
        else:
            head = example.heads[word]
            heads.append(-1 if head < 0 else first.get(head, IGNORE))
            labels.append(relations.index(example.relations[word]))
    salience = np.nan if example.salience is None else example.salience
    return Item(row, allowed, heads, labels, salience, text, example.corpus)


@dataclass(slots=True)
class Batch:
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


def reshaped(row: Row, text: str, rng: random.Random) -> list[int]:
    """Shapes as they would be in a headline, in capitals, or in lower case (4 % each)."""
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
    """Batches of rows of like length, at most `pieces` padded pieces each, in random order."""
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
    rows = [items[k].row for k in keys]
    width = max(len(r.ids) for r in rows)
    size = (len(rows), width)
    ids, shapes, hints, mask, firsts = (np.zeros(size, np.int64) for _ in range(5))
    allowed = np.zeros((*size, len(LABELS)), bool)
    heads, relations = np.full(size, IGNORE, np.int64), np.full(size, IGNORE, np.int64)
    for i, (key, row) in enumerate(zip(keys, rows, strict=True)):
        item = items[key]
        ids[i, : len(row.ids)] = row.ids
        shapes[i, : len(row.ids)] = reshaped(row, item.text, rng) if rng else row.shapes
        if rng is None or rng.random() >= UNLISTED:
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
