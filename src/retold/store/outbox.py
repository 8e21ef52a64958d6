"""The outbox: one row for each telling and channel, until its receiver has it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from retold.store.alerts import ChannelRow, channel_of
from retold.store.database import Database


class DeliveryState(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Given up; it can be sent again."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery. `uid` stays the same however often it is tried. Times are RFC 3339, "" or None where there is none: `due` the next
    attempt, `begun` the first, `tried` the last; `leased`: until when `holder` may be sending it."""

    id: int
    uid: str
    telling: int
    channel: int
    state: str
    attempts: int
    due: str
    begun: str | None
    tried: str | None
    holder: str
    leased: str
    answer: str


@dataclass(frozen=True, slots=True)
class Lease:
    """Who takes deliveries, when, and until when nobody else does. `without`: channels that are let alone."""

    holder: str
    now: str
    until: str
    without: frozenset[int] = frozenset()


_ROW = "id, uid, telling, channel, state, attempts, due, begun, tried, holder, leased, answer"


class Outbox:
    """Rows of `alert_delivery`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, uid: str, telling: int, channel: int, due: str) -> None:
        """A delivery that is to be made."""
        sql = "INSERT INTO alert_delivery (uid, telling, channel, state, attempts, due, holder, leased, answer) VALUES (?, ?, ?, 'waiting', 0, ?, '', '', '')"
        self._db.run(sql, uid, telling, channel, due)

    def take(self, lease: Lease, most: int) -> tuple[ChannelRow, list[DeliveryRow]] | None:
        """Leases what is due: one delivery, or of a channel that gathers up to `most`; None where nothing is. Within a writing transaction."""
        first = self._next(lease)
        if first is None:
            return None
        found = self._db.one(
            "SELECT id, alert, kind, target, secret, digest, gone FROM alert_channel WHERE id = ?", first
        )
        assert found is not None
        channel = channel_of(found)
        sql = f"SELECT {_ROW} FROM alert_delivery WHERE channel = ? AND state = 'waiting' AND due <= ? AND leased <= ? ORDER BY due, id LIMIT ?"
        rows = [
            DeliveryRow(*r) for r in self._db.all(sql, channel.id, lease.now, lease.now, most if channel.digest else 1)
        ]
        sql = "UPDATE alert_delivery SET holder = ?, leased = ?, attempts = attempts + 1, begun = coalesce(begun, ?), tried = ? WHERE id = ANY(?)"
        self._db.run(sql, lease.holder, lease.until, lease.now, lease.now, [r.id for r in rows])
        return channel, self.get([r.id for r in rows])

    def due(self, lease: Lease) -> bool:
        """Whether there is something to take."""
        return self._next(lease) is not None

    def _next(self, lease: Lease) -> int | None:
        """The channel whose delivery has been due for longest."""
        sql = (
            "SELECT d.channel FROM alert_delivery d JOIN alert_channel c ON c.id = d.channel JOIN alert a ON a.id = c.alert "
            "WHERE d.state = 'waiting' AND d.due <= ? AND d.leased <= ? AND c.gone = 0 AND a.paused = 0 AND NOT (d.channel = ANY(?)) ORDER BY d.due, d.id LIMIT 1"
        )
        row = self._db.one(sql, lease.now, lease.now, sorted(lease.without))
        return int(row[0]) if row else None

    def sent(self, ids: Collection[int], answer: str) -> None:
        """The receiver has them: whoever sent them, and whatever another sender says."""
        self._db.run(
            "UPDATE alert_delivery SET state = 'sent', holder = '', leased = '', answer = ? WHERE id = ANY(?)",
            answer,
            sorted(ids),
        )

    def failed(self, ids: Collection[int], holder: str, answer: str, due: str | None) -> None:
        """The receiver does not have them; they are due again, not sooner than they are held, or `due` is None and they are given up. Only who holds them may say so."""
        state = DeliveryState.WAITING if due else DeliveryState.DEAD
        sql = "UPDATE alert_delivery SET state = ?, due = CASE WHEN ? > due THEN ? ELSE due END, holder = '', leased = '', answer = ? WHERE id = ANY(?) AND holder = ? AND state = 'waiting'"
        self._db.run(sql, state, due or "", due or "", answer, sorted(ids), holder)

    def hold(self, channel: int, until: str) -> None:
        """Lets all that waits for a channel wait at least until then. That is no attempt."""
        self._db.run(
            "UPDATE alert_delivery SET due = ? WHERE channel = ? AND state = 'waiting' AND due < ?",
            until,
            channel,
            until,
        )

    def again(self, ids: Collection[int] | None, alert: int | None, now: str) -> list[int]:
        """Makes dead deliveries due, those named or, with None, all (of an alert); which they were."""
        where, values = "d.state = 'dead'", list[object]()
        if ids is not None:
            where, values = where + " AND d.id = ANY(?)", [sorted(ids)]
        if alert is not None:
            where, values = where + " AND c.alert = ?", [*values, alert]
        found = [
            r[0]
            for r in self._db.all(
                f"SELECT d.id FROM alert_delivery d JOIN alert_channel c ON c.id = d.channel WHERE {where} ORDER BY d.id",
                *values,
            )
        ]
        self._db.run(
            "UPDATE alert_delivery SET state = 'waiting', attempts = 0, begun = NULL, due = ? WHERE id = ANY(?)",
            now,
            found,
        )
        self._db.run(
            "UPDATE alert_channel SET gone = 0 WHERE id IN (SELECT channel FROM alert_delivery WHERE id = ANY(?))",
            found,
        )
        return found

    def get(self, ids: Collection[int]) -> list[DeliveryRow]:
        """Those deliveries."""
        return [
            DeliveryRow(*r)
            for r in self._db.all(f"SELECT {_ROW} FROM alert_delivery WHERE id = ANY(?) ORDER BY id", sorted(ids))
        ]

    def latest(self, alert: int | None, state: str, limit: int) -> list[DeliveryRow]:
        """Deliveries, the latest first: of one alert, or in one state, if they are given."""
        parts = [("c.alert = ?", alert), ("d.state = ?", state or None)]
        where = " AND ".join(c for c, v in parts if v is not None)
        columns = ", ".join(f"d.{c}" for c in _ROW.split(", "))
        sql = f"SELECT {columns} FROM alert_delivery d JOIN alert_channel c ON c.id = d.channel{' WHERE ' + where if where else ''} ORDER BY d.id DESC LIMIT ?"
        return [DeliveryRow(*r) for r in self._db.all(sql, *(v for _, v in parts if v is not None), limit)]

    def counts(self, channels: Sequence[int] | None = None) -> dict[tuple[int, str], int]:
        """How many deliveries of each channel are in each state."""
        where, values = (" WHERE channel = ANY(?)", [list(channels)]) if channels is not None else ("", [])
        return {
            (r[0], r[1]): r[2]
            for r in self._db.all(
                f"SELECT channel, state, count(*) FROM alert_delivery{where} GROUP BY channel, state", *values
            )
        }

    def last_answers(self, channels: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The last attempt of each channel: when, and what was answered."""
        sql = (
            "SELECT d.channel, d.tried, d.answer FROM alert_delivery d WHERE d.id IN "
            "(SELECT max(id) FROM alert_delivery WHERE tried IS NOT NULL AND channel = ANY(?) GROUP BY channel)"
        )
        return {r[0]: (r[1], r[2]) for r in self._db.all(sql, list(channels))}
