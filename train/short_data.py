"""Sentences of the news with their short forms, as tensors.

`short_forms.tsv` says which words of a sentence an editor kept for a short one; `short_verdicts.tsv` what a reader said
of one that a network made, the first one or the shipped one: k fine, i a mild fault, g bad English, m another meaning,
n the point is lost. Both name places; the text of the public sets is not stored.
"""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from retold.reading.tokens import Row, Tokenizer
from train import datasets

FORMS = datasets.ROOT / "train" / "short_forms.tsv"
VERDICTS = datasets.ROOT / "train" / "short_verdicts.tsv"
LONGEST = 120
"""Word pieces of a sentence, at most."""
HELD_OUT = 15
"""Percent of the articles that the network is not fitted on."""
FINE = {"k": 1.0, "i": 0.6, "g": 0.0, "m": 0.0, "n": 0.0}
"""How good a short sentence is, by its verdict."""
_LOWER = {"<unk>": "thing"}


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A sentence on its row, and whether each word is kept. `fine`: 0..1, where a reader has judged it.

    `is_held_out`: whether its article is one that the network is not fitted on.
    """

    text: str
    row: Row
    kept: NDArray[np.bool_]
    fine: float | None = None
    is_held_out: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """`places`: pieces of [CLS], of each word, and of [SEP]; `real`: which are no padding; `kept`: which are kept.

    All are (batch, ...). `fine`: (batch,), nan where nobody has judged.
    """

    ids: Tensor
    mask: Tensor
    shapes: Tensor
    hints: Tensor
    places: Tensor
    real: Tensor
    kept: Tensor
    fine: Tensor


def short_forms(tokenizer: Tokenizer) -> Iterator[ShortForm]:
    """What editors kept; sentences that cannot be shortened are left out."""
    for row in _table(FORMS):
        if row["kept"] != "-" and (form := _form(tokenizer, row)) is not None:
            yield form


def verdicts(tokenizer: Tokenizer, network: str) -> Iterator[ShortForm]:
    """What readers said of what the "first" or the "shipped" network made."""
    for row in _table(VERDICTS):
        if row["network"] == network and (form := _form(tokenizer, row)) is not None:
            yield form


def first_sentences(tokenizer: Tokenizer, most: int) -> Iterator[ShortForm]:
    """First sentences of news and what their headlines keep of them (Google sentence compression).

    They drop "police said" and other words that change what is said; so they are only a beginning.
    """
    for row in datasets.rows("compression/google-train-lower")[:most]:
        text, kept, at = "", [], 0
        for word, is_kept in zip(row["tokens"].split(), row["keep"], strict=True):
            word = _LOWER.get(word, word.replace("#", "1"))
            text += f"{' ' if text else ''}{word}"
            at = len(text) - len(word)
            if is_kept == "1":
                kept.append((at, len(text)))
        if (form := _on_row(tokenizer, text, kept)) is not None:
            yield form


def sentence_at(corpus: str, row: int, part: int) -> str:
    """The text of a row of a public set, or of one of its articles."""
    found = _rows(corpus)[row]
    if "articles" in found:
        found = found["articles"][part]
    if corpus == "compression/google-eval":
        return _untokenised(found["sentence"])
    return str(found.get("body") or found.get("opening") or found.get("text") or "")


def batches(forms: Sequence[ShortForm], pieces: int = 2048, seed: int | None = None) -> list[list[ShortForm]]:
    """Groups of sentences of about one length; in another order for each `seed`."""
    found: list[list[ShortForm]] = []
    group: list[ShortForm] = []
    for form in sorted(forms, key=lambda f: len(f.row.ids)):
        if group and len(form.row.ids) * (len(group) + 1) > pieces:
            found.append(group)
            group = []
        group.append(form)
    if group:
        found.append(group)
    if seed is not None:
        random.Random(seed).shuffle(found)
    return found


def collate(forms: Sequence[ShortForm]) -> Batch:
    """One batch."""
    width, words = max(len(f.row.ids) for f in forms), max(len(f.row.firsts) for f in forms) + 2
    ids, mask, shapes, hints = (torch.zeros(len(forms), width, dtype=torch.long) for _ in range(4))
    places = torch.zeros(len(forms), words, dtype=torch.long)
    real, kept = torch.zeros(len(forms), words, dtype=torch.bool), torch.zeros(len(forms), words, dtype=torch.bool)
    for i, form in enumerate(forms):
        row, size, count = form.row, len(form.row.ids), len(form.row.firsts) + 2
        ids[i, :size], mask[i, :size] = torch.tensor(row.ids), 1
        shapes[i, :size], hints[i, :size] = torch.tensor(row.shapes), torch.tensor(row.hints)
        places[i, :count] = torch.tensor([0, *row.firsts, size - 1])
        real[i, :count] = True
        kept[i, :count] = torch.tensor([True, *form.kept.tolist(), True])
    fine = torch.tensor([float("nan") if f.fine is None else f.fine for f in forms])
    return Batch(ids, mask, shapes, hints, places, real, kept, fine)


def _form(tokenizer: Tokenizer, row: dict[str, str]) -> ShortForm | None:
    corpus, number, part = row["corpus"], int(row["row"]), int(row["part"])
    text = sentence_at(corpus, number, part)[int(row["start"]) : int(row["end"])]
    places = [tuple(map(int, place.split("-"))) for place in row["kept"].split()]
    fine = FINE[row["verdict"]] if "verdict" in row else None
    digest = hashlib.md5(f"{corpus}{number}".encode(), usedforsecurity=False).hexdigest()
    return _on_row(tokenizer, text, [(a, b) for a, b in places], fine, int(digest, 16) % 100 < HELD_OUT)


def _on_row(
    tokenizer: Tokenizer,
    text: str,
    kept: Sequence[tuple[int, int]],
    fine: float | None = None,
    is_held_out: bool = False,
) -> ShortForm | None:
    rows = tokenizer.rows([text])
    if len(rows) != 1 or not rows[0].firsts or len(rows[0].ids) > LONGEST:
        return None
    mask = np.array([any(a <= start < b for a, b in kept) for start in rows[0].starts])
    return ShortForm(text, rows[0], mask, fine, is_held_out) if mask.sum() > 2 else None


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


@lru_cache(maxsize=8)
def _rows(corpus: str) -> list[dict[str, Any]]:
    return datasets.rows(corpus)


def _untokenised(text: str) -> str:
    text = text.replace("`` ", "“").replace(" ''", "”").replace("''", "”").replace("``", "“")
    text = re.sub(r" ([,.;:!?%)]|'s\b|n't\b|'re\b|'ve\b|'ll\b|')", r"\1", text)
    return re.sub(r"([$(£#]) ", r"\1", text)
