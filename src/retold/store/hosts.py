"""Hosts: who asks which of them until when, and what each allows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from retold.records.feeds import Hints, HostUpdate, Origin, Task, Turn
from retold.store.database import Database

AHEAD = 300.0
"""Seconds by which feeds come before articles: what is new is learnt before what is known is fetched."""
_DUE = """
    SELECT q.host, q.next, COALESCE(h.next, 0.0), COALESCE(h.until, 0.0), COALESCE(h.failures, 0) FROM (
        SELECT host, MIN(next) AS next FROM ({}) d GROUP BY host) q LEFT JOIN host h ON h.name = q.host"""
_FEEDS = f"SELECT host, next - {AHEAD} AS next FROM feed WHERE state = 'active'"
_RUNNING = " AND feed NOT IN (SELECT id FROM feed WHERE state = 'paused')"
"""Of entries: those of feeds that nobody paused."""


class Hosts:
    """Rows of `host` and `origin`, and what is due at each host."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def claim(self, now: float, holder: str, until: float, most: int, entries: bool = True) -> list[Task]:
        """What is due at `most` hosts that nobody asks, one task each, what waits longest first; the hosts are ours until `until`.

        `entries`: articles, too, not feeds alone. Within the caller's transaction.
        """
        found: list[Task] = []
        running = self._running() if entries else None
        for host, _, troubles in self._free(now, most, entries):
            task = self._task(host, now, running, troubles)
            if task is not None:
                self._hold(host, holder, until)
                found.append(task)
        return found

    def _free(self, now: float, most: int, entries: bool) -> list[tuple[str, float, int]]:
        due = _FEEDS + " AND next <= ?" + (f" UNION ALL {self._entries()}" if entries else "")
        sql = (
            _DUE.format(due)
            + " WHERE q.next <= ? AND COALESCE(h.next, 0.0) <= ? AND COALESCE(h.until, 0.0) <= ? ORDER BY q.next LIMIT ?"
        )
        return [(r[0], r[1], r[4]) for r in self._db.all(sql, now, now, now, now, most)]

    def _entries(self) -> str:
        """When an article is first due at each host."""
        return f"SELECT host, MIN(next) AS next FROM entry WHERE state = 'waiting'{self._running()} GROUP BY host"

    def _running(self) -> str:
        """A condition for entries, empty where no feed is paused: without it an index alone answers."""
        return _RUNNING if self._db.one("SELECT id FROM feed WHERE state = 'paused' LIMIT 1") is not None else ""

    def _task(self, host: str, now: float, running: str | None, troubles: int) -> Task | None:
        """What is due first at a host. `running`: which entries count, None for feeds alone."""
        sql = "SELECT id, url, at, next, hops, failures, etag, modified, queue, hints, moving, EXISTS (SELECT 1 FROM subscription s WHERE s.feed = feed.id AND s.state = 'verified' AND s.until > ?) FROM feed WHERE state = 'active' AND host = ? AND next <= ? ORDER BY next LIMIT 1"
        feed = self._db.one(sql, now, host, now)
        if feed is not None:
            key, url, at, due, hops, failures, etag, modified, queue, hints, moving, pushed = feed
            return Task(
                host,
                True,
                key,
                url,
                at or url,
                due,
                hops,
                failures,
                etag,
                modified,
                tuple(json.loads(queue)),
                unpacked(hints),
                False,
                troubles,
                bool(moving),
                bool(pushed),
            )
        sql = "SELECT key, url, at, next, hops, attempts, content IS NOT NULL, listed FROM entry WHERE state = 'waiting' AND host = ? AND next <= ?{} ORDER BY next, key LIMIT 1"
        entry = self._db.one(sql.format(running), host, now) if running is not None else None
        if entry is None:
            return None
        key, url, at, due, hops, attempts, given, listed = entry
        return Task(
            host, False, key, url, at or url, due, hops, attempts, has_content=bool(given), host_failures=troubles, listed=listed
        )

    def take(self, host: str, now: float, holder: str, until: float) -> Turn:
        """Claims one host, where nobody asks it and it may be asked; in a transaction of its own."""
        with self._db.writing():
            row = self._db.one("SELECT next, until, failures FROM host WHERE name = ?", host) or (0.0, 0.0, 0)
            if row[0] > now or row[1] > now:
                return Turn(False, row[0], row[2])
            self._hold(host, holder, until)
        return Turn(True, failures=row[2])

    def _hold(self, host: str, holder: str, until: float) -> None:
        self._db.run(
            "INSERT INTO host VALUES (?, 0.0, 0, ?, ?) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until",
            host,
            holder,
            until,
        )

    def release(self, update: HostUpdate, holder: str) -> None:
        """Lets go of a host that we held, until when it may not be asked."""
        self._db.run(
            "UPDATE host SET next = ?, failures = ?, holder = '', until = 0.0 WHERE name = ? AND holder = ?",
            update.next,
            update.failures,
            update.name,
            holder,
        )

    def holders(self) -> set[str]:
        """Who holds anything."""
        rows = self._db.all(
            "SELECT holder FROM host WHERE holder <> '' UNION SELECT holder FROM entry WHERE holder <> ''"
        )
        return {r[0] for r in rows}

    def forget(self, holders: Iterable[str]) -> None:
        """Lets go of all that some watchers held, as they are no more."""
        for holder in holders:
            self._db.run("UPDATE host SET holder = '', until = 0.0 WHERE holder = ?", holder)
            self._db.run("UPDATE entry SET holder = '', until = 0.0 WHERE holder = ?", holder)

    def upcoming(self, entries: bool = True) -> float | None:
        """When something can next be done, seconds since 1970; None where nothing is due at any time."""
        due = _FEEDS.replace(f"next - {AHEAD} AS next", "next") + (f" UNION ALL {self._entries()}" if entries else "")
        rows = self._db.all(_DUE.format(due))
        return min((max(r[1], r[2], r[3]) for r in rows), default=None)

    def pending(self, now: float, own: str) -> bool:
        """Whether anything is due now at a host that no other watcher holds, even where its pause is not over. A host in trouble is not waited for."""
        due = f"{_FEEDS.replace(f'next - {AHEAD} AS next', 'next')} UNION ALL {self._entries()}"
        held = {r[0] for r in self._db.all("SELECT name FROM host WHERE until > ? AND holder <> ?", now, own)}
        return any(
            r[1] <= now and r[0] not in held and (not r[4] or r[2] <= now) for r in self._db.all(_DUE.format(due))
        )

    def origins(self, names: Collection[str]) -> dict[str, Origin]:
        """What is known of origins, by name."""
        sql = "SELECT name, robots, closed, read, good, tdm, tdm_read FROM origin WHERE name = ANY(?)"
        return {r[0]: Origin(r[0], r[1], bool(r[2]), *r[3:]) for r in self._db.all(sql, sorted(names))}

    def learn(self, origin: Origin) -> None:
        """Keeps what was found of an origin."""
        self._db.run(
            "INSERT INTO origin VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET robots = excluded.robots, closed = excluded.closed, "
            "read = excluded.read, good = excluded.good, tdm = excluded.tdm, tdm_read = excluded.tdm_read",
            origin.name, origin.robots, int(origin.closed), origin.read, origin.good, origin.tdm, origin.tdm_read,
        )  # fmt: skip


def packed(hints: Hints) -> str:
    """Hints as they are kept."""
    return json.dumps([hints.every, sorted(hints.skip_hours), sorted(hints.skip_days), hints.pace, hints.newest])


def unpacked(text: str) -> Hints:
    """The same back."""
    every, hours, days, pace, newest = json.loads(text or "[0, [], [], 0, 0]")
    return Hints(every, frozenset(hours), frozenset(days), pace, newest)
