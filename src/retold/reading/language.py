"""The language of a text."""

from __future__ import annotations

import re

SUPPORTED = frozenset({"en"})
"""Languages that the reading model was trained for."""

SAMPLE = 500
"""Code points of a text that are looked at."""

UNKNOWN = "und"
"""The ISO 639-2 code for a language that was not recognised."""

_ENGLISH_WORDS = frozenset(
    """the of and to in a is that for on was with as by at said be from has have are it he his this""".split()
)
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str:
    """The ISO 639-1 code of the language of `text`; "und" if there are too few words.

    English is recognised by its function words. Anything else goes to py3langid; loading its model
    takes longer than reading a short article.
    """
    words = _WORD.findall(text[:SAMPLE].lower())
    if len(words) < 3:
        return UNKNOWN
    if len(words) >= 12 and sum(w in _ENGLISH_WORDS for w in words) >= 0.22 * len(words):
        return "en"
    from py3langid import classify  # heavy

    code = str(classify(text[:SAMPLE])[0])
    return UNKNOWN if code == "zxx" else code
