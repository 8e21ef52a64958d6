"""Names as keys: what two spellings of one name have in common, across articles.

Legal forms, middle initials, a country before its own bodies, abbreviations of states
and well-known second names are aside; what is left is compared word for word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from retold.types import EntityType

_LEGAL = frozenset(
    "inc incorporated corp corporation ltd limited co company cos plc llc lp sa ag nv bv gmbh group holdings holding se spa oyj asa".split()
)
LONG = 8
"""Letters from which a name with one slip is still told from others."""
_SMALL = frozenset("of the and for de la le du in on to a an & al".split())
_OWN = ("us", "u s", "united states", "uk", "u k", "british", "american")
"""What may stand before a body of its own country: "the U.S. Treasury"."""
_OWNED = re.compile(
    r"^(?:treasury|congress|senate|house|supreme court|army|navy|air force|marine|state department|justice department|department|securities|federal|environmental|food|patent|postal|coast guard|geological|fish|centers|central|customs|immigration|secret service|trade)\b"
)


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Second names of places and bodies that everybody knows, by `plain` form."""
    lines = (files("retold") / "data" / "aliases.tsv").read_text(encoding="utf-8").splitlines()
    return {alias: name for name, aliases in (line.split("\t") for line in lines) for alias in aliases.split("|")}


def known(key: str) -> bool:
    """Whether a key is that of a place or body that everybody knows."""
    return key in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(_aliases().values())


def plain(text: str) -> str:
    """A name in lower case, without accents, dots, possessives and hyphens."""
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’]s?\b(?=$|\s)|[.'’‘`\",()]", "", text.replace("&", " and "))
    return re.sub(r"[\s_/–—-]+", " ", text).strip()


@lru_cache(maxsize=65536)
def key(name: str, kind: EntityType) -> str:
    """The key of a name: names with one key and of kinds that fit are one until something
    speaks against it. Never empty."""
    return _key(name, kind) or plain(name) or name.casefold().strip() or "-"


def _alias(name: str, text: str) -> str:
    """The well-known name that `text`, plain, is short for; "us" and "who" are words, "US" and "WHO" are not."""
    if (
        len(text) <= 4
        and " " not in text
        and acronym(name.strip()) is None
        and not (name.endswith(".") and text != "la")
    ):
        return text
    return _aliases().get(text, text)


def _key(name: str, kind: EntityType) -> str:
    text = plain(name)
    text = _alias(name, text)
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
    """Without initials between the first name and the last, and "jr" behind."""
    words = [w for w in text.split() if w not in ("jr", "sr", "ii", "iii")] or text.split()
    if len(words) > 2:
        words = [words[0], *(w for w in words[1:-1] if len(w) > 1), words[-1]]
    return " ".join(words)


def initials(name: str) -> tuple[str, ...]:
    """What an acronym of a name of two words or more can be, small words in and out."""
    words = plain(name).split()
    if len(words) < 2:
        return ()
    every = "".join(w[0] for w in words)
    return tuple(dict.fromkeys((every, "".join(w[0] for w in words if w not in _SMALL))))


def acronym(name: str) -> str | None:
    """A name that is an acronym, in lower case: "NYSE", "U.N."."""
    letters = name.replace(".", "").replace("-", "")
    return letters.casefold() if re.fullmatch(r"[A-Z]{2,6}s?", letters) and " " not in name else None


def slips(key: str) -> frozenset[str]:
    """A key and what is left of it without any one letter: two keys one edit apart share one (Garbe 2012, SymSpell)."""
    return frozenset({key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}) if len(key) >= LONG else frozenset()


def near(a: str, b: str) -> bool:
    """Whether two keys of eight letters or more differ by one slip or another
    transliteration (Damerau 1964: a swap is one edit). Symmetric; a key is not near itself."""
    if a == b or min(len(a), len(b)) < LONG or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    shorter, longer = sorted((a, b), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(shorter, longer, strict=False)) if x != y), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return swapped or shorter[at + 1 :] == longer[at + 1 :]
