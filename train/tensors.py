"""Training examples as tensors, on the same rows that the product reads."""

from __future__ import annotations

import random
from collections.abc import Sequence
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
CUE_LABELS = 3
"""Labels of a word as part of a cue: no, its first word, a later word."""
SOURCE, CONTENT = 1, 2
"""What a word is to a cue; 0 is neither."""
PARTS = 3
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
    cues: list[int]
    """The cue label of each word of the row; `IGNORE` if the corpus has no attributions."""
    parts: list[tuple[int, np.ndarray]]
    """For each attribution the first word of its cue, and what each word of the row is to it."""


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
    cues, parts = _attributions(example, corpus_words, first)
    return Item(row, allowed, heads, relation_numbers, salience, text, example.corpus, cues, parts)


def _attributions(
    example: Example, corpus_words: list[int], first: dict[int, int]
) -> tuple[list[int], list[tuple[int, np.ndarray]]]:
    """The cue labels of the row's words, and the parts of each attribution.

    `first`: the row's first word of each of the corpus.
    """
    if example.attributions is None:
        return [IGNORE] * len(corpus_words), []
    cues, parts = [0] * len(corpus_words), []
    for attribution in example.attributions:
        if attribution.cue[0] not in first:
            continue
        for i, word in enumerate(corpus_words):
            if word in attribution.cue:
                cues[i] = 2
        cues[first[attribution.cue[0]]] = 1
        roles = np.zeros(len(corpus_words), np.int64)
        roles[np.isin(corpus_words, attribution.content)] = CONTENT
        roles[np.isin(corpus_words, attribution.source)] = SOURCE
        parts.append((first[attribution.cue[0]], roles))
    return cues, parts


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

    `cues` has the cue label of each piece. Each attribution has its row and the piece of its cue in `said`
    (attributions, 2), and what each piece is to it in `parts` (attributions, pieces). `keys` are the items' numbers.
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
    cues: Tensor
    said: Tensor
    parts: Tensor
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


def groups_of(items: Sequence[Item], order: Sequence[int], pieces: int, rng: random.Random) -> list[list[int]]:
    """The numbers of the items of each batch: rows of like length, at most `pieces` pieces with padding.

    Groups are in random order. `order`: the numbers of the items, which may repeat.
    """
    window, groups = 4096, list[list[int]]()
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
    return groups


def collate(items: Sequence[Item], keys: list[int], rng: random.Random | None = None) -> Batch:
    """One batch of the items with these numbers. With `rng`, shapes and hints vary at random."""
    rows = [items[k].row for k in keys]
    width = max(len(r.ids) for r in rows)
    size = (len(rows), width)
    ids, shapes, hints, mask, firsts = (np.zeros(size, np.int64) for _ in range(5))
    allowed = np.zeros((*size, len(LABELS)), bool)
    heads, relations, cues = (np.full(size, IGNORE, np.int64) for _ in range(3))
    said: list[tuple[int, int]] = []
    parts: list[np.ndarray] = []
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
        cues[i, row.firsts] = item.cues
        for cue, roles in item.parts:
            said.append((i, row.firsts[cue]))
            of_pieces = np.full(width, IGNORE, np.int64)
            of_pieces[row.firsts] = roles
            parts.append(of_pieces)
    tensors = [torch.from_numpy(x) for x in (ids, shapes, hints, mask, firsts, allowed, heads, relations)]
    salience = torch.tensor([items[k].salience for k in keys], dtype=torch.float32)
    pairs = torch.tensor(said, dtype=torch.int64).reshape(-1, 2)
    of_pairs = torch.from_numpy(np.stack(parts)) if parts else torch.zeros(0, width, dtype=torch.int64)
    return Batch(*tensors, salience, torch.from_numpy(cues), pairs, of_pairs, keys)
