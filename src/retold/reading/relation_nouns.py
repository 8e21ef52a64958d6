"""Relations that nouns say: "Acme chief executive Ann Lee", "his wife Mia", "its bid for Acme", "win over England"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from retold.english.nouns import can_be_role
from retold.reading.relation_arguments import Found, pairs
from retold.reading.relation_lexicon import Entry, lexicon
from retold.reading.relation_referents import Referent, Referents, Way
from retold.reading.relation_status import Statuses
from retold.reading.relation_trees import AND, COMMAS, POSSESSIVE, Tree
from retold.reading.relation_verbs import subjects
from retold.types import EntityType, Span
from retold.types.relations import RelationType

_Slot = tuple[str, Referent]
_PREPOSITIONS = frozenset("of at for from in to with on over against by into between behind".split())
_BECOMING = frozenset(
    """become becomes became remain remains remained named appointed elected made serve serves served serving work
    works worked working act acts acted crowned is was are were been be""".split()
)
_LIGHT = frozenset(
    """make makes made making launch launches launched raise raised raises hold holds held holding file filed files
    filing open opened opens opening begin began start started announce announced submit submitted increase
    increased earn earned clinch clinched record recorded enjoy enjoyed seal sealed claim claimed complete completed
    secure secured host hosted mount mounted order ordered impose imposed carry carried conduct conducted have has had
    take took taken buy bought own owns owned acquire acquired sell sold built build give gave place placed unveil
    plan planned plans step stepped suffer suffered express expressed pledge pledged offer offered win won celebrate
    attend attended end ended score scored""".split()
)
"""Verbs whose subject does what their object says: "made an offer"."""
_BESIDE_POSITIONS = {RelationType.EMPLOYS, RelationType.POSITION_AT}
"""What else a noun for a position says of other kinds of entities: "Clinton aide", "French president"."""
_OFFICES = frozenset(
    """ceo executive chairman chairwoman manager coach spokesman spokeswoman spokesperson founder boss coordinator
    director captain officer""".split()
)
"""What somebody is in an organization, also where the words do not name it."""
_KINDS = frozenset("company firm unit business group body organisation organization".split())
_LONGEST_PHRASES = 3
"""Prepositional phrases after a noun that are read, at most."""


class Nouns:
    """Finds the relations of the nouns of one sentence."""

    def __init__(self, tree: Tree, referents: Referents, statuses: Statuses) -> None:
        self._tree, self._referents, self._statuses = tree, referents, statuses

    def found(self) -> Iterator[Found]:
        for noun in range(len(self._tree)):
            for entry in self._entries(noun):
                yield from self._relations(noun, entry)

    def _entries(self, noun: int) -> list[Entry]:
        node = self._tree.nodes[noun]
        if node.chain is not None or node.relation in ("aux", "case", "mark", "cop"):
            return []
        known = lexicon().nouns.get(node.lower, [])
        singular = node.lower[:-1] if node.lower.endswith("s") and len(node.lower) > 4 else node.lower
        is_role = can_be_role(node.lower.split("-")[-1], EntityType.PERSON) or can_be_role(singular, EntityType.PERSON)
        roles = lexicon().roles if is_role and not self._is_listed_role(known) else []
        return [*known, *roles]

    def _is_listed_role(self, known: list[Entry]) -> bool:
        """Whether the lexicon says what such a person is to an organization."""
        listed = [a for e in known for a in (e.subject, e.object) if "self" in a.slots]
        return bool(listed) and not {e.relation for e in known} <= _BESIDE_POSITIONS

    def _relations(self, noun: int, entry: Entry) -> Iterator[Found]:
        slots = dict.fromkeys((*entry.subject.slots, *entry.object.slots))
        filled = {slot: list(self._fill(noun, slot)) for slot in slots}
        subjects = [(way, r) for slot in entry.subject.slots for way, r in filled[slot]]
        objects = [(way, r) for slot in entry.object.slots for way, r in filled[slot]]
        if entry.relation is RelationType.POSITION_AT:
            objects = _best_places(objects) or self._understood(noun, subjects)
        if not subjects or not objects:
            return
        status = self._statuses.of_noun(noun, entry.status)
        if status is None:
            return
        is_self = "self" in slots
        for slot, subject, other, target in pairs(entry, subjects, objects):
            shape = f"{slot} {other}"
            found = Found(entry.relation, subject, target, status, self._tree.sentence, shape, noun)
            yield replace(found, detail=self._detail(noun, (subject, target))) if is_self else found

    def _fill(self, noun: int, slot: str) -> Iterator[_Slot]:
        if slot == "self":
            yield from self._selves(noun)
        elif slot == "owner":
            yield from self._owners(noun)
        elif slot == "doer":
            yield from self._doers(noun)
        else:
            for preposition, referents in self._phrases(noun):
                if preposition == slot:
                    yield from ((slot, r) for r in referents)

    def _owners(self, noun: int) -> Iterator[_Slot]:
        owner = self._referents.owner(noun)
        if owner is not None and self._is_of_body(owner, noun):
            return
        if owner is not None:
            marked = any(self._tree.lower(k) in POSSESSIVE for k in range(owner.node, noun))
            yield ("owner" if marked else "before"), owner
            return
        first = self._joined_before(noun)
        if first is not None:
            yield from self._owners(first)

    def _is_of_body(self, owner: Referent, noun: int) -> bool:
        """Whether somebody is in a body of a place, and not in its office: "Brazil's airport authority chief"."""
        return owner.chain.type is EntityType.PLACE and self._tree.has_body_between(owner.node, noun)

    def _joined_before(self, noun: int) -> int | None:
        """The noun before "and" whose owner a noun shares: "Facebook investor and adviser"."""
        before = self._tree.before_phrase(self._tree.phrase_start(noun))
        if before > 0 and self._tree.lower(before) in AND and self._is_role(before - 1):
            return before - 1
        return None

    def _joined_after(self, noun: int) -> int | None:
        """The noun after "and" whose name a noun shares: "the chairman and founder of Acme"."""
        if self._tree.lower(noun + 1) in AND:
            end = self._tree.phrase_end(noun + 2)
            return next((k for k in range(noun + 2, end + 1) if self._is_role(k)), None)
        return None

    def _is_role(self, i: int) -> bool:
        node = self._tree.nodes[i]
        return node.chain is None and (can_be_role(node.lower, EntityType.PERSON) or node.lower in lexicon().nouns)

    def _anchor(self, noun: int) -> int:
        """The noun whose name and phrases are those of `noun`: "company" in "subsidiary company of"."""
        return noun + 1 if self._tree.lower(noun + 1) in _KINDS else noun

    def _phrases(self, noun: int) -> Iterator[tuple[str, list[Referent]]]:
        """The prepositions after a noun and whom their phrases name."""
        joined = self._joined_after(noun)
        at = self._anchor(noun if joined is None else joined) + 1
        for _ in range(_LONGEST_PHRASES):
            preposition = self._tree.lower(at)
            if preposition not in _PREPOSITIONS:
                return
            end = self._tree.phrase_end(at + 1)
            if end <= at:
                return
            named = self._of_phrase_end(at + 1, end)
            yield preposition, named
            at = max([end, *(r.node for r in named)]) + 1

    def _of_phrase_end(self, first: int, end: int) -> list[Referent]:
        tree = self._tree
        if tree.chain(end) is not None:
            chains = [(k, tree.chain(k)) for k in tree.list_from(end)]
            return [Referent(c, Way.NAME, k) for k, c in chains if c is not None]
        own = self._referents.of(end)
        if own is not None:
            return [own]
        owner = next((self._referents.of(k) for k in range(end, first - 1, -1) if tree.chain(k) is not None), None)
        return [Referent(owner.chain, Way.PART, owner.node)] if owner is not None else []

    def _phrases_end(self, noun: int) -> int:
        """The last node of a noun and the phrases after it."""
        at = noun
        for _ in range(_LONGEST_PHRASES):
            if self._tree.lower(at + 1) not in _PREPOSITIONS:
                break
            end = self._tree.phrase_end(at + 2)
            if end <= at + 1:
                break
            at = end
        return at

    def _doers(self, noun: int) -> Iterator[_Slot]:
        owners = list(self._owners(noun))
        yield from (("doer", r) for _, r in owners)
        by = [r for preposition, rs in self._phrases(noun) if preposition == "by" for r in rs]
        yield from (("by", r) for r in by)
        if not owners and not by:
            yield from self._light_doers(noun)

    def _light_doers(self, noun: int) -> Iterator[_Slot]:
        """The subject of the verb above: "made an offer", "clinched it with a win"."""
        tree = self._tree
        head = tree.nodes[noun].head
        if 0 <= head < noun and tree.lower(head) in _LIGHT and tree.relation(noun) in ("obj", "xcomp"):
            yield from (("light", r) for r in subjects(tree, self._referents, head))
        elif tree.lower(tree.before_phrase(tree.phrase_start(noun))) in ("with", "after"):
            above = next((k for k in tree.above(noun) if any(i < k for i in tree.below(k, "nsubj"))), None)
            if above is not None and above < noun:
                yield from (("with", r) for r in subjects(tree, self._referents, above))

    def _selves(self, noun: int) -> Iterator[_Slot]:
        """Whom a noun calls so."""
        tree = self._tree
        noun = self._anchor(noun)
        if tree.chain(noun + 1) is not None:
            names = tree.list_from(noun + 1) if tree.lower(noun).endswith(("s", "children")) else [noun + 1]
            yield from self._named("title", names)
            return
        joined = self._joined_after(noun)
        if joined is not None:
            yield from self._selves(joined)
            return
        start = tree.phrase_start(noun)
        before = tree.before_phrase(start)
        first = self._joined_before(noun)
        if first is not None:
            start = tree.phrase_start(first)
            before = tree.before_phrase(start)
        yield from self._apposed_before(before)
        yield from self._apposed_after(noun, before)
        yield from self._predicated(noun, before)

    def _named(self, way: str, nodes: list[int]) -> Iterator[_Slot]:
        for k in nodes:
            chain = self._tree.chain(k)
            if chain is not None:
                yield way, Referent(chain, Way.NAME, k)

    def _apposed_before(self, before: int) -> Iterator[_Slot]:
        """ "Ann Lee, the chief of …"; over an age: "Ann Lee, 62, chief of …"."""
        tree = self._tree
        if before > 0 and tree.lower(before) in COMMAS:
            at = before - 1
            if tree.lower(at).isdigit() and tree.lower(at - 1) in COMMAS:
                at -= 2
            if at >= 0 and tree.chain(at) is not None:
                yield from self._named("after", [at])

    def _apposed_after(self, noun: int, before: int) -> Iterator[_Slot]:
        """ "Acme's chief, Ann Lee, …"."""
        tree = self._tree
        end = self._phrases_end(noun)
        if tree.lower(end + 1) in (",", "–", "—") and tree.chain(end + 2) is not None:
            name = end + 2
            is_closed = tree.lower(name + 1) in (",", ".", "–", "—", "") or tree.nodes[name].head in range(
                noun, end + 1
            )
            if is_closed and not (before >= 0 and tree.lower(before) in COMMAS and tree.chain(before - 1) is not None):
                names = tree.list_from(name) if tree.lower(noun).endswith("s") else [name]
                yield from self._named("closed" if tree.nodes[name].head == noun else "comma", names)
        elif tree.chain(end + 1) is not None and end > noun and tree.lower(end) not in POSSESSIVE:
            yield from self._named("office", [end + 1])

    def _predicated(self, noun: int, before: int) -> Iterator[_Slot]:
        """ "Ann Lee is the chief of …", "was named as chief", "as chief"."""
        tree = self._tree
        verb = before
        if tree.lower(verb) == "as":
            verb -= 1
            if tree.chain(verb) is not None:
                yield from self._named("as", [verb])
                return
        while verb > 0 and tree.lower(verb) in ("also", "now", "still", "currently", "once", "then"):
            verb -= 1
        if tree.lower(verb) not in _BECOMING:
            return
        head = noun if tree.relation(verb) == "cop" else verb
        found = subjects(tree, self._referents, head) or subjects(tree, self._referents, verb)
        yield from (("is", r) for r in found)

    def _understood(self, noun: int, subjects: list[_Slot]) -> list[_Slot]:
        """The organization of an office that stands without one: the only one named before, or that of the story."""
        offices = {self._tree.lower(noun)} & _OFFICES
        if not offices or not subjects or subjects[0][0] not in ("title", "closed", "comma"):
            return []
        kinds = (EntityType.ORGANIZATION,)
        first = min(noun, subjects[0][1].node)
        here = {c.id: (k, c) for k in range(first) if (c := self._tree.chain(k)) is not None and c.type in kinds}
        if here:
            place, chain = next(iter(here.values()))
            return [("near", Referent(chain, Way.EARLIER, place))] if len(here) == 1 else []
        main = self._referents.main_organization()
        return [("main", Referent(main, Way.EARLIER, noun))] if main is not None else []

    def _detail(self, noun: int, arguments: tuple[Referent, Referent]) -> Span:
        """The noun and the words before it that say more, without the names."""
        tree = self._tree
        start = noun
        taken = {r.node for r in arguments}
        while start > 0 and start - 1 not in taken and tree.is_left_part(start - 1):
            if tree.chain(start - 1) is not None or tree.lower(start - 1) in POSSESSIVE:
                break
            start -= 1
        last = noun
        if tree.lower(noun) == "chief":  # "chief operating officer", of which a tree may hang only the first word here
            after = range(noun + 1, min(noun + 3, len(tree)))
            last = max((i for i in after if tree.lower(i) in ("executive", "officer")), default=noun)
        return Span(tree.nodes[start].span.start, tree.nodes[last].span.end)


def _best_places(objects: list[_Slot]) -> list[_Slot]:
    """Where somebody has a position: an organization after a preposition, else whatever is nearest."""
    after = [o for o in objects if o[0] not in ("owner", "before", "in")]
    organizations = [o for o in after if o[1].chain.type is EntityType.ORGANIZATION]
    if organizations:
        return organizations
    owners = [o for o in objects if o[0] == "owner"]
    return owners or [o for o in objects if o[0] == "before"] + after or objects
