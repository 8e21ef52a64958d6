"""A relation as found at one place, before it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retold.reading.relation_lexicon import Entry
from retold.reading.relation_referents import Referent
from retold.types import Sentence, Span
from retold.types.relations import RelationStatus, RelationType


@dataclass(frozen=True, slots=True)
class Found:
    """Two referents in a relation, in one sentence.

    `shape`: the way it was found ("verb", "noun self title, owner"). `word`: index of the node that says it.
    `detail`: words of the body that say it more exactly. `extent`: from the first to the last node of it.
    """

    relation: RelationType
    subject: Referent
    object: Referent
    status: RelationStatus
    sentence: Sentence
    shape: str
    word: int
    detail: Span | None = None

    @property
    def extent(self) -> int:
        places = (self.subject.node, self.object.node, self.word)
        return max(places) - min(places)


def pairs(
    entry: Entry, subjects: Iterable[tuple[str, Referent]], objects: Iterable[tuple[str, Referent]]
) -> Iterator[tuple[str, Referent, str, Referent]]:
    """Every subject with every object, with their slots, where the types fit and they are not one chain."""
    held = [(slot, o) for slot, o in objects if o.chain.type in entry.object.types]
    for slot, subject in subjects:
        if subject.chain.type in entry.subject.types:
            for other, target in held:
                if target.chain.id != subject.chain.id:
                    yield slot, subject, other, target
