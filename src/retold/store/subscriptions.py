"""Subscriptions to hubs (WebSub)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from retold.store.database import Database


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hub is to tell us of a feed. `path`: where, a part of our address that nobody can guess; `secret`: what it signs with;
    `state`: "asked", "verified" or "denied"; `until`: when it ends, seconds since 1970; `url`: the feed's own address; `wanted`: whether the feed is asked at all."""

    feed: int
    hub: str
    topic: str
    path: str
    secret: str
    state: str
    until: float
    url: str
    wanted: bool = True


_SELECT = "SELECT s.feed, s.hub, s.topic, s.path, s.secret, s.state, s.until, f.url, f.state = 'active' FROM subscription s JOIN feed f ON f.id = s.feed WHERE "


class Subscriptions:
    """Rows of `subscription`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def wanting(self, now: float, most: int, but: Collection[str] = ()) -> list[tuple[int, str, str]]:
        """Feeds that are asked and name a hub, none of `but`, to which we are not subscribed, or no longer for long: id, hub and topic."""
        sql = (
            "SELECT f.id, f.hub, CASE WHEN f.topic = '' THEN f.url ELSE f.topic END FROM feed f LEFT JOIN subscription s ON s.feed = f.id "
            "WHERE f.state = 'active' AND f.hub <> '' AND f.failures = 0 AND (s.feed IS NULL OR s.next <= ? OR s.hub <> f.hub) AND NOT (f.hub = ANY(?)) ORDER BY f.id LIMIT ?"
        )
        return [(r[0], r[1], r[2]) for r in self._db.all(sql, now, sorted(but), most)]

    def ask(self, asked: Subscription, again: float) -> None:
        """Writes down that a hub is asked; where it does not answer, it is asked `again`. What was verified stays so until it ends."""
        self._db.run(
            "INSERT INTO subscription (feed, hub, topic, path, secret, state, until, next, told) VALUES (?, ?, ?, ?, ?, 'asked', 0.0, ?, 0) "
            "ON CONFLICT (feed) DO UPDATE SET hub = excluded.hub, topic = excluded.topic, next = excluded.next",
            asked.feed, asked.hub, asked.topic, asked.path, asked.secret, again,
        )  # fmt: skip

    def of_feed(self, feed: int) -> Subscription | None:
        """That of a feed."""
        return self._one("s.feed = ?", feed)

    def at(self, path: str) -> Subscription | None:
        """That of a part of our address."""
        return self._one("s.path = ?", path)

    def _one(self, where: str, value: object) -> Subscription | None:
        row = self._db.one(_SELECT + where, value)
        return Subscription(*(*row[:-1], bool(row[-1]))) if row else None

    def set(self, feed: int, state: str, until: float, again: float) -> None:
        """What a hub said."""
        self._db.run("UPDATE subscription SET state = ?, until = ?, next = ? WHERE feed = ?", state, until, again, feed)

    def told(self, feed: int) -> None:
        """Counts that a hub told us something."""
        self._db.run("UPDATE subscription SET told = told + 1 WHERE feed = ?", feed)
