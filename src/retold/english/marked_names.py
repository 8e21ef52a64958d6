"""Names that end in an exclamation or question mark: "Yahoo! Finance".

News prose outside quotations has few exclamations, so a capitalised word with a mark in the middle of a statement
belongs to a name if the next word has a capital, too, and is no usual first word of a sentence.
"""

from __future__ import annotations

import re

_MARKED = re.compile(r"(?<![\w!?])(?P<name>[A-Z]\w{0,40})[!?](?=['’]s\b|,?\s[a-z]|[,;:])")
"""A name with its mark, and words that show that the sentence goes on."""
_QUESTION = re.compile(
    r"""
    (?:who|whom|whose|what|when|where|why|how|which|whether|is|are|was|were|do|does|did|can|could|will|would
    |shall|should|has|have|had|may|might|must|isn['’]t|aren['’]t|wasn['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t)\b
    """,
    re.I | re.VERBOSE,
)
_OPENING = "“‘«"
_LONGEST = 40
_REACH = 300
"""Code points before a mark in which an opening quotation mark is looked for."""


def marked_names(text: str) -> frozenset[str]:
    """Words that `text` uses with a mark inside a sentence: "Yahoo" for "Yahoo! said" and "Yahoo!'s"."""
    return frozenset(found["name"] for found in _MARKED.finditer(text))


def ends_in_name(text: str, start: int, stop: int, names: frozenset[str]) -> bool:
    """Whether the mark at `stop` is part of a name, in the sentence that begins at `start`.

    `names`: `marked_names` of the text. The caller has seen that a capitalised word follows, which begins no sentence
    in most texts.
    """
    begin = stop
    while begin > max(start, stop - _LONGEST) and (text[begin - 1].isalnum() or text[begin - 1] in "-'’&"):
        begin -= 1
    word = text[begin:stop]
    if not word[:1].isupper():
        return False
    if word in names:
        return True
    before = text[max(start, begin - _REACH) : begin]
    if not before.strip() or text[begin - 1] != " " or any(mark in before for mark in _OPENING) or '"' in before:
        return False
    if before.rstrip()[-1] in ",:;–—-" or not re.search(r"\b[a-z]{1,20}\s$", before[-24:]):
        return False  # "Thank you, Ann! …", "Go Cubs! …"
    return text[stop] == "!" and not _QUESTION.match(text, start)
