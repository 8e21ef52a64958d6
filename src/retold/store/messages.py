"""The tables of messages that alerts have sent, and of the articles and entities that alerts have seen.

A message is called a telling in the database.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from retold.store.columns import columns
from retold.store.database import Database, Row


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What an alert says about one story, once.

    `story`, `headline`: as they were at that moment; `told`: when, RFC 3339; `content`: JSON values (`retold.alert/1`).
    """

    id: int
    alert: int
    story: str
    headline: str
    told: str
    content: dict[str, Any]


_SELECT = f"SELECT {columns(MessageRow)} FROM alert_telling "


def _message(row: Row) -> MessageRow:
    number, alert, story, headline, told, content = row
    return MessageRow(number, alert, story, headline, told, json.loads(zlib.decompress(content)))


class MessageTable:
    """Rows of `alert_telling`, `alert_article` and `alert_met`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, row: MessageRow) -> int:
        """Adds a message. Returns its number; `row.id` is ignored."""
        content = zlib.compress(json.dumps(row.content, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
        sql = "INSERT INTO alert_telling (alert, story, headline, told, content) VALUES (?, ?, ?, ?, ?) RETURNING id"
        added = self._db.one(sql, row.alert, row.story, row.headline, row.told, content)
        assert added is not None
        return int(added[0])

    def get(self, ids: Collection[int]) -> list[MessageRow]:
        """Messages by number, the first one first."""
        return [_message(r) for r in self._db.all(_SELECT + "WHERE id = ANY(?) ORDER BY id", sorted(ids))]

    def latest(self, alert: int, limit: int, before: int | None = None) -> list[MessageRow]:
        """The messages of an alert, the latest first; with `before`, only those before that message."""
        earlier, values = ("AND id < ? ", [before]) if before is not None else ("", [])
        sql = f"{_SELECT}WHERE alert = ? {earlier}ORDER BY id DESC LIMIT ?"
        return [_message(r) for r in self._db.all(sql, alert, *values, limit)]

    def counts(self) -> dict[int, tuple[int, str]]:
        """For each alert: how many messages it has, and the time of the last (RFC 3339)."""
        sql = "SELECT alert, count(*), max(told) FROM alert_telling GROUP BY alert"
        return {alert: (count, last) for alert, count, last in self._db.all(sql)}

    def articles(self, alert: int, ids: Collection[str]) -> dict[str, int | None]:
        """Those of some articles that an alert has seen, each with the message about its story, None without one."""
        sql = "SELECT article, telling FROM alert_article WHERE alert = ? AND article = ANY(?)"
        return dict(self._db.all(sql, alert, sorted(ids)))

    def mark_articles(self, alert: int, articles: Iterable[tuple[str, int | None]]) -> None:
        """Marks articles as seen, each with the message about its story. None: no message will be about it."""
        sql = (
            "INSERT INTO alert_article (alert, article, telling) VALUES (?, ?, ?) ON CONFLICT (alert, article) "
            "DO UPDATE SET telling = coalesce(alert_article.telling, excluded.telling)"
        )
        self._db.many(sql, [(alert, article, message) for article, message in articles])

    def met_entities(self, alert: int) -> set[int]:
        """The entities that the alert's entity has been seen with, as they are now."""
        sql = "SELECT DISTINCT f.entity FROM alert_met m JOIN form f ON f.id = m.form WHERE m.alert = ?"
        return {r[0] for r in self._db.all(sql, alert)}

    def add_met(self, alert: int, entities: Iterable[int]) -> None:
        """Adds entities that the alert's entity has been seen with.

        An entity is stored as the form that has its id: forms stay, however names are joined later.
        """
        sql = "INSERT INTO alert_met (alert, form) VALUES (?, ?) ON CONFLICT (alert, form) DO NOTHING"
        self._db.many(sql, [(alert, e) for e in entities])
