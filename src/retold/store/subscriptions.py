"""Subscriptions to hubs (WebSub)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from retold.store.database import Database


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription of a feed at a hub.

    `path`: the secret part of our address that the hub calls; `secret`: the key that it signs with; `state`: "asked",
    "verified" or "denied"; `until`: when it ends, seconds since 1970; `url`: the feed's own address; `wanted`: whether
    the feed is active.
    """

    feed: int
    hub: str
    topic: str
    path: str
    secret: str
    state: str
    until: float
    url: str
    wanted: bool = True


_SELECT = (
    "SELECT s.feed, s.hub, s.topic, s.path, s.secret, s.state, s.until, f.url, f.state = 'active' "
    "FROM subscription s JOIN feed f ON f.id = s.feed WHERE "
)


class Subscriptions:
    """Rows of `subscription`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due(self, now: float, most: int, without: Collection[str] = ()) -> list[tuple[int, str, str]]:
        """Id, hub and topic of active feeds whose subscription is missing or due for renewal.

        `most`: how many at most; `without`: hubs to leave out.
        """
        sql = (
            "SELECT f.id, f.hub, CASE WHEN f.topic = '' THEN f.url ELSE f.topic END FROM feed f "
            "LEFT JOIN subscription s ON s.feed = f.id WHERE f.state = 'active' AND f.hub <> '' AND f.failures = 0 "
            "AND (s.feed IS NULL OR s.next <= ? OR s.hub <> f.hub) AND NOT (f.hub = ANY(?)) ORDER BY f.id LIMIT ?"
        )
        return [(feed, hub, topic) for feed, hub, topic in self._db.all(sql, now, sorted(without), most)]

    def ask(self, asked: Subscription, again: float) -> None:
        """Writes a request to a hub, to be repeated at `again`. A verified subscription stays so until it ends."""
        self._db.run(
            "INSERT INTO subscription (feed, hub, topic, path, secret, state, until, next, told) "
            "VALUES (?, ?, ?, ?, ?, 'asked', 0.0, ?, 0) "
            "ON CONFLICT (feed) DO UPDATE SET hub = excluded.hub, topic = excluded.topic, next = excluded.next",
            asked.feed, asked.hub, asked.topic, asked.path, asked.secret, again,
        )  # fmt: skip

    def of_feed(self, feed: int) -> Subscription | None:
        """The subscription of a feed."""
        return self._one("s.feed = ?", feed)

    def at(self, path: str) -> Subscription | None:
        """The subscription with a path."""
        return self._one("s.path = ?", path)

    def _one(self, condition: str, value: object) -> Subscription | None:
        row = self._db.one(_SELECT + condition, value)
        if row is None:
            return None
        number, hub, topic, path, secret, state, until, url, active = row
        return Subscription(number, hub, topic, path, secret, state, until, url, bool(active))

    def set(self, feed: int, state: str, until: float, again: float) -> None:
        """Writes the state of a subscription, when it ends, and when the hub is asked again."""
        self._db.run("UPDATE subscription SET state = ?, until = ?, next = ? WHERE feed = ?", state, until, again, feed)

    def count_push(self, feed: int) -> None:
        """Counts one more message from a hub."""
        self._db.run("UPDATE subscription SET told = told + 1 WHERE feed = ?", feed)
