"""Whether a sentence of the source is whole: it begins and ends where a sentence of the article does."""

from __future__ import annotations

import re

from retold.proof.words import GRAMMAR, PAST
from retold.types import Span

_TITLES = """Mr Mrs Ms Dr Drs Prof Profs Rev Revs Hon Gen Gens Sen Sens Rep Reps Gov Govs Lt Col Maj Capt Sgt Cpl Pvt
    Pfc Adm Cmdr Amb Atty Dist Supt Insp Det Pres St Ft Mt No Nos vs approx est
    Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec""".split()
_ABBREVIATION = re.compile(rf"(?<![\w.])(?:(?:[ap]\.m|[A-Z]|{'|'.join(_TITLES)})\.|[A-Z][a-z]+[!?])$")
"""What looks like the end of a sentence, and may be an abbreviation or a brand: "p.m.", "Sen.", "Wow!"."""
_HEADING = re.compile(r"(?:^|[.!?…]\s)(?:[A-Z][A-Z'’&-]*,?\s){1,12}[A-Z][A-Z'’&-]*$")
"""A heading in capitals in the line of the sentence after it."""
_WORD = re.compile(r"[\w'’]+")
_REST = re.compile(r"[^.!?\n]*")
_VERBS = PAST | frozenset("is are has have will would can could may must should does do says say".split())


def is_whole(body: str, place: Span) -> bool:
    """Whether no doubt remains that the words at `place` are a whole sentence."""
    if (
        body[place.start : place.start + 1].islower()
        and body[max(0, place.start - 9) : place.start].rstrip()[-1:].isalnum()
    ):
        return False
    line = body.rfind("\n", 0, place.start) + 1
    before, text, after = body[line : place.start].rstrip(), place.of(body), body[place.end : place.end + 200]
    if (
        before
        and not _HEADING.search(before)
        and (_continues(before, text) or before[-1].isalnum() or before[-1] in ",;")
    ):
        return False
    return after[:1] not in {" "} or not _continues(text.rstrip(), after.lstrip(" "))


def _continues(before: str, after: str) -> bool:
    """Whether what ends with an abbreviation goes on: with a number, a small letter, or a name."""
    end = _ABBREVIATION.search(before[-12:])
    if end is None or (end.group()[-1] in "!?" and _has_verb(after)):
        return False
    word = _WORD.match(after)
    return word is not None and (
        not word.group()[0].isupper() or word.group().lower() not in GRAMMAR | {"it", "in", "the"}
    )


def _has_verb(text: str) -> bool:
    """Whether the words up to the next end of a sentence have a verb, so that they are a sentence of their own."""
    rest = _REST.match(text)
    words = rest.group().lower().split() if rest else []
    return any(
        w in _VERBS or (w.endswith("ed") and len(w) > 3) or w.endswith(("n't", "n’t", "'s", "’s")) for w in words
    )
