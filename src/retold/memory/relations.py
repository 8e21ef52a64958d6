"""What articles together say that entities are or do to one another: each relation once, by whose word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from retold.memory.days import ALWAYS, Period, date_of
from retold.memory.entity_ids import entity_id
from retold.memory.evidence import Sentences, source
from retold.records.memory import Attestation, Relationship
from retold.store.articles import ArticleRow, Articles
from retold.store.entities import EntityRow
from retold.store.name_tables import NameTables
from retold.store.relations import EntityRelation
from retold.types import Evidence
from retold.types.relations import MUTUAL

_MUTUAL = frozenset(kind.value for kind in MUTUAL)
RELATIONS = 4
"""Relations that a link shows, at most."""
LATEST, OTHERS = 5000, 200
"""Relations of an entity that tell to whom it is related most, the latest; and how many others are looked at."""
PART = 5000
"""Relations whose articles and names are read at a time, for all relations."""
ATTESTATIONS = 3
"""Articles by whose word a relation is shown, at most."""


@dataclass(frozen=True, slots=True)
class _Group:
    """All places that say one relation. `ends`: the entities, subject and object."""

    ends: tuple[int, int]
    type: str
    status: str
    places: Sequence[EntityRelation]

    @property
    def stories(self) -> int:
        return len({place.story for place in self.places})

    @property
    def tellings(self) -> int:
        return len({place.telling for place in self.places})

    def rank(self) -> tuple[int, int, float, tuple[int, int], str, str]:
        """The order: what most stories say, then most tellings, then the likeliest."""
        likeliest = max(place.probability for place in self.places)
        return (-self.stories, -self.tellings, -likeliest, self.ends, self.type, self.status)

    def attesting(self) -> list[EntityRelation]:
        """One place for each telling, the first published first; undated ones last."""
        in_order = sorted(self.places, key=lambda p: (p.day is None, p.day or 0.0, p.article, -p.probability))
        return list({place.telling: place for place in reversed(in_order)}.values())[::-1][:ATTESTATIONS]


class RelationView:
    """Reads relations. Use it within one reading transaction."""

    def __init__(self, articles: Articles, names: NameTables, sentences: Sentences) -> None:
        self._articles, self._names, self._sentences = articles, names, sentences

    def of(self, entity: int, limit: int) -> tuple[Relationship, ...]:
        """The relations of an entity, those of most stories first.

        Of an entity with very many, those to the others that the latest articles relate to it most often.
        """
        latest = self._names.relations.latest(entity, LATEST)
        others = Counter(other for ends in latest for other in ends if other != entity)
        frequent = {other for other, _ in others.most_common(OTHERS)}
        return self._shown(_groups(self._names.relations.of_entities([entity], frequent))[:limit])

    def between(
        self, centres: Collection[int], others: Collection[int], period: Period = ALWAYS
    ) -> dict[str, tuple[Relationship, ...]]:
        """The relations of `centres` to each of `others`, by the id of the other; of articles of a period."""
        if not others:
            return {}
        places = self._names.relations.of_entities(centres, others, (period.since, period.until))
        by_other: defaultdict[int, list[EntityRelation]] = defaultdict(list)
        for place in places:
            by_other[place.object if place.subject in centres else place.subject].append(place)
        return {entity_id(other): self._shown(_groups(own)[:RELATIONS]) for other, own in by_other.items()}

    def shared(self, articles: Collection[int], limit: int) -> tuple[Relationship, ...]:
        """The relations that at least two tellings among some articles say."""
        groups = [g for g in _groups(self._names.relations.in_articles(articles)) if g.tellings > 1]
        return self._shown(groups[:limit])

    def by_pair(self) -> dict[tuple[str, str], tuple[Relationship, ...]]:
        """All relations, by the ids of their two entities, the lower number first; without sentences."""
        by_pair: defaultdict[tuple[str, str], list[Relationship]] = defaultdict(list)
        groups = _groups(self._names.relations.all())
        for at in range(0, len(groups), PART):
            part = groups[at : at + PART]
            for group, shown in zip(part, self._shown(part, with_sentences=False), strict=True):
                by_pair[entity_id(min(group.ends)), entity_id(max(group.ends))].append(shown)
        return {ends: tuple(own) for ends, own in by_pair.items()}

    def _shown(self, groups: Sequence[_Group], with_sentences: bool = True) -> tuple[Relationship, ...]:
        attesting = [group.attesting() for group in groups]
        places = [place for own in attesting for place in own]
        rows = {row.key: row for row in self._articles.rows(sorted({place.article for place in places}))}
        speakers = {place.speaker for place in places if place.speaker is not None}
        names = self._names.entities.get({end for group in groups for end in group.ends} | speakers)
        return tuple(
            self._relationship(group, [self._attestation(p, rows, names, with_sentences) for p in own], names)
            for group, own in zip(groups, attesting, strict=True)
        )

    def _relationship(self, group: _Group, by: Sequence[Attestation], names: Mapping[int, EntityRow]) -> Relationship:
        subject, object_ = group.ends
        details = Counter(p.detail for p in group.places if p.detail and (p.subject, p.object) == group.ends)
        days = [place.day for place in group.places if place.day is not None]
        return Relationship(
            entity_id(subject),
            names[subject].name,
            group.type,
            entity_id(object_),
            names[object_].name,
            group.status,
            max(details, key=lambda d: (details[d], -len(d), d), default=""),
            date_of(min(days)) if days else None,
            group.stories,
            tuple(by),
        )

    def _attestation(
        self,
        place: EntityRelation,
        rows: Mapping[int, ArticleRow],
        names: Mapping[int, EntityRow],
        with_sentences: bool,
    ) -> Attestation:
        row = rows[place.article]
        evidence: tuple[Evidence, ...] = ()
        if with_sentences:
            exact = place.evidence.of(self._sentences.body(row.key))
            evidence = (Evidence(row.id, place.evidence.start, place.evidence.end, exact),)
        speaker = names.get(place.speaker) if place.speaker is not None else None
        if speaker is None:
            return Attestation(evidence, source(row), None, "", place.said_by)
        return Attestation(evidence, source(row), entity_id(speaker.id), speaker.name, place.said_by)


def _groups(places: Iterable[EntityRelation]) -> list[_Group]:
    """Places that say one relation, together. A mutual relation is given in the direction that most places have."""
    groups: defaultdict[tuple[tuple[int, int], str, str], list[EntityRelation]] = defaultdict(list)
    for place in places:
        ends = (place.subject, place.object)
        if place.type in _MUTUAL:
            ends = (min(ends), max(ends))
        groups[ends, place.type, place.status].append(place)
    found = (_Group(_direction(own), kind, status, own) for (_, kind, status), own in groups.items())
    return sorted(found, key=_Group.rank)


def _direction(places: Iterable[EntityRelation]) -> tuple[int, int]:
    """Subject and object of most places; of equally many, the older entity first."""
    directions = Counter((place.subject, place.object) for place in places)
    return min(directions, key=lambda ends: (-directions[ends], ends))
