"""Articles that were fetched, into the memory."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from retold.errors import (
    BusyError,
    ChallengeError,
    ConsentError,
    ExtractionError,
    FormatError,
    PaywallError,
    RetoldError,
    StoreError,
)
from retold.feeds.registry import FeedRegistry
from retold.memory import Kept, Memory, Status
from retold.records.feeds import EntryState, Fetched, Reason
from retold.types import Content, Page

BATCH = 16
"""Articles that are read together."""
LEASE = 600.0
"""Seconds after which articles that a watcher was to read are read by another."""
POLL = 15.0
"""Seconds after which it is looked whether another process fetched something."""
_REASONS: tuple[tuple[type[RetoldError], Reason], ...] = (
    (PaywallError, Reason.PAYWALL), (ConsentError, Reason.CONSENT), (ChallengeError, Reason.CHALLENGE),
    (ExtractionError, Reason.UNREADABLE), (FormatError, Reason.UNREADABLE), (StoreError, Reason.FAULT),
)  # fmt: skip


def reason(error: RetoldError) -> Reason:
    """Why an article that could not be read is skipped."""
    return next((r for kind, r in _REASONS if isinstance(error, kind)), Reason.FAULT)


@dataclass
class EntryReader:
    """Reads what was fetched, on a thread of its own, until it is told to end.

    `tell`: hears of each article, once that is written down; `after`: is called when something was kept.
    """

    memory: Memory
    book: FeedRegistry
    holder: str
    tell: Callable[[Fetched, Kept | RetoldError], None]
    after: Callable[[], None]
    counts: Counter[str] = field(default_factory=Counter)
    fault: Exception | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _more: bool = False
    _end: bool = False
    _drain: bool = False

    def run(self) -> None:
        """Reads until the end. What goes wrong with the database is kept as `fault`."""
        try:
            while not self._end:
                try:
                    if not self._batch() and not self._wait():
                        return
                except BusyError:  # another process writes for long; what was fetched stays
                    self._wait()
        except Exception as error:  # noqa: BLE001 - told to the watch, which ends with it
            self.fault = error

    def wake(self) -> None:
        """Says that there is something to read."""
        with self._changed:
            self._more = True
            self._changed.notify()

    def end(self, drained: bool) -> None:
        """Ends it: once nothing is left to read (`drained`), or after what it reads now."""
        with self._changed:
            self._drain, self._end = True, self._end or not drained
            self._changed.notify()

    def _wait(self) -> bool:
        """Waits for more; False where none will come."""
        with self._changed:
            if self._drain and not self._more:
                return False
            if not self._more and not self._end:
                self._changed.wait(POLL)
            self._more = False
        return True

    def _batch(self) -> bool:
        """Reads a few; whether there were any."""
        now = self.book.clock()
        with self.book.writing():
            found = self.book.entries.fetched(now, self.holder, now + LEASE, BATCH)
        if not found:
            return False
        told = 0
        try:
            for entry, outcome in zip(
                found, self.memory.ingest_pages(_page(f, self.memory) for f in found), strict=True
            ):
                self._settle(entry, outcome)
                told += 1
                if isinstance(outcome, Kept) and outcome.status is not Status.KNOWN:
                    self.counts["new"] += 1
        finally:
            self._left(found[told:])
        if self.counts.pop("new", 0):
            self.after()
        return True

    def _left(self, found: Sequence[Fetched]) -> None:
        if found:
            with self.book.writing():
                self.book.entries.release([f.key for f in found], self.holder)

    def _settle(self, entry: Fetched, outcome: Kept | RetoldError) -> None:
        with self.book.writing():
            if isinstance(outcome, Kept):
                self.book.entries.settle(entry.key, self.holder, EntryState.KEPT, "", "", outcome.id)
            else:
                self.book.entries.settle(
                    entry.key, self.holder, EntryState.SKIPPED, reason(outcome).value, outcome.message, ""
                )
        self.counts["kept" if isinstance(outcome, Kept) else reason(outcome).value] += 1
        self.tell(entry, outcome)


def _page(entry: Fetched, memory: Memory) -> Page:
    return Page(entry.url, Content.TEXT if entry.plain else Content.HTML, entry.html, entry.metadata, memory.engine.now)
