"""Who bears a short name or a pronoun: the one full name that it can mean, or nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from retold.types import Chain, EntityType, Span

REACH = 250
"""Code points before a sentence in which the bearers of a pronoun are looked for."""

_KIN = re.compile(
    r"""
    \b(?:
        father|mother|parents?|wife|husband|widow(?:er)?|spouse|partner|fianc[eé]e?|son|daughter|child|children
        |brother|sister|siblings?|twin|uncle|aunt|cousin|nephew|niece|grand\w+|(?:step|half-)\w+|\w+-in-law|namesake|heir
    )s?,?\s+$
    """,
    re.VERBOSE,
)
_TITLES = dict.fromkeys(("Mr", "Sir", "Lord", "King", "Prince"), "he")
_TITLES |= dict.fromkeys(("Mrs", "Ms", "Miss", "Dame", "Lady", "Queen", "Princess"), "she")
_GENDERS = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}


@dataclass(frozen=True, slots=True)
class Context:
    """Where a claim comes from: the place of its sentence in the body, and the names of the article."""

    headline: str
    body: str
    place: Span
    chains: Sequence[Chain]

    def has_other_bearer(self, name: str, short: str, words: Sequence[str]) -> bool:
        """Whether the short form of a name, among the `words` of a sentence, may mean somebody else."""
        pronoun = _titled(short, words)
        if any(not pronoun or gender(n) in (pronoun, "") for n in self._other_names(name, short)):
            return True
        return not pronoun and self._is_later_relative(name, short)

    def _other_names(self, name: str, short: str) -> set[str]:
        """The full names of other people that have the short name in them; words in capitals are credits.

        A form of the same person's name has another given name at most by mistake: "Emperor Hall" has none.
        """
        return {
            n
            for c in self.chains
            if c.type is EntityType.PERSON
            for n in (c.name, *c.aliases)
            if short in n.split() and " " in n and not (_parts(n) <= _parts(name) or _parts(name) <= _parts(n))
            if not any(w.isupper() and len(w) > 3 for w in n.split())
            if name not in (c.name, *c.aliases) or gender(n)
        }

    def _is_later_relative(self, name: str, short: str) -> bool:
        """Whether a name is brought in as a relative after its short form, which is then more likely the other's."""
        first = self.body.find(name)
        if not _KIN.search(self.body[max(0, first - 40) : first]):
            return False
        return bool(re.search(rf"\b{re.escape(short)}\b", f"{self.headline}\n{self.body[:first]}"))

    def is_only_bearer(self, name: str, pronouns: Set[str]) -> bool:
        """Whether no other name of the same kind and gender stands shortly before the sentence of the pronouns."""
        own = next((c for c in self.chains if c.name == name or name in c.aliases), None)
        if own is None:
            return False
        start, is_person = self.place.start - REACH, own.type is EntityType.PERSON
        wanted = {_GENDERS.get(p, "") for p in pronouns} - {""}
        return not any(
            c.id != own.id
            and (c.type is EntityType.PERSON) == is_person
            and (not is_person or not wanted or gender(c.name) in wanted | {""})
            for c in self.chains
            if any(start <= m.span.start < self.place.start for m in c.mentions)
        )


def _titled(short: str, words: Sequence[str]) -> str:
    """The pronoun of the title before a short name: "Mr" gives "he"; empty without one."""
    at = words.index(short)
    before = [w for w in words[max(0, at - 2) : at] if w != "."]
    return _TITLES.get(before[-1], "") if before else ""


def _parts(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower()))


def gender(name: str) -> str:
    """The pronoun that the given name of a full name suggests: "he" or "she"; empty if it suggests none."""
    return _given_names().get(name.split()[0].lower(), "") if " " in name else ""


@lru_cache(maxsize=1)
def _given_names() -> dict[str, str]:
    lines = (files("retold") / "data" / "firstnames.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines)
