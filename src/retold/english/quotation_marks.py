"""Quotation marks: what is quoted, whether marks come in pairs, which sentences stand inside a quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.types import Sentence

_OPENING = re.compile(
    r"""
    “
    |(?<!\w)\"(?!\s)
    |(?<!\w)‘(?!\d)
    |(?<!\w)'(?!\d)
    """,
    re.VERBOSE,
)
_AFTER_OPENING = {
    "“": re.compile("”"),
    '"': re.compile('"'),
    "‘": re.compile(r"‘|’(?!\w)"),  # an apostrophe inside a word does not close
    "'": re.compile(r"'(?!\w)"),
}
"""The mark that decides about a quotation, by its opening mark: it closes the quotation, or shows that it is none."""

_OPENING_SINGLE = re.compile(r"(?<!\w)‘(?!\d)")
_STRAIGHT_SPEECH = re.compile(r"(?:^|[:,]\s)'(?=[A-Z])")
_STRAIGHT_CLOSE = re.compile(r"[\w.,!?…]'(?!\w)")
_LAST_SIGNS = re.compile(r"\W*?[’'][.!?,]")
"""A closing mark among the last signs, which are written backwards."""
_CLOSING_SINGLE = re.compile(r"(?<=[\w.,!?…])’(?!\w)")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """`(start, end)` of each quotation in `text`, with its marks.

    A straight mark before white space closes and one after it opens. So a missing mark does not turn all quotations
    after it inside out. Takes time linear in the length of `text`: a mark that no mark follows is looked for once.
    """
    spans: list[tuple[int, int]] = []
    never_closed: set[str] = set()
    at = 0
    while opening := _OPENING.search(text, at):
        mark, at = opening.group(), opening.end()
        found = None if mark in never_closed else _AFTER_OPENING[mark].search(text, at)
        if found is None:
            never_closed.add(mark)
        elif found.group() != "‘" and not (mark == '"' and text[found.start() - 1].isspace()):
            at = found.end()
            spans.append((opening.start(), at))
    return spans


def without_quotations(text: str) -> str:
    """`text` without what is in quotation marks."""
    parts, at = [], 0
    for start, end in quoted_spans(text):
        parts.append(text[at:start])
        at = end
    return "".join(parts) + text[at:]


def has_paired_marks(text: str) -> bool:
    """Whether each quotation mark and round bracket of a sentence has its partner in the sentence."""
    inches = len(re.findall(r"\d\"", text))
    if text.count("“") != text.count("”") or (text.count('"') - inches) % 2 or text.count("(") != text.count(")"):
        return False
    if len(_OPENING_SINGLE.findall(text)) > text.count("’"):
        return False
    if _STRAIGHT_SPEECH.search(text) and not _STRAIGHT_CLOSE.search(text):
        return False  # "He said: 'Yes, we can."
    # "… that night.'": the quotation began earlier; "the students' union." and "the Democrats'." are plurals.
    end = _LAST_SIGNS.match(text[::-1])
    return end is None or bool(re.search(r"(?<!\w)['‘]\w", text))


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
