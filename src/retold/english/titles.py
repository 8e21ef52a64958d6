"""Titles before the names of people, and words that are no name."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from retold.english import abbreviations
from retold.english.calendar import UNAMBIGUOUS_DATE_NAMES
from retold.english.name_words import PARTICLES

ORGANIZATION_ENDINGS = frozenset(
    """agency airlines airways association authority bank commission committee corp corporation federation
    foundation inc institute llc ltd ministry plc university""".split()
)
"""Last words of names of organizations, never of people."""

HONORIFICS = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady sen senator rep representative gov governor gen general lt
    lieutenant col colonel sgt sergeant capt captain maj major adm admiral cmdr commander president vice prime minister
    chancellor secretary judge justice chief attorney sheikh sheik rev reverend father brother sister bishop archbishop
    cardinal ayatollah emperor empress tsar mayor ambassador congressman congresswoman councillor coach detective
    inspector officer constable rabbi imam chairman chairwoman spokesman spokeswoman premier master speaker
    sheriff""".split()
)
BEFORE_NAMES = (
    HONORIFICS
    | (abbreviations.TITLES - PARTICLES)
    | frozenset(
        """representatives senators governors generals professors doctors ministers judges captains colonels sergeants
    lieutenants majors admirals congressmen congresswomen councillors detectives officers bishops""".split()
    )
)
"""Titles, also cut short and for several people, that stand before a name and are no part of it."""
_RANK_WORDS = frozenset(
    """1st 2nd 3rd first second third class petty warrant lance staff gunnery technical flight wing squadron air vice
    rear brigadier deputy assistant""".split()
)
"""Words inside titles: "1st Lt.", "Petty Officer 2nd Class"."""
REGNAL = frozenset("king queen prince princess pope saint st".split())
"""Titles that are part of the name if only one word follows: "Pope Francis"."""

NOT_NAMES = UNAMBIGUOUS_DATE_NAMES | frozenset(
    """the a an i he she it they we you first second third last next new general chairman jr sr inc ltd corp co et al
    emperor president secretary minister justice judge senator senators player coach dad mum mom god sir madam lord
    congressman today yesterday internet web christmas breaking exclusive photo video image
    editor reporter staff update live watch read spokesman spokeswoman spokesmen
    home congressional parliamentary presidential olympic
    feb apr aug sept sep oct nov dec
    northern southern eastern western northeastern northwestern southeastern southwestern
    european europeans asian asians african africans islamic jewish hispanic hispanics latino latinos""".split()
)
"""Words that are no name when they stand alone, even with a capital."""


@lru_cache(maxsize=1)
def demonyms() -> frozenset[str]:
    """Words for the people and things of a place, such as "british" and "iraqis", in lower case."""
    listed = (files("retold") / "data" / "demonyms.txt").read_text(encoding="utf-8").split()
    return frozenset((*listed, "rican", "ricans"))


def name_start(text: str) -> int:
    """Where the name begins in `text`, a person's name that may have titles before it."""
    words = list(re.finditer(r"\S+", text))
    start = 0
    for i, word in enumerate(words[:-1]):
        plain = word.group().rstrip(".").casefold()
        left = len(words) - i - 1
        is_no_name = plain in NOT_NAMES and plain != "al"  # "Al Gore"
        ends_rank = plain == "class" and start > 0
        if plain in BEFORE_NAMES or is_no_name or ends_rank or (plain in REGNAL and left > 1):
            start = words[i + 1].start()
        elif not (plain in _RANK_WORDS and left > 1):
            break
    return start
