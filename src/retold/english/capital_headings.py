"""Headings in capitals that run into the sentence after them: "A QUIET TOWN Since 2009, the council …".

A lead whose first words are in capitals ("THE COUNCIL HAS VOTED to …") is no heading. The word after a heading begins
a sentence: it has a capital, and is a word that cannot be part of a name.
"""

from __future__ import annotations

import re

from retold.english.lexicon import FUNCTION_WORDS

_CAPITALS = re.compile(r"(?:[^\W\d_a-zà-öø-ÿ]['’A-Z.&0-9-]{0,40}[,:]?|[0-9]{1,4}|&)(?:\s|$)")
_FIRST = re.compile(r"([A-Z][a-z]+)\b|([a-z]+)\b")
_OPENING = FUNCTION_WORDS | frozenset(
    "according despite although however meanwhile last next early late earlier".split()
)
_LEADING = FUNCTION_WORDS - frozenset(
    """
    it us you me him her them now here there out up off down over so not no all more most who what how why again
    """.split()
)
"""Words that more must follow."""
LEAST = 2
"""Words of the shortest heading."""
_LETTERS = 8
"""Letters of the shortest heading."""
_LONGEST = 300
"""Code points of the longest heading."""


def heading_end(text: str, start: int, end: int) -> int:
    """Where the heading ends with which `text[start:end]` begins; `start` if it begins with none."""
    at, words = start, []
    while at < min(end, start + _LONGEST) and (word := _CAPITALS.match(text, at, end)):
        words.append((at, word.group().strip()))
        at = word.end()
    if len(words) < LEAST:
        return start
    following = _FIRST.match(text, at, end)
    if following is None:
        return start
    if following[2]:  # "THE FOREST A tower will be …"
        at, last = words.pop()
        if last != "A" or len(words) < LEAST + 1:
            return start
    elif following[1].lower() not in _OPENING:
        return start
    heading = [word for _, word in words]
    is_cut = heading[-1].lower().strip(".,") in _LEADING or heading[-1].endswith((",", ":"))
    letters = sum(c.isalpha() for word in heading for c in word)
    return start if is_cut or letters < _LETTERS else at
