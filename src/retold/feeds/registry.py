"""The feeds of a memory: add, list, pause and remove them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from retold.errors import UnknownError
from retold.memory import Memory
from retold.records.feeds import EntryData, Feed, FeedState, FeedUpdate, Health, Outline
from retold.sources.feeds import opml
from retold.sources.http import client

ENTRIES = 50
"""Entries that the health of a feed shows."""


class FeedRegistry:
    """Lists, adds, pauses and removes feeds. `clock`: seconds since 1970, by default the memory's engine's.

    A feed can be named by its number, its address or its title. A part of the address or title is enough if only one
    feed has it.
    """

    def __init__(self, memory: Memory, clock: Callable[[], float] | None = None) -> None:
        self._storage = memory.feed_storage
        self._clock = clock or (lambda: memory.engine.now.timestamp())

    def add(self, outlines: Iterable[Outline]) -> list[tuple[Outline, bool]]:
        """Follows feeds; each with whether it is new."""
        now = self._clock()
        with self._storage.writing():
            return [(outline, self._add(outline, now) is not None) for outline in outlines]

    def add_asked(
        self,
        outline: Outline,
        update_for: Callable[[int], FeedUpdate],
        entries: Sequence[tuple[EntryData, str]],
        oldest: str,
    ) -> bool:
        """Follows a feed that was just asked, with the entries it listed; whether it is new.

        `update_for` gives the feed's update by its number; `entries`: each with the host of its address; `oldest`:
        entries published before are not fetched, RFC 3339.
        """
        now = self._clock()
        with self._storage.writing():
            key = self._add(outline, now)
            if key is None:
                return False
            update = update_for(key)
            self._storage.feeds.update(update)
            added = self._storage.entries.take_in(key, entries, now, oldest)
            if update.visit is not None:
                self._storage.feeds.log(key, update.visit, added)
        return True

    def _add(self, outline: Outline, now: float) -> int | None:
        host = client.host(outline.url)
        return self._storage.feeds.add(outline.url, host, now, outline.title, outline.site, outline.folder)

    def all(self) -> list[Feed]:
        """All feeds, by title."""
        with self._storage.reading():
            return self._storage.feeds.all()

    def find(self, name: str) -> Feed:
        """The feed of a name. Raises `UnknownError` if there is none, or more than one."""
        with self._storage.reading():
            feeds = self._storage.feeds.find(name.strip())
        if len(feeds) == 1:
            return feeds[0]
        if not feeds:
            raise UnknownError("no feed of that number, address or title is followed; `retold feeds` lists them", name)
        some = ", ".join(f"{feed.id} ({feed.name})" for feed in feeds[:5])
        raise UnknownError(f"could be any of {len(feeds)} feeds; give a number: {some}", name)

    def health(self, name: str, entries: int = ENTRIES) -> Health:
        """A feed with its visits and entries. Raises `UnknownError`."""
        feed = self.find(name)
        with self._storage.reading():
            return Health(feed, self._storage.feeds.visits(feed.id), self._storage.entries.latest(feed.id, entries))

    def pause(self, name: str) -> Feed:
        """Stops asking a feed until it is resumed. Raises `UnknownError`."""
        return self._set_state(name, FeedState.PAUSED)

    def resume(self, name: str) -> Feed:
        """Asks a feed again from now on, even one that was gone. Raises `UnknownError`."""
        return self._set_state(name, FeedState.ACTIVE)

    def _set_state(self, name: str, state: FeedState) -> Feed:
        feed = self.find(name)
        with self._storage.writing():
            self._storage.feeds.set(feed.id, client.host(feed.url), state, self._clock())
        return self.find(str(feed.id))

    def remove(self, name: str) -> Feed:
        """Stops following a feed. Articles that were kept from it stay. Raises `UnknownError`."""
        feed = self.find(name)
        with self._storage.writing():
            self._storage.entries.hand_over(feed.id)
            self._storage.feeds.remove(feed.id)
        return feed

    def opml(self, shown: Callable[[Feed], Feed] = lambda feed: feed) -> str:
        """All feeds as OPML 2.0. `shown` gives each feed as the reader may see it."""
        feeds = [feed for feed in map(shown, self.all()) if feed.state is not FeedState.GONE]
        outlines = (Outline(feed.url, feed.title, feed.site, feed.folder) for feed in feeds)
        return opml.write(outlines, "Feeds followed by Retold")
