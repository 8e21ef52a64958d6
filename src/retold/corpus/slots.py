"""What stands in the slots of a text: its names, numbers and dates, each with the words around it.

Machines and newsrooms write of each quake, quarter and warning in the same sentences. Such texts share most of their
words, as copies do, but other things stand in the same places. Where two texts have the same words around a slot and
something else in it, they tell of different things; a copy has the same there, but for a correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retold.corpus.rarity import known_articles
from retold.english import sentences
from retold.english.calendar import DATE_NAMES, SHORTENED_MONTHS
from retold.english.lexicon import FUNCTION_WORDS, NUMBERS, POSSESSIVE, stem

READ = 6000
"""Code points of a text in which slots are looked for."""
MOST = 96
"""Slots of a text that are kept, the first; and runs of words of its frame."""
RUN = 4
"""Words of a run of the frame, in which each slot is one word."""
AROUND = 2
"""Words on one side of a slot by which it is found again in another text."""
KNOWN = 3
"""A word with a capital at the start of a sentence is a name if fewer articles of news at large have it."""
CONSONANTS = 3
"""Consonants by which a name is compared, at least; shorter ones are compared as they are."""
_YEAR_DIGITS = 4
_VOWELS = "aeiouy"

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s.]")
_EDGE = "^"
"""Stands for the start and the end of a sentence."""


class Kind(IntEnum):
    """What a word is: the words of a template, or what stands in a slot."""

    FRAME = 0
    NAME = 1
    NUMBER = 2
    DATE = 3


WEIGHTS = np.array([0.0, 1.0, 0.7, 1.4], dtype=np.float32)
"""How much a slot counts, by its kind. Figures are corrected most often, dates least."""
_NAMED_WEIGHTS = WEIGHTS * np.array([0, 1, 0, 1], dtype=np.float32)
_FRAME_WEIGHTS = np.array([1, 0, 0, 0], dtype=np.float32)
SAME_FRAME, SAME_SLOTS = 0.4, 0.5
"""Two texts are of one template if they share these parts of the runs and of the slots of the one that has fewer."""
DIFFERENT = 0.25
"""Texts of one frame tell of different things if in this part of the slots that they share something else stands."""
LATER, DIFFERENT_LATER = 3.0, 0.15
"""A smaller part is enough for texts that are more days apart: corrections come soon."""
LEAST = 1.5
"""Nothing is concluded from shared slots of less weight: one figure is not enough, one name is, on both its sides."""
NAMED = 0.15
"""If only figures differ, and other names and days stand in less than this part of the slots, texts of one day tell of
one happening: the later one knows more."""
SAME_DAYS = 1.5
"""Days between such texts, at most."""
PAIRS = 4096
"""Pairs of texts that are compared at a time."""
SLIP = 1e-3
"""Sums in another order differ by less."""


class Slots(NamedTuple):
    """The slots of a text, and its frame. Each slot is found by the words on its left, and by those on its right.

    `keys`: uint32, ascending, each once: the hash of the words on one side of a slot, or of a run of the frame.
    `values`: uint32: the hash of what stands there; its last two bits are the kind. 0 for a run of the frame.
    """

    keys: NDArray[np.uint32]
    values: NDArray[np.uint32]


NO_SLOTS = Slots(np.zeros(0, dtype="<u4"), np.zeros(0, dtype="<u4"))


class _Word(NamedTuple):
    text: str
    kind: Kind


_Line = tuple[list[str], list[tuple[int, Kind, str]]]


def slots(headline: str, body: str) -> Slots:
    """The slots of an article."""
    text = body[:READ]
    spans = sentences.split(text)
    tokens = [_TOKEN.findall(s.of(text)) for s in spans]
    inner = {t for sentence in tokens for t in sentence[1:] if t[0].isupper()}
    if sum(len(t) > 1 and t.isupper() for t in inner) > 0.5 * len(inner):
        inner = set()  # a text in capitals shows no names
    title = [_Word(_plain(t), _kind(t, t in inner)) for t in _TOKEN.findall(headline)]
    lines = [("h", _line(title)), *(("b", _line(_words(sentence, inner))) for sentence in tokens)]
    runs = (frame[i : i + RUN] for place, (frame, _) in lines[1:] for i in range(1, len(frame) - RUN))
    found = dict.fromkeys((_hash(" ".join(run)) for run in islice(runs, MOST)), 0)
    doubtful: set[int] = set()
    for key, value in islice(_slots(lines), 2 * MOST):
        if found.setdefault(key, value) != value:
            doubtful.add(key)
    keys = np.array(sorted(found.keys() - doubtful), dtype="<u4")
    return Slots(keys, np.array([found[int(k)] for k in keys], dtype="<u4"))


@lru_cache(maxsize=4096)
def particulars(sentence: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Stems of the names, of the numbers, and of the words for days and years of a sentence.

    Cached, because each sentence is compared with many others.
    """
    tokens = _TOKEN.findall(sentence)
    by_kind: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for word in _words(tokens, {t for t in tokens[1:] if t[0].isupper()}):
        is_year = len(word.text) == _YEAR_DIGITS and word.text.isdecimal() and word.text[:2] in ("19", "20")
        by_kind[Kind.DATE if is_year else word.kind].add(stem(word.text))
    return frozenset(by_kind[Kind.NAME]), frozenset(by_kind[Kind.NUMBER]), frozenset(by_kind[Kind.DATE])


def _words(tokens: Sequence[str], inner: set[str]) -> list[_Word]:
    words = [_Word(_plain(t), _kind(t, t in inner)) for t in tokens]
    if tokens and tokens[0][0].isupper() and words[0].kind is Kind.FRAME:
        follows = len(words) > 1 and words[1].kind is Kind.NAME
        plain = words[0].text
        if plain not in FUNCTION_WORDS and (follows or known_articles(stem(plain)) < KNOWN):
            words[0] = _Word(plain, Kind.NAME)
    return words


def _kind(token: str, named: bool) -> Kind:
    plain = _plain(token)
    if token[0].isupper() and (plain in DATE_NAMES or plain in SHORTENED_MONTHS):
        return Kind.DATE
    if token[0].isdigit() or plain in NUMBERS:
        return Kind.DATE if ":" in token else Kind.NUMBER
    return Kind.NAME if named and plain not in FUNCTION_WORDS else Kind.FRAME


def _plain(token: str) -> str:
    return POSSESSIVE.sub("", token).casefold() or token


def _line(words: Sequence[_Word]) -> _Line:
    """The frame of a sentence or headline, and the place, the kind and the text of each slot in it.

    Each run of words of one kind is one slot, and stands in the frame as one word.
    """
    frame, found = [_EDGE], []
    for kind, group in groupby(words, key=lambda w: w.kind):
        texts = [w.text for w in group]
        if kind is Kind.FRAME:
            frame += texts
        else:
            found.append((len(frame), kind, _telling(texts) if kind is Kind.NAME else " ".join(texts)))
            frame.append(f"<{kind.value}>")
    return [*frame, _EDGE], found


def _telling(name: Sequence[str]) -> str:
    """The word of a name that is known least, the last of equals: houses write "Mr. Moe", "Erik Moe" and "Moe".

    Of a long word only the first letter and the consonants: "Labour" and "Labor", "Mohammed" and "Mohamed".
    """
    word = min(reversed(name), key=lambda word: known_articles(stem(word)))
    consonants = word[:1] + "".join(c for c, before in zip(word[1:], word, strict=False) if c not in _VOWELS + before)
    return consonants if len(consonants) >= CONSONANTS else word


def _slots(lines: Iterable[tuple[str, _Line]]) -> Iterator[tuple[int, int]]:
    """The keys of slots, each with its value."""
    for place, (frame, found) in lines:
        for index, kind, text in found:
            value = _hash(text) & ~3 | kind
            sides = (("l", frame[max(0, index - AROUND) : index]), ("r", frame[index + 1 : index + 1 + AROUND]))
            for side, around in sides:
                if any(a[0] not in "<^" for a in around):
                    yield _hash(" ".join((place, side, str(kind.value), *around))), value


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


def different(a: Slots, b: Slots, gap: float = 0.0, copies: bool = False) -> bool:
    """Whether two texts are of one template and tell of different things; symmetric. See `different_each`."""
    return bool(different_each([a], [b], np.array([gap]), copies)[0])


def different_each(
    first: Sequence[Slots], second: Sequence[Slots], gaps: NDArray[np.float64], copies: bool = False
) -> NDArray[np.bool_]:
    """`different` of two columns of texts, row by row; bool (n,).

    `gaps`: the days between the texts of a row. `copies`: whether it is asked if one is a copy of the other. Later
    figures of one happening are no copy, but no other happening.
    """
    mine, my_values = _column(first)
    theirs, their_values = _column(second)
    if not len(mine) or not len(theirs):
        return np.zeros(len(first), dtype=bool)
    place = np.searchsorted(mine, theirs).clip(max=len(mine) - 1)
    shared = mine[place] == theirs
    rows, values = _rows(theirs[shared]), their_values[shared]
    other = values != my_values[place[shared]]

    def weighed(weights: NDArray[np.float32], kept: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        return np.bincount(rows, weights[values & 3] * (1 if kept is None else kept), len(first)).astype(np.float64)

    def least(weights: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.minimum(
            np.bincount(_rows(mine), weights[my_values & 3], len(first)),
            np.bincount(_rows(theirs), weights[their_values & 3], len(first)),
        ).astype(np.float64)

    both = weighed(WEIGHTS)
    decided = _of_one_template(weighed(_FRAME_WEIGHTS), least(_FRAME_WEIGHTS), both, least(WEIGHTS))
    decided &= _has_other(both, weighed(WEIGHTS, other), gaps)
    return decided if copies else decided & _happenings(both, weighed(_NAMED_WEIGHTS, other), gaps)


def different_all(texts: Sequence[Slots], gaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each text tells of another happening than each, as in `different_each`; bool (n, n). `gaps`: (n, n)."""
    different = np.zeros((len(texts), len(texts)), dtype=bool)
    first, second = np.nonzero(np.triu(_share_frame(texts), 1))
    for start in range(0, len(first), PAIRS):
        i, j = first[start : start + PAIRS], second[start : start + PAIRS]
        different[i, j] = different_each([texts[k] for k in i], [texts[k] for k in j], gaps[i, j])
    both_ways: NDArray[np.bool_] = different | different.T
    return both_ways


def _share_frame(texts: Sequence[Slots]) -> NDArray[np.bool_]:
    """Which texts share so much of their frames that they may be of one template; bool (n, n)."""
    numbered, values = _column(texts)
    numbered = numbered[(values & 3) == Kind.FRAME]
    rows = _rows(numbered)
    _, place, times = np.unique(numbered & np.uint64(0xFFFFFFFF), return_inverse=True, return_counts=True)
    kept = times[place] > 1  # what only one text has is shared with none
    _, place = np.unique(place[kept], return_inverse=True)
    dense = np.zeros((len(texts), int(place.max(initial=-1)) + 1), dtype=np.float32)
    dense[rows[kept], place] = 1.0
    shared, own = dense @ dense.T, np.bincount(rows, minlength=len(texts))
    alike: NDArray[np.bool_] = _is_one_frame(shared, np.minimum(own[:, None], own[None, :]))
    return alike


def _column(texts: Sequence[Slots]) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The slots of all texts, one text after another: the text and key of each in one number, ascending, and its
    value."""
    sizes = np.array([len(t.keys) for t in texts], dtype=np.int64)
    rows = np.repeat(np.arange(len(texts), dtype=np.uint64), sizes)
    keys, values = (np.concatenate(column) for column in zip(NO_SLOTS, *texts, strict=True))
    numbered: NDArray[np.uint64] = (rows << np.uint64(32)) | keys.astype(np.uint64)
    return numbered, values.astype(np.uint32)


def _rows(numbered: NDArray[np.uint64]) -> NDArray[np.int64]:
    rows: NDArray[np.int64] = (numbered >> np.uint64(32)).astype(np.int64)
    return rows


def _of_one_template(
    frame: NDArray[Any], least_frame: NDArray[Any], both: NDArray[Any], least: NDArray[Any]
) -> NDArray[np.bool_]:
    """Whether two texts share most of their frame and of their slots. `frame`: the runs that they share, `both`: the
    weight of the slots; each with that of the text that has less."""
    enough: NDArray[np.bool_] = (both >= LEAST - SLIP) & (both >= SAME_SLOTS * least - SLIP)
    return enough & _is_one_frame(frame, least_frame)


def _is_one_frame(shared: NDArray[Any], least: NDArray[Any]) -> NDArray[np.bool_]:
    one_frame: NDArray[np.bool_] = (shared > 0) & (shared >= SAME_FRAME * least - SLIP)
    return one_frame


def _has_other(both: NDArray[Any], other: NDArray[Any], gaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether enough of the slots that two texts share have something else in them. `other`: the weight of these."""
    found: NDArray[np.bool_] = other >= np.where(gaps > LATER, DIFFERENT_LATER, DIFFERENT) * both - SLIP
    return found


def _happenings(both: NDArray[Any], named: NDArray[Any], gaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether texts that differ tell of two happenings: other names or days stand in some of the slots, or the texts
    are of other days. `named`: the weight of such slots."""
    found: NDArray[np.bool_] = (named >= NAMED * both - SLIP) | (gaps > SAME_DAYS)
    return found
