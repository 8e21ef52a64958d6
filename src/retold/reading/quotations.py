"""Quotations: the text between quotation marks, paragraph by paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.types import Span

_MARK = re.compile(
    r"""
    “|”
    |(?<!\w)\"(?=\S)|(?<=\S)\"                          # " opens, " closes
    |(?<![\w.,!?…])‘(?=\w)|(?<=[\w.,!?…])’(?!\w)        # ‘ opens, ’ closes
    |(?<![\w.,!?…])'(?=\w)|(?<=[.,!?…])'(?!\w)          # ' opens, ' closes
    """,
    re.VERBOSE,
)
_CLOSING = {"“": "”", '"': '"', "‘": "’", "'": "'"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks. `continues`: the paragraph before left its quotation open."""

    span: Span
    continues: bool


def find_quotations(body: str) -> list[Quotation]:
    """All quotations, paragraph by paragraph.

    A quotation without a closing mark ends with its paragraph. It continues if the next paragraph
    begins with an opening mark.
    """
    found: list[Quotation] = []
    offset, left_open = 0, False
    for line in body.split("\n"):
        opening: tuple[int, str] | None = None  # where the words begin in the line, and the mark
        in_line: list[Quotation] = []
        indent = len(line) - len(line.lstrip())
        for match in _MARK.finditer(line):
            mark = match.group()
            if opening is None:
                is_inches = mark == '"' and line[match.start() - 1 : match.start()].isdigit()
                if mark in _CLOSING and not is_inches:
                    opening = (match.end(), mark)
            elif mark == _CLOSING[opening[1]]:
                span = Span(offset + opening[0], offset + match.start())
                in_line.append(Quotation(span, left_open and opening[0] <= indent + 1))
                opening, left_open = None, False
        if opening is not None and _may_stay_open(opening, indent) and line.strip():
            span = Span(offset + opening[0], offset + len(line.rstrip()))
            in_line.append(Quotation(span, left_open and opening[0] <= indent + 1))
            left_open = True
        elif line.strip():
            left_open = False
        found.extend(q for q in in_line if q.span.start < q.span.end)
        offset += len(line) + 1
    return found


def _may_stay_open(opening: tuple[int, str], indent: int) -> bool:
    """Whether a mark without a partner opens a quotation: a single one only at the start of its paragraph."""
    start, mark = opening
    return mark in '“"' or (mark == "‘" and start <= indent + 1)
