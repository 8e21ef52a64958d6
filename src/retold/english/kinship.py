"""Words for members of a family, and whether the words beside a name call somebody one."""

from __future__ import annotations

import re

from retold.types import Gender

_PAIRS = {
    Gender.HE: """husband son brother father dad uncle nephew grandfather grandson granddad boyfriend fiancé fiance
        widower stepfather stepson stepbrother godfather godson""",
    Gender.SHE: """wife daughter sister mother mom mum aunt niece grandmother granddaughter grandma girlfriend fiancée
        fiancee widow stepmother stepdaughter stepsister godmother goddaughter""",
}
KIN: dict[str, Gender | None] = {
    **dict.fromkeys("child children parent parents sibling twin cousin spouse partner grandparent relative".split()),
    **{word: gender for gender, words in _PAIRS.items() for word in words.split()},
}
"""Members of a family, with their gender."""

_REACH = 60
"""Code points beside a name that are read."""
_BESIDE = re.compile(
    r"(?:,|\s\()\s?(?P<owner>(?:his|her|their|my|[A-Z][\w-]{0,30}['’]s)\s)?(?P<words>[a-zéA-Z][^,.;:()\n]{2,40})"
)
"""An apposition after a name: ", her late father,", " (the son of Ann Lee)"."""
_TITLE_BEFORE = re.compile(r"\b[A-Z]\w{0,12}\.?\s+$")
_CLAUSE_END = re.compile(r"[.!?;:\n“”\"]")


def _kin_noun(word: str) -> str | None:
    """The singular noun for a member of a family; None for any other word."""
    word = word.casefold().removesuffix("-in-law").removeprefix("ex-").removeprefix("half-")
    for form in (word, word.removesuffix("s"), {"wives": "wife"}.get(word, word)):
        if form in KIN:
            return form
    return None


def relative(body: str, start: int, end: int) -> str | None:
    """The noun that makes the person named at `start` to `end` somebody's relative: "her father, Robert Hall"."""
    before = _TITLE_BEFORE.sub("", body[max(0, start - _REACH) : start])
    words = re.findall(r"[\w-]+", _CLAUSE_END.split(before)[-1])
    if words and words[-1].islower() and (kin := _kin_noun(words[-1])):
        return kin
    beside = _BESIDE.match(body, end, end + _REACH)
    if beside is None:
        return None
    words = beside["words"].split()[:5]
    at = next((i for i, w in enumerate(words) if _kin_noun(w)), None)
    if at is None or not all(w.islower() for w in words[: at + 1]):
        return None
    of_somebody = words[at + 1 : at + 2] == ["of"] and words[at + 2 : at + 3] and words[at + 2][0].isupper()
    return _kin_noun(words[at]) if beside["owner"] or of_somebody else None
