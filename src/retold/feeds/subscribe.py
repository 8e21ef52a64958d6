"""From what a person names (a feed, a site, a list of feeds) to feeds that are followed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from retold.errors import FetchError, FormatError, SourceError
from retold.feeds import decisions
from retold.feeds.registry import FeedRegistry
from retold.feeds.requester import Requester
from retold.feeds.schedule import Bounds
from retold.memory import Memory
from retold.records.feeds import FeedData, FeedUpdate, Outline, Task
from retold.sources.charsets import decode
from retold.sources.feeds import discovery, formats, opml
from retold.sources.http import client
from retold.sources.http.client import Response
from retold.sources.urls import has_login, normalise_url, without_login
from retold.timestamps import of_seconds

LOGIN = (
    "has a user name or a password in it. Everybody who sees the feed would see them. A feed whose address has a token "
    "works; one with a login does not"
)
LINKED_FEEDS = 3
"""Feeds that a page links to and that are tried, at most."""


@dataclass(frozen=True, slots=True)
class AddedFeed:
    """A feed that was named or found. `new`: whether it was not followed before; `entries`: articles that it lists."""

    url: str
    title: str
    new: bool
    entries: int


class Subscriber:
    """Finds the feeds of what a person names, and follows them.

    `is_cancelled`: whether nobody waits for an answer any longer.
    """

    def __init__(
        self,
        memory: Memory,
        pause: float = decisions.PAUSE,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._registry, self._clock = FeedRegistry(memory, clock), clock
        settings, self._parse = memory.engine.settings, memory.engine.parse
        self._requester = Requester(memory.feed_storage, settings, clock, sleep, pause, is_cancelled)

    def follow(self, source: str) -> Iterator[AddedFeed]:
        """Follows a feed or a site by its address, or all feeds of an OPML list (a file or an address).

        The feeds of a list are not asked now; the watch does that. Raises `SourceError`.
        """
        self._requester.start()
        path = Path(source)
        if "://" not in source and path.exists():
            yield from self._follow_list(_contents(path), source)
            return
        given_url = source if "://" in source else f"https://{source}"
        _refuse_login(given_url)
        url = normalise_url(given_url)
        if not url or ("://" not in source and "." not in client.host(url)):
            raise SourceError("is neither a web address nor a file", source)
        answer = self._requester.get(url)
        if opml.is_opml(answer.data):
            yield from self._follow_list(answer.data, url)
        else:
            yield self._follow_document(url, answer)

    def follow_url(self, url: str) -> AddedFeed:
        """Follows the feed at an address, or the first that its page leads to. Raises `SourceError`."""
        self._requester.start()
        _refuse_login(url)
        clean_url = normalise_url(url)
        if not clean_url:
            raise SourceError("is no web address", url)
        return self._follow_document(clean_url, self._requester.get(clean_url))

    def _follow_document(self, url: str, answer: Response) -> AddedFeed:
        return self._add(url, answer) if formats.is_feed(answer.data) else self._discover(url, answer)

    def _follow_list(self, data: bytes, source: str) -> Iterator[AddedFeed]:
        outlines = self._parse(opml.parse, data, source)
        if not outlines:
            raise FormatError("lists no feed", source)
        for outline, is_new in self._registry.add(o for o in outlines if not has_login(o.url)):
            yield AddedFeed(outline.url, outline.title, is_new, 0)
        if refused := [without_login(outline.url) for outline in outlines if has_login(outline.url)]:
            raise SourceError(f"all are followed but {', '.join(refused)}: each {LOGIN}", source)

    def _discover(self, url: str, answer: Response) -> AddedFeed:
        """The first feed that a page links to, or that its site has at an address that many feeds have."""
        linked = self._parse(discovery.linked_feeds, decode(answer.data, answer.charset), answer.url)
        sitemaps = self._requester.rules(client.origin(answer.url)).sitemaps
        for at in (*linked[:LINKED_FEEDS], *(discovery.likely_feeds(answer.url, sitemaps) if not linked else ())):
            try:
                document = self._requester.get(at)
                if formats.is_feed(document.data):
                    return self._add(at, document)
            except SourceError:
                continue  # a guess, or a dead link: try the next one
        for error in self._requester.given_up.values():
            raise FetchError(
                f"no feed was found before its site had to be left alone: {error.message}. Try again later, or give "
                "the address of the feed",
                url,
            ) from error
        raise FormatError("is no feed, and leads to none; give the address of the feed", url)

    def _add(self, url: str, answer: Response) -> AddedFeed:
        """Follows a feed with the document that we just got, so that it is not asked twice."""
        data = self._parse(formats.parse, answer.data, answer.headers.get("content-type", ""), answer.url)
        now = self._clock()
        _refuse_login(answer.moved_to)
        feed_url = normalise_url(answer.moved_to) or url
        entries = [(entry, client.host(entry.url)) for entry in decisions.usable_entries(data, answer)]
        is_new = self._registry.add_asked(
            Outline(feed_url, data.title, data.site),
            lambda key: _first_update(key, feed_url, answer, data, now),
            entries,
            of_seconds(now - decisions.OLDEST),
        )
        return AddedFeed(feed_url, data.title, is_new, len(entries))


def _refuse_login(url: str) -> None:
    if has_login(url):
        raise SourceError(LOGIN, without_login(url))


def _first_update(key: int, url: str, answer: Response, data: FeedData, now: float) -> FeedUpdate:
    """The update of a feed that was asked when a person named it."""
    task = Task(client.host(url), True, key, url, url, now, 0, 0)
    context = decisions.VisitContext(now, 0.0, Bounds())
    update = decisions.feed_read(task, replace(answer, moved_to=""), data, context)
    return replace(update, visit=decisions.visit_result(task, now, answer, 0.0))


def _contents(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(opml.MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", str(path)) from error
    if not opml.is_opml(data):
        raise FormatError("is no OPML list of feeds; give feeds and sites by their addresses", str(path))
    return data
