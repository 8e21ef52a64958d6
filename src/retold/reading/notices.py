"""Sentences about the page itself, and not of the story: rights, newsletters, transcripts, authors, comments.

Sites word them in a thousand ways, so they are told by their meaning: the weights of `train/notices.py` give the
chance that a sentence is one. News can be about newspapers and their terms, so one sentence is not enough unless it is
certain: notices stand together at the beginning or the end of a text, or in a paragraph of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.types import Span

CERTAIN = 0.9
"""The chance from which a sentence makes a notice of its group."""
CERTAIN_AT_END = 0.75
"""The same for whole paragraphs at the end of a text."""
LIKELY = 0.6
"""The chance from which a sentence can stand in a group of notices."""
_MARKS = frozenset('“”"')


@lru_cache(maxsize=1)
def _weights() -> NDArray[np.float32]:
    with (files("retold") / "data" / "notices.npy").open("rb") as file:
        weights: NDArray[np.float32] = np.load(file)
    return weights


def find(body: str, spans: Sequence[Span], vectors: NDArray[np.float32]) -> set[int]:
    """Indices of the sentences that are notices. `vectors`: float32 (sentences, 384), rows of length 1."""
    if not spans:
        return set()
    weights = _weights()
    chances = 1 / (1 + np.exp(-(vectors[: len(spans)] @ weights[:-1] + weights[-1])))
    likely = [float(c) >= LIKELY and not _MARKS & set(s.of(body)) for c, s in zip(chances, spans, strict=True)]
    found: set[int] = set()
    for group in _groups(body, spans, likely):
        surest = max(chances[i] for i in group)
        is_at_end = group[-1] == len(spans) - 1 and _begins_paragraph(body, spans, group[0])
        if surest >= (CERTAIN_AT_END if is_at_end else CERTAIN):
            found.update(group)
            before = group[0] - 1
            if before >= 0 and spans[before].of(body).endswith("?") and not _begins_paragraph(body, spans, group[0]):
                found.add(before)  # "Have you seen it? Write to us."
    return found


def _groups(body: str, spans: Sequence[Span], likely: Sequence[bool]) -> list[list[int]]:
    """Runs of likely sentences that begin the text, end it, or fill whole paragraphs."""
    groups: list[list[int]] = []
    run: list[int] = []
    for i in range(len(spans) + 1):
        if i < len(spans) and likely[i]:
            run.append(i)
            continue
        if run and (run[0] == 0 or run[-1] == len(spans) - 1):
            groups.append(run)
        elif run:
            groups.append(_whole_paragraphs(body, spans, run))
        run = []
    return [group for group in groups if group]


def _whole_paragraphs(body: str, spans: Sequence[Span], run: list[int]) -> list[int]:
    """The part of a run that begins after a line break and ends at one."""
    first, last = run[0], run[-1]
    while first <= last and not _begins_paragraph(body, spans, first):
        first += 1
    while last >= first and not _begins_paragraph(body, spans, last + 1):
        last -= 1
    return list(range(first, last + 1))


def _begins_paragraph(body: str, spans: Sequence[Span], i: int) -> bool:
    return i > 0 and "\n" in body[spans[i - 1].end : spans[i].start]
