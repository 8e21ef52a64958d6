"""Hosts: which watcher holds each of them until when, and what each allows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from retold.records.feeds import Hints, HostUpdate, Origin, Task, Turn
from retold.store.database import Database

AHEAD = 300.0
"""Seconds by which feeds come before articles, so that new articles are discovered before known ones are fetched."""
_DUE = """
    SELECT q.host, q.next, COALESCE(h.next, 0.0), COALESCE(h.until, 0.0), COALESCE(h.failures, 0) FROM (
        SELECT host, MIN(next) AS next FROM ({}) d GROUP BY host) q LEFT JOIN host h ON h.name = q.host"""
"""For each host with something due: when it is due, until when the host pauses and is held, and its failures."""
_FEEDS_AHEAD = f"SELECT host, next - {AHEAD} AS next FROM feed WHERE state = 'active'"
_FEEDS = "SELECT host, next FROM feed WHERE state = 'active'"
_NOT_PAUSED = " AND feed NOT IN (SELECT id FROM feed WHERE state = 'paused')"
"""A condition on entries: their feed is not paused."""


class Hosts:
    """Rows of `host` and `origin`, and what is due at each host."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def claim(self, now: float, holder: str, until: float, most: int, entries: bool = True) -> list[Task]:
        """Claims up to `most` free hosts until `until`. Returns one task for each, the longest due first.

        `entries`: articles too, not only feeds. Needs a writing transaction.
        """
        tasks: list[Task] = []
        not_paused = self._not_paused() if entries else None
        for host, troubles in self._free(now, most, entries):
            task = self._task(host, now, not_paused, troubles)
            if task is not None:
                self._hold(host, holder, until)
                tasks.append(task)
        return tasks

    def _free(self, now: float, most: int, entries: bool) -> list[tuple[str, int]]:
        """Hosts with something due that nobody holds and that do not pause, each with its failures."""
        due = _FEEDS_AHEAD + " AND next <= ?" + (f" UNION ALL {self._entries()}" if entries else "")
        sql = (
            _DUE.format(due) + " WHERE q.next <= ? AND COALESCE(h.next, 0.0) <= ? AND COALESCE(h.until, 0.0) <= ? "
            "ORDER BY q.next LIMIT ?"
        )
        return [(host, failures) for host, _, _, _, failures in self._db.all(sql, now, now, now, now, most)]

    def _entries(self) -> str:
        """A query for when an article is first due at each host."""
        return f"SELECT host, MIN(next) AS next FROM entry WHERE state = 'waiting'{self._not_paused()} GROUP BY host"

    def _not_paused(self) -> str:
        """A condition on entries. It is empty if no feed is paused: then an index alone answers the query."""
        return _NOT_PAUSED if self._db.one("SELECT id FROM feed WHERE state = 'paused' LIMIT 1") is not None else ""

    def _task(self, host: str, now: float, not_paused: str | None, troubles: int) -> Task | None:
        """What is due first at a host. `not_paused`: a condition on entries, None for feeds only."""
        feed = self._db.one(
            "SELECT id, url, at, next, hops, failures, etag, modified, queue, hints, moving, EXISTS ("
            "SELECT 1 FROM subscription s WHERE s.feed = feed.id AND s.state = 'verified' AND s.until > ?) "
            "FROM feed WHERE state = 'active' AND host = ? AND next <= ? ORDER BY next LIMIT 1",
            now,
            host,
            now,
        )
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
                etag=etag,
                modified=modified,
                queue=tuple(json.loads(queue)),
                hints=unpacked(hints),
                host_failures=troubles,
                moving=bool(moving),
                pushed=bool(pushed),
            )
        if not_paused is None:
            return None
        entry = self._db.one(
            "SELECT key, url, at, next, hops, attempts, content IS NOT NULL, listed FROM entry "
            f"WHERE state = 'waiting' AND host = ? AND next <= ?{not_paused} ORDER BY next, key LIMIT 1",
            host,
            now,
        )
        if entry is None:
            return None
        key, url, at, due, hops, attempts, given, listed = entry
        return Task(
            host,
            False,
            key,
            url,
            at or url,
            due,
            hops,
            attempts,
            has_content=bool(given),
            host_failures=troubles,
            listed=listed,
        )

    def take(self, host: str, now: float, holder: str, until: float) -> Turn:
        """Claims one host, if nobody holds it and it does not pause. Uses a writing transaction of its own."""
        with self._db.writing():
            sql = "SELECT next, until, failures FROM host WHERE name = ?"
            pause, held, failures = self._db.one(sql, host) or (0.0, 0.0, 0)
            if pause > now or held > now:
                return Turn(False, pause, failures)
            self._hold(host, holder, until)
        return Turn(True, failures=failures)

    def _hold(self, host: str, holder: str, until: float) -> None:
        self._db.run(
            "INSERT INTO host (name, next, failures, holder, until) VALUES (?, 0.0, 0, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until",
            host,
            holder,
            until,
        )

    def release(self, update: HostUpdate, holder: str) -> None:
        """Releases a host that `holder` holds, and writes its pause."""
        self._db.run(
            "UPDATE host SET next = ?, failures = ?, holder = '', until = 0.0 WHERE name = ? AND holder = ?",
            update.next,
            update.failures,
            update.name,
            holder,
        )

    def holders(self) -> set[str]:
        """All watchers that hold a host or an entry."""
        sql = "SELECT holder FROM host WHERE holder <> '' UNION SELECT holder FROM entry WHERE holder <> ''"
        return {r[0] for r in self._db.all(sql)}

    def forget(self, holders: Iterable[str]) -> None:
        """Releases everything that some watchers hold, because they have ended."""
        for holder in holders:
            self._db.run("UPDATE host SET holder = '', until = 0.0 WHERE holder = ?", holder)
            self._db.run("UPDATE entry SET holder = '', until = 0.0 WHERE holder = ?", holder)

    def upcoming(self, entries: bool = True) -> float | None:
        """When something can next be done (seconds since 1970), None if nothing will be due."""
        due = _FEEDS + (f" UNION ALL {self._entries()}" if entries else "")
        rows = self._db.all(_DUE.format(due))
        return min((max(due, pause, held) for _, due, pause, held, _ in rows), default=None)

    def pending(self, now: float, own: str) -> bool:
        """Whether anything is due now at a host that no other watcher holds, even if the host pauses.

        A host in trouble counts only after its pause. `own`: the holder that asks.
        """
        sql = "SELECT name FROM host WHERE until > ? AND holder <> ?"
        held_by_others = {r[0] for r in self._db.all(sql, now, own)}
        return any(
            due <= now and host not in held_by_others and (not failures or pause <= now)
            for host, due, pause, _, failures in self._db.all(_DUE.format(f"{_FEEDS} UNION ALL {self._entries()}"))
        )

    def origins(self, names: Collection[str]) -> dict[str, Origin]:
        """What is known about origins, by name."""
        sql = "SELECT name, robots, closed, read, good, tdm, tdm_read FROM origin WHERE name = ANY(?)"
        return {
            name: Origin(name, robots, bool(closed), read, good, tdm, tdm_read)
            for name, robots, closed, read, good, tdm, tdm_read in self._db.all(sql, sorted(names))
        }

    def put_origin(self, origin: Origin) -> None:
        """Writes what is known about an origin."""
        self._db.run(
            "INSERT INTO origin (name, robots, closed, read, good, tdm, tdm_read) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET robots = excluded.robots, closed = excluded.closed, "
            "read = excluded.read, good = excluded.good, tdm = excluded.tdm, tdm_read = excluded.tdm_read",
            origin.name,
            origin.robots,
            int(origin.closed),
            origin.read,
            origin.good,
            origin.tdm,
            origin.tdm_read,
        )


def packed(hints: Hints) -> str:
    """Hints as they are stored."""
    return json.dumps([hints.every, sorted(hints.skip_hours), sorted(hints.skip_days), hints.pace, hints.newest])


def unpacked(text: str) -> Hints:
    """Stored hints."""
    every, hours, days, pace, newest = json.loads(text or "[0, [], [], 0, 0]")
    return Hints(every, frozenset(hours), frozenset(days), pace, newest)
