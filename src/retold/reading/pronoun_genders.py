"""What an article and the lists of given names say of the gender of its people."""

from __future__ import annotations

from retold.english.given_names import listed_gender, usual_gender
from retold.english.kinship import KIN, relative
from retold.english.pronouns import GENDERED_TITLES
from retold.reading.pronoun_places import PronounKind
from retold.types import Chain, EntityType, Gender, Reading

GENDERS = {PronounKind.HE: Gender.HE, PronounKind.SHE: Gender.SHE}
"""The kinds of pronoun that stand for people of one gender."""
_WOMEN = "actress woman girl lady businesswoman policewoman spokeswoman chairwoman waitress"
_MEN = "actor man boy gentleman businessman policeman spokesman chairman congressman"
GENDERED_NOUNS = {
    **{word: gender for word, gender in KIN.items() if gender is not None},
    **dict.fromkeys(_WOMEN.split(), Gender.SHE),
    **dict.fromkeys(_MEN.split(), Gender.HE),
}
"""Nouns for people of one gender."""


class Genders:
    """The signs of gender of each person in a reading."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        self._signs: dict[str, dict[str, Gender]] = {}
        for chain in reading.chains:
            if chain.type is EntityType.PERSON:
                self._signs[chain.id] = self._of(chain)

    def _of(self, chain: Chain) -> dict[str, Gender]:
        found: dict[str, Gender] = {}
        for mention in chain.mentions:
            start, end = mention.span
            before = self._body[max(0, start - 16) : start].replace(".", "").split()
            last = before[-1] if before else ""
            title = GENDERED_TITLES.get(last)
            noun = GENDERED_NOUNS.get(relative(self._body, start, end) or last.lower())
            if title is not None:
                found.setdefault("title", title)
            if noun is not None:
                found.setdefault("noun", noun)
        by_name = usual_gender(chain.name) if " " in chain.name else listed_gender(chain.name)
        if by_name is not None:
            found["name" if " " in chain.name else "short"] = by_name
        return found

    def signs(self, chain: Chain) -> dict[str, Gender]:
        """What says a gender: "title", "noun" ("his wife, Ann"), "name", or "short" for a name of one word."""
        return self._signs.get(chain.id, {})

    def contradicts(self, chain: Chain, kind: PronounKind) -> bool:
        """Whether a title, or else the given name, says the other gender."""
        signs = self.signs(chain)
        known = signs.get("title") or signs.get("name")
        return kind in GENDERS and known is not None and known is not GENDERS[kind]
