"""Alerts, what they ask, whom they tell, and what they told."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from retold.records.alerts import AlertQuery
from retold.store.database import Database, Row
from retold.store.presence import unpacked


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert. `entity`, `other`: forms that the names were found to mean, None while nobody of that name is known. `changed`: the
    change of the memory up to which it has looked, `seen`: the last article that there was then, both -1 where
    what was there before is to be told, too; `looked`: how often it did."""

    id: int
    name: str
    wanted: AlertQuery
    entity: int | None
    other: int | None
    made: str
    paused: bool
    secret: str
    changed: int = -1
    seen: int = -1
    looked: int = 0


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Where an alert tells: `kind` "webhook" or "email", `target` the address, `digest` "", "hourly" or "daily"; `gone`: its
    receiver wants no more."""

    id: int
    alert: int
    kind: str
    target: str
    secret: str
    digest: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What was told of one story, once: `story` and `headline` as they were then, `content` JSON values (`retold.alert/1`)."""

    id: int
    alert: int
    story: str
    headline: str
    told: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story, as matching sees it."""

    key: int
    id: str
    added: str


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """What stories are narrowed by in the database: `entities` all of which, `themes` one of which they have; None for no condition."""

    entities: tuple[int, ...] = ()
    themes: tuple[int, ...] | None = None
    publisher: str = ""
    kind: str = ""


_ALERT = "id, name, entity, other, theme, query, publisher, type, new_only, entity_form, other_form, made, paused, secret, changed, seen, looked"
_CHANNEL = "id, alert, kind, target, secret, digest, gone"
_TELLING = "id, alert, story, headline, told, content"


def _alert(row: Row) -> AlertRow:
    entity, other, theme, query, publisher, kind, new_only = row[2:9]
    wanted = AlertQuery(entity, other, theme, query, publisher, kind, bool(new_only))
    return AlertRow(row[0], row[1], wanted, row[9], row[10], row[11], bool(row[12]), *row[13:])


def channel_of(row: Row) -> ChannelRow:
    """A row of `alert_channel`, its columns in their order."""
    number, alert, kind, target, secret, digest, gone = row
    return ChannelRow(number, alert, kind, target, secret, digest, bool(gone))


def _telling(row: Row) -> MessageRow:
    number, alert, story, headline, told, content = row
    return MessageRow(number, alert, story, headline, told, json.loads(zlib.decompress(content)))


class AlertTable:
    """Rows of `alert` and `alert_channel`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def any(self) -> bool:
        """Whether there is an alert."""
        return self._db.one("SELECT 1 FROM alert LIMIT 1") is not None

    def all(self) -> list[AlertRow]:
        """All alerts, the first made first."""
        return [_alert(r) for r in self._db.all(f"SELECT {_ALERT} FROM alert ORDER BY id")]

    def get(self, alert: int) -> AlertRow | None:
        """One of them."""
        row = self._db.one(f"SELECT {_ALERT} FROM alert WHERE id = ?", alert)
        return _alert(row) if row else None

    def add(self, row: AlertRow) -> int:
        """Keeps a new alert; its number, which it is given here."""
        w = row.wanted
        found = self._db.one(
            "INSERT INTO alert (name, entity, other, theme, query, publisher, type, new_only, entity_form, other_form, made, paused, secret, changed, seen, looked) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) RETURNING id",
            row.name, w.entity, w.other, w.theme, w.query, w.publisher, w.kind, int(w.new_only), row.entity, row.other,
            row.made, int(row.paused), row.secret, row.changed, row.seen,
        )  # fmt: skip
        assert found is not None
        return int(found[0])

    def pause(self, alert: int, paused: bool) -> None:
        """Lets it look no more, or again."""
        self._db.run("UPDATE alert SET paused = ? WHERE id = ?", int(paused), alert)

    def remove(self, alert: int) -> None:
        """Removes an alert with all that it told."""
        self._db.run(
            "DELETE FROM alert_delivery WHERE telling IN (SELECT id FROM alert_telling WHERE alert = ?)", alert
        )
        for table in ("alert_channel", "alert_telling", "alert_article", "alert_met"):
            self._db.run(f"DELETE FROM {table} WHERE alert = ?", alert)
        self._db.run("DELETE FROM alert WHERE id = ?", alert)

    def moved(self, before: AlertRow, after: AlertRow) -> bool:
        """Writes how far an alert has looked; False, and nothing, where another process was faster."""
        sql = "UPDATE alert SET changed = ?, seen = ?, entity_form = ?, other_form = ?, looked = looked + 1 WHERE id = ? AND looked = ? AND paused = 0 RETURNING id"
        return (
            self._db.one(sql, after.changed, after.seen, after.entity, after.other, before.id, before.looked)
            is not None
        )

    def channels(self, alerts: Collection[int]) -> list[ChannelRow]:
        """Where alerts tell."""
        return [
            channel_of(r)
            for r in self._db.all(
                f"SELECT {_CHANNEL} FROM alert_channel WHERE alert = ANY(?) ORDER BY id", sorted(alerts)
            )
        ]

    def open(self, row: ChannelRow) -> int:
        """Keeps a new channel; its number, which it is given here."""
        sql = "INSERT INTO alert_channel (alert, kind, target, secret, digest, gone) VALUES (?, ?, ?, ?, ?, 0) RETURNING id"
        found = self._db.one(sql, row.alert, row.kind, row.target, row.secret, row.digest)
        assert found is not None
        return int(found[0])

    def shut(self, channel: int, gone: bool) -> None:
        """Says that a receiver wants no more, or again."""
        self._db.run("UPDATE alert_channel SET gone = ? WHERE id = ?", int(gone), channel)


class MessageTable:
    """Rows of `alert_telling`, `alert_article` and `alert_met`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, row: MessageRow) -> int:
        """Keeps a telling; its number, which it is given here."""
        content = zlib.compress(json.dumps(row.content, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
        sql = "INSERT INTO alert_telling (alert, story, headline, told, content) VALUES (?, ?, ?, ?, ?) RETURNING id"
        found = self._db.one(sql, row.alert, row.story, row.headline, row.told, content)
        assert found is not None
        return int(found[0])

    def get(self, ids: Collection[int]) -> list[MessageRow]:
        """Those tellings, the first told first."""
        return [
            _telling(r)
            for r in self._db.all(f"SELECT {_TELLING} FROM alert_telling WHERE id = ANY(?) ORDER BY id", sorted(ids))
        ]

    def latest(self, alert: int, limit: int, before: int | None = None) -> list[MessageRow]:
        """What an alert told, the latest first, of those `before` one."""
        where, values = ("AND id < ? ", [before]) if before is not None else ("", [])
        return [
            _telling(r)
            for r in self._db.all(
                f"SELECT {_TELLING} FROM alert_telling WHERE alert = ? {where}ORDER BY id DESC LIMIT ?",
                alert,
                *values,
                limit,
            )
        ]

    def counts(self) -> dict[int, tuple[int, str]]:
        """How many stories each alert told, and when it told the last."""
        return {
            r[0]: (r[1], r[2])
            for r in self._db.all("SELECT alert, count(*), max(told) FROM alert_telling GROUP BY alert")
        }

    def articles(self, alert: int, ids: Collection[str]) -> dict[str, int | None]:
        """Of some articles those that an alert has seen, each with the telling of its story, None where it was not told."""
        return dict(
            self._db.all(
                "SELECT article, telling FROM alert_article WHERE alert = ? AND article = ANY(?)", alert, sorted(ids)
            )
        )

    def see(self, alert: int, articles: Iterable[tuple[str, int | None]]) -> None:
        """Says of which telling articles are; None: of none, and of none to come."""
        sql = (
            "INSERT INTO alert_article VALUES (?, ?, ?) ON CONFLICT (alert, article) DO UPDATE SET "
            "telling = coalesce(alert_article.telling, excluded.telling)"
        )
        self._db.many(sql, [(alert, article, telling) for article, telling in articles])

    def met(self, alert: int) -> set[int]:
        """The entities that the entity of an alert has been seen with, as they are now."""
        return {
            r[0]
            for r in self._db.all(
                "SELECT DISTINCT f.entity FROM alert_met m JOIN form f ON f.id = m.form WHERE m.alert = ?", alert
            )
        }

    def meet(self, alert: int, entities: Iterable[int]) -> None:
        """Says whom it has been seen with. An entity is known by the form whose id it has, so that it is found however names are joined later."""
        self._db.many(
            "INSERT INTO alert_met VALUES (?, ?) ON CONFLICT (alert, form) DO NOTHING", [(alert, e) for e in entities]
        )


class AlertCandidates:
    """Reads which stories can be what an alert asks for."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def now(self) -> tuple[int, int]:
        """The number of the memory's last change, and the key of its last article."""
        change = self._db.one("SELECT value FROM meta WHERE name = 'changed'")
        article = self._db.one("SELECT max(key) FROM article")
        return int(change[0]) if change else 0, int(article[0]) if article and article[0] is not None else 0

    def stories(self, since: int, where: StoryFilter) -> list[int]:
        """Stories that changed after a change and that fit; of all that ever did, -1, those of an entity are found by it."""
        conditions, values = _conditions(where)
        if since < 0 and where.entities:
            sql = f"SELECT s.key FROM presence o CROSS JOIN story s WHERE o.entity = ? AND s.key = o.story AND s.changed > ?{conditions}"
            return [r[0] for r in self._db.all(sql, where.entities[0], since, *values)]
        return [
            r[0] for r in self._db.all(f"SELECT s.key FROM story s WHERE s.changed > ?{conditions}", since, *values)
        ]

    def of_articles(self, articles: Collection[int], publisher: str = "") -> set[int]:
        """The stories of articles, of one publisher if it is named."""
        where, values = (" AND lower(publisher) = lower(?)", [publisher]) if publisher else ("", [])
        return {
            r[0]
            for r in self._db.all(
                f"SELECT DISTINCT story FROM article WHERE key = ANY(?) AND story IS NOT NULL{where}",
                sorted(articles),
                *values,
            )
        }

    def told(self, alert: int, since: int) -> list[int]:
        """Stories that changed after a change and have an article that an alert has seen."""
        sql = (  # CROSS JOIN: few stories change between two looks, and an alert has seen many articles, which SQLite cannot know
            "SELECT DISTINCT s.key FROM story s CROSS JOIN article a CROSS JOIN alert_article t "
            "WHERE s.changed > ? AND a.story = s.key AND t.article = a.id AND t.alert = ?"
        )
        return [r[0] for r in self._db.all(sql, since, alert)]

    def members(self, stories: Collection[int], publisher: str = "") -> dict[int, list[StoryMember]]:
        """The articles of stories, of one publisher if it is named, the first published first."""
        found: dict[int, list[StoryMember]] = {}
        where, values = (" AND lower(publisher) = lower(?)", [publisher]) if publisher else ("", [])
        sql = f"SELECT story, key, id, added FROM article WHERE story = ANY(?){where} ORDER BY day IS NULL, day, id"
        for story, *member in self._db.all(sql, sorted(stories), *values):
            found.setdefault(story, []).append(StoryMember(*member))
        return found

    def days(self, stories: Collection[int]) -> dict[int, float | None]:
        """The first day of stories."""
        return dict(self._db.all("SELECT key, day FROM story WHERE key = ANY(?)", sorted(stories)))

    def entities(self, stories: Collection[int]) -> dict[int, frozenset[int]]:
        """The entities of stories."""
        return {
            r[0]: frozenset(unpacked(r[1]).tolist())
            for r in self._db.all("SELECT key, entities FROM story WHERE key = ANY(?)", sorted(stories))
        }

    def types(self, entities: Collection[int]) -> Mapping[int, str]:
        """The types of entities."""
        return dict(self._db.all("SELECT id, type FROM entity WHERE id = ANY(?)", sorted(entities)))


def _conditions(where: StoryFilter) -> tuple[str, list[object]]:
    """Conditions on `story s`, each led by AND, and their values."""
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
            "EXISTS (SELECT 1 FROM article a JOIN appearance p ON p.article = a.key WHERE a.story = s.key AND p.type = ?)"
        )
        values.append(where.kind)
    return "".join(f" AND {p}" for p in parts), values
