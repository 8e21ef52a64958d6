"""The feeds of a memory: what is followed, and how it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

from retold.errors import UnknownError
from retold.memory import Memory
from retold.records.feeds import EntryData, Feed, FeedState, FeedUpdate, Health, Outline
from retold.sources.feeds import opml
from retold.sources.http import client
from retold.store.entries import Entries
from retold.store.feeds import Feeds
from retold.store.hosts import Hosts

ENTRIES = 50
"""Entries that the health of a feed shows."""


class FeedRegistry:
    """Lists, adds, pauses and removes feeds. `clock`: seconds since 1970, by default the memory's engine's.

    A feed is named by its number, its address, or its title or a part of either where that can be but one.
    """

    def __init__(self, memory: Memory, clock: Callable[[], float] | None = None) -> None:
        self._db = memory.database
        self.clock = clock or (lambda: memory.engine.now.timestamp())
        self.feeds, self.entries, self.hosts = Feeds(self._db), Entries(self._db), Hosts(self._db)

    def writing(self) -> AbstractContextManager[None]:
        """A transaction."""
        return self._db.writing()

    def reading(self) -> AbstractContextManager[None]:
        """A transaction in which all reads see one state."""
        return self._db.reading()

    def add(self, outlines: Iterable[Outline]) -> list[tuple[Outline, bool]]:
        """Follows feeds; each with whether it was not followed before."""
        now = self.clock()
        with self._db.writing():
            return [
                (o, self.feeds.add(o.url, client.host(o.url), now, o.title, o.site, o.folder) is not None)
                for o in outlines
            ]

    def take_in(
        self, outline: Outline, make: Callable[[int], FeedUpdate], entries: Sequence[tuple[EntryData, str]], oldest: str
    ) -> bool:
        """Follows a feed that was just asked, with what it listed; whether it was not followed before. `make`: what becomes of it, by its number."""
        now = self.clock()
        with self._db.writing():
            key = self.feeds.add(
                outline.url, client.host(outline.url), now, outline.title, outline.site, outline.folder
            )
            if key is None:
                return False
            update = make(key)
            self.feeds.update(update)
            found = self.entries.take_in(key, entries, now, oldest)
            if update.seen is not None:
                self.feeds.log(key, update.seen, found)
        return True

    def all(self) -> list[Feed]:
        """All feeds, by title."""
        with self._db.reading():
            return self.feeds.all()

    def find(self, name: str) -> Feed:
        """The feed of a name. Raises `UnknownError` where there is none, or more than one."""
        with self._db.reading():
            found = self.feeds.find(name.strip())
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownError("no feed of that number, address or title is followed; `retold feeds` lists them", name)
        raise UnknownError(
            f"may be any of {len(found)} feeds; give a number: {', '.join(f'{f.id} ({f.name})' for f in found[:5])}",
            name,
        )

    def health(self, name: str, entries: int = ENTRIES) -> Health:
        """A feed with its visits and entries. Raises `UnknownError`."""
        feed = self.find(name)
        with self._db.reading():
            return Health(feed, self.feeds.visits(feed.id), self.entries.latest(feed.id, entries))

    def pause(self, name: str) -> Feed:
        """Asks a feed no more until it is resumed. Raises `UnknownError`."""
        return self._set(name, FeedState.PAUSED)

    def resume(self, name: str) -> Feed:
        """Asks a feed again, from now on; one that was gone, too. Raises `UnknownError`."""
        return self._set(name, FeedState.ACTIVE)

    def _set(self, name: str, state: FeedState) -> Feed:
        feed = self.find(name)
        with self._db.writing():
            self.feeds.set(feed.id, client.host(feed.url), state, self.clock())
        return self.find(str(feed.id))

    def remove(self, name: str) -> Feed:
        """Follows a feed no longer; articles that were kept of it stay. Raises `UnknownError`."""
        feed = self.find(name)
        with self._db.writing():
            self.entries.hand_over(feed.id)
            self.feeds.remove(feed.id)
        return feed

    def opml(self, shown: Callable[[Feed], Feed] = lambda feed: feed) -> str:
        """All feeds as OPML 2.0. `shown`: what of a feed may be seen."""
        return opml.write(
            (
                Outline(f.url, f.title, f.site, f.folder)
                for f in map(shown, self.all())
                if f.state is not FeedState.GONE
            ),
            "Feeds followed by Retold",
        )
