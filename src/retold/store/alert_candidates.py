"""Stories that an alert may match."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from retold.store.changes import last_change
from retold.store.database import Database
from retold.store.presence import unpacked


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story, as matching needs it. `added`: when it was kept, RFC 3339."""

    key: int
    id: str
    added: str


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """Conditions on stories: all of `entities`, one of `themes` (None: any story), a publisher, a type of entity."""

    entities: tuple[int, ...] = ()
    themes: tuple[int, ...] | None = None
    publisher: str = ""
    kind: str = ""


class AlertCandidates:
    """Reads stories that fit an alert, and what matching needs of them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def now(self) -> tuple[int, int]:
        """The number of the memory's last change, and the key of its last article."""
        article = self._db.one("SELECT max(key) FROM article")
        return last_change(self._db), int(article[0]) if article and article[0] is not None else 0

    def stories(self, since: int, where: StoryFilter) -> list[int]:
        """Stories that fit and changed after change `since`; -1: all."""
        conditions, values = _conditions(where)
        if since < 0 and where.entities:  # all stories of an entity: found by the entity, not by the change
            sql = (
                "SELECT s.key FROM presence o CROSS JOIN story s "
                f"WHERE o.entity = ? AND s.key = o.story AND s.changed > ?{conditions}"
            )
            return [r[0] for r in self._db.all(sql, where.entities[0], since, *values)]
        sql = f"SELECT s.key FROM story s WHERE s.changed > ?{conditions}"
        return [r[0] for r in self._db.all(sql, since, *values)]

    def of_articles(self, articles: Collection[int], publisher: str = "") -> set[int]:
        """The stories of articles; with `publisher`, only of that publisher's articles."""
        by, values = _by_publisher(publisher)
        sql = f"SELECT DISTINCT story FROM article WHERE key = ANY(?) AND story IS NOT NULL{by}"
        return {r[0] for r in self._db.all(sql, sorted(articles), *values)}

    def with_seen_articles(self, alert: int, since: int) -> list[int]:
        """Stories that changed after change `since` and have an article that the alert has seen."""
        # CROSS JOIN fixes the order: few stories change between two looks, and an alert has seen many articles.
        # SQLite cannot know that.
        sql = (
            "SELECT DISTINCT s.key FROM story s CROSS JOIN article a CROSS JOIN alert_article t "
            "WHERE s.changed > ? AND a.story = s.key AND t.article = a.id AND t.alert = ?"
        )
        return [r[0] for r in self._db.all(sql, since, alert)]

    def members(self, stories: Collection[int], publisher: str = "") -> dict[int, list[StoryMember]]:
        """The articles of stories, the first published first; with `publisher`, only that publisher's articles."""
        members: dict[int, list[StoryMember]] = {}
        by, values = _by_publisher(publisher)
        sql = f"SELECT story, key, id, added FROM article WHERE story = ANY(?){by} ORDER BY day IS NULL, day, id"
        for story, key, article, added in self._db.all(sql, sorted(stories), *values):
            members.setdefault(story, []).append(StoryMember(key, article, added))
        return members

    def days(self, stories: Collection[int]) -> dict[int, float | None]:
        """The first day of stories (days since 1970)."""
        return dict(self._db.all("SELECT key, day FROM story WHERE key = ANY(?)", sorted(stories)))

    def entities(self, stories: Collection[int]) -> dict[int, frozenset[int]]:
        """The entities of stories."""
        rows = self._db.all("SELECT key, entities FROM story WHERE key = ANY(?)", sorted(stories))
        return {story: frozenset(unpacked(entities).tolist()) for story, entities in rows}

    def types(self, entities: Collection[int]) -> Mapping[int, str]:
        """The types of entities."""
        return dict(self._db.all("SELECT id, type FROM entity WHERE id = ANY(?)", sorted(entities)))


def _by_publisher(publisher: str) -> tuple[str, list[str]]:
    return (" AND lower(publisher) = lower(?)", [publisher]) if publisher else ("", [])


def _conditions(where: StoryFilter) -> tuple[str, list[object]]:
    """Conditions on `story s`, each after an AND, and their values."""
    parts: list[str] = []
    values: list[object] = []
    for entity in where.entities:
        parts.append("EXISTS (SELECT 1 FROM presence p WHERE p.entity = ? AND p.story = s.key)")
        values.append(entity)
    if where.themes is not None:
        parts.append("EXISTS (SELECT 1 FROM presence p WHERE p.entity = ANY(?) AND p.story = s.key)")
        values.append(sorted(where.themes))
    if where.publisher:
        parts.append("EXISTS (SELECT 1 FROM article a WHERE a.story = s.key AND lower(a.publisher) = lower(?))")
        values.append(where.publisher)
    if where.kind:
        parts.append(
            "EXISTS (SELECT 1 FROM article a JOIN appearance p ON p.article = a.key "
            "WHERE a.story = s.key AND p.type = ?)"
        )
        values.append(where.kind)
    return "".join(f" AND {p}" for p in parts), values
