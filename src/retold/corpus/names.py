"""Keys of names: what two spellings of one name have in common, across articles.

A key leaves out legal forms, middle initials, and a country before the name of its own institution. It
replaces abbreviations of states and other well-known aliases. What is left is compared word for word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from retold.english.letters import in_two_letters, unmarked
from retold.english.lexicon import FUNCTION_WORDS
from retold.english.name_words import CORPORATE_ENDINGS, SMALL_WORDS
from retold.types import EntityType

_LEGAL = CORPORATE_ENDINGS | frozenset("incorporated cos bv holding se spa oyj asa".split())
LONG = 8
"""A name of this many letters can have a slip and still not be mistaken for another name."""
_OWN = ("us", "u s", "united states", "uk", "u k", "british", "american")
"""Countries, as they stand before their own institutions: "the U.S. Treasury"."""
_INSTITUTIONS = (
    "treasury", "congress", "senate", "house", "supreme court", "army", "navy", "air force", "marine",
    "state department", "justice department", "department", "securities", "federal", "environmental", "food", "patent",
    "postal", "coast guard", "geological", "fish", "centers", "central", "customs", "immigration", "secret service",
    "trade",
)  # fmt: skip
_OWNED = re.compile(rf"^(?:{'|'.join(_INSTITUTIONS)})\b")


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Well-known aliases of places and institutions, by their `plain` form."""
    lines = (files("retold") / "data" / "aliases.tsv").read_text(encoding="utf-8").splitlines()
    return {alias: name for name, aliases in (line.split("\t") for line in lines) for alias in aliases.split("|")}


def known(key: str) -> bool:
    """Whether a key is that of a well-known place or institution."""
    return key in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(_aliases().values())


def plain(text: str) -> str:
    """A name in lower case, without accents, dots, possessives and hyphens."""
    text = unmarked(text)
    text = re.sub(r"['’]s?\b(?=$|\s)|[.'’‘`\",()]", "", text.replace("&", " and "))
    return re.sub(r"[\s_/–—-]+", " ", text).strip()


@lru_cache(maxsize=65536)
def key(name: str, kind: EntityType) -> str:
    """The key of a name; never empty. Names with one key are the same form, if both or neither are persons and nothing
    speaks against it."""
    return _key(name, kind) or plain(name) or name.casefold().strip() or "-"


def _alias(name: str, text: str) -> str:
    """The well-known name that a plain `text` stands for. "US" and "WHO" stand for one; "us" and "who" are words.

    "Nato" stands for one, too: British newspapers write an acronym that is spoken like a word in this way.
    """
    known_name = _aliases().get(text, text)
    if len(text) > 4 or " " in text or acronym(name.strip()) is not None or (name.endswith(".") and text != "la"):
        return known_name
    is_spoken = len(text) > 2 and text not in FUNCTION_WORDS and text in initials(known_name)
    return known_name if is_spoken else text


def _key(name: str, kind: EntityType) -> str:
    text = _alias(name, plain(name))
    if kind is EntityType.PERSON:
        return _person(text) or text
    for country in _OWN:
        rest = text.removeprefix(f"{country} ")
        if rest != text and _OWNED.match(rest):
            text = rest
            break
    words = text.split()
    if kind is not EntityType.PLACE:
        if len(words) > 1 and words[0] == "the":
            words = words[1:]
        while len(words) > 1 and (words[-1] in _LEGAL or words[-1] == "and"):
            words = words[:-1]
    text = " ".join(words)
    return _aliases().get(text, text) if len(text) > 4 else _alias(name.removeprefix("the ").removeprefix("The "), text)


def _person(text: str) -> str:
    """A person's name without middle initials, and without "jr" at the end."""
    words = [w for w in text.split() if w not in ("jr", "sr", "ii", "iii")] or text.split()
    if len(words) > 2:
        words = [words[0], *(w for w in words[1:-1] if len(w) > 1), words[-1]]
    return " ".join(words)


def initials(name: str) -> tuple[str, ...]:
    """The acronyms that a name of two words or more can have: with small words ("of") and without."""
    words = plain(name).split()
    if len(words) < 2:
        return ()
    every = "".join(w[0] for w in words)
    return tuple(dict.fromkeys((every, "".join(w[0] for w in words if w not in SMALL_WORDS))))


def acronym(name: str) -> str | None:
    """The letters of an acronym ("NYSE", "U.N."), in lower case; None for another name."""
    letters = name.replace(".", "").replace("-", "")
    return letters.casefold() if re.fullmatch(r"[A-Z]{2,6}s?", letters) and " " not in name else None


def slips(key: str) -> frozenset[str]:
    """A key of `LONG` letters or more, and all that is left without one letter.

    Two keys that are one edit apart share one of these (Garbe 2012, SymSpell). Two spellings of one name with umlauts
    share one, too.
    """
    if len(key) < LONG:
        return frozenset()
    return frozenset({key, _without_second_letters(key), *(key[:i] + key[i + 1 :] for i in range(len(key)))})


def _without_second_letters(key: str) -> str:
    """A key with "u" for "ue", and so on: "jorg muller" for "joerg mueller"."""
    return re.sub(r"([aou])e", r"\1", key)


def same_with_umlauts(a: str, b: str) -> bool:
    """Whether two names are one with its umlauts and without: "Jörg Müller" and "Joerg Mueller"."""
    return any(plain(in_two_letters(x)) == plain(y) for x, y in ((a, b), (b, a)) if not x.isascii())


def near(a: str, b: str) -> bool:
    """Whether two keys of `LONG` letters or more are one edit apart, and have the same numbers.

    A swap of two letters is one edit (Damerau 1964), and so are all umlauts together. Symmetric. A key is not near
    itself.
    """
    if a == b or min(len(a), len(b)) < LONG or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    if _without_second_letters(a) == _without_second_letters(b):
        return True
    shorter, longer = sorted((a, b), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(shorter, longer, strict=False)) if x != y), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return swapped or shorter[at + 1 :] == longer[at + 1 :]
