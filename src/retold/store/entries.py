"""What feeds listed, and what became of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from hashlib import blake2b

from retold.records.feeds import Entry, EntryData, EntryState, EntryUpdate, Fetched, Reason
from retold.store.database import Database, Row
from retold.timestamps import of_seconds
from retold.types import Metadata

KEPT = 10_000
"""Entries of a feed that are remembered, at least: more than a feed can list at once (eight sitemaps of a thousand), else what is forgotten comes back as new."""
REVISIONS = 20
"""Times that an entry is read anew because its feed says that it changed."""
LEVEL = 6


class Entries:
    """Rows of `entry`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def take_in(self, feed: int, entries: Sequence[tuple[EntryData, str]], now: float, oldest: str) -> int:
        """Takes in what a feed lists, each with the host of its address; how many were not known.

        `oldest`: RFC 3339; what was published before is not fetched. Within the caller's transaction.
        """
        named = {_guid(e.id): (e, host) for e, host in entries}
        held = {
            r[0]: r
            for r in self._db.all(
                "SELECT guid, key, updated, state, revisions, reason FROM entry WHERE feed = ? AND guid = ANY(?)",
                feed,
                list(named),
            )
        }
        fresh = {guid: given for guid, given in named.items() if guid not in held}
        for guid in named.keys() & held.keys():
            self._revise(held[guid], *named[guid], now)
        elsewhere, kept = self._known([e.url for e, _ in fresh.values()], feed)
        rows, told = [], set()
        for guid, (e, host) in fresh.items():
            state, reason, article = EntryState.WAITING, "", ""
            if e.url in kept:
                state, article = EntryState.KEPT, kept[e.url]
            elif e.url in elsewhere or e.url in told:
                state, reason = EntryState.SKIPPED, Reason.ELSEWHERE.value
            elif e.published and e.published < oldest:
                state, reason = EntryState.SKIPPED, Reason.OLD.value
            told.add(e.url)
            content = _packed(e.content) if e.content and state is EntryState.WAITING else None
            rows.append(
                (
                    feed,
                    guid,
                    e.url,
                    host,
                    _metadata(e),
                    _clean(e.updated)[:200],
                    state.value,
                    reason,
                    article,
                    now,
                    now,
                    content,
                )
            )
        self._db.many(
            "INSERT INTO entry (feed, guid, url, host, at, hops, metadata, updated, state, reason, note, article, attempts, revisions, next, listed, content, holder, until) "
            "VALUES (?, ?, ?, ?, '', 0, ?, ?, ?, ?, '', ?, 0, 0, ?, ?, ?, '', 0.0)", rows,
        )  # fmt: skip
        if rows:
            self._tidy(feed)
        return len(rows)

    def _revise(self, row: Row, e: EntryData, host: str, now: float) -> None:
        """An entry that its feed says was updated is read anew."""
        _, key, updated, state, revisions, reason = row
        told = _clean(e.updated)[:200]
        if not told or told == updated or revisions >= REVISIONS or reason in (Reason.ELSEWHERE, Reason.OLD):
            return
        content = _packed(e.content) if e.content else None
        if state == EntryState.WAITING:
            self._db.run(
                "UPDATE entry SET updated = ?, metadata = ?, content = ? WHERE key = ?",
                told,
                _metadata(e),
                content,
                key,
            )
            return
        self._db.run(
            "UPDATE entry SET updated = ?, metadata = ?, url = ?, host = ?, at = '', hops = 0, content = ?, state = 'waiting', reason = '', note = '', attempts = 0, "
            "revisions = revisions + 1, next = ?, listed = ?, holder = '', until = 0.0 WHERE key = ?", told, _metadata(e), e.url, host, content, now, now, key,
        )  # fmt: skip

    def _known(self, urls: list[str], feed: int) -> tuple[set[str], dict[str, str]]:
        """Of some addresses those that other feeds have, and those of articles that are kept, with the article's id."""
        others = self._db.all(
            "SELECT url FROM entry WHERE url = ANY(?) AND feed <> ? AND reason <> 'elsewhere'", urls, feed
        )
        kept = self._db.all("SELECT url, id FROM article WHERE url = ANY(?) AND current = 1 AND url <> ''", urls)
        return {r[0] for r in others}, dict(kept)

    def _tidy(self, feed: int) -> None:
        row = self._db.one("SELECT key FROM entry WHERE feed = ? ORDER BY key DESC LIMIT 1 OFFSET ?", feed, KEPT)
        if row is not None:
            self._db.run("DELETE FROM entry WHERE feed = ? AND key <= ? AND state IN ('kept', 'skipped')", feed, row[0])

    def update(self, u: EntryUpdate) -> None:
        """Keeps what became of an entry. One whose content its feed took back while it was on its way to be read waits on: its page is to be asked for."""
        here = " AND content IS NOT NULL" if u.state is EntryState.FETCHED and u.content is None else ""
        self._db.run(
            "UPDATE entry SET state = ?, host = ?, next = ?, attempts = ?, reason = ?, note = ?, at = ?, hops = ?, article = ?, content = COALESCE(?, content), "
            f"holder = '', until = 0.0 WHERE key = ?{here}",
            u.state.value, u.host, u.next, u.attempts, u.reason, _clean(u.note)[:500], u.at, u.hops, u.article, u.content, u.key,
        )  # fmt: skip

    def settle(self, key: int, holder: str, state: EntryState, reason: str, note: str, article: str) -> None:
        """What became of an entry that `holder` read; its content is no longer needed. What was listed anew meanwhile, or is read by another now, stays so."""
        self._db.run(
            "UPDATE entry SET state = ?, reason = ?, note = ?, article = ?, content = NULL, holder = '', until = 0.0 WHERE key = ? AND state = 'fetched' AND holder = ?",
            state.value, reason, _clean(note)[:500], article, key, holder,
        )  # fmt: skip

    def again(self, keys: Sequence[int], holder: str) -> None:
        """Lets go of entries that `holder` was to read, so that they are read later."""
        self._db.run("UPDATE entry SET holder = '', until = 0.0 WHERE key = ANY(?) AND holder = ?", list(keys), holder)

    def fetched(self, now: float, holder: str, until: float, most: int) -> list[Fetched]:
        """Entries whose content is here, that nobody reads; they are ours until `until`. Within the caller's transaction."""
        # What lost its content was written by an earlier version, and could never be read.
        self._db.run(
            "UPDATE entry SET state = 'waiting', attempts = 0, next = ? WHERE state = 'fetched' AND until <= ? AND content IS NULL",
            now,
            now,
        )
        rows = self._db.all(
            "SELECT e.key, e.url, e.metadata, e.content, f.title, e.at FROM entry e JOIN feed f ON f.id = e.feed WHERE e.state = 'fetched' AND e.until <= ? ORDER BY e.key LIMIT ?",
            now,
            most,
        )
        self._db.run("UPDATE entry SET holder = ?, until = ? WHERE key = ANY(?)", holder, until, [r[0] for r in rows])
        return [_fetched(*r) for r in rows]

    def backlog(self) -> int:
        """How many wait to be read."""
        row = self._db.one("SELECT count(*) FROM entry WHERE state = 'fetched'")
        return int(row[0]) if row else 0

    def latest(self, feed: int, most: int) -> tuple[Entry, ...]:
        """The entries of a feed that were listed last."""
        sql = "SELECT url, metadata, state, reason, note, article, attempts, listed FROM entry WHERE feed = ? ORDER BY listed DESC, key LIMIT ?"
        return tuple(_entry(r) for r in self._db.all(sql, feed, most))

    def orphaned(self, feed: int) -> None:
        """What only waited for a feed that is to be removed waits at another that lists it."""
        sql = "UPDATE entry SET state = 'waiting', reason = '' WHERE reason = 'elsewhere' AND url IN (SELECT url FROM entry WHERE feed = ? AND state IN ('waiting', 'fetched'))"
        self._db.run(sql, feed)


def _guid(text: str) -> str:
    """An entry's id as it is kept: a long one by its hash, as no index holds it."""
    own = _clean(text)
    return own if len(own.encode()) <= 500 else "hash:" + blake2b(own.encode(), digest_size=16).hexdigest()


def _clean(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "")


def _metadata(e: EntryData) -> str:
    given = {
        "headline": e.headline[:1000],
        "byline": list(e.byline)[:20],
        "published": e.published,
        "modified": e.updated or None,
        "language": e.language,
    }
    return json.dumps({k: v for k, v in given.items() if v})


def _packed(content: str) -> bytes:
    return zlib.compress(b"f" + content.encode("utf-8", "backslashreplace"), LEVEL)


def packed_page(text: str, plain: bool) -> bytes:
    """A page as it is kept until it is read. `plain`: whether it is text, not HTML."""
    return zlib.compress((b"t" if plain else b"h") + text.encode("utf-8", "backslashreplace"), LEVEL)


def _fetched(key: int, url: str, metadata: str, content: bytes, title: str, at: str) -> Fetched:
    data = zlib.decompress(content)
    given = json.loads(metadata)
    text = data[1:].decode("utf-8")
    of_feed = data[:1] == b"f"
    modified = given.get("modified") if of_feed else None
    meta = Metadata(
        url=at or url, headline=given.get("headline", "") if of_feed else "", byline=tuple(given.get("byline", ())) if of_feed else (), publisher=title[:200] if of_feed else "",
        published=given.get("published"), modified=modified, language=given.get("language", "")[:2].lower() if of_feed else "",
    )  # fmt: skip
    return Fetched(
        key, url, meta, f"<html><body><article>{text}</article></body></html>" if of_feed else text, data[:1] == b"t"
    )


def _entry(row: Row) -> Entry:
    url, metadata, state, reason, note, article, attempts, listed = row
    given = json.loads(metadata)
    return Entry(
        url,
        given.get("headline", ""),
        given.get("published"),
        EntryState(state),
        reason,
        note,
        article,
        attempts,
        of_seconds(listed),
    )
