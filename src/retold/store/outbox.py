"""The outbox: one row for each message and channel, with the state of its delivery."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from retold.store.alerts import ChannelRow, channel_of
from retold.store.columns import columns
from retold.store.database import Database


class DeliveryState(StrEnum):
    """The state of a delivery."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Given up. It can be sent again."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery of one message (`telling`) to one channel.

    `uid` is the same for all attempts. Times are RFC 3339; "" or None if there is none. `due`: the next attempt,
    `begun`: the first, `tried`: the last; `leased`: until when `holder` may be sending it.
    """

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
    """Who takes deliveries, when, and until when nobody else may. `without`: channels that are left out."""

    holder: str
    now: str
    until: str
    without: frozenset[int] = frozenset()


_SELECT = f"SELECT {columns(DeliveryRow)} FROM alert_delivery "


class Outbox:
    """Rows of `alert_delivery`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, uid: str, telling: int, channel: int, due: str) -> None:
        """Adds a delivery."""
        sql = (
            "INSERT INTO alert_delivery (uid, telling, channel, state, attempts, due, holder, leased, answer) "
            "VALUES (?, ?, ?, 'waiting', 0, ?, '', '', '')"
        )
        self._db.run(sql, uid, telling, channel, due)

    def take(self, lease: Lease, most: int) -> tuple[ChannelRow, list[DeliveryRow]] | None:
        """Leases deliveries that are due: one, or up to `most` of a channel that gathers messages into a digest.

        Returns None if nothing is due. Needs a writing transaction.
        """
        number = self._next_channel(lease)
        if number is None:
            return None
        row = self._db.one(f"SELECT {columns(ChannelRow)} FROM alert_channel WHERE id = ?", number)
        assert row is not None
        channel = channel_of(row)
        due = self._db.all(
            "SELECT id FROM alert_delivery WHERE channel = ? AND state = 'waiting' AND due <= ? AND leased <= ? "
            "ORDER BY due, id LIMIT ?",
            channel.id, lease.now, lease.now, most if channel.digest else 1,
        )  # fmt: skip
        ids = [r[0] for r in due]
        self._db.run(
            "UPDATE alert_delivery SET holder = ?, leased = ?, attempts = attempts + 1, begun = coalesce(begun, ?), "
            "tried = ? WHERE id = ANY(?)",
            lease.holder, lease.until, lease.now, lease.now, ids,
        )  # fmt: skip
        return channel, self.get(ids)

    def due(self, lease: Lease) -> bool:
        """Whether there is something to take."""
        return self._next_channel(lease) is not None

    def _next_channel(self, lease: Lease) -> int | None:
        """The channel whose delivery has been due for longest."""
        sql = (
            "SELECT d.channel FROM alert_delivery d JOIN alert_channel c ON c.id = d.channel "
            "JOIN alert a ON a.id = c.alert WHERE d.state = 'waiting' AND d.due <= ? AND d.leased <= ? "
            "AND c.gone = 0 AND a.paused = 0 AND NOT (d.channel = ANY(?)) ORDER BY d.due, d.id LIMIT 1"
        )
        row = self._db.one(sql, lease.now, lease.now, sorted(lease.without))
        return int(row[0]) if row else None

    def sent(self, ids: Collection[int], answer: str) -> None:
        """Marks deliveries as sent, no matter who sent them or what another sender writes."""
        sql = "UPDATE alert_delivery SET state = 'sent', holder = '', leased = '', answer = ? WHERE id = ANY(?)"
        self._db.run(sql, answer, sorted(ids))

    def failed(self, ids: Collection[int], holder: str, answer: str, due: str | None) -> None:
        """Writes a failed attempt. The next one is at `due`, or later if it was postponed; None: give up.

        Has no effect on deliveries that somebody else holds.
        """
        state = DeliveryState.WAITING if due else DeliveryState.DEAD
        sql = (
            "UPDATE alert_delivery SET state = ?, due = CASE WHEN ? > due THEN ? ELSE due END, holder = '', "
            "leased = '', answer = ? WHERE id = ANY(?) AND holder = ? AND state = 'waiting'"
        )
        self._db.run(sql, state, due or "", due or "", answer, sorted(ids), holder)

    def postpone(self, channel: int, until: str) -> None:
        """Moves everything that waits for a channel to that time or later. This is not an attempt."""
        sql = "UPDATE alert_delivery SET due = ? WHERE channel = ? AND state = 'waiting' AND due < ?"
        self._db.run(sql, until, channel, until)

    def retry(self, ids: Collection[int] | None, alert: int | None, now: str) -> list[int]:
        """Makes dead deliveries due again. Returns their ids.

        `ids` None: all; `alert`: only deliveries of that alert.
        """
        where, values = "d.state = 'dead'", list[object]()
        if ids is not None:
            where, values = where + " AND d.id = ANY(?)", [sorted(ids)]
        if alert is not None:
            where, values = where + " AND c.alert = ?", [*values, alert]
        sql = f"SELECT d.id FROM alert_delivery d JOIN alert_channel c ON c.id = d.channel WHERE {where} ORDER BY d.id"
        dead = [r[0] for r in self._db.all(sql, *values)]
        sql = "UPDATE alert_delivery SET state = 'waiting', attempts = 0, begun = NULL, due = ? WHERE id = ANY(?)"
        self._db.run(sql, now, dead)
        sql = "UPDATE alert_channel SET gone = 0 WHERE id IN (SELECT channel FROM alert_delivery WHERE id = ANY(?))"
        self._db.run(sql, dead)
        return dead

    def get(self, ids: Collection[int]) -> list[DeliveryRow]:
        """Deliveries by id, in the order of ids."""
        return [DeliveryRow(*r) for r in self._db.all(_SELECT + "WHERE id = ANY(?) ORDER BY id", sorted(ids))]

    def latest(self, alert: int | None, state: str, limit: int) -> list[DeliveryRow]:
        """Deliveries, the latest first. `alert` None: of all alerts; `state` "": in any state."""
        conditions = [(c, v) for c, v in (("c.alert = ?", alert), ("d.state = ?", state or None)) if v is not None]
        where = f" WHERE {' AND '.join(c for c, _ in conditions)}" if conditions else ""
        sql = (
            f"SELECT {columns(DeliveryRow, 'd')} FROM alert_delivery d JOIN alert_channel c ON c.id = d.channel{where} "
            "ORDER BY d.id DESC LIMIT ?"
        )
        return [DeliveryRow(*r) for r in self._db.all(sql, *(v for _, v in conditions), limit)]

    def counts(self, channels: Sequence[int] | None = None) -> dict[tuple[int, str], int]:
        """How many deliveries of each channel are in each state. `channels` None: all."""
        where, values = (" WHERE channel = ANY(?)", [list(channels)]) if channels is not None else ("", [])
        sql = f"SELECT channel, state, count(*) FROM alert_delivery{where} GROUP BY channel, state"
        return {(channel, state): count for channel, state, count in self._db.all(sql, *values)}

    def last_answers(self, channels: Sequence[int]) -> dict[int, tuple[str, str]]:
        """For each channel, the time of the last attempt (RFC 3339) and its answer."""
        sql = (
            "SELECT d.channel, d.tried, d.answer FROM alert_delivery d WHERE d.id IN "
            "(SELECT max(id) FROM alert_delivery WHERE tried IS NOT NULL AND channel = ANY(?) GROUP BY channel)"
        )
        return {channel: (tried, answer) for channel, tried, answer in self._db.all(sql, list(channels))}
