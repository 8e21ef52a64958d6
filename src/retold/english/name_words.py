"""Words inside names: endings of companies, particles, small words, and other names of countries."""

from __future__ import annotations

CORPORATE_ENDINGS = frozenset(
    "inc corp corporation ltd limited co company plc llc lp sa ag nv gmbh group holdings".split()
)
SMALL_WORDS = frozenset("of the and for de la le du in on to a an & al".split())
"""Words of a name without an initial in its acronym."""
PARTICLES = frozenset(
    """von van der den de del della di da das dos do du le la les los las el al bin ibn abu ben ter ten te zu zum zur
    af av san vom dell dal degli delle vander""".split()
)
"""Words before a surname that belong to it."""
SUFFIXES = frozenset("jr sr ii iii iv".split())
"""Words after a surname that tell a son from his father."""
COUNTRY_INITIALS = frozenset("us uk eu un".split())
"""Words that an acronym may leave out: "SEC" is the "US Securities and Exchange Commission"."""
GENERIC_WORDS = frozenset(
    """united national american british european international world new north south east west central royal
    federal general university college ministry department house bank state city county council court supreme
    high democratic republican people first great saint san los las el st fort port mount lake university
    foreign white black red blue global public social free air art us uk chinese russian french german indian
    japanese english the""".split()
)
"""First words of so many names that one alone is short for none of them."""

DIVIDED_COUNTRIES = frozenset(("korea", "sudan", "yemen", "vietnam"))
"""Countries whose halves newspapers call "the North" and "the South"."""

_OTHER_NAMES = {
    "united states": ("us", "usa", "america", "united states of america"),
    "united kingdom": ("uk", "britain", "great britain"),
    "european union": ("eu",),
    "united nations": ("un",),
    "united arab emirates": ("uae",),
    "north korea": ("n korea", "dprk", "democratic peoples republic of korea", "democratic people republic of korea"),
    "south korea": ("s korea", "republic of korea"),
    "saudi arabia": ("kingdom of saudi arabia",),
    "china": ("prc", "peoples republic of china"),
    "russia": ("russian federation",),
    "ivory coast": ("cote divoire",),
    "czech republic": ("czechia",),
    "los angeles": ("la",),
    "new york city": ("nyc",),
    "washington dc": ("washington d c", "washington, dc"),
}
PLACE_ALIASES = {alias: name for name, aliases in _OTHER_NAMES.items() for alias in aliases}
"""Other names of well-known places, in lower case, with the usual one."""

_PARTIES = {
    "democratic party": ("democrats", "democrat", "democratic", "dems"),
    "republican party": ("republicans", "republican", "gop"),
    "conservative party": ("conservatives", "conservative", "tory party", "tories", "tory"),
    "labour party": ("labour",),
    "liberal democrats": ("liberal democrat", "liberal democrat party", "lib dems", "lib dem"),
}
PARTY_ADJECTIVES = frozenset("democratic republican conservative tory".split())
PARTY_ALIASES = {alias: name for name, aliases in _PARTIES.items() for alias in aliases}
"""Words for the members of a party and what is theirs, in lower case, with the name of the party."""


def surname(name: str) -> str:
    """The last word of a person's name before "Jr." and its kind, in lower case; "" for a name of one word."""
    words = [w.strip(".,").casefold() for w in name.split()]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return words[-1] if len(words) > 1 else ""
