"""Relations between names side by side, without a word that says them: "Acme's Ann Lee", "Oslo-based Acme"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.reading.relation_arguments import Found
from retold.reading.relation_referents import Referent, Way
from retold.reading.relation_trees import POSSESSIVE, Tree
from retold.types import EntityType
from retold.types.relations import RelationStatus, RelationType

_P, _O, _L = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE
_W, _R = EntityType.WORK, EntityType.PRODUCT
_OWNED: dict[tuple[EntityType, EntityType], tuple[RelationType, bool]] = {
    (_O, _P): (RelationType.POSITION_AT, True),
    (_L, _P): (RelationType.POSITION_AT, True),
    (_P, _O): (RelationType.MEMBER_OF, False),
    (_O, _O): (RelationType.OWNS, False),
    (_P, _W): (RelationType.CREATED, False),
    (_O, _W): (RelationType.CREATED, False),
    (_P, _R): (RelationType.CREATED, False),
    (_O, _R): (RelationType.CREATED, False),
    (_L, _O): (RelationType.BASED_IN, True),
}
"""What "A's B" says by the types of A and B, and whether B is the subject."""
_JOINED: dict[tuple[EntityType, str, EntityType], tuple[RelationType, bool]] = {
    (_P, "of", _O): (RelationType.POSITION_AT, False),
    (_P, "from", _O): (RelationType.POSITION_AT, False),
    (_P, "at", _O): (RelationType.POSITION_AT, False),
    (_P, "of", _L): (RelationType.BASED_IN, False),
    (_P, "from", _L): (RelationType.BASED_IN, False),
    (_O, "in", _L): (RelationType.BASED_IN, False),
    (_O, "of", _L): (RelationType.BASED_IN, False),
    (_W, "by", _P): (RelationType.CREATED, True),
    (_W, "by", _O): (RelationType.CREATED, True),
}
"""What "A of B" says; the last value as before."""
_PARTY = re.compile(
    r"\b(?:Party|Labour|Labor|Tory|Tories|Conservatives?|Lib(?:eral)? Dem(?:ocrat)?s?|Democrats|Republicans|Greens"
    r"|Likud|Sinn F[eé]in|SNP|Ukip|Unionists?)\b",
    re.IGNORECASE,
)
_BASED = frozenset(("based", "headquartered"))


class NamePairs:
    """Finds the relations of neighbouring names of one sentence."""

    def __init__(self, tree: Tree, is_sport: bool) -> None:
        """`is_sport`: whether the article is about sport, so that "Acme's Ann Lee" plays for Acme."""
        self._tree, self._is_sport = tree, is_sport

    def found(self) -> Iterator[Found]:
        for i in range(len(self._tree)):
            if self._tree.chain(i) is not None:
                yield from self._owned(i)
                yield from self._joined(i)
            yield from self._based(i)
            yield from self._held(i)

    def _owned(self, owner: int) -> Iterator[Found]:
        """ "Acme's Ann Lee", also over adjectives and nouns: "Acme's new phone Alto"."""
        tree = self._tree
        if tree.lower(owner + 1) not in POSSESSIVE:
            return
        at = owner + 2
        while at < len(tree) and tree.chain(at) is None and tree.is_left_part(at) and at - owner < 5:
            at += 1
        held, holder = tree.chain(at), tree.chain(owner)
        if held is None or holder is None or tree.lower(at + 1) in POSSESSIVE:
            return
        if holder.type is _P and held.type is _O and tree.relation(at) == "compound":
            return  # "Ann Lee's Twitter account"
        kind = _OWNED.get((holder.type, held.type))
        if holder.type is _P and held.type is _O and not (self._is_sport or _PARTY.search(held.name)):
            return  # "Ann Lee's Acme" may be hers, or the one that she works for
        if holder.type is _L and tree.has_body_between(owner, at):
            return
        if kind is not None:
            if kind[0] is RelationType.POSITION_AT and (self._is_sport or _PARTY.search(holder.name)):
                kind = (RelationType.MEMBER_OF, True)
            gap = "near" if at == owner + 2 else "far"
            yield from self._pair(kind, owner, at, f"{holder.type} 's {held.type} {gap}")

    def _joined(self, first: int) -> Iterator[Found]:
        tree = self._tree
        word, second = tree.lower(first + 1), first + 2
        if tree.lower(second) == "the":
            second += 1
        a, b = tree.chain(first), tree.chain(second)
        if a is None or b is None or tree.lower(second + 1) in POSSESSIVE:
            return
        if word == "at" and (tree.relation(second) == "compound" or tree.lower(second + 1) in ("/", "-")):
            return  # "Ann Lee at the Acme forum"
        kind = _JOINED.get((a.type, word, b.type))
        if kind is not None:
            if kind[0] is RelationType.POSITION_AT and self._is_sport:
                kind = (RelationType.MEMBER_OF, False)
            yield from self._pair(kind, first, second, f"{a.type} {word} {b.type}")

    def _based(self, i: int) -> Iterator[Found]:
        """ "Oslo-based Acme", "Acme, based in Oslo"."""
        tree = self._tree
        if tree.lower(i).lstrip("-") not in _BASED or tree.chain(i) is not None:
            return
        place = i - 1 - (tree.lower(i - 1) == "-")
        if tree.chain(place) is not None:
            at = i + 1
            while at < len(tree) and tree.chain(at) is None and (tree.is_left_part(at) or tree.lower(at) == ","):
                at += 1
            before = tree.before_phrase(place)
            if tree.chain(at) is None and tree.lower(before) == ",":
                at = before - 1
            yield from self._based_pair(at, place, "place based")
        elif tree.lower(i + 1) in ("in", "at"):
            end = tree.phrase_end(i + 2)
            at = i - 1
            while at > 0 and (tree.lower(at) in (",", "is", "was", "are", "which", "also", "now")):
                at -= 1
            yield from self._based_pair(at, next((k for k in range(i + 2, end + 1) if tree.chain(k)), -1), "based in")

    def _held(self, i: int) -> Iterator[Found]:
        """ "Acme-owned Nordair"."""
        owner = i - 1 - (self._tree.lower(i - 1) == "-")
        if self._tree.lower(i).lstrip("-") in ("owned", "controlled"):
            is_joined = self._tree.lower(i).startswith("-") or self._tree.lower(i - 1) == "-"
            end = self._tree.phrase_end(i + 1)
            if is_joined and self._tree.chain(owner) is not None and self._tree.chain(end) is not None:
                yield from self._pair((RelationType.OWNS, False), owner, end, "owned")

    def _based_pair(self, who: int, place: int, shape: str) -> Iterator[Found]:
        subject, where = self._tree.chain(who), self._tree.chain(place)
        if subject is not None and where is not None and where.type is _L and subject.type in (_O, _P):
            yield from self._pair((RelationType.BASED_IN, False), who, place, shape)

    def _pair(self, kind: tuple[RelationType, bool], first: int, second: int, shape: str) -> Iterator[Found]:
        relation, turned = kind
        a, b = self._tree.chain(first), self._tree.chain(second)
        if a is None or b is None or a.id == b.id:
            return
        one, other = Referent(a, Way.NAME, first), Referent(b, Way.NAME, second)
        subject, target = (other, one) if turned else (one, other)
        yield Found(relation, subject, target, RelationStatus.FACT, self._tree.sentence, shape, first)
