"""What an origin allows: its robots.txt, asked for by the watch and by whoever adds a feed in the same way."""

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

HELD = 30 * 86_400.0
"""Seconds for which what a robots.txt said holds where it can no longer be had."""

Take = Callable[[str], Turn]
"""Claims a host by its name."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What came of asking for a robots.txt. `said`: why there is no answer; `taken`: the other hosts that were asked on the way, with their failures before;
    `busy`: one that could not be asked now; `blocked`: that it leads to a private address."""

    answer: Response | None = None
    said: str = ""
    taken: tuple[tuple[str, int], ...] = ()
    busy: Turn | None = None
    blocked: BlockedAddressError | None = None

    @property
    def rules(self) -> robots.Rules:
        """What it allows."""
        return robots.from_response(self.answer)

    def others(self, until: float) -> tuple[HostUpdate, ...]:
        """The other hosts, that may be asked again `until` then."""
        return tuple(HostUpdate(name, until, troubles if self.answer is None else 0) for name, troubles in self.taken)

    def host(self, name: str, troubles: int, now: float, pause: float, closed: bool) -> HostUpdate:
        """When the origin's own host may be asked again: one that is `closed`, as its robots.txt cannot be had, is left alone longer each time."""
        failed = closed or self.answer is None or decisions.troubled(self.answer)
        return decisions.host_after(name, troubles, now, pause, failed, self.answer.retry_after if self.answer else "")


def ask(name: str, settings: Settings, take: Take) -> RobotsAnswer:
    """Asks for the robots.txt of an origin. Its redirects are followed, to other hosts too where these can be had (RFC 9309, 2.3.1.2)."""
    taken: dict[str, int] = {}
    busy: list[Turn] = []

    def follows(at: str, to: str) -> bool:
        host = client.host(to)
        if host in (client.host(at), client.host(name), *taken):
            return True
        turn = take(host)
        if turn.taken:
            taken[host] = turn.troubles
        else:
            busy.append(turn)
        return turn.taken

    small = replace(settings, max_bytes=min(settings.max_bytes, 4 * robots.MAX_BYTES))
    answer: Response | None = None
    said, blocked = "", None
    try:
        answer = client.get(name + "/robots.txt", {"Accept": "text/plain,*/*;q=0.5"}, small, follows)
    except BlockedAddressError as error:
        blocked = error
    except SourceError as error:  # too large a file, too: what such a site means by it nobody can know
        said = error.message
    return RobotsAnswer(answer, said, tuple(taken.items()), busy[0] if busy else None, blocked)


def stale(origin: Origin, now: float) -> bool:
    """Whether what is known of an origin is to be asked for again."""
    return now - origin.read > (robots.RETRY if origin.closed or origin.good < origin.read else robots.FRESH)


def learnt(origin: Origin, rules: robots.Rules, now: float) -> Origin:
    """What is known of an origin after its robots.txt was asked for. Where that could not be had, what was had before holds for thirty days more."""
    if rules.closed and origin.good and now - origin.good < HELD:
        return replace(origin, read=now, closed=False)
    return replace(origin, robots=rules.text, closed=rules.closed, read=now, good=origin.good if rules.closed else now)
