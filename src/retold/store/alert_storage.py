"""The tables of alerts, and transactions over them."""

from __future__ import annotations

from contextlib import AbstractContextManager

from retold.store.alerts import AlertTable, MessageTable
from retold.store.database import Database
from retold.store.outbox import Outbox


class AlertStorage:
    """What alerts keep: `alerts` with their channels, `messages` with the articles they covered, and the `outbox`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.alerts = AlertTable(database)
        self.messages = MessageTable(database)
        self.outbox = Outbox(database)

    def reading(self) -> AbstractContextManager[None]:
        """A transaction in which all reads see one state of the database, the memory's tables included."""
        return self._db.reading()

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that is kept whole or, if it raises, not at all."""
        return self._db.writing()
