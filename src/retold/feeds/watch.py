"""The watch: asks what is due, host by host, and has a reader read what came."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from retold.errors import BusyError, RetoldError, StoppedError
from retold.feeds import decisions, leases
from retold.feeds.ingest import EntryReader
from retold.feeds.schedule import Bounds
from retold.feeds.visit import Visited, Visitor, failed_feed
from retold.memory import Kept, Memory
from retold.records.feeds import EntryState, Fetched, HostUpdate, Origin, Reason, Task, Turn
from retold.sources.http import client
from retold.timestamps import of_seconds

WAKE = 0.2
"""Seconds between two checks whether the watch is stopped while the reader reads what is left."""
POLL = 15.0
"""Seconds between two checks whether another process changed what is followed."""
BACKLOG = 400
"""Articles that wait to be read; while there are more, no article is fetched."""
GRACE = 2.0
"""Seconds that running fetches, and then the article that is being read, have to end when the watch is stopped."""


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """How a watch works.

    `fetchers`: hosts that are asked at the same time. `bounds`: how often a feed is asked. `pause`: seconds between two
    requests to one host, at least. `chance`: gives a random number of 0..1.
    """

    fetchers: int = 32
    bounds: Bounds = field(default_factory=Bounds)
    pause: float = decisions.PAUSE
    chance: Callable[[], float] = random.random


@dataclass
class WatchSummary:
    """What a watch did.

    `feeds`: visits that went well; `failed`: visits that did not. `entries`: new entries. `pages`: requests for
    articles. `articles`: how many were kept, and how many were skipped for each reason.
    """

    feeds: int = 0
    failed: int = 0
    entries: int = 0
    pages: int = 0
    articles: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> bool:
        """Whether something failed because of a fault of ours, or every feed failed."""
        return bool(self.articles["fault"]) or (self.failed > 0 and not self.feeds)


class Watch:
    """Fetches, reads and keeps what the feeds of a memory list, until it is stopped.

    Several watches, in one process or on several machines, share the work of one database: each asks only hosts that it
    has claimed. `after` is called when an article was kept; `tell` is called for each article, on the reader's thread.
    """

    def __init__(
        self,
        memory: Memory,
        plan: WatchPlan | None = None,
        after: Callable[[], None] = lambda: None,
        tell: Callable[[Fetched, Kept | RetoldError], None] = lambda _, __: None,
    ) -> None:
        self.plan = plan or WatchPlan()
        self._storage, self._engine = memory.feed_storage, memory.engine
        self._holder = leases.new_holder()
        settings = memory.engine.settings
        self._lease = 2 * settings.deadline + 60.0
        self._visitor = Visitor(
            settings, self.plan.bounds, time.time, self._take_turn, self._engine.parse, self.plan.pause
        )
        self._reader = EntryReader(memory, self._storage, time.time, self._holder, tell, after)
        self._tasks: queue.SimpleQueue[tuple[Task, Origin, float] | None] = queue.SimpleQueue()
        self._events: queue.SimpleQueue[Visited | None] = queue.SimpleQueue()
        self._running_tasks = 0
        self._done: list[Visited] = []
        """Visits that are done and not written down yet."""
        self._stopping = threading.Event()
        self.summary = WatchSummary(articles=self._reader.counts)

    def stop(self) -> None:
        """Stops the watch, from any thread or from a signal handler. What is running has a moment to end."""
        self._stopping.set()
        self._reader.stop(drain=False)
        self._events.put(None)

    def wake(self) -> None:
        """Looks at once at what is due, for example after a feed was added."""
        self._events.put(None)

    def run(self, once: bool = False) -> WatchSummary:
        """Watches until it is stopped. `once`: until nothing is due. Gives what it did.

        Raises `StoreError` if the database cannot be used.
        """
        with self._storage.writing():
            self._storage.hosts.forget(leases.dead(self._storage.hosts.holders()))
        threads = [
            threading.Thread(target=self._fetch, name=f"retold-fetch-{n}", daemon=True)
            for n in range(self.plan.fetchers)
        ]
        reader = threading.Thread(target=self._reader.run, name="retold-read", daemon=True)
        for thread in (*threads, reader):
            thread.start()
        drain = False
        try:
            self._loop(once)
            drain = once and not self._stopping.is_set()
        finally:
            try:
                self._finish_fetches()
            finally:
                self._stop_threads(reader, drain)
        if self._reader.fault is not None:
            raise self._reader.fault
        return self.summary

    def _loop(self, once: bool) -> None:
        while not self._stopping.is_set() and self._reader.fault is None:
            try:
                wait = self._hand_out(once)
            except BusyError:  # another process is writing: nothing is lost, the visits are written down later
                wait = POLL
            if wait is None:
                return
            self._done += self._collect(wait)

    def _hand_out(self, once: bool) -> float | None:
        """Writes down what is done, and hands out what is due. Seconds until the next time; None for the end."""
        with self._storage.writing():
            self._write_done()
            room = self.plan.fetchers - (self._running_tasks - len(self._done))
            now = time.time()
            with_entries = self._storage.entries.backlog() < BACKLOG
            hosts = self._storage.hosts
            tasks = hosts.claim(now, self._holder, now + self._lease, room, with_entries) if room > 0 else []
            origins = hosts.origins({client.origin(task.at) for task in tasks})
        self._count_done()
        self._running_tasks += len(tasks)
        for task in tasks:
            name = client.origin(task.at)
            self._tasks.put((task, origins.get(name, Origin(name)), self.plan.chance()))
        if len(tasks) == room:
            return POLL  # every fetcher is busy: the first that is done wakes us
        return self._wait_time(now, with_entries, once)

    def _wait_time(self, now: float, with_entries: bool, once: bool) -> float | None:
        """Seconds until something is due; None if the watch has to end."""
        hosts = self._storage.hosts
        if once and not self._running_tasks and not hosts.pending(now, self._holder):
            return None
        upcoming = hosts.upcoming(with_entries)
        if upcoming is None:
            return POLL
        return min(POLL if with_entries else 1.0, max(0.01, upcoming - time.time()))

    def _collect(self, wait: float) -> list[Visited]:
        """The visits that fetchers have done, as soon as there is one. Waits `wait` seconds at most."""
        visits: list[Visited] = []
        try:
            event = self._events.get(timeout=wait)
            while True:
                if event is not None:
                    visits.append(event)
                event = self._events.get_nowait()
        except queue.Empty:
            return visits

    def _write_done(self) -> None:
        """Writes down all visits that are done; within a transaction."""
        for visited in self._done:
            self._write(visited)

    def _count_done(self) -> None:
        """Counts the visits that are done; after the transaction that wrote them."""
        for visited in self._done:
            self._count(visited)
        self._running_tasks -= len(self._done)
        self._done = []

    def _write(self, visited: Visited) -> None:
        """Writes down what came of a visit; within a transaction."""
        storage = self._storage
        for host in visited.hosts:
            storage.hosts.release(host, self._holder)
        if visited.origin is not None:
            storage.hosts.put_origin(visited.origin)
        if visited.entry is not None:
            storage.entries.update(visited.entry)
        if visited.feed is not None and storage.feeds.update(visited.feed):
            added = 0
            if visited.entries:
                now = time.time()
                oldest = of_seconds(now - decisions.OLDEST)
                added = storage.entries.take_in(visited.task.key, visited.entries, now, oldest)
            self.summary.entries += added
            if visited.feed.visit is not None:
                storage.feeds.log(visited.task.key, visited.feed.visit, added)

    def _count(self, visited: Visited) -> None:
        if visited.feed is not None and visited.feed.visit is not None:
            self.summary.failed += bool(visited.failed)
            self.summary.feeds += not visited.failed
        if visited.entry is not None:
            self.summary.pages += visited.requested
            if visited.entry.state is EntryState.FETCHED:
                self._reader.wake()
            elif visited.entry.state is EntryState.SKIPPED:
                self._reader.counts[visited.entry.reason] += 1

    def _fetch(self) -> None:
        """One fetcher: does one task after another, until it gets None."""
        while (item := self._tasks.get()) is not None:
            task, origin, chance = item
            try:
                visited = self._visitor.visit(task, origin, chance)
            except StoppedError:  # its host is given back at the end
                continue
            except Exception as error:  # noqa: BLE001 - a fault of ours in one answer must not stop the others
                visited = self._fault(task, error, chance)
            self._events.put(visited)

    def _fault(self, task: Task, error: Exception, chance: float) -> Visited:
        """A visit that ended with a fault of ours. It counts as a failure, and its note says that it is ours."""
        context = decisions.VisitContext(time.time(), chance, self.plan.bounds)
        note = f"a fault of Retold, please report it ({type(error).__name__}: {error})"
        hosts = (HostUpdate(task.host, context.now + self.plan.pause, task.host_failures),)
        if not task.is_feed:
            return Visited(task, hosts, entry=decisions.entry_skipped(task, Reason.FAULT, note), failed=True)
        return Visited(task, hosts, feed=failed_feed(task, note, context), failed=True)

    def _take_turn(self, host: str) -> Turn:
        now = time.time()
        try:
            return self._storage.hosts.take(host, now, self._holder, now + self._lease)
        except BusyError:
            return Turn(False)

    def _finish_fetches(self) -> None:
        """Waits a moment for running fetches, and writes down what they brought."""
        ends = time.monotonic() + GRACE
        while len(self._done) < self._running_tasks and time.monotonic() < ends:
            self._done += self._collect(max(0.01, min(1.0, ends - time.monotonic())))
        with self._storage.writing():
            self._write_done()
        self._count_done()

    def _stop_threads(self, reader: threading.Thread, drain: bool) -> None:
        """Stops the reader and the fetchers, and gives up all claims, whatever went wrong before.

        `drain`: the reader first reads all that is left, unless the watch is stopped meanwhile.
        """
        self._reader.stop(drain)
        while drain and reader.is_alive() and not self._stopping.is_set():
            reader.join(WAKE)
        reader.join(GRACE)
        if reader.is_alive():  # in a long article, which is given back
            self._engine.close()
            reader.join()
        for _ in range(self.plan.fetchers):
            self._tasks.put(None)
        with self._storage.writing():
            self._storage.hosts.forget([self._holder])
