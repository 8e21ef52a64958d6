"""Quotation marks: what is quoted, whether a quotation is whole, which sentences stand inside one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.types import Sentence

QUOTED = re.compile(
    r"“[^”]*”|(?<!\w)\"(?!\s)[^\"]*(?<!\s)\"|(?<!\w)‘(?!\d)(?:[^‘’]|’(?=\w))*’(?!\w)|(?<!\w)'(?!\d)(?:[^']|'(?=\w))*'(?!\w)"
)
"""Words in quotation marks, the marks included; an apostrophe inside a word is none. Straight marks that stand before white space
close and those behind it open, so that one that is missing does not turn all that follow inside out."""

_OPENS_SINGLE = re.compile(r"(?<!\w)‘(?!\d)")
_CLOSES_SINGLE = re.compile(r"(?<=[\w.,!?…])’(?!\w)")


def quoted(text: str) -> list[tuple[int, int]]:
    """Places of what is quoted in `text`."""
    return [m.span() for m in QUOTED.finditer(text)]


def closed(text: str) -> bool:
    """Whether each quotation mark and bracket of a sentence has its other half in it."""
    inches = len(re.findall(r"\d\"", text))
    if text.count("“") != text.count("”") or (text.count('"') - inches) % 2 or text.count("(") != text.count(")"):
        return False
    if len(_OPENS_SINGLE.findall(text)) > text.count("’"):
        return False
    # "… that night.'": the quotation began before; "the students' union." and "the Democrats'." are plurals.
    return not re.search(r"[.!?,][’']\W*$", text) or bool(re.search(r"(?<!\w)['‘]\w", text))


def begun_before(body: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """Indices of sentences that begin inside a quotation which an earlier sentence of
    the paragraph opened: they are somebody's words, with no marks of their own."""
    found = set()
    paragraph, double, straight, single = -1, 0, 0, 0
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, double, straight, single = sentence.paragraph, 0, 0, 0
        if double > 0 or straight % 2 or single > 0:
            found.add(sentence.index)
        text = sentence.span.of(body)
        double = max(0, double + text.count("“") - text.count("”"))
        straight += text.count('"') - len(re.findall(r"\d\"", text))
        single = max(0, single + len(_OPENS_SINGLE.findall(text)) - len(_CLOSES_SINGLE.findall(text)))
    return frozenset(found)
