"""Requests for a person who waits.

They have the manners of the watch: robots.txt, and one connection and a pause for each host.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from retold.config import Settings
from retold.errors import FetchError, UnreachableError
from retold.feeds import decisions, leases, robots_cache
from retold.records.feeds import HostUpdate, Origin, Turn
from retold.sources import robots
from retold.sources.feeds import formats
from retold.sources.http import client
from retold.sources.http.client import Response
from retold.store.feed_storage import FeedStorage

TURN_WAIT = 30.0
"""Seconds that we wait for our turn at a host."""
TIME_LIMIT = 120.0
"""Seconds after which nothing more is asked for."""


class Requester:
    """Asks for documents, each host in its turn.

    `clock`: seconds since 1970. `is_cancelled`: whether nobody waits for an answer any longer.
    """

    def __init__(
        self,
        storage: FeedStorage,
        settings: Settings,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        pause: float = decisions.PAUSE,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._storage, self._settings, self._clock, self._sleep = storage, settings, clock, sleep
        self._pause, self._is_cancelled = pause, is_cancelled
        self._holder = leases.new_holder()
        self._ends = 0.0
        self.given_up: dict[str, FetchError] = {}
        """Hosts that are not asked again, and why."""

    def start(self) -> None:
        """Begins a new search, with its own time limit."""
        self._ends = self._clock() + TIME_LIMIT
        self.given_up.clear()

    def get(self, url: str) -> Response:
        """The document at an address. Each redirect must be allowed by robots.txt, too. Raises `SourceError`."""
        at, is_permanent = url, True
        for _ in range(decisions.HOPS + 1):
            rules = self.rules(client.origin(at))
            if not rules.allows(at):
                why = "could not be fetched, so nothing is allowed for now" if rules.closed else "does not allow it"
                raise FetchError(f"the site's robots.txt {why}", url)
            answer = self._ask(at, rules)
            is_permanent = is_permanent and (
                at == url or bool(answer.moved_to) or answer.status in client.PERMANENT_REDIRECTS
            )
            if not answer.redirect_target:
                if answer.status != 200:
                    raise FetchError(decisions.refusal(answer), url)
                has_moved = is_permanent and answer.url != url and (at != url or bool(answer.moved_to))
                return replace(answer, moved_to=answer.url if has_moved else "")
            is_permanent = is_permanent and answer.status in client.PERMANENT_REDIRECTS
            at = decisions.redirect_target(answer)
            if not at:
                raise FetchError(decisions.BAD_REDIRECT, url)
        raise FetchError(decisions.TOO_MANY_HOPS, url)

    def rules(self, origin: str) -> robots.Rules:
        """What an origin allows; asked for if it is not known. Raises `FetchError` if it cannot be asked for now."""
        known = self._storage.hosts.origins([origin]).get(origin) or Origin(origin)
        if not robots_cache.is_stale(known, self._clock()):
            return robots.Rules(known.robots, known.closed)
        host = client.host(origin)
        failures = self._claim(host)
        robots_answer, updated = robots_cache.RobotsAnswer(), known
        try:
            robots_answer = robots_cache.ask(origin, self._settings, self._wait_for_turn)
            updated = robots_cache.updated(known, robots_answer.rules, self._clock())
        finally:
            now = self._clock()
            if robots_answer.busy is not None or robots_answer.blocked is not None:
                own_host = HostUpdate(host, now + self._pause, failures)
            else:
                own_host = robots_answer.own_host(host, failures, now, self._pause, updated.closed)
            self._release(own_host, *robots_answer.other_hosts(now + self._pause))
        if robots_answer.blocked is not None:
            raise robots_answer.blocked
        if robots_answer.busy is not None:
            raise self._give_up(host)
        with self._storage.writing():
            self._storage.hosts.put_origin(updated)
        return robots.Rules(updated.robots, updated.closed)

    def _ask(self, at: str, rules: robots.Rules) -> Response:
        """The answer at an address, in its host's turn. A host that fails is given up. Raises `SourceError`."""
        host = client.host(at)
        failures = self._claim(host)
        answer: Response | None = None
        try:
            answer = client.get(at, {"Accept": formats.ACCEPT}, self._settings, _same_origin(at, rules))
            if decisions.is_host_failing(answer):
                self.given_up[host] = FetchError(decisions.refusal(answer), at)
        except UnreachableError as error:
            self.given_up[host] = error
            raise
        finally:
            pause, retry_after = max(self._pause, rules.delay), answer.retry_after if answer else ""
            failed = host in self.given_up
            self._release(decisions.host_update(host, failures, self._clock(), pause, failed, retry_after))
        return answer

    def _claim(self, host: str) -> int:
        """Claims a host, so that nobody else asks it; its failures in a row. Raises `FetchError` without a turn."""
        if host in self.given_up:
            raise self.given_up[host]
        if self._is_cancelled():
            raise FetchError("took too long", host)
        turn = self._wait_for_turn(host)
        if not turn.taken:
            raise self._give_up(host)
        return turn.failures

    def _give_up(self, host: str) -> FetchError:
        """Gives up a host whose turn does not come."""
        note = "the site is being asked by another process, or wants a long pause; try again later"
        self.given_up[host] = FetchError(note, host)
        return self.given_up[host]

    def _wait_for_turn(self, host: str) -> Turn:
        """Waits for our turn at a host, if it can come in time."""
        ends = min(self._clock() + TURN_WAIT, self._ends)
        while True:
            now = self._clock()
            if now > self._ends or self._is_cancelled():
                return Turn(False)
            turn = self._storage.hosts.take(host, now, self._holder, now + 2 * self._settings.deadline)
            if turn.taken or max(now, turn.until) > ends:
                return turn
            self._sleep(0.1)

    def _release(self, *hosts: HostUpdate) -> None:
        with self._storage.writing():
            for host in hosts:
                self._storage.hosts.release(host, self._holder)


def _same_origin(at: str, rules: robots.Rules) -> client.Follows:
    return lambda _, to: client.origin(to) == client.origin(at) and rules.allows(to)
