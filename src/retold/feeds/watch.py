"""The watch: asks what is due, host by host, and has read what came."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from retold.errors import BusyError, RetoldError
from retold.feeds import decisions, leases
from retold.feeds.ingest import EntryReader
from retold.feeds.registry import FeedRegistry
from retold.feeds.schedule import Bounds
from retold.feeds.visit import Visited, Visitor
from retold.memory import Kept, Memory
from retold.records.feeds import EntryState, Fetched, HostUpdate, Origin, Reason, Task, Turn
from retold.sources.http import client
from retold.timestamps import of_seconds

POLL = 15.0
"""Seconds after which it is looked whether another process changed what is followed."""
BACKLOG = 400
"""Articles that wait to be read, beyond which none is fetched."""
OLDEST = 30 * 86_400.0
"""Seconds before now; what was published earlier is not fetched."""
GRACE = 5.0
"""Seconds that fetches under way have to end when the watch is stopped."""


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """How a watch goes about it. `fetchers`: hosts that are asked at once; `bounds`: how often a feed is; `pause`: seconds between two
    requests to one host, at least; `chance`: gives 0..1."""

    fetchers: int = 32
    bounds: Bounds = field(default_factory=Bounds)
    pause: float = decisions.PAUSE
    chance: Callable[[], float] = random.random


@dataclass
class WatchSummary:
    """What a watch did. `feeds`: visits that went well; `failed`: that did not; `entries`: new ones; `articles`: by what became of them."""

    feeds: int = 0
    failed: int = 0
    entries: int = 0
    pages: int = 0
    articles: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> bool:
        """Whether something failed for a fault of ours, or every feed did."""
        return bool(self.articles["fault"]) or (self.failed > 0 and not self.feeds)


class Watch:
    """Fetches, reads and keeps what the feeds of a memory list, until it is stopped.

    Several watches, in one process or on several machines, share the work of one database: each asks only hosts that it has claimed.
    `after` is called whenever something was kept; `tell` hears of each article, on the reader's thread.
    """

    def __init__(
        self,
        memory: Memory,
        plan: WatchPlan | None = None,
        after: Callable[[], None] = lambda: None,
        tell: Callable[[Fetched, Kept | RetoldError], None] = lambda _, __: None,
    ) -> None:
        self._memory, self.plan = memory, plan or WatchPlan()
        self.book = FeedRegistry(memory, time.time)
        self._holder = leases.own()
        self._settings = memory.engine.settings
        self._lease = 2 * self._settings.deadline + 60.0
        self._visitor = Visitor(self._settings, self.plan.bounds, time.time, self._take, self.plan.pause)
        self._reader = EntryReader(memory, self.book, self._holder, tell, after)
        self._tasks: queue.SimpleQueue[tuple[Task, Origin, float] | None] = queue.SimpleQueue()
        self._events: queue.SimpleQueue[Visited | None] = queue.SimpleQueue()
        self._under_way = 0
        self._done: list[Visited] = []
        """What was done and is not written down yet."""
        self._stopping = threading.Event()
        self.summary = WatchSummary(articles=self._reader.counts)

    def stop(self) -> None:
        """Ends the watch, from any thread or a signal's handler. Fetches under way have a moment to end."""
        self._stopping.set()
        self._events.put(None)

    def wake(self) -> None:
        """Looks at once at what is due, as after a feed was added."""
        self._events.put(None)

    def run(self, once: bool = False) -> WatchSummary:
        """Watches until it is stopped, or `once`: until nothing is due. What it did.

        Raises `StoreError` where the database cannot be used.
        """
        with self.book.writing():
            self.book.hosts.forget(leases.dead(self.book.hosts.holders()))
        threads = [
            threading.Thread(target=self._fetch, name=f"retold-fetch-{n}", daemon=True)
            for n in range(self.plan.fetchers)
        ]
        reader = threading.Thread(target=self._reader.run, name="retold-read", daemon=True)
        for thread in (*threads, reader):
            thread.start()
        drained = False
        try:
            self._loop(once)
            drained = once and not self._stopping.is_set()
        finally:
            try:
                self._end()
            finally:
                self._let_go(reader, drained)
        if self._reader.fault is not None:
            raise self._reader.fault
        return self.summary

    def _loop(self, once: bool) -> None:
        while not self._stopping.is_set() and self._reader.fault is None:
            try:
                wait = self._turn(once)
            except BusyError:  # another process writes for long: nothing is lost, what was done is written later
                wait = POLL
            if wait is None:
                return
            self._done += self._gathered(wait)

    def _turn(self, once: bool) -> float | None:
        """Writes down what was done, and hands out what is due. Seconds until the next turn, None for the end."""
        with self.book.writing():
            self._write()
            room = self.plan.fetchers - (self._under_way - len(self._done))
            now = time.time()
            entries = self.book.entries.backlog() < BACKLOG
            tasks = self.book.hosts.claim(now, self._holder, now + self._lease, room, entries) if room > 0 else []
            origins = self.book.hosts.origins({client.origin(t.at) for t in tasks})
        self._written()
        self._under_way += len(tasks)
        for task in tasks:
            name = client.origin(task.at)
            self._tasks.put((task, origins.get(name, Origin(name)), self.plan.chance()))
        if len(tasks) == room:
            return POLL  # every fetcher is busy: the first that is not wakes us
        return self._pause(now, entries, once)

    def _pause(self, now: float, entries: bool, once: bool) -> float | None:
        """Seconds until something is due; None where the watch is to end."""
        if once and not self._under_way and not self.book.hosts.pending(now, self._holder):
            return None
        upcoming = self.book.hosts.upcoming(entries)
        return min(POLL if entries else 1.0, max(0.01, upcoming - time.time())) if upcoming is not None else POLL

    def _gathered(self, wait: float) -> list[Visited]:
        """What fetchers have done, as soon as there is something."""
        found: list[Visited] = []
        try:
            event = self._events.get(timeout=wait)
            while True:
                if event is not None:
                    found.append(event)
                event = self._events.get_nowait()
        except queue.Empty:
            return found

    def _write(self) -> None:
        """Writes down all that was done; within a transaction."""
        for visited in self._done:
            self._keep(visited)

    def _written(self) -> None:
        """Takes note that what was done is written down for good."""
        for visited in self._done:
            self._count(visited)
        self._under_way -= len(self._done)
        self._done = []

    def _keep(self, visited: Visited) -> None:
        """Writes down what came of a visit; within a transaction."""
        for host in visited.hosts:
            self.book.hosts.release(host, self._holder)
        if visited.origin is not None:
            self.book.hosts.put_origin(visited.origin)
        if visited.entry is not None:
            self.book.entries.update(visited.entry)
        if visited.feed is not None and self.book.feeds.update(visited.feed):
            now = time.time()
            found = (
                self.book.entries.take_in(visited.task.key, visited.entries, now, of_seconds(now - OLDEST))
                if visited.entries
                else 0
            )
            self.summary.entries += found
            if visited.feed.seen is not None:
                self.book.feeds.log(visited.task.key, visited.feed.seen, found)

    def _count(self, visited: Visited) -> None:
        if visited.feed is not None and visited.feed.seen is not None:
            self.summary.failed += bool(visited.failed)
            self.summary.feeds += not visited.failed
        if visited.entry is not None:
            self.summary.pages += visited.asked
            if visited.entry.state is EntryState.FETCHED:
                self._reader.wake()
            elif visited.entry.state is EntryState.SKIPPED:
                self._reader.counts[visited.entry.reason] += 1

    def _fetch(self) -> None:
        """One fetcher: a task after another, until there is None."""
        while (given := self._tasks.get()) is not None:
            task, origin, chance = given
            try:
                visited = self._visitor.visit(task, origin, chance)
            except Exception as error:  # noqa: BLE001 - a fault of ours in one answer must not stop the others
                visited = self._faulty(task, error, chance)
            self._events.put(visited)

    def _faulty(self, task: Task, error: Exception, chance: float) -> Visited:
        """A visit that a fault of ours ended: it counts as a failure, and is written down as ours."""
        moment = decisions.VisitContext(time.time(), chance, self.plan.bounds)
        note = f"a fault of Retold, please report it ({type(error).__name__}: {error})"
        host = (HostUpdate(task.host, moment.now + self.plan.pause, task.troubles),)
        if not task.of_feed:
            return Visited(task, host, entry=decisions.skipped(task, Reason.FAULT, note), failed=True)
        update = replace(
            decisions.feed_failed(task, note, moment), seen=decisions.seen(task, moment.now, None, 0.0, note)
        )
        return Visited(task, host, feed=update, failed=True)

    def _take(self, host: str) -> Turn:
        now = time.time()
        try:
            return self.book.hosts.take(host, now, self._holder, now + self._lease)
        except BusyError:
            return Turn(False)

    def _end(self) -> None:
        """Waits a moment for fetches under way, and writes down what they brought."""
        ends = time.monotonic() + GRACE
        while len(self._done) < self._under_way and time.monotonic() < ends:
            self._done += self._gathered(max(0.01, min(1.0, ends - time.monotonic())))
        with self.book.writing():
            self._write()
        self._written()

    def _let_go(self, reader: threading.Thread, drained: bool) -> None:
        """Ends the reader, after all that is left where `drained`, and the fetchers; and lets go of what is held, whatever went wrong before."""
        self._reader.end(drained)
        reader.join()
        for _ in range(self.plan.fetchers):
            self._tasks.put(None)
        with self.book.writing():
            self.book.hosts.forget([self._holder])
