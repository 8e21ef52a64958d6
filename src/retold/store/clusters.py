"""What stories and tellings are found by, and stories themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from retold.store.database import Database, Row

LEVELS = 4
"""Levels of parts."""
WIDE = 200
"""Articles that one article is compared with at most, those that share most with it: a daily column shares its words with all of its kind."""


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story. `id` is its first article's; `first` and `last` RFC 3339, None where no article has a date."""

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


_FOUND = (
    "SELECT f.article FROM {} f JOIN article a ON a.key = f.article WHERE f.hash = ANY(?) AND a.current = 1 "
    f"GROUP BY f.article HAVING count(*) >= ? ORDER BY count(*) DESC, f.article DESC LIMIT {WIDE}"
)
STORY_COLUMNS = "key, id, headline, first, last, day, end_day, articles, tellings, publishers"


class Clusters:
    """Rows of `pair`, `shingle`, `signature` and `story`, and the parts of `article`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, key: int, pairs: Iterable[int], shingles: Iterable[int], signature: tuple[bytes, bytes]) -> None:
        """Makes an article findable; it begins as a telling, a part and a story of its own."""
        self._db.run("INSERT INTO signature VALUES (?, ?, ?)", key, *signature)
        self._db.many("INSERT INTO pair VALUES (?, ?)", [(h, key) for h in pairs])
        self._db.many("INSERT INTO shingle VALUES (?, ?)", [(h, key) for h in shingles])
        self._db.run(
            "UPDATE article SET telling = key, part0 = key, part1 = key, part2 = key, part3 = key WHERE key = ?", key
        )

    def forget(self, key: int, pairs: Iterable[int], shingles: Iterable[int]) -> None:
        """Makes an article be found no more."""
        self._db.run("DELETE FROM signature WHERE article = ?", key)
        self._db.many("DELETE FROM pair WHERE hash = ? AND article = ?", [(h, key) for h in pairs])
        self._db.many("DELETE FROM shingle WHERE hash = ? AND article = ?", [(h, key) for h in shingles])

    def retire(self, key: int) -> None:
        """Makes a version of an article one of the past, of no telling, part or story."""
        parts = ", ".join(f"part{level} = NULL" for level in range(LEVELS))
        self._db.run(f"UPDATE article SET current = 0, telling = NULL, story = NULL, {parts} WHERE key = ?", key)

    def paired(self, pairs: list[int]) -> list[int]:
        """Articles that have one of the pairs."""
        return [r[0] for r in self._db.all(_FOUND.format("pair"), pairs, 1)]

    def shingled(self, shingles: list[int]) -> list[int]:
        """Articles that have two of the shingles: one may be a phrase that everybody uses."""
        return [r[0] for r in self._db.all(_FOUND.format("shingle"), shingles, 2)]

    def signatures(self, keys: Collection[int]) -> list[Row]:
        """Article, terms, vector and day of each."""
        sql = "SELECT s.article, s.terms, s.vector, a.day FROM signature s JOIN article a ON a.key = s.article WHERE s.article = ANY(?)"
        return self._db.all(sql, sorted(keys))

    def parts(self, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
        """The part of each article at each level."""
        columns = ", ".join(f"part{level}" for level in range(LEVELS))
        return {
            r[0]: tuple(r[1:])
            for r in self._db.all(f"SELECT key, {columns} FROM article WHERE key = ANY(?)", sorted(keys))
        }

    def join(self, level: int, parts: Collection[int]) -> None:
        """Makes one part of several; it has the least of their names."""
        name, *others = sorted(parts)
        self._db.run(f"UPDATE article SET part{level} = ? WHERE part{level} = ANY(?)", name, others)

    def part(self, level: int, key: int, part: int) -> None:
        """Puts an article into a part."""
        self._db.run(f"UPDATE article SET part{level} = ? WHERE key = ?", part, key)

    def size(self, level: int, part: int, most: int) -> int:
        """Articles of a part, counted up to `most`."""
        row = self._db.one(
            f"SELECT count(*) FROM (SELECT 1 FROM article WHERE part{level} = ? LIMIT ?) counted", part, most
        )
        return int(row[0]) if row else 0

    def members(self, level: int, part: int) -> list[int]:
        """Articles of a part."""
        return [r[0] for r in self._db.all(f"SELECT key FROM article WHERE part{level} = ? ORDER BY key", part)]

    def ids(self, keys: Collection[int]) -> dict[int, str]:
        """The articles' own ids."""
        return dict(self._db.all("SELECT key, id FROM article WHERE key = ANY(?)", sorted(keys)))

    def told(self, telling: int) -> list[int]:
        """Articles of a telling."""
        return [r[0] for r in self._db.all("SELECT key FROM article WHERE telling = ? ORDER BY key", telling)]

    def tellings(self, keys: Collection[int]) -> dict[int, int]:
        """The telling of each article."""
        return dict(self._db.all("SELECT key, telling FROM article WHERE key = ANY(?)", sorted(keys)))

    def tell(self, telling: int, keys: Collection[int]) -> None:
        """Makes articles one telling."""
        self._db.run("UPDATE article SET telling = ? WHERE key = ANY(?)", telling, sorted(keys))

    def stories_of(self, keys: Collection[int]) -> dict[int, int]:
        """The story of each article that has one."""
        return dict(
            self._db.all("SELECT key, story FROM article WHERE key = ANY(?) AND story IS NOT NULL", sorted(keys))
        )

    def begin(self) -> int:
        """A new story, empty."""
        row = self._db.one(
            "INSERT INTO story (id, headline, articles, tellings, publishers, entities, changed) VALUES ('', '', 0, 0, 0, ?, 0) RETURNING key",
            b"",
        )
        assert row is not None
        return int(row[0])

    def place(self, story: int, keys: Collection[int]) -> None:
        """Puts articles into a story."""
        self._db.run("UPDATE article SET story = ? WHERE key = ANY(?)", story, sorted(keys))

    def story(self, key: int) -> StoryRow | None:
        """A story by its key."""
        row = self._db.one(f"SELECT {STORY_COLUMNS} FROM story WHERE key = ?", key)
        return StoryRow(*row) if row else None

    def named(self, story: str) -> StoryRow | None:
        """A story by its own id, or by that of any article of it."""
        found = f"SELECT {', '.join('s.' + c for c in STORY_COLUMNS.split(', '))} FROM story s"
        row = self._db.one(f"{found} WHERE s.id = ? ORDER BY s.key", story) or self._db.one(
            f"{found} JOIN article a ON a.story = s.key WHERE a.id = ? AND a.current = 1", story
        )
        return StoryRow(*row) if row else None

    def stories(self, where: str = "", values: tuple[object, ...] = (), limit: int = 0) -> list[StoryRow]:
        """Stories, the latest first."""
        sql = f"SELECT {STORY_COLUMNS} FROM story {where} ORDER BY end_day IS NULL, end_day DESC, key DESC"
        return [StoryRow(*r) for r in self._db.all(sql + (f" LIMIT {int(limit)}" if limit else ""), *values)]
