"""Reads fetched articles into the memory."""

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
    LimitError,
    PaywallError,
    RetoldError,
    StoppedError,
    StoreError,
)
from retold.memory import Kept, Memory, Status
from retold.records.feeds import EntryState, Fetched, Reason
from retold.store.feed_storage import FeedStorage
from retold.types import Content, Page

BATCH = 16
"""Articles that are read together."""
SPARE_LEASE = 600.0
"""Seconds beyond the time that a batch may take; then another watcher reads the articles that a watcher took."""
WRITER_LEASE = 600.0
"""Seconds that a language model may take for an article."""
POLL = 15.0
"""Seconds between two checks whether another process fetched something."""
_REASONS: tuple[tuple[type[RetoldError], Reason], ...] = (
    (PaywallError, Reason.PAYWALL),
    (ConsentError, Reason.CONSENT),
    (ChallengeError, Reason.CHALLENGE),
    (ExtractionError, Reason.UNREADABLE),
    (FormatError, Reason.UNREADABLE),
    (LimitError, Reason.UNREADABLE),
    (StoreError, Reason.FAULT),
)


def skip_reason(error: RetoldError) -> Reason:
    """Why an article that could not be read is skipped."""
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.FAULT)


@dataclass
class EntryReader:
    """Reads fetched articles on a thread of its own, until it is stopped.

    `clock`: seconds since 1970. `tell` is called for each article after it is written down; `after` when an article was
    kept.
    """

    memory: Memory
    storage: FeedStorage
    clock: Callable[[], float]
    holder: str
    tell: Callable[[Fetched, Kept | RetoldError], None]
    after: Callable[[], None]
    counts: Counter[str] = field(default_factory=Counter)
    fault: Exception | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _has_more: bool = False
    _stopping: bool = False
    _draining: bool = False

    def run(self) -> None:
        """Reads until it is stopped. An error of the database is kept as `fault`."""
        try:
            while not self._stopping:
                try:
                    if not self._read_batch() and not self._wait():
                        return
                except BusyError:  # another process is writing; what was fetched stays
                    self._wait()
                except StoppedError:  # the engine was closed; what was not read has been given back
                    return
        except Exception as error:  # noqa: BLE001 - the watch raises it
            self.fault = error

    def wake(self) -> None:
        """Says that there is something to read."""
        with self._changed:
            self._has_more = True
            self._changed.notify()

    def stop(self, drain: bool) -> None:
        """Stops it: when nothing is left to read (`drain`), or after the article that it reads now."""
        with self._changed:
            self._draining, self._stopping = True, self._stopping or not drain
            self._changed.notify()

    def _wait(self) -> bool:
        """Waits for more. False if nothing more will come."""
        with self._changed:
            if self._draining and not self._has_more:
                return False
            if not self._has_more and not self._stopping:
                self._changed.wait(POLL)
            self._has_more = False
        return True

    def _read_batch(self) -> bool:
        """Reads a few articles. False if there were none."""
        now = self.clock()
        settings = self.memory.engine.settings
        lease = SPARE_LEASE + BATCH * (settings.time_limit + (WRITER_LEASE if settings.writer else 0.0))
        with self.storage.writing():
            entries = self.storage.entries.fetched(now, self.holder, now + lease, BATCH)
        if not entries:
            return False
        done = 0
        try:
            outcomes = self.memory.ingest_pages(_page(entry, self.memory) for entry in entries)
            for entry, outcome in zip(entries, outcomes, strict=True):
                self._settle(entry, outcome)
                done += 1
                if isinstance(outcome, Kept) and outcome.status is not Status.KNOWN:
                    self.counts["new"] += 1
        finally:
            self._give_back(entries[done:])
        if self.counts.pop("new", 0):
            self.after()
        return True

    def _give_back(self, entries: Sequence[Fetched]) -> None:
        if entries:
            with self.storage.writing():
                self.storage.entries.release([entry.key for entry in entries], self.holder)

    def _settle(self, entry: Fetched, outcome: Kept | RetoldError) -> None:
        entries = self.storage.entries
        with self.storage.writing():
            if isinstance(outcome, Kept):
                entries.settle(entry.key, self.holder, EntryState.KEPT, "", "", outcome.id)
            else:
                reason = skip_reason(outcome).value
                entries.settle(entry.key, self.holder, EntryState.SKIPPED, reason, outcome.message, "")
        self.counts["kept" if isinstance(outcome, Kept) else skip_reason(outcome).value] += 1
        self.tell(entry, outcome)


def _page(entry: Fetched, memory: Memory) -> Page:
    content = Content.TEXT if entry.plain else Content.HTML
    return Page(entry.url, content, entry.html, entry.metadata, memory.engine.now)
