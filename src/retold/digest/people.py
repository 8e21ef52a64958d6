"""Names for claims: who is named in each sentence, and the full name, short name and role of each chain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from retold.english.lexicon import FUNCTION_WORDS
from retold.english.name_words import surname
from retold.types import Chain, EntityType, Mention, Reading, Role, Sentence, Span

_ACRONYMS = frozenset(("US", "UK", "UN", "EU", "WHO", "IT", "AI", "AP", "ME", "NATO", "NASA"))


def full_mention(chain: Chain, body: str) -> Mention:
    """The first mention with the full name of a chain."""

    def rank(mention: Mention) -> tuple[bool, int, int]:
        text = mention.span.of(body)
        return not (text.isupper() and len(text) > 5), min(len(text.split()), 4), -mention.span.start

    return max(chain.mentions, key=rank)


class People:
    """Names and roles in one reading."""

    def __init__(self, reading: Reading) -> None:
        self.body = reading.article.body
        self._full = {c.id: full_mention(c, self.body) for c in reading.chains}
        self._chains = {c.id: c for c in reading.chains}
        self._words = frozenset(re.findall(r"[^\W\d_]+", self.body))
        self._name_words = {w.lower() for c in reading.chains for w in c.name.split() if not w.isupper()}
        self._short: dict[str, str | None] = {}
        self._first_of_surname: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for chain in reading.chains:
            if chain.type is EntityType.PERSON and (family := surname(chain.name)):
                self._first_of_surname[family].append((chain.mentions[0].span.start, chain.id))
        for first in self._first_of_surname.values():
            first.sort()
        self._roles = {r.chain: r for r in reading.roles}
        self._mentions: defaultdict[int, list[tuple[str, Mention]]] = defaultdict(list)
        self._first_mentions: defaultdict[int, dict[str, Mention]] = defaultdict(dict)
        for chain in reading.chains:
            if chain.type is EntityType.PERSON:
                for mention in chain.mentions:
                    self._mentions[mention.sentence].append((chain.id, mention))
                    self._first_mentions[mention.sentence].setdefault(chain.id, mention)

    def usual_case(self, word: str) -> str:
        """A word in capitals as the rest of the article writes it; unchanged if it never does."""
        lower = word.lower()
        if word in _ACRONYMS or len(word) < 2:
            return word
        if lower in FUNCTION_WORDS or lower in self._words:
            return lower
        capitalised = word.capitalize()
        if capitalised in self._words or lower in self._name_words:
            return capitalised
        return lower if len(word) > 4 else word

    def first_mentions(self, sentence: Sentence) -> dict[str, Mention]:
        """The first mention in the sentence of each person, by chain id."""
        return self._first_mentions.get(sentence.index, {})

    def first_mentions_left(self, sentence: Sentence, is_cut: Callable[[Span], bool]) -> dict[str, Mention]:
        """The same without the mentions whose place in the body is cut."""
        found: dict[str, Mention] = {}
        for chain, mention in self._mentions.get(sentence.index, ()):
            if not is_cut(mention.span):
                found.setdefault(chain, mention)
        return found

    def full_name(self, chain: str) -> tuple[str, Span]:
        """The full name of a chain, by its id, and its first place in the body."""
        span = self._full[chain].span
        return span.of(self.body), span

    def shares_surname(self, chain: str, place: int) -> bool:
        """Whether the article has named another person with the surname of `chain` before `place` in the body."""
        first = self._first_of_surname.get(surname(self._chains[chain].name), [])
        return any(start < place and other != chain for start, other in first[:2])

    def short_name(self, chain: str) -> str | None:
        """The part of a person's name that the article uses alone, if it does.

        The full name for other types, and for a person who shares the surname with another one.
        """
        if chain not in self._short:
            self._short[chain] = self._find_short_name(chain)
        return self._short[chain]

    def _find_short_name(self, chain: str) -> str | None:
        name = self._full[chain].span.of(self.body)
        if self._chains[chain].type is not EntityType.PERSON or len(self._first_of_surname.get(surname(name), ())) > 1:
            return name
        alone = [m.span.of(self.body) for m in self._chains[chain].mentions]
        return next((a for a in alone if len(a.split()) == 1 and a in name.split() and a != name), None)

    def role(self, chain: str) -> Role | None:
        return self._roles.get(chain)
