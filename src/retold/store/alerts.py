"""The tables of alerts and of their channels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from retold.records.alerts import AlertQuery
from retold.store.columns import columns, insert
from retold.store.database import Database, Row


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert.

    `entity`, `other`: the forms that its names mean, None while the memory has nobody of that name. `changed`: the
    change of the memory up to which it has looked; `seen`: the last article at that moment; both are -1 if the alert
    also covers what was there before it. `looked`: how often it has looked.
    """

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
    """Where an alert sends its messages.

    `kind`: "webhook" or "email"; `target`: its address; `digest`: "", "hourly" or "daily". `gone`: the receiver wants
    no more messages.
    """

    id: int
    alert: int
    kind: str
    target: str
    secret: str
    digest: str = ""
    gone: bool = False


_ALERT = (
    "id, name, entity, other, theme, query, publisher, type, new_only, entity_form, other_form, made, paused, secret, "
    "changed, seen, looked"
)
_CHANNEL = columns(ChannelRow)


def _alert(row: Row) -> AlertRow:
    value = dict(zip(_ALERT.split(", "), row, strict=True))
    query = AlertQuery(
        entity=value["entity"],
        other=value["other"],
        theme=value["theme"],
        query=value["query"],
        publisher=value["publisher"],
        kind=value["type"],
        new_only=bool(value["new_only"]),
    )
    return AlertRow(
        id=value["id"],
        name=value["name"],
        wanted=query,
        entity=value["entity_form"],
        other=value["other_form"],
        made=value["made"],
        paused=bool(value["paused"]),
        secret=value["secret"],
        changed=value["changed"],
        seen=value["seen"],
        looked=value["looked"],
    )


def channel_of(row: Row) -> ChannelRow:
    """A row of the columns of `ChannelRow`, in their order."""
    number, alert, kind, target, secret, digest, gone = row
    return ChannelRow(number, alert, kind, target, secret, digest, bool(gone))


class AlertTable:
    """Rows of `alert` and `alert_channel`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def any(self) -> bool:
        """Whether there is an alert."""
        return self._db.one("SELECT 1 FROM alert LIMIT 1") is not None

    def all(self) -> list[AlertRow]:
        """All alerts, in the order in which they were made."""
        return [_alert(r) for r in self._db.all(f"SELECT {_ALERT} FROM alert ORDER BY id")]

    def get(self, alert: int) -> AlertRow | None:
        """One alert."""
        row = self._db.one(f"SELECT {_ALERT} FROM alert WHERE id = ?", alert)
        return _alert(row) if row else None

    def add(self, row: AlertRow) -> int:
        """Adds an alert. Returns its number; `row.id` and `row.looked` are ignored."""
        query = row.wanted
        values = {
            "name": row.name,
            "entity": query.entity,
            "other": query.other,
            "theme": query.theme,
            "query": query.query,
            "publisher": query.publisher,
            "type": query.kind,
            "new_only": int(query.new_only),
            "entity_form": row.entity,
            "other_form": row.other,
            "made": row.made,
            "paused": int(row.paused),
            "secret": row.secret,
            "changed": row.changed,
            "seen": row.seen,
            "looked": 0,
        }
        return _added(self._db, "alert", values)

    def pause(self, alert: int, paused: bool) -> None:
        """Pauses an alert, or resumes it."""
        self._db.run("UPDATE alert SET paused = ? WHERE id = ?", int(paused), alert)

    def remove(self, alert: int) -> None:
        """Removes an alert with its channels, messages and deliveries."""
        self._db.run(
            "DELETE FROM alert_delivery WHERE telling IN (SELECT id FROM alert_telling WHERE alert = ?)", alert
        )
        for table in ("alert_channel", "alert_telling", "alert_article", "alert_met"):
            self._db.run(f"DELETE FROM {table} WHERE alert = ?", alert)
        self._db.run("DELETE FROM alert WHERE id = ?", alert)

    def advance(self, before: AlertRow, after: AlertRow) -> bool:
        """Writes how far an alert has looked. Returns False, and writes nothing, if another process was faster."""
        sql = (
            "UPDATE alert SET changed = ?, seen = ?, entity_form = ?, other_form = ?, looked = looked + 1 "
            "WHERE id = ? AND looked = ? AND paused = 0 RETURNING id"
        )
        row = self._db.one(sql, after.changed, after.seen, after.entity, after.other, before.id, before.looked)
        return row is not None

    def channels(self, alerts: Collection[int]) -> list[ChannelRow]:
        """The channels of alerts."""
        sql = f"SELECT {_CHANNEL} FROM alert_channel WHERE alert = ANY(?) ORDER BY id"
        return [channel_of(r) for r in self._db.all(sql, sorted(alerts))]

    def add_channel(self, row: ChannelRow) -> int:
        """Adds a channel. Returns its number; `row.id` and `row.gone` are ignored."""
        values = {
            "alert": row.alert,
            "kind": row.kind,
            "target": row.target,
            "secret": row.secret,
            "digest": row.digest,
            "gone": 0,
        }
        return _added(self._db, "alert_channel", values)

    def set_gone(self, channel: int, gone: bool) -> None:
        """Writes whether a receiver wants no more messages."""
        self._db.run("UPDATE alert_channel SET gone = ? WHERE id = ?", int(gone), channel)


def _added(database: Database, table: str, values: dict[str, object]) -> int:
    row = database.one(f"{insert(table, list(values))} RETURNING id", *values.values())
    assert row is not None
    return int(row[0])
