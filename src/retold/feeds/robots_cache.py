"""The robots.txt of an origin: asked for, and kept for a while. The watch and `retold follow` both use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from retold.config import Settings
from retold.errors import BlockedAddressError, SourceError
from retold.feeds import decisions
from retold.records.feeds import HostUpdate, Origin, Turn
from retold.sources import robots
from retold.sources.http import client
from retold.sources.http.client import Response

LAST_GOOD = 30 * 86_400.0
"""Seconds for which the last robots.txt that we got holds while it cannot be fetched."""

TakeTurn = Callable[[str], Turn]
"""Claims a host by its name."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What came of asking for a robots.txt.

    `error`: why there is no answer. `claimed`: the other hosts that were asked on the way, with their failures in a row
    before. `busy`: a host that could not be asked now. `blocked`: it leads to a private address.
    """

    answer: Response | None = None
    error: str = ""
    claimed: tuple[tuple[str, int], ...] = ()
    busy: Turn | None = None
    blocked: BlockedAddressError | None = None

    @property
    def rules(self) -> robots.Rules:
        """What it allows."""
        return robots.from_response(self.answer)

    def other_hosts(self, next_turn: float) -> tuple[HostUpdate, ...]:
        """The other hosts that were asked; they may be asked again at `next_turn`."""
        has_answer = self.answer is not None
        return tuple(HostUpdate(name, next_turn, 0 if has_answer else failures) for name, failures in self.claimed)

    def own_host(self, name: str, failures: int, now: float, pause: float, closed: bool) -> HostUpdate:
        """When the origin's own host may be asked again.

        `closed`: its robots.txt cannot be fetched; then it is left alone longer each time.
        """
        failed = closed or self.answer is None or decisions.is_host_failing(self.answer)
        retry_after = self.answer.retry_after if self.answer else ""
        return decisions.host_update(name, failures, now, pause, failed, retry_after)


def ask(origin: str, settings: Settings, take_turn: TakeTurn) -> RobotsAnswer:
    """Asks for the robots.txt of an origin.

    It follows redirects, also to other hosts if they can be asked now (RFC 9309, 2.3.1.2).
    """
    claimed: dict[str, int] = {}
    busy: list[Turn] = []

    def may_follow(at: str, to: str) -> bool:
        host = client.host(to)
        if host in (client.host(at), client.host(origin), *claimed):
            return True
        turn = take_turn(host)
        if turn.taken:
            claimed[host] = turn.failures
        else:
            busy.append(turn)
        return turn.taken

    limited = replace(settings, max_bytes=min(settings.max_bytes, 4 * robots.MAX_BYTES))
    answer: Response | None = None
    note, blocked = "", None
    try:
        answer = client.get(origin + "/robots.txt", {"Accept": "text/plain,*/*;q=0.5"}, limited, may_follow)
    except BlockedAddressError as error:
        blocked = error
    except SourceError as error:  # also a file that is too large: nobody can know what such a site means by it
        note = error.message
    return RobotsAnswer(answer, note, tuple(claimed.items()), busy[0] if busy else None, blocked)


def is_stale(origin: Origin, now: float) -> bool:
    """Whether the robots.txt of an origin must be asked for again."""
    return now - origin.read > (robots.RETRY if origin.closed or origin.good < origin.read else robots.FRESH)


def updated(origin: Origin, rules: robots.Rules, now: float) -> Origin:
    """An origin after we asked for its robots.txt.

    If it could not be fetched, the last one that we got holds for thirty more days.
    """
    if rules.closed and origin.good and now - origin.good < LAST_GOOD:
        return replace(origin, read=now, closed=False)
    return replace(origin, robots=rules.text, closed=rules.closed, read=now, good=origin.good if rules.closed else now)
