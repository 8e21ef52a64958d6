"""Titles that stand before persons' names, and words that are no name alone."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

HONORIFICS = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady sen senator rep representative gov governor gen general lt
    lieutenant col colonel sgt sergeant capt captain maj major adm admiral cmdr commander president vice prime minister
    chancellor secretary judge justice chief attorney sheikh sheik rev reverend father brother sister bishop archbishop
    cardinal ayatollah imam emperor empress tsar mayor ambassador congressman congresswoman councillor coach detective
    inspector officer constable chairman chairwoman spokesman spokeswoman premier master""".split()
)
REGNAL = frozenset("king queen prince princess pope saint st".split())
"""Titles that belong to the name where only one word follows: "Pope Francis"."""

NEVER = frozenset(
    """the a an i he she it they we you first second third last next new general chairman jr sr inc ltd corp co et al
    emperor president secretary minister justice judge senator senators player coach dad mum mom god sir madam lord
    congressman today yesterday internet web monday tuesday wednesday thursday friday saturday sunday january february
    march april june july august september october november december christmas breaking exclusive photo video image
    editor reporter staff update live watch read""".split()
)
"""Words that alone name nobody, whatever their capital says."""


@lru_cache(maxsize=1)
def demonyms() -> frozenset[str]:
    """ "British", "Iraqis" …: words for people and things of a place, in lower case."""
    listed = (files("retold") / "data" / "demonyms.txt").read_text(encoding="utf-8").split()
    return frozenset((*listed, "rican", "ricans"))


def untitled(text: str) -> int:
    """Where the name itself begins in `text`, a person's name with titles before it."""
    words = list(re.finditer(r"\S+", text))
    start = 0
    for i, word in enumerate(words[:-1]):
        plain = word.group().rstrip(".").casefold()
        left = len(words) - i - 1
        if plain in HONORIFICS or plain in NEVER or (plain in REGNAL and left > 1):
            start = words[i + 1].start()
        else:
            break
    return start
