"""Feeds that are followed, and how their visits went."""

from __future__ import annotations

import json
from collections.abc import Sequence

from retold.records.feeds import Feed, FeedData, FeedState, FeedUpdate, Visit, VisitResult
from retold.store.database import Database, Row
from retold.store.hosts import packed
from retold.timestamps import of_seconds

VISITS = 50
"""Visits of a feed that are remembered."""
_COLUMNS = "f.id, f.url, f.title, f.site, f.folder, f.state, f.last, f.next, f.failures, f.note, f.hub, s.state"


class Feeds:
    """Rows of `feed` and `visit`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, url: str, host: str, now: float, title: str = "", site: str = "", folder: str = "") -> int | None:
        """Follows a feed from `now` on: its id, None where it is followed already. Within the caller's transaction."""
        row = self._db.one(
            "INSERT INTO feed (url, title, site, folder, state, host, at, hops, moving, queue, added, next, failures, note, etag, modified, hints, hub, topic) "
            "VALUES (?, ?, ?, ?, 'active', ?, '', 0, 0, '[]', ?, ?, 0, '', '', '', '', '', '') ON CONFLICT (url) DO NOTHING RETURNING id",
            url, _short(title), site, folder, host, now, now,
        )  # fmt: skip
        return int(row[0]) if row else None

    def update(self, u: FeedUpdate) -> bool:
        """Keeps what became of a feed after a visit; whether it is still followed. Within the caller's transaction."""
        held = {r[0] for r in self._db.all("SELECT id FROM feed WHERE id = ? OR url = ?", u.key, u.url)}
        if u.key not in held:
            return False  # it was removed while it was asked
        if len(held) > 1:  # it moved to where another is followed already
            self._db.run(
                "UPDATE feed SET state = 'gone', note = ?, at = '', queue = '[]' WHERE id = ?",
                f"moved to {u.url}, which is followed already",
                u.key,
            )
            return True
        # Whoever paused it meanwhile is not overruled.
        self._db.run(
            "UPDATE feed SET url = ?, host = ?, next = ?, failures = ?, note = ?, state = CASE WHEN state = 'active' THEN ? ELSE state END, at = ?, hops = ?, moving = ?, queue = ?, "
            "last = COALESCE(?, last), etag = ?, modified = ?, hints = ? WHERE id = ?",
            u.url, u.host, u.next, u.failures, _short(u.note), u.state.value, u.at, u.hops, int(u.moving), json.dumps(u.queue), u.last, u.etag, u.modified, packed(u.hints), u.key,
        )  # fmt: skip
        if u.data is not None:
            self._describe(u.key, u.data)
        return True

    def _describe(self, key: int, data: FeedData) -> None:
        """What a feed says of itself; what it does not say stays as it was."""
        self._db.run(
            "UPDATE feed SET title = CASE WHEN title = '' THEN ? ELSE title END, site = CASE WHEN ? = '' THEN site ELSE ? END, hub = ?, topic = ? WHERE id = ?",
            _short(data.title), data.site, data.site, data.hub, data.topic, key,
        )  # fmt: skip

    def log(self, feed: int, seen: VisitResult, found: int) -> None:
        """Remembers a visit, and no more than the latest."""
        self._db.run(
            "INSERT INTO visit (feed, at, due, status, took, bytes, found, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            feed, seen.at, seen.due, seen.status, seen.took, seen.bytes, found, _short(seen.note),
        )  # fmt: skip
        self._db.run(
            "DELETE FROM visit WHERE feed = ? AND key <= COALESCE((SELECT key FROM visit WHERE feed = ? ORDER BY key DESC LIMIT 1 OFFSET ?), -1)",
            feed,
            feed,
            VISITS,
        )

    def set(self, key: int, host: str, state: FeedState, now: float) -> None:
        """Pauses a feed, or lets it go on; then it is asked at once, at its own host. Within the caller's transaction."""
        if state is FeedState.ACTIVE:
            self._db.run(
                "UPDATE entry SET listed = ? WHERE feed = ? AND state = 'waiting'", now, key
            )  # what waited was not asked for meanwhile
            self._db.run(
                "UPDATE feed SET state = 'active', host = ?, next = ?, failures = 0, note = '', at = '', hops = 0, queue = '[]' WHERE id = ?",
                host,
                now,
                key,
            )
        else:
            self._db.run("UPDATE feed SET state = ? WHERE id = ?", state.value, key)

    def soon(self, key: int, now: float) -> None:
        """Asks a feed at once, where it is asked at all."""
        self._db.run("UPDATE feed SET next = ? WHERE id = ? AND next > ?", now, key, now)

    def remove(self, key: int) -> None:
        """Follows a feed no longer. What was kept of it stays."""
        for table in ("entry", "visit", "subscription"):
            self._db.run(f"DELETE FROM {table} WHERE feed = ?", key)
        self._db.run("DELETE FROM feed WHERE id = ?", key)

    def find(self, name: str) -> list[Feed]:
        """The feed of an id or address; else those whose title or address has `name` in it."""
        if name.isascii() and name.isdigit() and len(name) < 18:
            return self._feeds("f.id = ?", int(name))
        exact = self._feeds("f.url = ? OR f.title = ?", name, name)
        part = "%" + name.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return exact or self._feeds("lower(f.title) LIKE ? ESCAPE '\\' OR lower(f.url) LIKE ? ESCAPE '\\'", part, part)

    def all(self) -> list[Feed]:
        """All feeds, by title."""
        return sorted(self._feeds("1 = 1"), key=lambda f: (f.name.casefold(), f.id))

    def _feeds(self, where: str, *values: object) -> list[Feed]:
        rows = self._db.all(
            f"SELECT {_COLUMNS} FROM feed f LEFT JOIN subscription s ON s.feed = f.id WHERE {where}", *values
        )
        counts = self._counts([r[0] for r in rows])
        return [_feed(row, counts.get(row[0], {})) for row in rows]

    def _counts(self, keys: Sequence[int]) -> dict[int, dict[tuple[str, str], int]]:
        found: dict[int, dict[tuple[str, str], int]] = {}
        for feed, state, reason, count in self._db.all(
            "SELECT feed, state, reason, count(*) FROM entry WHERE feed = ANY(?) GROUP BY feed, state, reason",
            list(keys),
        ):
            found.setdefault(feed, {})[state, reason] = count
        return found

    def visits(self, feed: int, most: int = VISITS) -> tuple[Visit, ...]:
        """The latest visits."""
        sql = "SELECT at, due, status, took, bytes, found, note FROM visit WHERE feed = ? ORDER BY key DESC LIMIT ?"
        return tuple(
            Visit(of_seconds(at), round(max(0.0, at - due), 3), status, round(took, 3), size, new, note)
            for at, due, status, took, size, new, note in self._db.all(sql, feed, most)
        )


def _short(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "")[:300]


def _feed(row: Row, counts: dict[tuple[str, str], int]) -> Feed:
    key, url, title, site, folder, state, last, due, failures, note, hub, push = row
    own = {kind: sum(n for (s, _), n in counts.items() if s == kind) for kind in ("waiting", "fetched", "kept")}
    skipped = {reason: n for (s, reason), n in sorted(counts.items()) if s == "skipped"}
    when = of_seconds(due) if state == FeedState.ACTIVE else None
    return Feed(
        key, url, title, site, folder, FeedState(state), of_seconds(last) if last is not None else None, when, failures, note, hub,
        push or ("offered" if hub else ""), own["waiting"], own["fetched"], own["kept"], skipped,
    )  # fmt: skip
