"""The table of relations: what current articles say that one entity is or does to another one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

from retold.records.attributed_relations import AttributedRelation
from retold.store.columns import insert
from retold.store.database import Database
from retold.store.text import storable
from retold.types import Span

Days = tuple[float | None, float | None]
"""From the first on, and before the second, in days since 1970; None: no limit."""


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation of an article, between two forms. `number`: its place in the digest.

    `span_start`, `span_end`: the sentence that says it, in the body. `speaker`: the form whose words they are.
    """

    article: int
    number: int
    subject: int
    object: int
    type: str
    status: str
    detail: str
    probability: float
    span_start: int
    span_end: int
    speaker: int | None
    said_by: str


@dataclass(frozen=True, slots=True)
class EntityRelation:
    """A relation of an article, between two entities, by their numbers.

    `evidence`: the sentence that says it. `speaker`: the entity whose words they are. `story`, `telling`, `day`: those
    of the article, by its key.
    """

    subject: int
    object: int
    type: str
    status: str
    detail: str
    probability: float
    evidence: Span
    speaker: int | None
    said_by: str
    article: int
    story: int
    telling: int
    day: float | None


COLUMNS = [field.name for field in fields(RelationRow)]
_values = attrgetter(*COLUMNS)
_SELECT = (
    "SELECT s.entity, o.entity, r.type, r.status, r.detail, r.probability, r.span_start, r.span_end, "
    "v.entity, r.said_by, a.key, a.story, a.telling, a.day "
    "FROM relation r JOIN form s ON s.id = r.subject JOIN form o ON o.id = r.object "
    "LEFT JOIN form v ON v.id = r.speaker JOIN article a ON a.key = r.article WHERE s.entity <> o.entity"
)
"""Names that were joined have no relation to themselves."""


def relation_rows(
    article: int, relations: Sequence[AttributedRelation], forms: Mapping[str, int]
) -> Iterable[RelationRow]:
    """The rows of an article's relations. `forms`: by the id of a chain."""
    for number, relation in enumerate(relations):
        if relation.subject in forms and relation.object in forms:
            yield RelationRow(
                article,
                number,
                forms[relation.subject],
                forms[relation.object],
                relation.type,
                relation.status,
                storable(relation.detail),
                relation.probability,
                relation.evidence.start,
                relation.evidence.end,
                forms.get(relation.speaker or ""),
                storable(relation.said_by),
            )


class RelationTable:
    """Rows of `relation`, joined with the entities of their forms and with their articles."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, rows: Iterable[RelationRow]) -> None:
        """Writes relations."""
        self._db.many(insert("relation", COLUMNS), [_values(row) for row in rows])

    def remove(self, article: int) -> None:
        """Removes the relations of an article."""
        self._db.run("DELETE FROM relation WHERE article = ?", article)

    def of_entities(
        self, entities: Collection[int], others: Collection[int] | None = None, days: Days = (None, None)
    ) -> list[EntityRelation]:
        """The relations of entities, whichever end they are. `others`: only those to one of these."""
        forms = [r[0] for r in self._db.all("SELECT id FROM form WHERE entity = ANY(?)", sorted(entities))]
        return self._at_end("r.subject", forms, ("o.entity", others), days) + [
            relation
            for relation in self._at_end("r.object", forms, ("s.entity", others), days)
            if relation.subject not in entities
        ]

    def latest(self, entity: int, limit: int) -> list[tuple[int, int]]:
        """Subject and object of the relations of an entity in the latest articles, at most `limit` for each end."""
        forms = [r[0] for r in self._db.all("SELECT id FROM form WHERE entity = ?", entity)]
        found: list[tuple[int, int]] = []
        for end in ("subject", "object"):
            sql = (
                f"SELECT s.entity, o.entity FROM (SELECT article, subject, object FROM relation "
                f"WHERE {end} = ANY(?) ORDER BY article DESC LIMIT ?) r "
                "JOIN form s ON s.id = r.subject JOIN form o ON o.id = r.object WHERE s.entity <> o.entity"
            )
            found += [(row[0], row[1]) for row in self._db.all(sql, forms, limit)]
        return found

    def in_articles(self, articles: Collection[int]) -> list[EntityRelation]:
        """The relations in articles."""
        return self._found(" AND r.article = ANY(?)", sorted(articles))

    def all(self) -> list[EntityRelation]:
        """All relations."""
        return self._found("")

    def _at_end(
        self, end: str, forms: Sequence[int], other: tuple[str, Collection[int] | None], days: Days
    ) -> list[EntityRelation]:
        condition, values = f" AND {end} = ANY(?)", list[object]([forms])
        column, entities = other
        if entities is not None:
            condition += f" AND {column} = ANY(?)"
            values.append(sorted(entities))
        for comparison, day in (("a.day >= ?", days[0]), ("a.day < ?", days[1])):
            if day is not None:
                condition += f" AND {comparison}"
                values.append(day)
        return self._found(condition, *values)

    def _found(self, condition: str, *values: object) -> list[EntityRelation]:
        rows = self._db.all(f"{_SELECT}{condition} ORDER BY r.article, r.number", *values)
        with_spans = ((*row[:6], Span(row[6], row[7]), *row[8:]) for row in rows)
        return [EntityRelation(*row) for row in with_spans]
