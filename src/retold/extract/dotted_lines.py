"""Text whose line breaks became dots: "a small device . that helps messages", "Ann Lee (left) on Sunday . The device".

Some archives end each line that has no stop with " .", wrapped lines and captions alike, and put all lines into one.
The stops of sentences stand close to their words there, so the dots after a space are known. Text in which all marks
stand after a space is another kind, and stays.
"""

from __future__ import annotations

import re
from itertools import pairwise

from retold.english.calendar import MONTHS
from retold.english.lexicon import FUNCTION_WORDS
from retold.english.sentences import STARTERS

WIDEST = 80
"""Code points of a line of wrapped text, at most."""
NEAR = 110
"""Code points from one dot to the next in wrapped text, at most: a line may have a stop of its own."""
_DOT = re.compile(r"(?<=[^\s.\"”]) \.(?=\s|$)(?!\s\.)")
_STOP = re.compile(r"[^\W\d_]{3}[.!?][\"'”’)]{0,2}(?=\s|$)")
_COMMA = re.compile(r"\w,(?=\s)")
_SPACED_COMMA = re.compile(r"\w ,(?=\s)")
_LAST = re.compile(r"([^\W_]+)(,?)$")
_NEXT = re.compile(r"\s+[\"'“‘(]?(\w+)")
_REACH = 40
"""Code points beside a dot among which the words next to it are looked for."""


def lines_joined(text: str) -> str:
    """`text` with a space for each such dot inside a sentence. The dot after a caption or a heading stays, as its stop.

    Offsets stay as they are. Text without such dots stays as it is.
    """
    dots = [match.start() + 1 for match in _DOT.finditer(text)]
    if not dots or not _STOP.search(text) or len(_SPACED_COMMA.findall(text)) > len(_COMMA.findall(text)):
        return text
    signs = list(text)
    for dot in _inside_sentences(text, dots):
        signs[dot] = " "
    return "".join(signs)


def _inside_sentences(text: str, dots: list[int]) -> set[int]:
    """The dots that stand inside a sentence: those that its words show, and those before a name within wrapped text."""
    inside = {dot for dot in dots if _goes_on(text, dot)}
    short = {dot for before, dot in pairwise([-1, *dots]) if _is_short_line(text, before, dot)}
    for order in (dots, dots[::-1]):
        for before, dot in pairwise(order):
            if before in inside and dot in short and abs(dot - before) <= NEAR:
                inside.add(dot)
    return inside


def _is_short_line(text: str, before: int, dot: int) -> bool:
    """Whether the line from the dot or stop before to this dot can be one of wrapped text, with a name after it."""
    following = _NEXT.match(text, dot + 1, dot + _REACH)
    first = max(before + 1, dot - 2 * WIDEST)
    stops = [stop.end() for stop in _STOP.finditer(text, first, dot)]
    return following is not None and not _begins(following[1]) and dot - (stops or [first])[-1] <= WIDEST


def _goes_on(text: str, dot: int) -> bool:
    """Whether the words beside a dot show that a sentence goes on: a small letter after it, "the" or a comma before."""
    following, last = _NEXT.match(text, dot + 1, dot + _REACH), _LAST.search(text[max(0, dot - _REACH) : dot - 1])
    if following is None or following.end() == len(text):
        return False
    if following[1][0].islower():
        return True
    word = last[1].lower() if last else ""
    is_open = bool(last and last[2]) or word in FUNCTION_WORDS or (word in MONTHS and following[1].isdigit())
    return is_open and not _begins(following[1])


def _begins(word: str) -> bool:
    return word[0].isupper() and word.lower() in STARTERS
