"""Text that was wrapped at a width, as in letters and wire copy: its lines become paragraphs again.

In wrapped text the first word of a line would not have fitted on the line before it. That is how it is recognised, and
how an end of a paragraph is told from an end of a line.
"""

from __future__ import annotations

import re
from itertools import pairwise

NARROWEST, WIDEST = 30, 110
"""Code points of a line in wrapped text."""
LEAST = 3
"""Lines that are full in the shortest wrapped text."""
SHARE = 0.8
"""Share of the lines within paragraphs that must be full."""
_ENDS = re.compile(r"[.!?…:][\"'”’)\]]{0,3}$")
_QUOTED = re.compile(r"(?m)^[ \t]{0,8}>[ \t]?")
_ITEM = re.compile(r"\s*(?:[•●▪‣◦*–—-]|\(?\d{1,2}[.)])\s")


def unwrapped(text: str) -> str:
    """`text` with a space in place of each line break inside a paragraph, if it is wrapped; else as it is.

    Each break becomes one space, so offsets stay as they are; marks of quoted lines (">") are taken away.
    """
    if text.count("\n") < LEAST - 1:
        return text
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if len(filled) >= LEAST and all(_QUOTED.match(line) for line in filled):
        return unwrapped(_QUOTED.sub("", text))
    width = _width(filled)
    if not NARROWEST <= width <= WIDEST:
        return text
    joins = [_goes_on(line, following, width) for line, following in pairwise(lines)]
    within = [
        (join, line, following)
        for join, line, following in zip(joins, lines[:-1], lines[1:], strict=True)
        if line.strip() and following.strip() and not _ITEM.match(following)
    ]
    cut = sum(join and not _ENDS.search(line.rstrip()) for join, line, _ in within)
    lower = sum(join and following.lstrip()[:1].islower() for join, _, following in within)
    full = sum(join or bool(_ENDS.search(line.rstrip())) for join, line, _ in within)
    if cut < LEAST - 1 or not lower or full < SHARE * len(within):
        return text
    return "".join(line + (" " if join else "\n") for line, join in zip(lines, joins, strict=False)) + lines[-1]


def _width(lines: list[str]) -> int:
    """The width of a text: the length of its longest lines, without a few that could not be broken."""
    lengths = sorted(len(line.rstrip()) for line in lines)
    return lengths[-1 - len(lengths) // 20] if lengths else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether a line ends only because the next word would not have fitted."""
    if not line.strip() or not following.strip() or _ITEM.match(following):
        return False
    word = following.split(maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(word) > width - 1
