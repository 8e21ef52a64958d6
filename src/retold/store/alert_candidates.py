"""Which stories can fit an alert's query, read from the memory's tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from retold.records.alerts import StoryFilter, StoryMember
from retold.store.database import Database
from retold.store.presence import unpacked


class AlertCandidates:
    """Reads stories, their articles and their entities for alerts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def latest(self) -> tuple[int, int]:
        """The number of the memory's last change, and the key of its last article."""
        change = self._db.one("SELECT value FROM meta WHERE name = 'changed'")
        article = self._db.one("SELECT max(key) FROM article")
        return int(change[0]) if change else 0, int(article[0]) if article and article[0] is not None else 0

    def stories(self, since: int, where: StoryFilter) -> list[int]:
        """Stories that changed after the change `since`, and fit. -1: all stories."""
        conditions, values = _conditions(where)
        if since < 0 and where.entities:  # the stories of one entity are few: start from them
            sql = (
                "SELECT s.key FROM presence o CROSS JOIN story s "
                f"WHERE o.entity = ? AND s.key = o.story AND s.changed > ?{conditions}"
            )
            rows = self._db.all(sql, where.entities[0], since, *values)
        else:
            rows = self._db.all(f"SELECT s.key FROM story s WHERE s.changed > ?{conditions}", since, *values)
        return [row[0] for row in rows]

    def stories_of(self, articles: Collection[int], publisher: str = "") -> set[int]:
        """The stories of articles. `publisher`: only of its articles."""
        where, values = (" AND lower(publisher) = lower(?)", [publisher]) if publisher else ("", [])
        sql = f"SELECT DISTINCT story FROM article WHERE key = ANY(?) AND story IS NOT NULL{where}"
        return {row[0] for row in self._db.all(sql, sorted(articles), *values)}

    def members(self, stories: Collection[int], publisher: str = "") -> dict[int, list[StoryMember]]:
        """The articles of stories, the first published first. `publisher`: only its articles."""
        members: dict[int, list[StoryMember]] = {}
        where, values = (" AND lower(publisher) = lower(?)", [publisher]) if publisher else ("", [])
        sql = f"SELECT story, key, id, added FROM article WHERE story = ANY(?){where} ORDER BY day IS NULL, day, id"
        for story, *member in self._db.all(sql, sorted(stories), *values):
            members.setdefault(story, []).append(StoryMember(*member))
        return members

    def days(self, stories: Collection[int]) -> dict[int, float | None]:
        """The first day of stories, in days since 1970; None for a story without a date."""
        return dict(self._db.all("SELECT key, day FROM story WHERE key = ANY(?)", sorted(stories)))

    def entities(self, stories: Collection[int]) -> dict[int, frozenset[int]]:
        """The entities of stories."""
        rows = self._db.all("SELECT key, entities FROM story WHERE key = ANY(?)", sorted(stories))
        return {story: frozenset(unpacked(packed).tolist()) for story, packed in rows}

    def types(self, entities: Collection[int]) -> Mapping[int, str]:
        """The types of entities."""
        return dict(self._db.all("SELECT id, type FROM entity WHERE id = ANY(?)", sorted(entities)))


def _conditions(where: StoryFilter) -> tuple[str, list[object]]:
    """Conditions on `story s`, each after an AND, and their values."""
    conditions: list[str] = []
    values: list[object] = []
    for entity in where.entities:
        conditions.append("EXISTS (SELECT 1 FROM presence p WHERE p.entity = ? AND p.story = s.key)")
        values.append(entity)
    if where.themes is not None:
        conditions.append("EXISTS (SELECT 1 FROM presence p WHERE p.entity = ANY(?) AND p.story = s.key)")
        values.append(sorted(where.themes))
    if where.publisher:
        conditions.append("EXISTS (SELECT 1 FROM article a WHERE a.story = s.key AND lower(a.publisher) = lower(?))")
        values.append(where.publisher)
    if where.kind:
        conditions.append(
            "EXISTS (SELECT 1 FROM article a JOIN appearance p ON p.article = a.key "
            "WHERE a.story = s.key AND p.type = ?)"
        )
        values.append(where.kind)
    return "".join(f" AND {condition}" for condition in conditions), values
