"""Writes articles into the database, a batch at a time. A batch is written whole or not at all."""

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
from retold.store.relations import relation_rows

DATABASE_ERRORS = (BusyError, CorruptError, FullError, ReadOnlyError)
"""Errors of the database. No article is at fault, so they stop the ingest."""


class Status(StrEnum):
    """What an article was to the memory."""

    NEW = "new"
    CHANGED = "changed"
    """A new version of an article that was kept before. The old version stays."""
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that is in the database: its id there, its version, and what it was to the memory."""

    id: str
    version: int
    status: Status
    headline: str


def known_version(articles: Articles, entry: Entry, by_url: bool) -> Kept | None:
    """The kept version with the same content; None if there is none. `by_url`: also look for the URL."""
    version = articles.version(entry.id, entry.fingerprint)
    if version is not None:
        return Kept(entry.id, version, Status.KNOWN, entry.headline)
    latest = articles.latest(entry.id, entry.url if by_url else "")
    version = articles.version(latest[1], entry.fingerprint) if latest is not None else None
    if latest is None or version is None:
        return None
    return Kept(latest[1], version, Status.KNOWN, entry.headline)


class ArticleWriter:
    """Writes to one database. Other processes may write to it too, so nothing is remembered between transactions
    that they could change."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._articles, self._full_text = Articles(database), FullText(database)
        self._clusters, self._names = Clusters(database), name_tables(database)
        self._ledger = Ledger(self._names, self._clusters)
        self._presence = Presence(database)
        self._story_clusters = StoryClusters(self._clusters, self._presence, self._sketch)

    def keep(self, batch: Sequence[Prepared]) -> list[Kept]:
        """Keeps articles in one transaction. When it returns, they are on disk.

        Raises `StoreError`; then nothing of the batch is kept.
        """
        try:
            with self._db.writing():
                kept = [self._keep_one(article) for article in batch]
                self._settle()
        except BaseException:
            self._story_clusters.reset()
            self._ledger.reset()
            raise
        return kept

    def keep_each(self, batch: Sequence[Prepared]) -> list[Kept | RetoldError]:
        """One outcome for each article. An article that cannot be kept does not stop the others: a batch that fails is
        cut into halves, and each half is kept by itself.

        Raises the errors of the database.
        """
        if not batch:
            return []
        try:
            return [*self.keep(batch)]
        except DATABASE_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
            if len(batch) > 1:
                half = len(batch) // 2
                return [*self.keep_each(batch[:half]), *self.keep_each(batch[half:])]
            message = error.message if isinstance(error, RetoldError) else f"{type(error).__name__}: {error}"
            return [StoreError(f"could not be kept ({message})", batch[0].entry.id)]

    def derive_entities(self, forms: tuple[int, int]) -> None:
        """Derives the entities of two forms after a person judged them. Use it within a writing transaction."""
        self._ledger.derive(forms)
        self._presence.count_change()  # the ledger has changed, even if no story has
        self._settle()

    def rebuild(self) -> None:
        """Derives all entities from the ledger. Use it within a writing transaction."""
        self._ledger.rebuild()
        self._settle()

    def _settle(self) -> None:
        self._story_clusters.settle(self._ledger.changed_stories)
        self._ledger.changed_stories.clear()

    def _keep_one(self, article: Prepared) -> Kept:
        entry = article.entry
        known = known_version(self._articles, entry, article.by_url)
        if known is not None:
            return known
        before = self._articles.latest(entry.id, entry.url if article.by_url else "")
        if before is not None and not article.is_told:  # what tells nothing does not take the place of what does
            return Kept(before[1], before[2], Status.KNOWN, entry.headline)
        version, status, content = 1, Status.NEW, article.content
        if before is not None:
            version, status = before[2] + 1, Status.CHANGED
            if before[1] != entry.id:  # known by its URL: it keeps the id that it got first
                content = renamed(content, entry.id, before[1])
                entry = replace(entry, id=before[1])
            self._forget(before[0])
        key = self._articles.add(entry, version, content)
        self._story_clusters.add(key, article)
        forms = self._ledger.add(key, article.chains, entry.added)
        self._names.relations.add(relation_rows(key, article.relations, forms))
        self._full_text.add(key, *article.text)
        return Kept(entry.id, version, status, entry.headline)

    def _forget(self, key: int) -> None:
        self._story_clusters.forget(key)
        self._names.relations.remove(key)
        self._ledger.forget(key)
        self._full_text.remove(key)

    def _sketch(self, key: int) -> Sketch:
        article = KeptDigest(self._articles.document(key)).article
        return sketched(article.metadata.headline, article.body)
