"""When two keyphrases count as the same."""

from __future__ import annotations

import re

from nltk.stem.porter import PorterStemmer

_STEMMER = PorterStemmer()


def stemmed(phrase: str) -> str:
    """The stemmed words of a phrase, in lower case. Two phrases count as the same when these are equal."""
    return " ".join(_STEMMER.stem(word) for word in re.findall(r"[a-z0-9]+", phrase.lower()))
