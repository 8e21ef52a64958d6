"""Articles into the database: a few at a time, each batch whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from retold.corpus.copies import Sketch
from retold.errors import BusyError, CorruptError, FullError, ReadOnlyError, RetoldError, StoreError
from retold.memory.clusters import StoryClusters
from retold.memory.ledger import Ledger
from retold.memory.prepared import Prepared, sketched
from retold.records.digest_json import KeptDigest
from retold.store.articles import Articles, Entry, renamed
from retold.store.clusters import Clusters
from retold.store.database import Database
from retold.store.full_text import FullText
from retold.store.name_tables import name_tables
from retold.store.presence import Presence

UNABLE = (BusyError, CorruptError, FullError, ReadOnlyError)
"""Errors of the database, not of an article."""


class Status(StrEnum):
    """What became of an article that was given."""

    NEW = "new"
    CHANGED = "changed"
    """A new version of one that was there; the old one is kept."""
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that is in the database: its id there, its version, and what it was."""

    id: str
    version: int
    status: Status
    headline: str


def known_version(articles: Articles, entry: Entry, by_url: bool) -> Kept | None:
    """The version of an article that is just this one, None where there is none. `by_url`: whether
    another id may be that of the same article."""
    version = articles.version(entry.id, entry.fingerprint)
    if version is not None:
        return Kept(entry.id, version, Status.KNOWN, entry.headline)
    before = articles.latest(entry.id, entry.url if by_url else "")
    version = articles.version(before[1], entry.fingerprint) if before is not None else None
    return (
        Kept(before[1], version, Status.KNOWN, entry.headline) if before is not None and version is not None else None
    )


class ArticleWriter:
    """Writes to one database. Another process may write to it, too: nothing is taken from before a transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._articles, self._words = Articles(database), FullText(database)
        self._clusters, self._names = Clusters(database), name_tables(database)
        self._ledger = Ledger(self._names, self._clusters)
        self._presence = Presence(database)
        self._shelf = StoryClusters(self._clusters, self._presence, self._sketch)

    def keep(self, batch: Sequence[Prepared]) -> list[Kept]:
        """Keeps articles, in one transaction; when it returns they are kept for good.

        Raises `StoreError`; then nothing of the batch is kept.
        """
        try:
            with self._db.writing():
                kept = [self._one(article) for article in batch]
                self._settle()
        except BaseException:
            self._shelf.drop()
            self._ledger.drop()
            raise
        return kept

    def each(self, batch: Sequence[Prepared]) -> list[Kept | RetoldError]:
        """What became of each article. One that cannot be kept, whatever it has, takes no other with it: halves are kept apart.

        Raises what is the database's fault, not an article's.
        """
        if not batch:
            return []
        try:
            return [*self.keep(batch)]
        except UNABLE:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
            if len(batch) > 1:
                half = len(batch) // 2
                return [*self.each(batch[:half]), *self.each(batch[half:])]
            said = error.message if isinstance(error, RetoldError) else f"{type(error).__name__}: {error}"
            return [StoreError(f"could not be kept ({said})", batch[0].entry.id)]

    def judge(self, forms: tuple[int, int]) -> None:
        """Derives entities anew after a person's word on two forms; within the caller's transaction."""
        self._ledger.derive(forms)
        self._presence.count_change()  # the ledger has changed, even where no story has
        self._settle()

    def rebuild(self) -> None:
        """Derives all entities from the ledger; within the caller's transaction."""
        self._ledger.rebuild()
        self._settle()

    def _settle(self) -> None:
        self._shelf.settle(self._ledger.moved)
        self._ledger.moved.clear()

    def _one(self, article: Prepared) -> Kept:
        entry = article.entry
        known = known_version(self._articles, entry, article.by_url)
        if known is not None:
            return known
        before = self._articles.latest(entry.id, entry.url if article.by_url else "")
        version, status, content = 1, Status.NEW, article.content
        if before is not None:
            version, status = before[2] + 1, Status.CHANGED
            if before[1] != entry.id:  # known by its URL: it keeps the id that it was first given
                content = renamed(content, entry.id, before[1])
                entry = replace(entry, id=before[1])
            self._forget(before[0])
        key = self._articles.add(entry, version, content)
        self._shelf.add(key, article)
        self._ledger.add(key, article.chains, entry.added)
        self._words.add(key, *article.text)
        return Kept(entry.id, version, status, entry.headline)

    def _forget(self, key: int) -> None:
        self._shelf.forget(key)
        self._ledger.forget(key)
        self._words.remove(key)

    def _sketch(self, key: int) -> Sketch:
        article = KeptDigest(self._articles.document(key)).article
        return sketched(article.metadata.headline, article.body)
