"""Articles, each in its versions, with their digests."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from retold.store.columns import columns, insert
from retold.store.database import Database, Row

LEVEL = 6
"""Level of compression. A higher one gains little on texts of this size."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One version of an article, as a list shows it. `key` is the database's, `id` the article's own."""

    key: int
    id: str
    version: int
    url: str
    headline: str
    publisher: str
    published: str | None
    day: float | None
    telling: int
    story: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is stored of an article besides its digest. Another `fingerprint` makes it another version."""

    id: str
    url: str
    headline: str
    publisher: str
    published: str | None
    day: float | None
    added: str
    language: str
    words: int
    fingerprint: bytes


class LatestVersion(NamedTuple):
    """What tells whether an article has changed."""

    key: int
    id: str
    version: int
    fingerprint: bytes


_SELECT = f"SELECT {columns(ArticleRow)} FROM article "
_ENTRY = [field.name for field in fields(Entry)]


def packed(document: Mapping[str, Any]) -> bytes:
    """A digest's JSON, compressed."""
    return zlib.compress(json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode("ascii"), LEVEL)


def unpacked(content: bytes) -> dict[str, Any]:
    """The JSON values that `packed` was given."""
    document: dict[str, Any] = json.loads(zlib.decompress(content))
    return document


def renamed(content: bytes, old: str, new: str) -> bytes:
    """A packed digest with another id for its article."""

    def with_new_id(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: new if k in ("article", "id") and v == old else with_new_id(v) for k, v in value.items()}
        return [with_new_id(v) for v in value] if isinstance(value, list) else value

    return packed(with_new_id(unpacked(content)))


class Articles:
    """Rows of `article` and `digest`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def latest(self, article: str, url: str) -> LatestVersion | None:
        """The current version of an article, by its id or else by its URL."""
        sql = f"SELECT {', '.join(LatestVersion._fields)} FROM article WHERE {{}} AND current = 1"
        row = self._db.one(sql.format("id = ?"), article)
        if row is None and url:
            row = self._db.one(sql.format("url = ? AND url <> ''"), url)
        return LatestVersion(*row) if row else None

    def version(self, article: str, fingerprint: bytes) -> int | None:
        """The number of the version of an article that has a fingerprint."""
        row = self._db.one("SELECT version FROM article WHERE id = ? AND fingerprint = ?", article, fingerprint)
        return int(row[0]) if row else None

    def add(self, entry: Entry, version: int, content: bytes) -> int:
        """Adds a version, as the current one, with its packed digest. Returns its key."""
        values = {name: getattr(entry, name) for name in _ENTRY} | {"version": version, "current": 1}
        row = self._db.one(f"{insert('article', list(values))} RETURNING key", *values.values())
        assert row is not None
        key = int(row[0])
        self._db.run("INSERT INTO digest (article, content) VALUES (?, ?)", key, content)
        return key

    def document(self, key: int) -> dict[str, Any]:
        """The digest of a version, as JSON values."""
        row = self._db.one("SELECT content FROM digest WHERE article = ?", key)
        assert row is not None
        return unpacked(row[0])

    def rows(self, keys: list[int]) -> list[ArticleRow]:
        """Versions by key, the first published first, undated ones last."""
        return _by_day(self._db.all(_SELECT + "WHERE key = ANY(?)", keys))

    def versions(self, article: str) -> list[ArticleRow]:
        """All versions of an article, by its id, the first one first. Past versions have None as story and telling."""
        return [ArticleRow(*r) for r in self._db.all(_SELECT + "WHERE id = ? ORDER BY version", article)]

    def current(self) -> list[int]:
        """Keys of all current versions."""
        return [r[0] for r in self._db.all("SELECT key FROM article WHERE current = 1 ORDER BY key")]

    def count(self) -> int:
        """How many current articles there are."""
        row = self._db.one("SELECT count(*) FROM article WHERE current = 1")
        return int(row[0]) if row else 0

    def story_ids(self, stories: Collection[int]) -> dict[int, str]:
        """Ids of stories by key."""
        return dict(self._db.all("SELECT key, id FROM story WHERE key = ANY(?)", sorted(stories)))

    def ids_by_story(self, stories: Collection[int]) -> dict[int, list[str]]:
        """Ids of the articles of each story, the first published first."""
        ids: dict[int, list[str]] = {}
        sql = "SELECT story, id FROM article WHERE story = ANY(?) ORDER BY day IS NULL, day, id"
        for story, article in self._db.all(sql, sorted(stories)):
            ids.setdefault(story, []).append(article)
        return ids

    def by_story(self, stories: Collection[int]) -> dict[int, list[ArticleRow]]:
        """The articles of each story, the first published first."""
        articles: dict[int, list[ArticleRow]] = {}
        for row in self._db.all(_SELECT + "WHERE story = ANY(?) ORDER BY day IS NULL, day, id", sorted(stories)):
            article = ArticleRow(*row)
            articles.setdefault(article.story, []).append(article)
        return articles

    def current_key(self, article: str) -> int | None:
        """The key of the current version of an article, by its id."""
        row = self._db.one("SELECT key FROM article WHERE id = ? AND current = 1", article)
        return int(row[0]) if row else None

    def of_story(self, story: int) -> list[ArticleRow]:
        """The articles of a story, the first published first, undated ones last."""
        return _by_day(self._db.all(_SELECT + "WHERE story = ?", story))


def _by_day(rows: list[Row]) -> list[ArticleRow]:
    return sorted((ArticleRow(*r) for r in rows), key=lambda a: (a.day is None, a.day or 0.0, a.id))
