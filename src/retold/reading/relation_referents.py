"""Whom a node of a sentence means: by its name, a demonym, a pronoun, or a noun that stands for a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from retold.english.countries import countries
from retold.english.pronouns import FORMS
from retold.reading.pronouns import known_gender
from retold.reading.relation_trees import POSSESSIVE, Tree
from retold.types import Chain, EntityType, Gender, Reading, Sentence, Span


class Way(StrEnum):
    """How a node means a chain."""

    NAME = "name"
    DEMONYM = "demonym"  # "French"
    PRONOUN = "pronoun"
    EARLIER = "earlier"  # a pronoun or a noun for the only one named in the sentence before
    NOUN = "noun"  # "the company"
    PART = "part"  # "Ann Lee's plans", "Acme shares"


@dataclass(frozen=True, slots=True)
class Referent:
    """A chain that the node at index `node` means."""

    chain: Chain
    way: Way
    node: int


_ORGANIZATION_NOUNS = frozenset(
    """company firm group bank airline carrier agency club team party organisation organization charity ministry
    department university studio label carmaker retailer network station channel newspaper website movement bureau
    association foundation""".split()
)
_COUNTRY_NOUNS = frozenset("country nation state kingdom".split())
_PARTS = frozenset(
    """plan proposal offer decision government army force troop military navy militant insurgent fighter administration
    victory policy rule leadership comment remark suggestion call move approach takeover launch bid handling regime
    official authority police campaign claim statement performance contribution management board""".split()
)
"""Nouns that stand for their owner where somebody opposes, supports or attacks them."""
_THEIR = frozenset(("they", "their", "them"))
_NOT_HERE = frozenset(("her", "his", "its", "their", "he", "she", "it", "him", "they", "them"))


class Names:
    """The names of a reading by sentence, its countries, and the pronouns that it resolves."""

    def __init__(self, reading: Reading) -> None:
        self.body = reading.article.body
        self._by_sentence: defaultdict[int, dict[Span, Chain]] = defaultdict(dict)
        self._countries: dict[str, Chain] = {}
        self.gender: dict[str, Gender] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                self._by_sentence[mention.sentence][mention.span] = chain
            if chain.type is EntityType.PLACE:
                for name in (chain.name, *chain.aliases):
                    self._countries.setdefault(name.casefold().removeprefix("the "), chain)
            gender = known_gender(chain, self.body)
            if gender is not None:
                self.gender[chain.id] = gender
        leading = [c for c in reading.chains if c.type is not EntityType.PERSON][:1]
        self._main = leading[0] if leading and leading[0].type is EntityType.ORGANIZATION else None
        self.leading = {p.span: p.chain for _, p in reading.pronouns if p.chain is not None}
        self._leading_by_sentence = {i: p for i, p in reading.pronouns if p.chain is not None}

    @property
    def main_organization(self) -> Chain | None:
        """The organization that the article is about; None if it is about something else."""
        return self._main

    def in_sentence(self, index: int) -> dict[Span, Chain]:
        return self._by_sentence.get(index, {})

    def country(self, demonym: str) -> Chain | None:
        """The chain of the country of a demonym in lower case."""
        names = countries().get(demonym, ())
        return next((c for name, c in self._countries.items() if name in names), None)

    def leading_antecedent(self, sentence: int, gender: Gender) -> Chain | None:
        """What the resolved pronoun at the beginning of a sentence refers to, if it has that gender."""
        pronoun = self._leading_by_sentence.get(sentence)
        return pronoun.chain if pronoun is not None and pronoun.gender is gender else None


class Referents:
    """Whom the nodes of one sentence mean."""

    def __init__(self, names: Names, tree: Tree) -> None:
        self._names, self.tree = names, tree

    @property
    def _sentence(self) -> Sentence:
        return self.tree.sentence

    def of(self, i: int) -> Referent | None:
        """Whom the node itself means."""
        node = self.tree.nodes[i]
        if node.chain is not None:
            return Referent(node.chain, Way.NAME, i)
        country = self._demonym(i)
        if country is not None:
            return Referent(country, Way.DEMONYM, i)
        if node.lower in _NOT_HERE:
            return self._pronoun(i)
        return self._general(i)

    def of_phrase(self, i: int) -> list[Referent]:
        """Whom the phrase with the head `i` means: also the names in a list, a name that a noun has, an owner."""
        found = self._named(i) or self._apposed_to(i)
        if not found:
            own = self.of(i)
            found = [own] if own is not None else []
        if not found and self.tree.lower(i).rstrip("s") in _PARTS:
            owner = self.owner(i)
            is_of_namesake = (
                owner is not None and self.tree.lower(i) == "administration" and owner.chain.type is EntityType.PERSON
            )  # "the Bush administration" of an article about another Bush
            found = [Referent(owner.chain, Way.PART, owner.node)] if owner is not None and not is_of_namesake else []
        return found + [r for k in self.tree.below(i, "conj") if k > i for r in self._conjunct(k, found)]

    def _conjunct(self, i: int, found: list[Referent]) -> Iterator[Referent]:
        if any(self.tree.below(i, "nsubj", "cop", "aux", "mark")):
            return
        known = {r.chain.id for r in found}
        yield from (r for r in self.of_phrase(i) if r.chain.id not in known)

    def _named(self, i: int) -> list[Referent]:
        """The name at a node, and its list; or the name of a noun: "chipmaker Acme", "its rival, Acme"."""
        tree = self.tree
        at = i
        if tree.chain(i) is None:
            beside = [k for k in tree.below(i, "appos", "flat", "nmod:desc", "compound") if tree.chain(k) is not None]
            after = [k for k in beside if k == i + 1 or (k == i + 2 and tree.lower(i + 1) in (",", "–", "—"))]
            if not after and tree.chain(i + 1) is not None and tree.nodes[i].head == i + 1:
                after = [i + 1]
            if not after:
                return []
            at = after[0]
        chains = [(k, tree.chain(k)) for k in tree.list_from(at)]
        return [Referent(c, Way.NAME, k) for k, c in chains if c is not None]

    def _apposed_to(self, i: int) -> list[Referent]:
        """The name before "Acme, the company that …", if the noun is one for it."""
        tree = self.tree
        if tree.chain(i) is not None or not (_is_kind(tree.lower(i)) or tree.lower(i) in ("man", "woman")):
            return []
        comma = tree.before_phrase(tree.phrase_start(i))
        chain = tree.chain(comma - 1) if comma > 0 and tree.lower(comma) in (",", "–", "—") else None
        return [Referent(chain, Way.NAME, comma - 1)] if chain is not None else []

    def at_end(self, first: int, end: int) -> list[Referent]:
        """Whom a noun phrase from `first` to `end` means, by its last words alone."""
        tree = self.tree
        if tree.lower(end) in POSSESSIVE:  # a quotation or a mark follows
            end -= 1
            found = self.of(end) if end >= first else None
            return [Referent(found.chain, Way.PART, end)] if found is not None else []
        if end < first:
            return []
        if tree.chain(end) is not None:
            chains = [(k, tree.chain(k)) for k in tree.list_from(end)]
            return [Referent(c, Way.NAME, k) for k, c in chains if c is not None]
        return self.of_phrase(end)

    def main_organization(self) -> Chain | None:
        return self._names.main_organization

    def owner(self, noun: int) -> Referent | None:
        """Who owns what a noun says: "Acme's", "its", "French", or the name before it in its phrase."""
        tree = self.tree
        start = tree.phrase_start(noun)
        for i in range(noun - 1, start - 1, -1):
            if tree.lower(i) in POSSESSIVE:
                return self._before_mark(i)
            found = self.of(i) if tree.lower(i) not in _NOT_HERE else None
            if found is not None and found.way in (Way.NAME, Way.DEMONYM):
                return found
        before = start - 1
        if before >= 0 and tree.lower(before) in POSSESSIVE:
            return self._before_mark(before)
        if before >= 0 and tree.lower(before) in ("his", "her", "its", "their"):
            return self.of(before)
        return None

    def _before_mark(self, mark: int) -> Referent | None:
        return self.of(mark - 1) if mark > 0 else None

    def _demonym(self, i: int) -> Chain | None:
        tree = self.tree
        word = tree.nodes[i].span.of(self._names.body)
        if not word[:1].isupper():
            return None
        pair = f"{tree.lower(i - 1)} {tree.lower(i)}"
        if pair in countries():
            return self._names.country(pair)
        if tree.lower(i - 1) in ("north", "south") or f"{tree.lower(i)} {tree.lower(i + 1)}" in countries():
            return None
        return self._names.country(tree.lower(i))

    def _pronoun(self, i: int) -> Referent | None:
        """Who a pronoun is: as the reading says, or the only name before it that fits."""
        node = self.tree.nodes[i]
        if node.span in self._names.leading:
            return Referent(self._names.leading[node.span], Way.PRONOUN, i)
        if node.lower in _THEIR:
            return None
        gender = next(g for g, forms in FORMS.items() if node.lower in forms)
        before = {c.id: c for k in range(i) if (c := self.tree.chain(k)) is not None and self._fits(c, gender)}
        leading = self._names.leading_antecedent(self._sentence.index, gender)
        if leading is not None:
            before[leading.id] = leading
        if before:
            return self._only(before, Way.PRONOUN, i)
        earlier = self._names.in_sentence(self._sentence.index - 1).values()
        return self._only({c.id: c for c in earlier if self._fits(c, gender)}, Way.EARLIER, i)

    def _only(self, chains: dict[str, Chain], way: Way, i: int) -> Referent | None:
        return Referent(next(iter(chains.values())), way, i) if len(chains) == 1 else None

    def _fits(self, chain: Chain, gender: Gender) -> bool:
        if gender is Gender.IT:
            return chain.type in (EntityType.ORGANIZATION, EntityType.PLACE)
        return chain.type is EntityType.PERSON and self._names.gender.get(chain.id, gender) is gender

    def _general(self, i: int) -> Referent | None:
        """What "the company" or "the country" means: the only organization or country named just before."""
        word = self.tree.lower(i)
        kind = _kind(word)
        if kind is None or self.tree.lower(i - 1) != "the" or self.tree.lower(i + 1) == "of":
            return None
        here = {c.id: c for k in range(i) if (c := self.tree.chain(k)) is not None and c.type is kind}
        if here:
            return self._only(here, Way.NOUN, i)
        earlier = self._names.in_sentence(self._sentence.index - 1).values()
        return self._only({c.id: c for c in earlier if c.type is kind}, Way.EARLIER, i)


def _kind(noun: str) -> EntityType | None:
    """The type of what a noun such as "company" or "country" stands for."""
    if noun in _ORGANIZATION_NOUNS:
        return EntityType.ORGANIZATION
    return EntityType.PLACE if noun in _COUNTRY_NOUNS else None


def _is_kind(noun: str) -> bool:
    return _kind(noun) is not None
