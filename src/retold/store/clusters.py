"""Tellings and stories, and what they are found by: pairs of terms, shingles and signatures of articles.

A part is a set of articles that are linked directly or through one another, at one of the levels of likeness
(`corpus.stories`). Its name is its lowest article key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from retold.store.columns import columns
from retold.store.database import Database, Row

LEVELS = 4
"""Levels of likeness, each with its own parts."""
WIDE = 200
"""Most articles that one article is compared with: those that share most with it.

The issues of a daily column share their words with all of their kind.
"""


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story. `id`: that of its first article; `first`, `last`: RFC 3339, None if no article has a date."""

    key: int
    id: str
    headline: str
    first: str | None
    last: str | None
    day: float | None
    end_day: float | None
    articles: int
    tellings: int
    publishers: int


_SHARING = (
    "SELECT f.article FROM {} f JOIN article a ON a.key = f.article WHERE f.hash = ANY(?) AND a.current = 1 "
    f"GROUP BY f.article HAVING count(*) >= ? ORDER BY count(*) DESC, f.article DESC LIMIT {WIDE}"
)


class Clusters:
    """Rows of `pair`, `shingle`, `signature` and `story`, and the tellings, parts and stories of `article`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, key: int, pairs: Iterable[int], shingles: Iterable[int], signature: tuple[bytes, bytes]) -> None:
        """Makes an article findable. It starts as its own telling and its own part at every level.

        `signature`: terms and vector.
        """
        self._db.run("INSERT INTO signature (article, terms, vector) VALUES (?, ?, ?)", key, *signature)
        self._db.many("INSERT INTO pair (hash, article) VALUES (?, ?)", [(h, key) for h in pairs])
        self._db.many("INSERT INTO shingle (hash, article) VALUES (?, ?)", [(h, key) for h in shingles])
        self._db.run(
            "UPDATE article SET telling = key, part0 = key, part1 = key, part2 = key, part3 = key WHERE key = ?", key
        )

    def forget(self, key: int, pairs: Iterable[int], shingles: Iterable[int]) -> None:
        """Removes what an article was found by."""
        self._db.run("DELETE FROM signature WHERE article = ?", key)
        self._db.many("DELETE FROM pair WHERE hash = ? AND article = ?", [(h, key) for h in pairs])
        self._db.many("DELETE FROM shingle WHERE hash = ? AND article = ?", [(h, key) for h in shingles])

    def retire(self, key: int) -> None:
        """Marks a version of an article as past: it has no telling, part or story."""
        parts = ", ".join(f"part{level} = NULL" for level in range(LEVELS))
        self._db.run(f"UPDATE article SET current = 0, telling = NULL, story = NULL, {parts} WHERE key = ?", key)

    def paired(self, pairs: list[int]) -> list[int]:
        """Articles that have one of the pairs, those with most first."""
        return [r[0] for r in self._db.all(_SHARING.format("pair"), pairs, 1)]

    def shingled(self, shingles: list[int]) -> list[int]:
        """Articles that have two of the shingles, those with most first. One alone may be a common phrase."""
        return [r[0] for r in self._db.all(_SHARING.format("shingle"), shingles, 2)]

    def signatures(self, keys: Collection[int]) -> list[Row]:
        """Article, terms, vector and day of each."""
        sql = (
            "SELECT s.article, s.terms, s.vector, a.day FROM signature s JOIN article a ON a.key = s.article "
            "WHERE s.article = ANY(?)"
        )
        return self._db.all(sql, sorted(keys))

    def parts(self, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
        """The part of each article at each level."""
        names = ", ".join(f"part{level}" for level in range(LEVELS))
        rows = self._db.all(f"SELECT key, {names} FROM article WHERE key = ANY(?)", sorted(keys))
        return {key: tuple(parts) for key, *parts in rows}

    def join(self, level: int, parts: Collection[int]) -> None:
        """Joins parts into one. It has the lowest of their names."""
        name, *others = sorted(parts)
        self._db.run(f"UPDATE article SET part{level} = ? WHERE part{level} = ANY(?)", name, others)

    def part(self, level: int, key: int, part: int) -> None:
        """Puts an article into a part."""
        self._db.run(f"UPDATE article SET part{level} = ? WHERE key = ?", part, key)

    def size(self, level: int, part: int, most: int) -> int:
        """How many articles a part has, counted up to `most`."""
        row = self._db.one(
            f"SELECT count(*) FROM (SELECT 1 FROM article WHERE part{level} = ? LIMIT ?) counted", part, most
        )
        return int(row[0]) if row else 0

    def members(self, level: int, part: int) -> list[int]:
        """The articles of a part."""
        return [r[0] for r in self._db.all(f"SELECT key FROM article WHERE part{level} = ? ORDER BY key", part)]

    def ids(self, keys: Collection[int]) -> dict[int, str]:
        """The ids of articles by key."""
        return dict(self._db.all("SELECT key, id FROM article WHERE key = ANY(?)", sorted(keys)))

    def told(self, telling: int) -> list[int]:
        """The articles of a telling."""
        return [r[0] for r in self._db.all("SELECT key FROM article WHERE telling = ? ORDER BY key", telling)]

    def tellings(self, keys: Collection[int]) -> dict[int, int]:
        """The telling of each article."""
        return dict(self._db.all("SELECT key, telling FROM article WHERE key = ANY(?)", sorted(keys)))

    def tell(self, telling: int, keys: Collection[int]) -> None:
        """Puts articles into a telling."""
        self._db.run("UPDATE article SET telling = ? WHERE key = ANY(?)", telling, sorted(keys))

    def stories_of(self, keys: Collection[int]) -> dict[int, int]:
        """The story of each article that has one."""
        sql = "SELECT key, story FROM article WHERE key = ANY(?) AND story IS NOT NULL"
        return dict(self._db.all(sql, sorted(keys)))

    def begin(self) -> int:
        """Adds an empty story. Returns its key."""
        row = self._db.one(
            "INSERT INTO story (id, headline, articles, tellings, publishers, entities, changed) "
            "VALUES ('', '', 0, 0, 0, ?, 0) RETURNING key",
            b"",
        )
        assert row is not None
        return int(row[0])

    def place(self, story: int, keys: Collection[int]) -> None:
        """Puts articles into a story."""
        self._db.run("UPDATE article SET story = ? WHERE key = ANY(?)", story, sorted(keys))

    def story(self, key: int) -> StoryRow | None:
        """A story by its key."""
        row = self._db.one(f"SELECT {columns(StoryRow)} FROM story WHERE key = ?", key)
        return StoryRow(*row) if row else None

    def named(self, story: str) -> StoryRow | None:
        """A story by its own id, or by the id of any of its articles."""
        sql = f"SELECT {columns(StoryRow, 's')} FROM story s"
        row = self._db.one(f"{sql} WHERE s.id = ? ORDER BY s.key", story) or self._db.one(
            f"{sql} JOIN article a ON a.story = s.key WHERE a.id = ? AND a.current = 1", story
        )
        return StoryRow(*row) if row else None

    def stories(self, since: float | None = None, until: float | None = None, limit: int = 0) -> list[StoryRow]:
        """Stories that end on day `since` or later and begin before `until`, the latest first. `limit` 0: all."""
        conditions = [(c, day) for c, day in (("end_day >= ?", since), ("day < ?", until)) if day is not None]
        where = f" WHERE {' AND '.join(c for c, _ in conditions)}" if conditions else ""
        sql = f"SELECT {columns(StoryRow)} FROM story{where} ORDER BY end_day IS NULL, end_day DESC, key DESC"
        rows = self._db.all(sql + (f" LIMIT {int(limit)}" if limit else ""), *(day for _, day in conditions))
        return [StoryRow(*r) for r in rows]
