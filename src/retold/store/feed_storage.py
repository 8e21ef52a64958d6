"""The tables of feeds, and transactions over them."""

from __future__ import annotations

from contextlib import AbstractContextManager

from retold.store.database import Database
from retold.store.entries import Entries
from retold.store.feeds import Feeds
from retold.store.hosts import Hosts
from retold.store.subscriptions import Subscriptions


class FeedStorage:
    """What feeds keep: `feeds`, their `entries`, the `hosts` they are fetched from, and `subscriptions` to hubs."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.feeds = Feeds(database)
        self.entries = Entries(database)
        self.hosts = Hosts(database)
        self.subscriptions = Subscriptions(database)

    def reading(self) -> AbstractContextManager[None]:
        """A transaction in which all reads see one state of the database."""
        return self._db.reading()

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that is kept whole or, if it raises, not at all."""
        return self._db.writing()
