"""Relations that verbs say, by their subjects and objects: active, passive, "founded by", "who owns"."""

from __future__ import annotations

from collections.abc import Iterator

from retold.reading.relation_arguments import Found, pairs
from retold.reading.relation_lexicon import Entry, lexicon
from retold.reading.relation_referents import Referent, Referents
from retold.reading.relation_status import Statuses
from retold.reading.relation_trees import Tree

_Slot = tuple[str, Referent]
_RELATIVES = frozenset("who which that".split())
_SHARING = ("conj", "xcomp", "advcl")
"""Relations by which a verb without a subject has that of the verb above it."""
_CLIMB = 3
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
    """Whom the subject of a verb means, in the tree; the verb above may have it."""
    own = [k for k in tree.below(verb, "nsubj") if k < verb]
    if own:
        at = own[-1]
        if tree.lower(at) in _RELATIVES:
            above = tree.nodes[verb].head
            return referents.of_phrase(above) if 0 <= above < verb else []
        return referents.of_phrase(at)
    relation, above = tree.relation(verb), tree.nodes[verb].head
    if above < 0 or climbed >= _CLIMB:
        return []
    if relation.startswith("acl"):
        relative = any(tree.lower(k) in _RELATIVES for k in range(max(above, 0) + 1, verb)) and above < verb
        plain = tree.lower(verb).endswith("ing") and above == verb - 1
        return referents.of_phrase(above) if relative or plain else []
    if not relation.startswith(_SHARING) or is_passive(tree, above) != is_passive(tree, verb):
        return []
    if relation.startswith("advcl") and any(tree.lower(k) in ("if", "unless") for k in tree.below(verb, "mark")):
        return []
    if relation.startswith("xcomp") and any(referents.of(k) for k in tree.below(above, "obj", "iobj")):
        return [r for k in tree.below(above, "obj", "iobj") for r in referents.of_phrase(k)]
    return subjects(tree, referents, above, climbed + 1)


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
        return not tree.relation(i).startswith(_NO_VERB) or bool(tree.below(i, "obj", "aux", "nsubj", "obl:agent"))

    def _has_particle(self, verb: int, particle: str) -> bool:
        return any(self._tree.lower(k) == particle for k in (verb + 1, verb + 2, *self._tree.below(verb, "compound")))

    def _relations(self, verb: int, entry: Entry) -> Iterator[Found]:
        passive = is_passive(self._tree, verb)
        filled: list[list[_Slot]] = []
        for argument in (entry.subject, entry.object):
            filled.append([(s, r) for slot in argument.slots for s, r in self._fill(verb, slot, passive)])
        if not filled[0] or not filled[1]:
            return
        status = self._statuses.of_verb(verb, entry.status)
        if status is None:
            return
        for slot, subject, other, target in pairs(entry, *filled):
            shape = f"verb {slot} {other}" + (" passive" if passive else "")
            yield Found(entry.relation, subject, target, status, self._tree.sentence, shape, verb)

    def _fill(self, verb: int, slot: str, passive: bool) -> Iterator[_Slot]:
        if slot == "subject":
            found = self._agents(verb) if passive else subjects(self._tree, self._referents, verb)
        elif slot == "object":
            found = self._patients(verb) if passive else self._objects(verb)
        else:
            at = [k for case, k in self._tree.prepositions(verb) if case == slot]
            found = [r for k in at for r in self._referents.of_phrase(k)]
        yield from ((slot, r) for r in found)

    def _agents(self, verb: int) -> list[Referent]:
        tree = self._tree
        at = [k for case, k in tree.prepositions(verb) if case == "by"]
        if not at and tree.lower(verb + 1) == "by":
            at = [tree.phrase_end(verb + 2)]
        return [r for k in at if k < len(tree) for r in self._referents.of_phrase(k)]

    def _patients(self, verb: int) -> list[Referent]:
        """Whom the subject of a passive verb means, or the noun before a participle: "Acme, founded by …"."""
        tree = self._tree
        own = [k for k in tree.below(verb, "nsubj") if k < verb]
        above = tree.nodes[verb].head
        if not own and above >= 0 and tree.relation(verb).startswith("acl") and above < verb:
            return self._referents.of_phrase(above)
        if own and tree.lower(own[-1]) in _RELATIVES and 0 <= above < verb:
            return self._referents.of_phrase(above)
        if not own:
            return subjects(tree, self._referents, verb)
        return self._referents.of_phrase(own[-1])

    def _objects(self, verb: int) -> list[Referent]:
        return [r for k in self._tree.below(verb, "obj", "iobj") if k > verb for r in self._referents.of_phrase(k)]
