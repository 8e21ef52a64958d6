"""From what a person names (a feed, a site, a list of feeds) to feeds that are followed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from retold.errors import FetchError, FormatError, SourceError, UnreachableError
from retold.feeds import decisions, leases, robots_cache
from retold.feeds.registry import FeedRegistry
from retold.feeds.schedule import Bounds
from retold.memory import Memory
from retold.records.feeds import FeedData, FeedUpdate, HostUpdate, Origin, Outline, Task, Turn
from retold.sources import robots
from retold.sources.charsets import decode
from retold.sources.feeds import discovery, formats, opml
from retold.sources.http import client
from retold.sources.http.client import Response
from retold.sources.urls import has_login, normalise_url, without_login
from retold.timestamps import of_seconds

TURN, PATIENCE = 30.0, 120.0
"""Seconds that we wait for our turn at a host, and after which nothing more is asked for."""
LOGIN = "has a user name or a password in it, which everybody would see who sees the feed; a feed whose address has a token works, one with a login does not"
FOUND = 3
"""Feeds that a page leads to and that are tried, where not all are wanted."""
OLDEST = 30 * 86_400.0
"""Seconds before now; what was published earlier is not fetched."""


@dataclass(frozen=True, slots=True)
class AddedFeed:
    """A feed that was named or found. `new`: whether it was not followed before; `entries`: how many articles it lists."""

    url: str
    title: str
    new: bool
    entries: int


class Subscriber:
    """Asks what a person named, with the manners of the watch: robots.txt, one connection and a pause for each host."""

    def __init__(
        self, memory: Memory, pause: float = decisions.PAUSE, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.time,
        over: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        """`over`: whether nothing more is to be asked, because nobody waits for it any longer."""
        self.book, self._settings = FeedRegistry(memory, clock), memory.engine.settings
        self._pause, self._sleep, self._clock, self._over, self._holder = pause, sleep, clock, over, leases.own()
        self._ends = 0.0
        self._tired: dict[str, FetchError] = {}
        """Hosts that are asked no more, and why."""

    def follow(self, source: str) -> Iterator[AddedFeed]:
        """Follows a feed or a site by its address, or all feeds of an OPML list (a file or an address).

        The feeds of a list are not asked; the watch does that. Raises `SourceError`.
        """
        self._begin()
        path = Path(source)
        if "://" not in source and path.exists():
            yield from self._listed(_contents(path), source)
            return
        given = source if "://" in source else f"https://{source}"
        _no_login(given)
        url = normalise_url(given)
        if not url or ("://" not in source and "." not in client.host(url)):
            raise SourceError("is neither a web address nor a file", source)
        yield from self._asked(url)

    def at(self, url: str) -> AddedFeed:
        """Follows the feed at an address, or the first that its page leads to. Raises `SourceError`."""
        self._begin()
        _no_login(url)
        own = normalise_url(url)
        if not own:
            raise SourceError("is no web address", url)
        return self._one(own, self._get(own))

    def _begin(self) -> None:
        self._ends = self._clock() + PATIENCE
        self._tired.clear()

    def _asked(self, url: str) -> Iterator[AddedFeed]:
        answer = self._get(url)
        if opml.is_opml(answer.data):
            yield from self._listed(answer.data, url)
        else:
            yield self._one(url, answer)

    def _one(self, url: str, answer: Response) -> AddedFeed:
        return self._added(url, answer) if formats.is_feed(answer.data) else self._discovered(url, answer)

    def _listed(self, data: bytes, source: str) -> Iterator[AddedFeed]:
        outlines = opml.parse(data, source)
        if not outlines:
            raise FormatError("lists no feed", source)
        for outline, new in self.book.add(o for o in outlines if not has_login(o.url)):
            yield AddedFeed(outline.url, outline.title, new, 0)
        if left := [without_login(o.url) for o in outlines if has_login(o.url)]:
            raise SourceError(f"all are followed but {', '.join(left)}: each {LOGIN}", source)

    def _discovered(self, url: str, answer: Response) -> AddedFeed:
        """The first feed that a page names, or that its site has where feeds often are."""
        named = discovery.linked_feeds(decode(answer.data, answer.charset), answer.url)
        sitemaps = self._rules(client.origin(answer.url)).sitemaps
        for at in (*named[:FOUND], *(discovery.likely_feeds(answer.url, sitemaps) if not named else ())):
            try:
                found = self._get(at)
                if formats.is_feed(found.data):
                    return self._added(at, found)
            except SourceError:
                continue  # a guess, or a stale link: the next may be one, on a host that can be asked
        for error in self._tired.values():
            raise FetchError(
                f"no feed was found before its site had to be left alone: {error.message}. Try again later, or name the feed itself",
                url,
            ) from error
        raise FormatError("is no feed, and leads to none; name the feed itself", url)

    def _added(self, url: str, answer: Response) -> AddedFeed:
        """Follows a feed with what it has just said, so that it is not asked twice."""
        data = formats.parse(answer.data, answer.headers.get("content-type", ""), answer.url)
        now = self._clock()
        _no_login(answer.moved_to)
        own = normalise_url(answer.moved_to) or url
        entries = [(e, client.host(e.url)) for e in decisions.listed(data, answer)]
        new = self.book.take_in(
            Outline(own, data.title, data.site),
            lambda key: _first(key, own, answer, data, now),
            entries,
            of_seconds(now - OLDEST),
        )
        return AddedFeed(own, data.title, new, len(entries))

    def _get(self, url: str) -> Response:
        """What is at an address, robots.txt heeded at each step. Raises `SourceError`."""
        at, moved = url, True
        for _ in range(decisions.HOPS + 1):
            rules = self._rules(client.origin(at))
            if not rules.allows(at):
                said = "could not be asked for, so nothing is allowed for now" if rules.closed else "does not allow it"
                raise FetchError(f"the site's robots.txt {said}", url)
            answer = self._ask(at, rules)
            moved = moved and (at == url or bool(answer.moved_to) or answer.status in client.PERMANENT_REDIRECTS)
            if not answer.redirect_target:
                if answer.status != 200:
                    raise FetchError(decisions.refused(answer), url)
                return replace(
                    answer,
                    moved_to=answer.url if moved and answer.url != url and (at != url or answer.moved_to) else "",
                )
            moved = moved and answer.status in client.PERMANENT_REDIRECTS
            at = decisions.target(answer)
            if not at:
                raise FetchError(decisions.NOWHERE, url)
        raise FetchError(f"redirects more than {decisions.HOPS} times from host to host", url)

    def _ask(self, at: str, rules: robots.Rules) -> Response:
        """The answer at an address, in its host's turn. A host that wants to be left alone is asked no more. Raises `SourceError`."""
        host = client.host(at)
        troubles = self._claimed(host)
        answer: Response | None = None
        try:
            answer = client.get(at, {"Accept": formats.ACCEPT}, self._settings, _within(at, rules))
            if decisions.troubled(answer):
                self._tired[host] = FetchError(decisions.refused(answer), at)
        except UnreachableError as error:
            self._tired[host] = error
            raise
        finally:
            failed = host in self._tired
            self._release(
                decisions.host_after(
                    host,
                    troubles,
                    self._clock(),
                    max(self._pause, rules.delay),
                    failed,
                    answer.retry_after if answer else "",
                )
            )
        return answer

    def _rules(self, name: str) -> robots.Rules:
        """What an origin allows, asked for where it is not known. Raises `FetchError` where it cannot be asked for now."""
        known = self.book.hosts.origins([name]).get(name) or Origin(name)
        if not robots_cache.stale(known, self._clock()):
            return robots.Rules(known.robots, known.closed)
        host = client.host(name)
        troubles = self._claimed(host)
        asked, found = robots_cache.RobotsAnswer(), known
        try:
            asked = robots_cache.ask(name, self._settings, self._wait)
            found = robots_cache.learnt(known, asked.rules, self._clock())
        finally:
            now = self._clock()
            unsaid = asked.busy is not None or asked.blocked is not None
            own = (
                HostUpdate(host, now + self._pause, troubles)
                if unsaid
                else asked.host(host, troubles, now, self._pause, found.closed)
            )
            self._release(own, *asked.others(now + self._pause))
        if asked.blocked is not None:
            raise asked.blocked
        if asked.busy is not None:
            raise self._leave(host)
        with self.book.writing():
            self.book.hosts.put_origin(found)
        return robots.Rules(found.robots, found.closed)

    def _claimed(self, host: str) -> int:
        """Claims a host, so that nobody else asks it meanwhile; its failures in a row. Raises `FetchError` where our turn does not come."""
        if host in self._tired:
            raise self._tired[host]
        if self._over():
            raise FetchError("took too long", host)
        turn = self._wait(host)
        if not turn.taken:
            raise self._leave(host)
        return turn.troubles

    def _leave(self, host: str) -> FetchError:
        """Asks a host no more, as our turn does not come."""
        self._tired[host] = FetchError("the site is being asked, or wants a long pause; try again later", host)
        return self._tired[host]

    def _wait(self, host: str) -> Turn:
        """Waits for our turn at a host, as long as it can come in time."""
        ends = min(self._clock() + TURN, self._ends)
        while True:
            now = self._clock()
            if now > self._ends or self._over():
                return Turn(False)
            turn = self.book.hosts.take(host, now, self._holder, now + 2 * self._settings.deadline)
            if turn.taken or max(now, turn.until) > ends:
                return turn
            self._sleep(0.1)

    def _release(self, *hosts: HostUpdate) -> None:
        with self.book.writing():
            for host in hosts:
                self.book.hosts.release(host, self._holder)


def _no_login(url: str) -> None:
    if has_login(url):
        raise SourceError(LOGIN, without_login(url))


def _within(at: str, rules: robots.Rules) -> client.Follows:
    return lambda _, to: client.origin(to) == client.origin(at) and rules.allows(to)


def _first(key: int, url: str, answer: Response, data: FeedData, now: float) -> FeedUpdate:
    """What becomes of a feed that was asked when it was named."""
    task = Task(client.host(url), True, key, url, url, now, 0, 0)
    update = decisions.feed_read(task, replace(answer, moved_to=""), data, decisions.VisitContext(now, 0.0, Bounds()))
    return replace(update, seen=decisions.seen(task, now, answer, 0.0))


def _contents(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(opml.MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", str(path)) from error
    if not opml.is_opml(data):
        raise FormatError("is no OPML list of feeds; name feeds and sites by their addresses", str(path))
    return data
