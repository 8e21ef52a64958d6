"""Which language a text is in."""

from __future__ import annotations

import re

SUPPORTED = frozenset({"en"})
"""Languages that the model was made for."""

SAMPLE = 500
"""Code points looked at: enough for prose, and steady in cost."""

UNKNOWN = "und"
"""ISO 639-2 for a language that could not be told."""

_ENGLISH = frozenset(
    """the of and to in a is that for on was with as by at said be from has have are it he his this""".split()
)
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str:
    """ISO 639-1 code of the language of `text`; "und" where there are too few words to tell.

    Plain English is told by its function words; all else goes to py3langid,
    whose model takes longer to load than a short article to read.
    """
    words = _WORD.findall(text[:SAMPLE].lower())
    if len(words) < 3:
        return UNKNOWN
    if len(words) >= 12 and sum(w in _ENGLISH for w in words) >= 0.22 * len(words):
        return "en"
    from py3langid import classify

    code = str(classify(text[:SAMPLE])[0])
    return UNKNOWN if code == "zxx" else code
