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

_LEGAL = frozenset("inc incorporated corp corporation ltd limited co company cos plc llc lp sa ag nv bv gmbh group holdings holding se spa oyj asa".split())
_SMALL = frozenset("of the and for de la le du in on to a an & al".split())
_OWN = ("us", "u s", "united states", "uk", "u k", "british", "american")
"""What may stand before a body of its own country: "the U.S. Treasury"."""
_OWNED = re.compile(r"^(?:treasury|congress|senate|house|supreme court|army|navy|air force|marine|state department|justice department|department|securities|federal|environmental|food|patent|postal|coast guard|geological|fish|centers|central|customs|immigration|secret service|trade)\b")


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
    """The key of a name: names with one key and of kinds that fit are one until something speaks against it."""
    text = plain(name)
    text = _aliases().get(text, text)
    if kind is EntityType.PERSON:
        return _person(text) or text
    for country in _OWN:
        rest = text.removeprefix(f"{country} ")
        if rest != text and _OWNED.match(rest):
            text = rest
            break
    words = text.split()
    if kind is not EntityType.PLACE:
        if words and words[0] == "the":
            words = words[1:]
        while len(words) > 1 and (words[-1] in _LEGAL or words[-1] == "and"):
            words = words[:-1]
    text = " ".join(words)
    return _aliases().get(text, text)


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


def near(a: str, b: str) -> bool:
    """Whether two keys differ by a slip or another transliteration: one edit in names of
    eight letters or more, two in those of fourteen (Damerau 1964: a swap is one edit)."""
    if a == b:
        return True
    least = min(len(a), len(b))
    most = 2 if least >= 14 else 1 if least >= 8 else 0
    if abs(len(a) - len(b)) > most or not most or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    return _edits(a, b, most) <= most


def _edits(a: str, b: str, most: int) -> int:
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row_before = row, before
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, row_before[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return row[-1]
