"""Relations that verbs say, by their subjects and objects: active, passive, "founded by", "who owns"."""

from __future__ import annotations

from collections.abc import Iterator

from retold.reading.relation_arguments import Found, pairs
from retold.reading.relation_lexicon import Entry, lexicon
from retold.reading.relation_referents import Referent, Referents, Way
from retold.reading.relation_status import Statuses
from retold.reading.relation_trees import POSSESSIVE, Tree
from retold.types import EntityType

_Slot = tuple[str, Referent]
_RELATIVES = frozenset("who which that".split())
_SHARING = ("conj", "xcomp", "advcl")
"""Relations by which a verb without a subject has that of the verb above it."""
_CLIMB = 3
_BETWEEN = frozenset("has have had also all both then later will would are is was were have been be".split())
"""Words between a subject and its verb."""
_PREPOSITIONS = frozenset("of in on at by for from with to into over against than as like".split())
_NO_VERB = ("amod", "compound", "nmod", "case", "aux", "mark", "cop", "det", "nsubj", "obl", "obj")
_BE = frozenset("is are was were be been being get gets got".split())
_PAST_ENDINGS = ("ed", "en", "ght", "wn", "un", "ne", "ld", "et", "lt", "ot", "ck", "de", "me", "ain", "id")


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether a verb says what is done to its subject."""
    if tree.below(verb, "aux:pass", "nsubj:pass"):
        return True
    at = verb - 1
    while at >= 0 and tree.lower(at).endswith("ly"):
        at -= 1
    if at >= 0 and tree.lower(at) in _BE and not tree.lower(verb).endswith("ing"):
        return True
    return tree.lower(verb + 1) == "by" and tree.lower(verb).endswith(_PAST_ENDINGS) and not tree.below(verb, "obj")


def subjects(tree: Tree, referents: Referents, verb: int, climbed: int = 0) -> list[Referent]:
    """Whom the subject of a verb or of a predicate means, in the tree; the verb above may have it."""
    own = [k for k in tree.below(verb, "nsubj") if k < verb]
    if own:
        at = own[-1]
        return antecedents(tree, referents, at, verb) if tree.lower(at) in _RELATIVES else referents.of_phrase(at)
    beside = _name_before(tree, verb)
    if beside:
        return beside
    relation, above = tree.relation(verb), tree.nodes[verb].head
    if above < 0 or climbed >= _CLIMB:
        return []
    if relation.startswith("acl"):
        relative = next((k for k in range(verb - 1, max(verb - 5, -1), -1) if tree.lower(k) in _RELATIVES), None)
        if relative is not None:
            return antecedents(tree, referents, relative, verb)
        return referents.of_phrase(above) if tree.lower(verb).endswith("ing") and above == verb - 1 else []
    if not relation.startswith(_SHARING):
        return []
    if any(tree.lower(k) in ("if", "unless") for k in tree.below(verb, "mark")):
        return []
    if relation.startswith("xcomp") and any(referents.of(k) for k in tree.below(above, "obj", "iobj")):
        return [r for k in tree.below(above, "obj", "iobj") for r in referents.of_phrase(k)]
    return subjects(tree, referents, above, climbed + 1)


def antecedents(tree: Tree, referents: Referents, relative: int, verb: int) -> list[Referent]:
    """Whom "who" or "which" stands for: the name just before it that fits, or what its clause hangs from."""
    before = relative - 1 - (tree.lower(relative - 1) == ",")
    is_person = tree.lower(relative) == "who"
    if before >= 0:
        chain = tree.chain(before)
        if chain is not None and (tree.lower(relative) == "that" or (chain.type is EntityType.PERSON) is is_person):
            return [Referent(chain, Way.NAME, before)]
        named = referents.of_phrase(before) if tree.relation(before) not in ("punct", "case") else []
        if named:
            return named
    above = tree.nodes[verb].head
    return referents.of_phrase(above) if 0 <= above < verb and tree.relation(verb).startswith("acl") else []


def _name_before(tree: Tree, verb: int) -> list[Referent]:
    """The name that stands directly before a verb whose subject the tree does not show, with its list."""
    at = verb - 1
    while at >= 0 and (tree.lower(at) in _BETWEEN or tree.lower(at).endswith("ly")):
        at -= 1
    if at < 0 or tree.chain(at) is None:
        return []
    before = tree.before_phrase(tree.phrase_start(at))
    if tree.relation(before) == "case" or tree.lower(before) in _PREPOSITIONS:
        return []
    first = next(
        (k for k in range(max(0, at - 6), at + 1) if tree.chain(k) is not None and at in tree.list_from(k)), at
    )
    chains = [(k, tree.chain(k)) for k in tree.list_from(first)]
    return [Referent(c, Way.NAME, k) for k, c in chains if c is not None]


class Verbs:
    """Finds the relations of the verbs of one sentence."""

    def __init__(self, tree: Tree, referents: Referents, statuses: Statuses) -> None:
        self._tree, self._referents, self._statuses = tree, referents, statuses

    def found(self) -> Iterator[Found]:
        for verb, node in enumerate(self._tree.nodes):
            if node.chain is None and self._may_be_verb(verb):
                for entry in lexicon().verbs.get(node.lower, []):
                    if not entry.particle or self._has_particle(verb, entry.particle):
                        yield from self._relations(verb, entry)

    def _may_be_verb(self, i: int) -> bool:
        tree = self._tree
        if not tree.relation(i).startswith(_NO_VERB) or tree.below(i, "obj", "aux", "nsubj", "obl:agent"):
            return True
        return tree.lower(i).endswith("ed") and bool(_name_before(tree, i))

    def _has_particle(self, verb: int, particle: str) -> bool:
        return any(self._tree.lower(k) == particle for k in (verb + 1, verb + 2, *self._tree.below(verb, "compound")))

    def _relations(self, verb: int, entry: Entry) -> Iterator[Found]:
        passive = is_passive(self._tree, verb)
        filled: list[list[_Slot]] = [
            [(s, r) for slot in argument.slots for s, r in self._fill(verb, slot, passive, entry.particle)]
            for argument in (entry.subject, entry.object)
        ]
        if not filled[0] or not filled[1]:
            return
        status = self._statuses.of_verb(verb, entry.status)
        if status is None:
            return
        for slot, subject, other, target in pairs(entry, *filled):
            shape = f"verb {slot} {other}" + (" passive" if passive else "")
            yield Found(entry.relation, subject, target, status, self._tree.sentence, shape, verb)

    def _fill(self, verb: int, slot: str, passive: bool, particle: str) -> Iterator[_Slot]:
        if slot == "subject":
            found = self._agents(verb) if passive else subjects(self._tree, self._referents, verb)
        elif slot == "object":
            found = self._patients(verb) if passive else self._objects(verb, particle)
        else:
            found = self._after_preposition(verb, slot)
        yield from ((slot, r) for r in found)

    def _after_preposition(self, verb: int, preposition: str) -> list[Referent]:
        tree = self._tree
        at = next((k for k in (verb + 1, verb + 2) if tree.lower(k) == preposition), None)
        if at is not None:
            beside = self._referents.at_end(at + 1, tree.phrase_end(at + 1))
            if beside:
                return beside
        return [r for case, k in tree.prepositions(verb) if case == preposition for r in self._referents.of_phrase(k)]

    def _agents(self, verb: int) -> list[Referent]:
        tree = self._tree
        if tree.lower(verb + 1) == "by":
            beside = self._referents.at_end(verb + 2, tree.phrase_end(verb + 2))
            if beside:
                return beside
        return [r for case, k in tree.prepositions(verb) if case == "by" for r in self._referents.of_phrase(k)]

    def _patients(self, verb: int) -> list[Referent]:
        """Whom the subject of a passive verb means, or the noun before a participle: "Acme, founded by …"."""
        tree = self._tree
        own = [k for k in tree.below(verb, "nsubj") if k < verb]
        if own:
            return subjects(tree, self._referents, verb)
        above = tree.nodes[verb].head
        before = verb - 1 - (tree.lower(verb - 1) == ",")
        if tree.chain(before) is not None and not any(tree.lower(k) in _BE for k in (verb - 1, verb - 2)):
            return self._referents.of_phrase(before)
        if above >= 0 and tree.relation(verb).startswith("acl") and above < verb:
            named = self._referents.of_phrase(above)
            if named:
                return named
        return subjects(tree, self._referents, verb)

    def _objects(self, verb: int, particle: str) -> list[Referent]:
        tree = self._tree
        own = [k for k in tree.below(verb, "obj", "iobj") if k > verb and tree.lower(k + 1) not in POSSESSIVE]
        found = [r for k in own for r in self._referents.of_phrase(k)]
        if found:
            return found
        first = verb + 1
        while first < len(tree) and (tree.lower(first) == particle or tree.lower(first).endswith("ly")):
            first += 1
        return self._referents.at_end(first, tree.phrase_end(first))
