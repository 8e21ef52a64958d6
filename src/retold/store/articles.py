"""Articles, each in its versions, with their digests."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from retold.store.database import Database, Row

LEVEL = 6
"""Of compression: higher wins little on text of this size."""


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


_COLUMNS = "key, id, version, url, headline, publisher, published, day, telling, story"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of an article besides its digest. `fingerprint`: of what makes it another version."""

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


def packed(document: Mapping[str, Any]) -> bytes:
    """A digest's JSON, compressed."""
    return zlib.compress(json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode("ascii"), LEVEL)


def renamed(content: bytes, old: str, new: str) -> bytes:
    """A packed digest whose article has another id."""

    def walked(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: new if k in ("article", "id") and v == old else walked(v) for k, v in value.items()}
        return [walked(v) for v in value] if isinstance(value, list) else value

    return packed(walked(json.loads(zlib.decompress(content))))


class Articles:
    """Rows of `article` and `digest`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def latest(self, article: str, url: str) -> Row | None:
        """Key, id, version and fingerprint of the latest version of an article, by its id or else its URL."""
        sql = "SELECT key, id, version, fingerprint FROM article WHERE {} AND current = 1"
        found = self._db.one(sql.format("id = ?"), article)
        return found or (self._db.one(sql.format("url = ? AND url <> ''"), url) if url else None)

    def version(self, article: str, fingerprint: bytes) -> int | None:
        """The version of an article that is just this one."""
        row = self._db.one("SELECT version FROM article WHERE id = ? AND fingerprint = ?", article, fingerprint)
        return int(row[0]) if row else None

    def add(self, entry: Entry, version: int, content: bytes) -> int:
        """Keeps a version; its key."""
        e = entry
        row = self._db.one(
            "INSERT INTO article (id, version, current, url, headline, publisher, published, day, added, language, words, fingerprint) "
            "VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key",
            e.id,
            version,
            e.url,
            e.headline,
            e.publisher,
            e.published,
            e.day,
            e.added,
            e.language,
            e.words,
            e.fingerprint,
        )
        assert row is not None
        key = int(row[0])
        self._db.run("INSERT INTO digest VALUES (?, ?)", key, content)
        return key

    def document(self, key: int) -> dict[str, Any]:
        """The digest of a version, as JSON values."""
        row = self._db.one("SELECT content FROM digest WHERE article = ?", key)
        assert row is not None
        found: dict[str, Any] = json.loads(zlib.decompress(row[0]))
        return found

    def rows(self, keys: list[int]) -> list[ArticleRow]:
        """Those versions, first published first."""
        found = [ArticleRow(*r) for r in self._db.all(f"SELECT {_COLUMNS} FROM article WHERE key = ANY(?)", keys)]
        return sorted(found, key=lambda a: (a.day is None, a.day or 0.0, a.id))

    def versions(self, article: str) -> list[ArticleRow]:
        """All versions of an article, by its id, the first first; those of the past have story and telling None."""
        return [
            ArticleRow(*r)
            for r in self._db.all(f"SELECT {_COLUMNS} FROM article WHERE id = ? ORDER BY version", article)
        ]

    def current(self) -> list[int]:
        """Keys of all current versions."""
        return [r[0] for r in self._db.all("SELECT key FROM article WHERE current = 1 ORDER BY key")]

    def count(self) -> int:
        """Current articles."""
        row = self._db.one("SELECT count(*) FROM article WHERE current = 1")
        return int(row[0]) if row else 0

    def story_ids(self, stories: Collection[int]) -> dict[int, str]:
        """Ids of stories by key."""
        return dict(self._db.all("SELECT key, id FROM story WHERE key = ANY(?)", sorted(stories)))

    def ids_by_story(self, stories: Collection[int]) -> dict[int, list[str]]:
        """Ids of the articles of stories, first published first."""
        found: dict[int, list[str]] = {}
        sql = "SELECT story, id FROM article WHERE story = ANY(?) ORDER BY day IS NULL, day, id"
        for story, article in self._db.all(sql, sorted(stories)):
            found.setdefault(story, []).append(article)
        return found

    def by_story(self, stories: Collection[int]) -> dict[int, list[ArticleRow]]:
        """The articles of stories, first published first."""
        found: dict[int, list[ArticleRow]] = {}
        sql = f"SELECT {_COLUMNS} FROM article WHERE story = ANY(?) ORDER BY day IS NULL, day, id"
        for row in self._db.all(sql, sorted(stories)):
            article = ArticleRow(*row)
            found.setdefault(article.story, []).append(article)
        return found

    def keyed(self, article: str) -> int | None:
        """The key of the current version of an article, by its id."""
        row = self._db.one("SELECT key FROM article WHERE id = ? AND current = 1", article)
        return int(row[0]) if row else None

    def of_story(self, story: int) -> list[ArticleRow]:
        """The articles of a story, first published first."""
        found = [ArticleRow(*r) for r in self._db.all(f"SELECT {_COLUMNS} FROM article WHERE story = ?", story)]
        return sorted(found, key=lambda a: (a.day is None, a.day or 0.0, a.id))
