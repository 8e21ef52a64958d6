"""Phrases around a name that may say who or what it is, whatever their noun: candidates for `role_choice`.

Each function takes the words of a sentence, its text, and the words of the name. It gives `(shape, first word, last
word)`. Unlike `role_phrases`, nothing is asked of the noun here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retold.english.calendar import WEEKDAY
from retold.english.lexicon import FUNCTION_WORDS
from retold.english.nouns import can_be
from retold.reading.role_phrases import ends_title, noun_phrase, title_start
from retold.types import EntityType, Word

ShapedPhrase = tuple[str, int, int]

SHAPES = (
    "before comma after after-clause relative of behind copula copula-clause inverse called as shared definite".split()
)
"""All shapes, in the order in which they are tried."""
_OPENING = frozenset("\"“'‘")
_MARKS = frozenset((",", "(", "–", "—", "-", "--"))
_CLOSING = frozenset((",", ";", ":", "(", ")", "–", "—", "--", '"', "“", "”", ".", "?", "!"))
_RELATIVE = frozenset("who which that whose".split())
_BE = frozenset("is was are were became becomes remains".split())
_DETERMINERS = frozenset("a an the one its their his her".split())
_WITHIN = frozenset("a an the of one and s for in at".split())
"""Small words inside a noun phrase."""
_NAMED = frozenset("called named dubbed nicknamed titled entitled".split())
_SPEECH = frozenset("said says told added adds wrote".split())
_COURTESY = frozenset("mr mrs ms miss mx dr prof sir dame lord lady".split())
_OF_VERBS = ("obj", "iobj", "obl", "xcomp", "ccomp", "nsubj")
"""Relations of a name to the verb before it: "read Fireside Tales"."""
_VERBS = ("root", "advcl", "ccomp", "xcomp", "aux", "cop")
_DAY = re.compile(rf"{WEEKDAY}s?$", re.IGNORECASE)
_AGE = re.compile(r"(?:aged|now)?\d{1,3}$")
LONGEST = 30
"""Words of the longest phrase after a name."""
LONGEST_LIST = 12
"""Words of the longest list of names that share a noun."""


def shaped_phrases(words: Sequence[Word], text: str, name: Sequence[int]) -> Iterator[ShapedPhrase]:
    """All phrases around the name that consists of the words with the indices `name`."""
    shown = [w.span.of(text) for w in words]
    yield from _before(words, text, shown, name)
    yield from _after(words, text, shown, name)
    yield from _copulas(words, text, shown, name)
    yield from _called(words, text, shown, name)
    yield from _shared(words, text, shown, name)


def _before(words: Sequence[Word], text: str, shown: Sequence[str], name: Sequence[int]) -> Iterator[ShapedPhrase]:
    """The noun before a name, with or without a comma between them."""
    last = name[0] - 1
    while last >= 0 and (shown[last] in _OPENING or _is_courtesy(shown, last) or (last and shown[last] == "The")):
        last -= 1  # also "shipping giant The Marlow Group"
    if last < 0:
        return
    if shown[last] in (",", "–", "—"):
        ends = name[-1] + 1 >= len(words) or shown[name[-1] + 1] in _CLOSING or shown[name[-1] + 1] in _SPEECH
        if ends and last > 0:
            yield from (("comma", first, last - 1) for first in _phrases_up_to(words, text, shown, last - 1))
        return
    is_verb = any(words[k].head == last and words[k].relation in _OF_VERBS for k in name)
    if _is_noun(shown[last]) and not is_verb:
        first = title_start(words, text, last, name[-1])
        if first > 1 and shown[first - 1] == "of" and can_be(shown[first - 2].lower(), EntityType.PERSON):
            first = title_start(words, text, first - 2, name[-1])  # "director of sport"
        cut = (k + 1 for k in range(first, last) if _is_no_part(shown[k], k > first) or shown[k] in ("-", "–", "—"))
        yield "before", max(cut, default=first), last


def _phrases_up_to(words: Sequence[Word], text: str, shown: Sequence[str], last: int) -> Iterator[int]:
    """First words of the noun phrases that end with the word `last`: that of the word, and those that it is part of."""
    head, seen = last, set()
    while _is_noun(shown[head]) and head not in seen:
        seen.add(head)
        first, end = noun_phrase(words, text, head, last + 1)
        if end == last:
            yield max((k + 1 for k in range(max(1, first), head) if _ends_phrase(shown[k])), default=first)
        above = words[head].head
        if not 0 <= above < head:
            return
        head = above


def _after(words: Sequence[Word], text: str, shown: Sequence[str], name: Sequence[int]) -> Iterator[ShapedPhrase]:
    """What stands after a name: between marks, or joined to it ("Reuters news agency")."""
    at = name[-1] + 1
    if at < len(words) and shown[at] in ("”", '"', "'", "’"):
        at += 1
    if at >= len(words) - 1:
        return
    if shown[at].lower() in _RELATIVE:
        yield "relative", at, _chunk_end(shown, at)
        return
    if shown[at] == "of":
        noun = words[at].head
        if noun > at:
            yield "of", at, min(noun_phrase(words, text, noun)[1], _chunk_end(shown, at))
        return
    if shown[at] not in _MARKS:
        end = at
        while end < len(words) and shown[end].islower() and _is_noun(shown[end]) and end - at < 3:
            if words[end].head > end or words[end].head in name or words[end].relation == "compound":
                end += 1
            else:
                break
        if end > at and any(words[k].relation in ("compound", "appos", "flat") for k in name):
            last = min(end, len(words) - 1)
            joined = {words[k].head for k in name if words[k].head not in name}
            for noun in sorted(joined):
                if at <= noun <= last:
                    yield "behind", at, noun
        return
    first = at + 1
    while first + 1 < len(words) and (_AGE.match(shown[first]) or shown[first] in (",", "aged", ")")):
        first += 1
    end = _chunk_end(shown, first)
    if end < first:
        return
    opener = shown[first].lower()
    if opener in _RELATIVE:
        yield "relative", first, end
    elif opener in ("of", "from", "at"):
        yield "of", first, end
    elif opener not in FUNCTION_WORDS or _is_article(opener) or opener in ("his", "her", "its", "their", "one", "then"):
        head = next((k for k in range(first, end + 1) if not first <= words[k].head <= end), first)
        if words[head].relation in _VERBS:
            inside = [k for k in range(first, head) if words[k].head == head and words[k].relation in ("nsubj", "obj")]
            if not _is_article(opener) or not inside:
                return
            head, end = inside[0], head - 1
        last = min(noun_phrase(words, text, head)[1], end)
        if last >= head:
            yield "after", first, last
        if last != end:
            yield "after-clause", first, end


def _chunk_end(shown: Sequence[str], first: int) -> int:
    """The last word before the next mark."""
    end = first
    while end < len(shown) and end - first < LONGEST and shown[end] not in _CLOSING:
        end += 1
    if end < len(shown) and shown[end] == "." and end > first and len(shown[end - 1]) <= 2 and end + 1 < len(shown):
        end += 1  # "U.S."
        while end < len(shown) and end - first < LONGEST and shown[end] not in _CLOSING:
            end += 1
    return end - 1


def _copulas(words: Sequence[Word], text: str, shown: Sequence[str], name: Sequence[int]) -> Iterator[ShapedPhrase]:
    """What a name is said to be, or what is said to be it: "his first client was Ann Lee"."""
    at = name[-1] + 1
    if at + 1 < len(words) and shown[at].lower() in _BE:
        first = at + 1
        while first < len(words) - 1 and shown[first].lower() in ("also", "now", "still", "already"):
            first += 1
        end = _chunk_end(shown, first)
        is_owned = any(mark in "".join(shown[first : first + 3]) for mark in "'’")
        if end >= first and (shown[first].lower() in _DETERMINERS or is_owned):
            head = words[at].head if words[at].relation == "cop" else next(
                (k for k in range(first, end + 1) if not first <= words[k].head <= end), first)  # fmt: skip
            if first <= head <= end:
                last = min(noun_phrase(words, text, head)[1], end)
                yield "copula", first, last
                if last != end:
                    yield "copula-clause", first, end
    before = name[0] - 1
    if before > 0 and shown[before].lower() in ("is", "was") and words[before].relation == "cop":
        for first in _phrases_up_to(words, text, shown, before - 1):
            yield "inverse", first, before - 1


def _called(words: Sequence[Word], text: str, shown: Sequence[str], name: Sequence[int]) -> Iterator[ShapedPhrase]:
    """ "A wireless technology called 5G", and "named Ann Lee as its leader"."""
    at = name[0] - 1
    while at > 0 and shown[at] in _OPENING:
        at -= 1
    if at > 1 and shown[at].lower() in _NAMED:
        last = at - 1
        while last > 0 and shown[last].lower() in (",", "is", "was", "a"):
            last -= 1
        for first in _phrases_up_to(words, text, shown, last):
            yield "called", first, last
    after = name[-1] + 1
    if after + 1 < len(words) and shown[after].lower() == "as":
        end = _chunk_end(shown, after + 1)
        head = next((k for k in range(after + 1, end + 1) if not after < words[k].head <= end), after + 1)
        last = min(noun_phrase(words, text, head)[1], end)
        if last > after:
            yield "as", after + 1, last


def _shared(words: Sequence[Word], text: str, shown: Sequence[str], name: Sequence[int]) -> Iterator[ShapedPhrase]:
    """A noun in the plural before a list of names, for the names after the first."""
    at = name[0] - 1
    if at < 1 or shown[at] not in ("and", "&", ","):
        return
    while (
        at > 0 and name[0] - at < LONGEST_LIST and (shown[at][:1].isupper() or shown[at] in (",", "and", "&", ".", "-"))
    ):
        at -= 1
    if shown[at].islower() and shown[at].endswith("s") and _is_noun(shown[at]) and at + 1 < name[0] - 1:
        yield "shared", title_start(words, text, at, name[-1]), at


def _is_noun(word: str) -> bool:
    """Whether a word may be a noun: letters, and no function word."""
    return word.replace("-", "").replace("’", "").isalnum() and word.lower() not in FUNCTION_WORDS


def _ends_phrase(word: str) -> bool:
    """Whether a noun phrase does not go back beyond a word."""
    return ends_title(word) and word.lower() not in _WITHIN


def _is_no_part(word: str, inside: bool) -> bool:
    """Whether a word before a noun is the verb or the day of its sentence: "court Saturday convicted President"."""
    lower = word.lower()
    return lower == "via" or bool(_DAY.match(lower)) or (inside and lower.endswith("ed") and "-" not in word)


def _is_article(word: str) -> bool:
    return word.lower() in ("a", "an", "the")


def _is_courtesy(shown: Sequence[str], last: int) -> bool:
    """Whether a word is a title that says nothing, or its stop: "Malaysian entrepreneur Dr Khoo"."""
    if last > 0 and shown[last - 1].lower() == "first":
        return False  # "First Lady"
    return shown[last].lower() in _COURTESY or (
        shown[last] == "." and last > 0 and shown[last - 1].lower() in _COURTESY
    )
