"""The table of appearances: which form appears in which article, and so in which stories."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

from retold.store.columns import columns, insert
from retold.store.database import Database


@dataclass(frozen=True, slots=True)
class Appearance:
    """A chain of an article, as a form.

    `role`: JSON of the claim that says who it is, "" if the article does not say. `spans`: pairs of start and end,
    int32.
    """

    form: int
    article: int
    chain: str
    name: str
    type: str
    role: str
    salience: float
    spans: bytes


_NAMES = [f.name for f in fields(Appearance)]
_COLUMNS = columns(Appearance)
_values = attrgetter(*_NAMES)


class AppearanceTable:
    """Rows of `appearance`, alone and joined with articles."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, appearances: Iterable[Appearance]) -> None:
        """Writes appearances."""
        self._db.many(insert("appearance", _NAMES), [_values(a) for a in appearances])

    def remove(self, article: int) -> None:
        """Removes the appearances of an article."""
        self._db.run("DELETE FROM appearance WHERE article = ?", article)

    def in_articles(self, articles: Collection[int]) -> list[Appearance]:
        """The appearances in articles, by article, form and chain."""
        sql = f"SELECT {_COLUMNS} FROM appearance WHERE article = ANY(?) ORDER BY article, form, chain"
        return [Appearance(*r) for r in self._db.all(sql, sorted(articles))]

    def of_forms(self, forms: Collection[int], limit: int = 0) -> list[Appearance]:
        """The appearances of forms, the latest article first. `limit` 0: all."""
        sql = f"SELECT {_COLUMNS} FROM appearance WHERE form = ANY(?) ORDER BY article DESC, form, chain"
        return [Appearance(*r) for r in self._db.all(sql + (f" LIMIT {int(limit)}" if limit else ""), sorted(forms))]

    def with_role(self, entity: int, limit: int) -> list[Appearance]:
        """Appearances of an entity that have a role, the latest article first."""
        sql = (
            f"SELECT {columns(Appearance, 'p')} FROM form f JOIN appearance p ON p.form = f.id "
            "WHERE f.entity = ? AND p.role <> '' ORDER BY p.article DESC LIMIT ?"
        )
        return [Appearance(*r) for r in self._db.all(sql, entity, limit)]

    def keys_in(self, article: int) -> list[str]:
        """Keys of the names in an article, without topics."""
        sql = (
            "SELECT DISTINCT f.key FROM appearance p JOIN form f ON f.id = p.form "
            "WHERE p.article = ? AND f.type <> 'topic'"
        )
        return [r[0] for r in self._db.all(sql, article)]

    def stories_with(self, forms: Collection[int]) -> set[int]:
        """Stories in which any of the forms appears."""
        sql = (
            "SELECT DISTINCT a.story FROM appearance p JOIN article a ON a.key = p.article "
            "WHERE p.form = ANY(?) AND a.story IS NOT NULL"
        )
        return {r[0] for r in self._db.all(sql, sorted(forms))}

    def in_stories(self, stories: Collection[int], forms: Collection[int]) -> list[int]:
        """Articles of the stories in which any of the forms appears."""
        sql = (
            "SELECT DISTINCT p.article FROM article a JOIN appearance p ON p.article = a.key "
            "WHERE a.story = ANY(?) AND p.form = ANY(?)"
        )
        return [r[0] for r in self._db.all(sql, sorted(stories), sorted(forms))]

    def tellings_by_entity(self, stories: Collection[int]) -> dict[int, int]:
        """For each entity, how many tellings of the stories name it."""
        sql = (
            "SELECT f.entity, count(DISTINCT a.telling) FROM article a JOIN appearance p ON p.article = a.key "
            "JOIN form f ON f.id = p.form WHERE a.story = ANY(?) GROUP BY f.entity"
        )
        return dict(self._db.all(sql, sorted(stories)))
