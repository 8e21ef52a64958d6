"""Quotations and who says them.

Marks are matched paragraph by paragraph; a quotation is attributed by
`retold.reading.speakers`. Measured by `bench/quotes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.reading.speakers import Segment, Speakers
from retold.types import Quote, Reading, Role, Span

_MARKS = re.compile(
    r"“|”|(?<!\w)\"(?=\S)|(?<=\S)\"|(?<![\w.,!?…])‘(?=\w)|(?<=[\w.,!?…])’(?!\w)|(?<![\w.,!?…])'(?=\w)|(?<=[.,!?…])'(?!\w)"
)
_CLOSES = {"“": "”", '"': '"', "‘": "’", "'": "'"}


def segments(body: str) -> list[Segment]:
    """All quotations, paragraph by paragraph. One that a paragraph leaves open ends
    with it, and goes on where the next paragraph opens with a mark."""
    found: list[Segment] = []
    at, left_open = 0, False
    for line in body.split("\n"):
        opened: tuple[int, str] | None = None
        inside: list[Segment] = []
        indent = len(line) - len(line.lstrip())
        for mark in _MARKS.finditer(line):
            sign = mark.group()
            if opened is None:
                inches = sign == '"' and line[mark.start() - 1 : mark.start()].isdigit()
                if sign in _CLOSES and not inches:
                    opened = (mark.end(), sign)
            elif sign == _CLOSES[opened[1]]:
                inside.append(Segment(Span(at + opened[0], at + mark.start()), left_open and opened[0] <= indent + 1))
                opened, left_open = None, False
        if (
            opened is not None
            and (opened[1] in '“"' or (opened[1] == "‘" and opened[0] <= indent + 1))
            and line.strip()
        ):
            inside.append(Segment(Span(at + opened[0], at + len(line.rstrip())), left_open and opened[0] <= indent + 1))
            left_open = True
        elif line.strip():
            left_open = False
        found.extend(s for s in inside if s.span.start < s.span.end)
        at += len(line) + 1
    return found


def quotes(reading: Reading, roles: Sequence[Role]) -> tuple[Quote, ...]:
    """All quotations of `LEAST` words and more, in text order."""
    inside = segments(reading.article.body)
    speakers = Speakers(reading, roles, inside)
    found: list[Quote] = []
    for segment in inside:
        quote = speakers.attributed(segment, found)
        if quote is not None:
            found.append(quote)
    return tuple(found)
