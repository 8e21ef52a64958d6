"""Entries of feeds, and what became of each."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from retold.records.feeds import Entry, EntryData, EntryState, EntryUpdate, Fetched, Reason
from retold.store.columns import assignments, columns, insert
from retold.store.database import Database, Row
from retold.store.text import storable
from retold.timestamps import of_seconds
from retold.types import Metadata

KEPT = 10_000
"""Entries of a feed that are remembered, at least. A feed can list 8,000 at once (eight sitemaps of a thousand), and
a forgotten entry would come back as a new one."""
REVISIONS = 20
"""How often an entry is read again because its feed says that it changed."""
HEADLINE = 1000
"""Code points of a headline that are kept."""
LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Known:
    """An entry that a feed lists again."""

    guid: str
    key: int
    updated: str
    state: str
    revisions: int
    reason: str
    url: str
    metadata: str

    def is_another(self, data: EntryData) -> bool:
        """Whether a feed uses the id of this entry again, for an entry of another link, headline and date."""
        given = json.loads(self.metadata)
        dates = (given.get("published"), data.published)
        return (
            self.url != data.url
            and given.get("headline", "") != data.headline[:HEADLINE]
            and all(dates)
            and dates[0] != dates[1]
        )


class Entries:
    """Rows of `entry`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def take_in(self, feed: int, entries: Sequence[tuple[EntryData, str]], now: float, oldest: str) -> int:
        """Takes in what a feed lists, each entry with the host of its address. Returns how many were new.

        `oldest`: RFC 3339; older articles are not fetched. Needs a writing transaction.
        """
        listed = {_guid(e.id): (e, host) for e, host in entries}
        known = self._known(feed, listed)
        used_again = [guid for guid, row in known.items() if row.is_another(listed[guid][0])]
        renamed = {_guid(listed[guid][0].url): listed.pop(guid) for guid in used_again}
        known |= self._known(feed, renamed)
        listed |= renamed
        fresh = {guid: entry for guid, entry in listed.items() if guid not in known}
        for guid in listed.keys() & known.keys():
            self._revise(known[guid], *listed[guid], now)
        elsewhere, kept = self._known_urls([e.url for e, _ in fresh.values()], feed)
        rows, seen = [], set[str]()
        for guid, (entry, host) in fresh.items():
            state, reason, article = EntryState.WAITING, "", ""
            if entry.url in kept:
                state, article = EntryState.KEPT, kept[entry.url]
            elif entry.url in elsewhere or entry.url in seen:
                state, reason = EntryState.SKIPPED, Reason.ELSEWHERE.value
            elif entry.published and entry.published < oldest:
                state, reason = EntryState.SKIPPED, Reason.OLD.value
            seen.add(entry.url)
            content = _packed(entry.content) if entry.content and state is EntryState.WAITING else None
            became = {"state": state.value, "reason": reason, "article": article, "content": content}
            rows.append({"feed": feed, "guid": guid, "host": host} | _new_row(entry, now) | became)
        if rows:
            self._db.many(insert("entry", list(rows[0])), [tuple(row.values()) for row in rows])
            self._tidy(feed)
        return len(rows)

    def _known(self, feed: int, guids: Collection[str]) -> dict[str, _Known]:
        """The entries of a feed that have one of some ids, by id."""
        sql = f"SELECT {columns(_Known)} FROM entry WHERE feed = ? AND guid = ANY(?)"
        return {row.guid: row for row in (_Known(*r) for r in self._db.all(sql, feed, list(guids)))}

    def _revise(self, known: _Known, data: EntryData, host: str, now: float) -> None:
        """Lets an entry be read again if its feed says that it changed."""
        updated = storable(data.updated)[:200]
        unchanged = not updated or updated == known.updated
        if unchanged or known.revisions >= REVISIONS or known.reason in (Reason.ELSEWHERE, Reason.OLD):
            return
        content = _packed(data.content) if data.content else None
        if known.state == EntryState.WAITING:
            self._db.run(
                "UPDATE entry SET updated = ?, metadata = ?, content = ? WHERE key = ?",
                updated,
                _metadata(data),
                content,
                known.key,
            )
            return
        self._db.run(
            "UPDATE entry SET updated = ?, metadata = ?, url = ?, host = ?, at = '', hops = 0, content = ?, "
            "state = 'waiting', reason = '', note = '', attempts = 0, revisions = revisions + 1, next = ?, listed = ?, "
            "holder = '', until = 0.0 WHERE key = ?",
            updated,
            _metadata(data),
            data.url,
            host,
            content,
            now,
            now,
            known.key,
        )

    def _known_urls(self, urls: list[str], feed: int) -> tuple[set[str], dict[str, str]]:
        """Those of some addresses that other feeds list, and those of kept articles with their ids."""
        sql = "SELECT url FROM entry WHERE url = ANY(?) AND feed <> ? AND reason <> 'elsewhere'"
        elsewhere = {r[0] for r in self._db.all(sql, urls, feed)}
        kept = self._db.all("SELECT url, id FROM article WHERE url = ANY(?) AND current = 1 AND url <> ''", urls)
        return elsewhere, dict(kept)

    def _tidy(self, feed: int) -> None:
        """Forgets old entries that are done with."""
        row = self._db.one("SELECT key FROM entry WHERE feed = ? ORDER BY key DESC LIMIT 1 OFFSET ?", feed, KEPT)
        if row is not None:
            self._db.run("DELETE FROM entry WHERE feed = ? AND key <= ? AND state IN ('kept', 'skipped')", feed, row[0])

    def update(self, update: EntryUpdate) -> None:
        """Writes the result of a visit to an entry.

        A feed may have withdrawn an entry's content while it was about to be read. Then nothing is written: the entry
        keeps waiting, and its page will be fetched.
        """
        values = {
            "state": update.state.value,
            "host": update.host,
            "next": update.next,
            "attempts": update.attempts,
            "reason": update.reason,
            "note": storable(update.note)[:500],
            "at": update.at,
            "hops": update.hops,
            "article": update.article,
        }
        if_content = " AND content IS NOT NULL" if update.state is EntryState.FETCHED and update.content is None else ""
        self._db.run(
            f"UPDATE entry SET {assignments(list(values))}, content = COALESCE(?, content), holder = '', until = 0.0 "
            f"WHERE key = ?{if_content}",
            *values.values(),
            update.content,
            update.key,
        )

    def settle(self, key: int, holder: str, state: EntryState, reason: str, note: str, article: str) -> None:
        """Writes what became of an entry that `holder` read, and drops its content.

        Has no effect if the entry was listed again in the meantime, or if somebody else reads it now.
        """
        self._db.run(
            "UPDATE entry SET state = ?, reason = ?, note = ?, article = ?, content = NULL, holder = '', until = 0.0 "
            "WHERE key = ? AND state = 'fetched' AND holder = ?",
            state.value,
            reason,
            storable(note)[:500],
            article,
            key,
            holder,
        )

    def release(self, keys: Sequence[int], holder: str) -> None:
        """Releases entries that `holder` was to read, so that they are read later."""
        self._db.run("UPDATE entry SET holder = '', until = 0.0 WHERE key = ANY(?) AND holder = ?", list(keys), holder)

    def fetched(self, now: float, holder: str, until: float, most: int) -> list[Fetched]:
        """Claims up to `most` entries with content that nobody reads, until `until`. Needs a writing transaction.

        The feeds take turns, so that one with many or with slow articles does not keep the others waiting.
        """
        # An earlier version could write entries without content, which could never be read: fetch them again.
        self._db.run(
            "UPDATE entry SET state = 'waiting', attempts = 0, next = ? "
            "WHERE state = 'fetched' AND until <= ? AND content IS NULL",
            now,
            now,
        )
        rows = self._db.all(
            "SELECT e.key, e.url, e.metadata, e.content, f.title, e.at FROM entry e JOIN feed f ON f.id = e.feed JOIN "
            "(SELECT key, row_number() OVER (PARTITION BY feed ORDER BY key) AS turn FROM entry "
            "WHERE state = 'fetched' AND until <= ? ORDER BY turn, key LIMIT ?) AS chosen ON chosen.key = e.key "
            "ORDER BY chosen.turn, e.key",
            now,
            most,
        )
        entries = [_fetched(*r) for r in rows]
        keys = [e.key for e in entries]
        self._db.run("UPDATE entry SET holder = ?, until = ? WHERE key = ANY(?)", holder, until, keys)
        return entries

    def backlog(self) -> int:
        """How many entries wait to be read."""
        row = self._db.one("SELECT count(*) FROM entry WHERE state = 'fetched'")
        return int(row[0]) if row else 0

    def latest(self, feed: int, most: int) -> tuple[Entry, ...]:
        """The entries of a feed that were listed last."""
        sql = (
            "SELECT url, metadata, state, reason, note, article, attempts, listed FROM entry WHERE feed = ? "
            "ORDER BY listed DESC, key LIMIT ?"
        )
        return tuple(_entry(r) for r in self._db.all(sql, feed, most))

    def hand_over(self, feed: int) -> None:
        """Before a feed is removed: its waiting articles wait at another feed that lists them."""
        sql = (
            "UPDATE entry SET state = 'waiting', reason = '' WHERE reason = 'elsewhere' AND url IN "
            "(SELECT url FROM entry WHERE feed = ? AND state IN ('waiting', 'fetched'))"
        )
        self._db.run(sql, feed)


def _guid(text: str) -> str:
    """An entry's id as it is stored: a hash if it is longer than 500 bytes, because an index cannot hold it."""
    guid = storable(text)
    return guid if len(guid.encode()) <= 500 else "hash:" + blake2b(guid.encode(), digest_size=16).hexdigest()


def _new_row(entry: EntryData, now: float) -> dict[str, object]:
    """The columns of a new entry that are the same whatever becomes of it."""
    return {
        "url": entry.url,
        "at": "",
        "hops": 0,
        "metadata": _metadata(entry),
        "updated": storable(entry.updated)[:200],
        "note": "",
        "attempts": 0,
        "revisions": 0,
        "next": now,
        "listed": now,
        "holder": "",
        "until": 0.0,
    }


def _metadata(data: EntryData) -> str:
    values = {
        "headline": data.headline[:HEADLINE],
        "byline": list(data.byline)[:20],
        "published": data.published,
        "modified": data.updated or None,
        "language": data.language,
    }
    return json.dumps({k: v for k, v in values.items() if v})


def _packed(content: str) -> bytes:
    """Content of a feed as it is stored until it is read."""
    return zlib.compress(b"f" + content.encode("utf-8", "backslashreplace"), LEVEL)


def packed_page(text: str, plain: bool) -> bytes:
    """A page as it is stored until it is read. `plain`: it is text, not HTML."""
    return zlib.compress((b"t" if plain else b"h") + text.encode("utf-8", "backslashreplace"), LEVEL)


def _fetched(key: int, url: str, metadata: str, content: bytes, title: str, at: str) -> Fetched:
    data = zlib.decompress(content)
    kind, text = data[:1], data[1:].decode("utf-8")
    given = json.loads(metadata)
    if kind != b"f":  # a page gives its own metadata; of the feed's only the date is used
        return Fetched(key, url, Metadata(url=at or url, published=given.get("published")), text, kind == b"t")
    meta = Metadata(
        url=at or url,
        headline=given.get("headline", ""),
        byline=tuple(given.get("byline", ())),
        publisher=title[:200],
        published=given.get("published"),
        modified=given.get("modified"),
        language=given.get("language", "")[:2].lower(),
    )
    return Fetched(key, url, meta, f"<html><body><article>{text}</article></body></html>")


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
