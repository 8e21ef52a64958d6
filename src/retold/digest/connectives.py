"""Adverbs within a clause that only tie it to the sentence before: "The plan, however, fails", "She also sings"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.types import Sentence

_SET_OFF = frozenset(
    """however though moreover furthermore nevertheless nonetheless meanwhile likewise similarly consequently therefore
    thus accordingly too additionally""".split()
)
"""Adverbs that commas set off."""
_PLAIN = frozenset(("also", "further"))
"""Adverbs that stand beside their verb without commas."""
_PHRASES = re.compile(
    r", (?:for (?:example|instance)|of course|in fact|as well|in turn|on the other hand|by contrast)(?=[,.])"
)
_PAIRED = re.compile(r"\b(?:not (?:only|just|merely)|and|but|or) (?=also\b)|\bnot (?:only|just|merely)\b")


_RELATIVE = re.compile(r", (?:which|who|whose|where|when)\b")


def inner_connectives(sentence: Sentence, text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each, with a comma and a space, so that what is left is a sentence. They do not overlap."""
    words = sentence.words
    for i, word in enumerate(words):
        form = word.span.of(text).lower()
        is_main = word.relation.startswith("advmod") and word.head >= 0 and words[word.head].head < 0
        if i == 0 or not is_main:
            continue
        start, end = word.span.start, word.span.end
        if form in _SET_OFF and text[start - 2 : start] == ", " and text[end : end + 1] in (",", "."):
            yield start - 2, _with_comma(text, end)
        elif form == "further" and i > word.head:
            continue  # "spread further"
        elif form in _PLAIN and text[start - 1 : start] == text[end : end + 1] == " " and not _PAIRED.search(text):
            yield start - 1, end
    for found in _PHRASES.finditer(text):
        yield found.start(), _with_comma(text, found.end())


def _with_comma(text: str, end: int) -> int:
    """Where an adverb ends with the comma after it, unless a relative clause needs that comma."""
    return end + (text[end] == "," and not _RELATIVE.match(text, end))
