"""Quotation marks: what is quoted, whether marks come in pairs, which sentences stand inside a quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.types import Sentence

QUOTED = re.compile(
    r"""
    “[^”]*”
    |(?<!\w)\"(?!\s)[^\"]*(?<!\s)\"                     # "…"
    |(?<!\w)‘(?!\d)(?:[^‘’]|’(?=\w))*’(?!\w)            # ‘…’; an apostrophe inside a word does not close
    |(?<!\w)'(?!\d)(?:[^']|'(?=\w))*'(?!\w)             # '…'
    """,
    re.VERBOSE,
)
"""Words in quotation marks, with the marks.

A straight mark before white space closes and one after it opens. So a missing mark does not turn all
quotations after it inside out.
"""

_OPENING_SINGLE = re.compile(r"(?<!\w)‘(?!\d)")
_CLOSING_SINGLE = re.compile(r"(?<=[\w.,!?…])’(?!\w)")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """`(start, end)` of each quotation in `text`, with its marks."""
    return [m.span() for m in QUOTED.finditer(text)]


def has_paired_marks(text: str) -> bool:
    """Whether each quotation mark and round bracket of a sentence has its partner in the sentence."""
    inches = len(re.findall(r"\d\"", text))
    if text.count("“") != text.count("”") or (text.count('"') - inches) % 2 or text.count("(") != text.count(")"):
        return False
    if len(_OPENING_SINGLE.findall(text)) > text.count("’"):
        return False
    # "… that night.'": the quotation began earlier; "the students' union." and "the Democrats'." are plurals.
    return not re.search(r"[.!?,][’']\W*$", text) or bool(re.search(r"(?<!\w)['‘]\w", text))


def starting_inside_quotation(body: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """Indices of sentences that begin inside a quotation that an earlier sentence of the paragraph opened.

    They are the words of a speaker, without marks of their own.
    """
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
        single = max(0, single + len(_OPENING_SINGLE.findall(text)) - len(_CLOSING_SINGLE.findall(text)))
    return frozenset(found)
