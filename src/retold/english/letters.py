"""Letters without their marks, so that two spellings of a name can be compared."""

from __future__ import annotations

import unicodedata

_WITHOUT_PARTS = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not take apart into a letter and a mark."""
_IN_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def unmarked(text: str) -> str:
    """`text` in lower case, each letter without its marks: "Đoković" is "dokovic"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_WITHOUT_PARTS)


def in_two_letters(text: str) -> str:
    """`text` as it is written without marks in German and in the North: "Müller" is "mueller"; in lower case."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_IN_TWO_LETTERS)
