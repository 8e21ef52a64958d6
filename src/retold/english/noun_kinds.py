"""What a common noun names: a person, an organization, or a work or product.

From Open English WordNet (CC BY 4.0): the nouns most of whose senses are in its files for people, groups and
communication (`train/roles.py`), and a few of our own that it lacks.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from retold.english.nouns import can_be, can_be_role
from retold.types import EntityType


class NounKind(StrEnum):
    """What a noun names; the letters are those of `data/nouns.tsv`."""

    PERSON = "p"
    ORGANIZATION = "o"
    WORK = "w"
    NONE = ""


_ORGANIZATIONS = frozenset(
    """airline analysts automaker bank bookmaker broker carmaker chipmaker daily duo firm gang giant insurer journal
    labour maker makers newspaper nonprofit not-for-profit paper parent publisher quartet quintet retailer rival rivals
    startup
    supermarket think-tank thinktank trio tabloid watchdog weekly website""".split()
)
_PERSONS = frozenset(
    """backup center centre chocolatier flanker guard hooker international lock newcomer prop racer replacement safety
    schoolboy schoolgirl tackle youngster""".split()
)
_AFTER_NOUNS = ("elect", "general", "in-chief", "in-law")
"""What stands behind a noun with a hyphen and is none."""
_WORKS = frozenset(
    """album app blockbuster book browser cartoon comedy console daily documentary drama film franchise game hit journal
    magazine movie musical newspaper novel opera paper play programme program series show single sitcom soap software
    song soundtrack system technology thriller track tv video website weekly""".split()
)


@lru_cache(maxsize=1)
def _listed() -> dict[str, str]:
    lines = (files("retold") / "data" / "nouns.tsv").read_text(encoding="utf-8").splitlines()
    return {noun: kinds for kinds, nouns in (line.split("\t") for line in lines) for noun in nouns.split()}


def noun_kinds(noun: str) -> frozenset[NounKind]:
    """All that a noun in the singular or plural may name; empty where it names nothing of these."""
    noun = noun.lower().rstrip(".")
    found = set()
    singular = f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")
    first, _, rest = noun.partition("-")
    for form in (noun, singular, first if rest in _AFTER_NOUNS else "", noun.rpartition("-")[2], first):
        found |= {NounKind(letter) for letter in _listed().get(form, "")}
        if form in _ORGANIZATIONS or can_be(form, EntityType.ORGANIZATION):
            found.add(NounKind.ORGANIZATION)
        if form in _WORKS:
            found.add(NounKind.WORK)
        if form in _PERSONS or can_be_role(form, EntityType.PERSON):
            found.add(NounKind.PERSON)
        if found:
            break
    return frozenset(found)
