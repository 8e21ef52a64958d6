"""The table of entities, and the articles and stories on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retold.store.columns import columns
from retold.store.database import Database
from retold.store.forms import FormTable

FREQUENT = 2000
"""Stories of an entity above which its articles are searched along their days."""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity. `id`: the id of its first form; `name`, `type`: its best ones; `stories`: how many stories have it."""

    id: int
    name: str
    type: str
    stories: int


_SELECT = f"SELECT {columns(EntityRow)} FROM entity "


class EntityTable:
    """Rows of `entity`, alone and joined with articles and stories."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._forms = FormTable(database)

    def put(self, entity: int, name: str, kind: str) -> None:
        """Writes the name and type of an entity; adds it if it is new."""
        self._db.run(
            "INSERT INTO entity (id, name, type, stories) VALUES (?, ?, ?, 0) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type",
            entity, name, kind,
        )  # fmt: skip

    def remove(self, entity: int) -> None:
        """Removes an entity that has no form left."""
        self._db.run("DELETE FROM entity WHERE id = ?", entity)

    def get(self, ids: Collection[int]) -> dict[int, EntityRow]:
        """Entities by id. An id without an entity is left out."""
        return {
            row.id: row for row in (EntityRow(*r) for r in self._db.all(_SELECT + "WHERE id = ANY(?)", sorted(ids)))
        }

    def by_stories(self, kind: str, after: tuple[int, int], limit: int) -> list[EntityRow]:
        """Entities with stories, the ones with most stories first. Topics need at least two stories.

        `kind`: a type, "" for all. `after`: stories and id of the last entity of the part before.
        """
        stories, number = after
        where = "stories > 0 AND (type <> 'topic' OR stories > 1) AND stories <= ? AND (stories < ? OR id > ?)"
        values: list[object] = [stories, stories, number]
        if kind:
            where += " AND type = ?"
            values.append(kind)
        sql = f"{_SELECT}WHERE {where} ORDER BY stories DESC, id LIMIT ?"
        return [EntityRow(*r) for r in self._db.all(sql, *values, limit)]

    def alike(self, plain: str, limit: int) -> list[EntityRow]:
        """Entities with a form that begins or ends with a name, or differs from it by a slip; most stories first.

        `plain`: the name as `corpus.names.plain` gives it.
        """
        words = plain.split()
        blocks = [
            f"> {plain}",
            f"< {plain}",
            f"~ {plain}",
            *(f"= {w}" for w in (plain, *words)),
            *(f"> {w}" for w in words),
            *(f"~ {plain[:i]}{plain[i + 1 :]}" for i in range(len(plain))),
        ]
        forms = {form for ids in self._forms.in_blocks(blocks).values() for form in ids}
        entities = self.get({f.entity for f in self._forms.get(forms)}) if forms else {}
        return sorted((e for e in entities.values() if e.stories), key=lambda e: (-e.stories, e.id))[:limit]

    def shared_stories(self, entities: Sequence[int], days: tuple[float | None, float | None], limit: int) -> list[int]:
        """Stories that have all of the entities, the latest key first.

        `days`: days since 1970; only stories that end on the first or later and begin before the second.
        """
        rows = self.get(entities)
        rarest, *others = sorted(set(entities), key=lambda e: rows[e].stories if e in rows else 0)
        sql = "SELECT p.story FROM presence p JOIN story s ON s.key = p.story WHERE p.entity = ?"
        values: list[object] = [rarest]
        for other in others:
            sql += " AND EXISTS (SELECT 1 FROM presence q WHERE q.entity = ? AND q.story = p.story)"
            values.append(other)
        for condition, day in ((" AND s.end_day >= ?", days[0]), (" AND s.day < ?", days[1])):
            if day is not None:
                sql += condition
                values.append(day)
        return [r[0] for r in self._db.all(f"{sql} ORDER BY p.story DESC LIMIT ?", *values, limit)]

    def dates(self, entity: EntityRow) -> tuple[str | None, str | None, int]:
        """When the first and the last article on an entity was published (RFC 3339 or None), and how many there are."""
        forms = self._form_ids(entity)
        row = self._db.one("SELECT count(DISTINCT article) FROM appearance WHERE form = ANY(?)", forms)
        ends = []
        for direction in ("", " DESC"):
            sql = f"SELECT a.published {_articles_on(entity)} AND a.day IS NOT NULL ORDER BY a.day{direction} LIMIT 1"
            found = self._db.one(sql, forms)
            ends.append(found[0] if found else None)
        return ends[0], ends[1], int(row[0]) if row else 0

    def latest_articles(self, entity: EntityRow, limit: int) -> list[int]:
        """Articles on an entity, the latest published first, undated ones last."""
        forms, sql = self._form_ids(entity), f"SELECT a.key {_articles_on(entity)}"
        by_day = f"{sql} AND a.day IS NOT NULL ORDER BY a.day DESC, a.key DESC LIMIT ?"
        dated = [r[0] for r in self._db.all(by_day, forms, limit)]
        if len(dated) == limit:
            return dated
        undated = f"{sql} AND a.day IS NULL ORDER BY a.key DESC LIMIT ?"
        return dated + [r[0] for r in self._db.all(undated, forms, limit - len(dated))]

    def _form_ids(self, entity: EntityRow) -> list[int]:
        return [r[0] for r in self._db.all("SELECT id FROM form WHERE entity = ?", entity.id)]


def _articles_on(entity: EntityRow) -> str:
    """FROM and WHERE for articles `a` with any form of a list.

    A frequent entity is in so many articles that a walk along the days soon finds one. A rare one is found by its
    appearances.
    """
    if entity.stories > FREQUENT:
        return (
            "FROM article a WHERE a.current = 1 "
            "AND EXISTS (SELECT 1 FROM appearance p WHERE p.form = ANY(?) AND p.article = a.key)"
        )
    return "FROM article a WHERE a.key IN (SELECT p.article FROM appearance p WHERE p.form = ANY(?))"
