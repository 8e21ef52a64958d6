"""Whether a relation is a fact, planned, alleged, denied or past, by the words around the verb or the noun."""

from __future__ import annotations

import re
from datetime import timedelta

from retold.english.lexicon import is_negation
from retold.reading.relation_trees import Tree
from retold.types import Reading, TimeExpression
from retold.types.relations import RelationStatus

_FORMER = frozenset("former ex-wife ex-husband late ex formerly onetime erstwhile retired then-president".split())
_FUTURE = frozenset(("will", "'ll", "’ll", "shall"))
_HYPOTHETICAL = frozenset("could might may should would must can".split())
_PLANNING = re.compile(
    r"(?:plan|agree|want|hope|intend|offer|vow|pledge|promis|seek|propos|aim|expect|schedul|prepar|threaten|wish|consider"
    r"|approv|tapp|nominat|choos|chosen|pick|select|discuss|try|tri|attempt|bid|due|set|decid)\w{0,4}$"
)
_ALLEGING = re.compile(r"(?:alleg|accus|suspect|claim|rumou?r|purport|blam)(?:s|e|ed|es|ing|edly)?$")
_HEARSAY = frozenset("allegedly reportedly purportedly supposedly apparently".split())
_DENYING = re.compile(r"den(?:y|ies|ied|ying)$")
_CONDITION = frozenset(("if", "unless", "whether"))
_SAID = frozenset("said reported believed thought alleged understood rumoured rumored".split())
_NOT_DONE = frozenset("no refused failed unable unlikely unwilling impossible powerless".split())
"""Words right before a verb, or its "to", by which it is not so."""
_UNTIL = frozenset(("until",))
_YEAR = timedelta(days=330)
_REACH = 2
"""Verbs above a verb that say how it holds."""


class Statuses:
    """The statuses of what one sentence says."""

    def __init__(self, reading: Reading, tree: Tree, times: list[TimeExpression]) -> None:
        self._tree = tree
        self._published = reading.article.metadata.published_day
        self._times = times

    def of_verb(self, verb: int, usual: RelationStatus) -> RelationStatus | None:
        """The status of what a verb says; None if it is not said to be so."""
        tree = self._tree
        if self._is_denied(verb):
            return RelationStatus.DENIED
        if self._is_negated(verb) or self._is_hypothetical(verb):
            return None
        if self._is_alleged(verb):
            return RelationStatus.ALLEGED
        if self._is_planned(verb):
            return RelationStatus.PLANNED
        if self._is_earlier(verb):
            return RelationStatus.PAST
        had = any(tree.lower(k) == "had" for k in tree.below(verb, "aux"))
        return RelationStatus.PAST if had else usual

    def of_noun(self, noun: int, usual: RelationStatus) -> RelationStatus | None:
        """The same for what a noun says."""
        tree = self._tree
        near = {tree.lower(k) for k in range(max(0, tree.phrase_start(noun) - 1), noun)}
        if near & _FORMER or any(w.startswith(("ex-", "then-")) for w in near) or tree.lower(noun).startswith("ex-"):
            return RelationStatus.PAST
        if near & _HEARSAY or any(w in ("alleged", "suspected", "purported") for w in near):
            return RelationStatus.ALLEGED
        head = tree.nodes[noun].head
        verb = noun if tree.below(noun, "cop") else head
        if verb >= 0 and (verb == noun or tree.relation(noun) in ("obj", "xcomp")):
            if self._is_negated(verb):
                return RelationStatus.DENIED if self._is_denied(verb) else None
            if verb == noun and any(tree.lower(k) in ("was", "were") for k in tree.below(noun, "cop")):
                return RelationStatus.PAST if self._is_earlier(noun) else usual
            if verb == noun and self._is_hypothetical(verb):
                return None
        if (
            head >= 0
            and tree.lower(head) == "served"
            and tree.relation(noun).startswith(("obl", "advcl", "xcomp", "nmod"))
        ):
            return (
                usual if any(tree.lower(k) in ("has", "have") for k in tree.below(head, "aux")) else RelationStatus.PAST
            )
        if "no" in near or "not" in near or "never" in near or "non" in near:
            return None
        return usual

    def _around(self, verb: int) -> list[int]:
        """A verb and those above it to which it belongs."""
        found = [verb]
        at = verb
        for above in self._tree.above(verb):
            if (
                not self._tree.relation(at).startswith(("xcomp", "ccomp", "conj", "acl", "advcl"))
                or len(found) > _REACH
            ):
                break
            if self._tree.relation(at).startswith(("acl:relcl", "advcl")):
                break
            found.append(above)
            at = above
        return found

    def _is_negated(self, verb: int) -> bool:
        tree = self._tree
        near = [*tree.below(verb, "advmod", "aux", "det"), *(k for k in (verb - 1, verb - 2) if k >= 0)]
        negations = [k for k in near if is_negation(tree.lower(k)) or tree.lower(k) in _NOT_DONE]
        controls = tree.nodes[verb].head
        refuses = tree.relation(verb).startswith("xcomp") and re.match(
            r"(?:refus|fail|declin|deni|stop|avoid|refrain|cancel|abandon|struggl)", tree.lower(controls)
        )
        above = tree.relation(verb).startswith("xcomp") and controls >= 0 and self._is_plainly_negated(controls)
        return bool(negations) or bool(refuses) or above

    def _is_plainly_negated(self, verb: int) -> bool:
        return any(is_negation(self._tree.lower(k)) for k in self._tree.below(verb, "advmod", "aux"))

    def _is_denied(self, verb: int) -> bool:
        around = self._around(verb)[1:]
        return any(_DENYING.match(self._tree.lower(k)) for k in around)

    def _is_hypothetical(self, verb: int) -> bool:
        tree = self._tree
        if any(tree.lower(k) in _HYPOTHETICAL for k in (*tree.below(verb, "aux"), *tree.below(verb, "cop"))):
            return True
        if any(tree.lower(k) in _HYPOTHETICAL for k in range(max(0, verb - 2), verb)):
            return True
        return any(tree.lower(k) in _CONDITION for at in self._around(verb)[:2] for k in tree.below(at, "mark"))

    def _is_alleged(self, verb: int) -> bool:
        tree = self._tree
        around = self._around(verb)
        if any(tree.lower(k) in _HEARSAY for at in around[:2] for k in (*tree.below(at, "advmod"), at - 1)):
            return True
        if any(_ALLEGING.match(tree.lower(k)) for k in around[1:]):
            return True
        said = tree.nodes[verb].head
        if tree.relation(verb).startswith("xcomp") and tree.lower(said) in _SAID:
            return True
        governor = tree.nodes[verb].head  # "accused of killing"
        return tree.relation(verb).startswith(("advcl", "acl", "obl")) and bool(_ALLEGING.match(tree.lower(governor)))

    def _is_planned(self, verb: int) -> bool:
        tree = self._tree
        around = self._around(verb)
        if any(tree.lower(k) in _FUTURE for k in tree.below(verb, "aux")) or tree.lower(verb - 1) in _FUTURE:
            return True
        to = tree.lower(verb - 1) == "to" or any(tree.lower(k) == "to" for k in tree.below(verb, "mark"))
        if to and tree.lower(verb - 2) in ("is", "are", "due", "set", "was"):
            return True
        if to and tree.lower(verb - 3) in ("is", "are") and tree.lower(verb - 2) == "be":
            return True
        to = to or (tree.lower(verb - 1) == "be" and tree.lower(verb - 2) == "to")
        if to and any(tree.lower(k) in ("is", "are") for k in (verb - 3, verb - 2)):
            return True
        return to and any(_PLANNING.match(tree.lower(k)) for k in around[1:])

    def _is_earlier(self, verb: int) -> bool:
        """Whether a time of the sentence lies at least a year before the article."""
        if self._published is None or verb < 0:
            return False
        return any(self._published - t.when.last > _YEAR for t in self._times)
