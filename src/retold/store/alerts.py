"""Alerts, their channels, and the messages that they wrote."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from retold.records.alerts import AlertQuery
from retold.store.database import Database, Row


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert.

    `entity`, `other`: the forms that the query's names mean; None until the memory knows the name. `changed`: the last
    change of the memory that the alert has seen, `seen`: the last article; both are -1 if stories from before the alert
    are to be reported, too. `looked`: how often the alert ran.
    """

    id: int
    name: str
    query: AlertQuery
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
    """A receiver of an alert. `kind`: "webhook" or "email"; `target`: the address; `digest`: "", "hourly" or "daily".

    `gone`: the receiver wants no more messages.
    """

    id: int
    alert: int
    kind: str
    target: str
    secret: str
    digest: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message about one story. `story` and `headline` are as they were then. `content`: JSON, `retold.alert/1`."""

    id: int
    alert: int
    story: str
    headline: str
    told: str
    content: dict[str, Any]


_ALERT = (
    "id, name, entity, other, theme, query, publisher, type, new_only, entity_form, other_form, made, paused, secret, "
    "changed, seen, looked"
)
_CHANNEL = "id, alert, kind, target, secret, digest, gone"
_MESSAGE = "id, alert, story, headline, told, content"


def _alert(row: Row) -> AlertRow:
    entity, other, theme, query, publisher, kind, new_only = row[2:9]
    parsed = AlertQuery(entity, other, theme, query, publisher, kind, bool(new_only))
    return AlertRow(row[0], row[1], parsed, row[9], row[10], row[11], bool(row[12]), *row[13:])


def channel_of(row: Row) -> ChannelRow:
    """A row of `alert_channel`, its columns in their order."""
    number, alert, kind, target, secret, digest, gone = row
    return ChannelRow(number, alert, kind, target, secret, digest, bool(gone))


def _message(row: Row) -> MessageRow:
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
        """All alerts, the oldest first."""
        return [_alert(row) for row in self._db.all(f"SELECT {_ALERT} FROM alert ORDER BY id")]

    def get(self, alert: int) -> AlertRow | None:
        """One alert."""
        row = self._db.one(f"SELECT {_ALERT} FROM alert WHERE id = ?", alert)
        return _alert(row) if row else None

    def add(self, row: AlertRow) -> int:
        """Keeps a new alert, and gives its number."""
        query = row.query
        inserted = self._db.one(
            "INSERT INTO alert (name, entity, other, theme, query, publisher, type, new_only, entity_form, other_form, "
            "made, paused, secret, changed, seen, looked) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) RETURNING id",
            row.name, query.entity, query.other, query.theme, query.query, query.publisher, query.kind,
            int(query.new_only), row.entity, row.other, row.made, int(row.paused), row.secret, row.changed, row.seen,
        )  # fmt: skip
        assert inserted is not None
        return int(inserted[0])

    def pause(self, alert: int, paused: bool) -> None:
        """Pauses an alert, or resumes it."""
        self._db.run("UPDATE alert SET paused = ? WHERE id = ?", int(paused), alert)

    def remove(self, alert: int) -> None:
        """Removes an alert with its messages and deliveries."""
        self._db.run(
            "DELETE FROM alert_delivery WHERE telling IN (SELECT id FROM alert_telling WHERE alert = ?)", alert
        )
        for table in ("alert_channel", "alert_telling", "alert_article", "alert_met"):
            self._db.run(f"DELETE FROM {table} WHERE alert = ?", alert)
        self._db.run("DELETE FROM alert WHERE id = ?", alert)

    def advance(self, before: AlertRow, after: AlertRow) -> bool:
        """Writes how far an alert has read the memory. False, and nothing is written, if another process was faster."""
        sql = (
            "UPDATE alert SET changed = ?, seen = ?, entity_form = ?, other_form = ?, looked = looked + 1 "
            "WHERE id = ? AND looked = ? AND paused = 0 RETURNING id"
        )
        row = self._db.one(sql, after.changed, after.seen, after.entity, after.other, before.id, before.looked)
        return row is not None

    def channels(self, alerts: Collection[int]) -> list[ChannelRow]:
        """The channels of alerts."""
        sql = f"SELECT {_CHANNEL} FROM alert_channel WHERE alert = ANY(?) ORDER BY id"
        return [channel_of(row) for row in self._db.all(sql, sorted(alerts))]

    def add_channel(self, row: ChannelRow) -> int:
        """Keeps a new channel, and gives its number."""
        sql = (
            "INSERT INTO alert_channel (alert, kind, target, secret, digest, gone) "
            "VALUES (?, ?, ?, ?, ?, 0) RETURNING id"
        )
        inserted = self._db.one(sql, row.alert, row.kind, row.target, row.secret, row.digest)
        assert inserted is not None
        return int(inserted[0])

    def set_gone(self, channel: int, gone: bool) -> None:
        """Writes whether a receiver wants no more messages."""
        self._db.run("UPDATE alert_channel SET gone = ? WHERE id = ?", int(gone), channel)


class MessageTable:
    """Rows of `alert_telling`, `alert_article` and `alert_met`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, row: MessageRow) -> int:
        """Keeps a message, and gives its number."""
        content = zlib.compress(json.dumps(row.content, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
        sql = "INSERT INTO alert_telling (alert, story, headline, told, content) VALUES (?, ?, ?, ?, ?) RETURNING id"
        inserted = self._db.one(sql, row.alert, row.story, row.headline, row.told, content)
        assert inserted is not None
        return int(inserted[0])

    def get(self, ids: Collection[int]) -> list[MessageRow]:
        """These messages, the oldest first."""
        sql = f"SELECT {_MESSAGE} FROM alert_telling WHERE id = ANY(?) ORDER BY id"
        return [_message(row) for row in self._db.all(sql, sorted(ids))]

    def latest(self, alert: int, limit: int, before: int | None = None) -> list[MessageRow]:
        """The messages of an alert, the latest first. `before`: only those before the message of this number."""
        where, values = ("AND id < ? ", [before]) if before is not None else ("", [])
        sql = f"SELECT {_MESSAGE} FROM alert_telling WHERE alert = ? {where}ORDER BY id DESC LIMIT ?"
        return [_message(row) for row in self._db.all(sql, alert, *values, limit)]

    def counts(self) -> dict[int, tuple[int, str]]:
        """How many messages each alert wrote, and when it wrote the last."""
        rows = self._db.all("SELECT alert, count(*), max(told) FROM alert_telling GROUP BY alert")
        return {alert: (count, last) for alert, count, last in rows}

    def articles(self, alert: int, ids: Collection[str]) -> dict[str, int | None]:
        """Of `ids`, the articles that an alert has seen, each with the message that reported it, or None."""
        sql = "SELECT article, telling FROM alert_article WHERE alert = ? AND article = ANY(?)"
        return dict(self._db.all(sql, alert, sorted(ids)))

    def see(self, alert: int, articles: Iterable[tuple[str, int | None]]) -> None:
        """Remembers articles as seen, each with its message; None: no message reported it, and none will.

        A message that an article already has stays.
        """
        sql = (
            "INSERT INTO alert_article VALUES (?, ?, ?) ON CONFLICT (alert, article) DO UPDATE SET "
            "telling = coalesce(alert_article.telling, excluded.telling)"
        )
        self._db.many(sql, [(alert, article, message) for article, message in articles])

    def met(self, alert: int) -> set[int]:
        """The entities that the alert's entity was seen with, as judgements have them now."""
        sql = "SELECT DISTINCT f.entity FROM alert_met m JOIN form f ON f.id = m.form WHERE m.alert = ?"
        return {row[0] for row in self._db.all(sql, alert)}

    def add_met(self, alert: int, entities: Iterable[int]) -> None:
        """Remembers entities that the alert's entity was seen with.

        An entity has the number of one of its forms. The form is kept, so that later judgements do not lose it.
        """
        sql = "INSERT INTO alert_met VALUES (?, ?) ON CONFLICT (alert, form) DO NOTHING"
        self._db.many(sql, [(alert, entity) for entity in entities])

    def stories_seen(self, alert: int, since: int) -> list[int]:
        """Stories that changed after the change `since` and have an article that an alert has seen."""
        # CROSS JOIN fixes the order: few stories change between two runs, but an alert has seen many articles,
        # and SQLite cannot know that.
        sql = (
            "SELECT DISTINCT s.key FROM story s CROSS JOIN article a CROSS JOIN alert_article t "
            "WHERE s.changed > ? AND a.story = s.key AND t.article = a.id AND t.alert = ?"
        )
        return [row[0] for row in self._db.all(sql, since, alert)]
