"""Feeds that are followed, and their visits."""

from __future__ import annotations

import json
from collections.abc import Sequence

from retold.records.feeds import Feed, FeedData, FeedState, FeedUpdate, Visit, VisitResult
from retold.store.columns import assignments, insert
from retold.store.database import Database, Row
from retold.store.hosts import packed
from retold.store.text import storable
from retold.timestamps import of_seconds

VISITS = 50
"""Visits of a feed that are remembered."""
_SHORT = 300
"""Most characters of a title or note."""
_COLUMNS = "f.id, f.url, f.title, f.site, f.folder, f.state, f.last, f.next, f.failures, f.note, f.hub, s.state"


class Feeds:
    """Rows of `feed` and `visit`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, url: str, host: str, now: float, title: str = "", site: str = "", folder: str = "") -> int | None:
        """Follows a feed from `now` on. Returns its id, None if it is followed already. Needs a writing transaction."""
        values = {
            "url": url,
            "title": storable(title)[:_SHORT],
            "site": site,
            "folder": folder,
            "state": "active",
            "host": host,
            "at": "",
            "hops": 0,
            "moving": 0,
            "queue": "[]",
            "added": now,
            "next": now,
            "failures": 0,
            "note": "",
            "etag": "",
            "modified": "",
            "hints": "",
            "hub": "",
            "topic": "",
        }
        sql = f"{insert('feed', list(values))} ON CONFLICT (url) DO NOTHING RETURNING id"
        row = self._db.one(sql, *values.values())
        return int(row[0]) if row else None

    def update(self, update: FeedUpdate) -> bool:
        """Writes the result of a visit. Returns whether the feed still exists. Needs a writing transaction."""
        ids = {r[0] for r in self._db.all("SELECT id FROM feed WHERE id = ? OR url = ?", update.key, update.url)}
        if update.key not in ids:
            return False  # it was removed during the visit
        if len(ids) > 1:  # it moved to an address that is followed already
            note = f"moved to {update.url}, which is followed already"
            self._db.run(
                "UPDATE feed SET state = 'gone', note = ?, at = '', queue = '[]' WHERE id = ?", note, update.key
            )
            return True
        values = {
            "url": update.url,
            "host": update.host,
            "next": update.next,
            "failures": update.failures,
            "note": storable(update.note)[:_SHORT],
            "at": update.at,
            "hops": update.hops,
            "moving": int(update.moving),
            "queue": json.dumps(update.queue),
            "etag": update.etag,
            "modified": update.modified,
            "hints": packed(update.hints),
        }
        # A feed that a person paused in the meantime stays paused.
        self._db.run(
            f"UPDATE feed SET {assignments(list(values))}, last = COALESCE(?, last), "
            "state = CASE WHEN state = 'active' THEN ? ELSE state END WHERE id = ?",
            *values.values(),
            update.last,
            update.state.value,
            update.key,
        )
        if update.data is not None:
            self._describe(update.key, update.data)
        return True

    def _describe(self, key: int, data: FeedData) -> None:
        """Writes what a feed says about itself. A title that is set stays, and so does a site if it names none."""
        self._db.run(
            "UPDATE feed SET title = CASE WHEN title = '' THEN ? ELSE title END, "
            "site = CASE WHEN ? = '' THEN site ELSE ? END, hub = ?, topic = ? WHERE id = ?",
            storable(data.title)[:_SHORT],
            data.site,
            data.site,
            data.hub,
            data.topic,
            key,
        )

    def log(self, feed: int, seen: VisitResult, found: int) -> None:
        """Adds a visit, and removes all but the latest."""
        self._db.run(
            "INSERT INTO visit (feed, at, due, status, took, bytes, found, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            feed,
            seen.at,
            seen.due,
            seen.status,
            seen.took,
            seen.bytes,
            found,
            storable(seen.note)[:_SHORT],
        )
        self._db.run(
            "DELETE FROM visit WHERE feed = ? AND key <= "
            "COALESCE((SELECT key FROM visit WHERE feed = ? ORDER BY key DESC LIMIT 1 OFFSET ?), -1)",
            feed,
            feed,
            VISITS,
        )

    def set(self, key: int, host: str, state: FeedState, now: float) -> None:
        """Pauses a feed, or resumes it: then it is asked at once, at its own host. Needs a writing transaction."""
        if state is not FeedState.ACTIVE:
            self._db.run("UPDATE feed SET state = ? WHERE id = ?", state.value, key)
            return
        # Entries that waited were not asked for during the pause: they count as listed now.
        self._db.run("UPDATE entry SET listed = ? WHERE feed = ? AND state = 'waiting'", now, key)
        self._db.run(
            "UPDATE feed SET state = 'active', host = ?, next = ?, failures = 0, note = '', at = '', hops = 0, "
            "queue = '[]' WHERE id = ?",
            host,
            now,
            key,
        )

    def ask_now(self, key: int, now: float) -> None:
        """Makes a feed due now, if it would be due later."""
        self._db.run("UPDATE feed SET next = ? WHERE id = ? AND next > ?", now, key, now)

    def remove(self, key: int) -> None:
        """Stops following a feed. Its articles stay in the memory."""
        for table in ("entry", "visit", "subscription"):
            self._db.run(f"DELETE FROM {table} WHERE feed = ?", key)
        self._db.run("DELETE FROM feed WHERE id = ?", key)

    def find(self, name: str) -> list[Feed]:
        """The feed with an id, address or title; if there is none, feeds with `name` in their title or address."""
        if name.isascii() and name.isdigit() and len(name) < 18:
            return self._feeds("f.id = ?", int(name))
        exact = self._feeds("f.url = ? OR f.title = ?", name, name)
        part = "%" + name.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return exact or self._feeds("lower(f.title) LIKE ? ESCAPE '\\' OR lower(f.url) LIKE ? ESCAPE '\\'", part, part)

    def all(self) -> list[Feed]:
        """All feeds, by title."""
        return sorted(self._feeds("1 = 1"), key=lambda f: (f.name.casefold(), f.id))

    def _feeds(self, where: str, *values: object) -> list[Feed]:
        sql = f"SELECT {_COLUMNS} FROM feed f LEFT JOIN subscription s ON s.feed = f.id WHERE {where}"
        rows = self._db.all(sql, *values)
        counts = self._counts([row[0] for row in rows])
        return [_feed(row, counts.get(row[0], {})) for row in rows]

    def _counts(self, keys: Sequence[int]) -> dict[int, dict[tuple[str, str], int]]:
        """For each feed, how many entries it has in each state and for each reason."""
        counts: dict[int, dict[tuple[str, str], int]] = {}
        sql = "SELECT feed, state, reason, count(*) FROM entry WHERE feed = ANY(?) GROUP BY feed, state, reason"
        for feed, state, reason, count in self._db.all(sql, list(keys)):
            counts.setdefault(feed, {})[state, reason] = count
        return counts

    def visits(self, feed: int, most: int = VISITS) -> tuple[Visit, ...]:
        """The latest visits."""
        sql = "SELECT at, due, status, took, bytes, found, note FROM visit WHERE feed = ? ORDER BY key DESC LIMIT ?"
        return tuple(
            Visit(of_seconds(at), round(max(0.0, at - due), 3), status, round(took, 3), size, new, note)
            for at, due, status, took, size, new, note in self._db.all(sql, feed, most)
        )


def _feed(row: Row, counts: dict[tuple[str, str], int]) -> Feed:
    key, url, title, site, folder, state, last, due, failures, note, hub, push = row
    in_state = {kind: sum(n for (s, _), n in counts.items() if s == kind) for kind in ("waiting", "fetched", "kept")}
    skipped = {reason: n for (s, reason), n in sorted(counts.items()) if s == "skipped"}
    return Feed(
        key,
        url,
        title,
        site,
        folder,
        FeedState(state),
        of_seconds(last) if last is not None else None,
        of_seconds(due) if state == FeedState.ACTIVE else None,
        failures,
        note,
        hub,
        push or ("offered" if hub else ""),
        in_state["waiting"],
        in_state["fetched"],
        in_state["kept"],
        skipped,
    )
