"""One visit of a host: at most one request, and what came of it. Knows the network, and nothing of the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from retold.config import Settings
from retold.errors import BlockedAddressError, FormatError, SourceError, UnreachableError
from retold.extract import walls
from retold.followed import EntryData, EntryState, EntryUpdate, FeedUpdate, HostUpdate, Origin, Reason, Task
from retold.following import deciding, origins
from retold.following.deciding import Moment
from retold.following.rhythm import Bounds
from retold.sources import feeds, http, net, reservation, robots
from retold.sources.addresses import address
from retold.sources.charsets import decode
from retold.sources.net import Answer
from retold.store.entries import packed_page


@dataclass(frozen=True, slots=True)
class Visited:
    """What came of a visit. `hosts`: all that were asked, the task's first; `entries`: what a feed lists, each with its host; `asked`: whether a request was made."""

    task: Task
    hosts: tuple[HostUpdate, ...]
    feed: FeedUpdate | None = None
    entry: EntryUpdate | None = None
    origin: Origin | None = None
    entries: tuple[tuple[EntryData, str], ...] = ()
    asked: bool = True
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Visits hosts. `clock`: seconds since 1970; `take`: claims a host by its name, for a redirect of a robots.txt."""

    settings: Settings
    bounds: Bounds
    clock: Callable[[], float]
    take: origins.Take
    pause: float = deciding.PAUSE
    watch: Callable[[], float] = field(default=time.monotonic)

    def visit(self, task: Task, origin: Origin, jitter: float) -> Visited:
        """Does what a task asks for, or first learns what its host allows. Raises nothing that a server can cause."""
        moment = Moment(self.clock(), jitter, self.bounds)
        unread = not task.of_feed and moment.now - origin.tdm_read > robots.FRESH
        if (unread or not task.given) and origins.stale(origin, moment.now):
            return self._robots(task, origin, moment)
        rules = robots.Rules(origin.robots, origin.closed)
        # Where nothing can be asked for, a reservation cannot either: what the feed gave in full waits, too.
        if (unread and rules.closed) or (not task.given and not rules.allows(task.at)):
            return self._forbidden(task, rules, moment)
        if unread:
            return self._reservations(task, origin, moment, rules)
        if task.given:
            return self._given(task, origin, moment)
        return self._feed(task, rules, moment) if task.of_feed else self._entry(task, origin, rules, moment)

    def _robots(self, task: Task, origin: Origin, moment: Moment) -> Visited:
        """Learns a robots.txt."""
        asked = origins.ask(origin.name, self.settings, self.take)
        now = self.clock()
        others = asked.others(now + self.pause)
        if asked.blocked is not None:
            return self._blocked(task, asked.blocked.message, replace(moment, now=now), others)
        if asked.busy is not None:
            return Visited(task, (deciding.host_waiting(task, asked.busy, now), *others))
        found = origins.learnt(origin, asked.rules, now)
        pause = max(robots.Rules(found.robots).delay, self.pause)
        hosts = (asked.host(task.host, task.troubles, now, pause, found.closed), *others)
        if not found.closed:
            return Visited(task, hosts, origin=found)
        closed = self._forbidden(task, asked.rules, replace(moment, now=now), asked.said or (deciding.refused(asked.answer) if asked.answer else ""))
        return replace(closed, hosts=hosts, origin=found, asked=True)

    def _blocked(self, task: Task, note: str, moment: Moment, others: tuple[HostUpdate, ...]) -> Visited:
        """What leads to a private address: that is not for its robots.txt to say."""
        hosts = (HostUpdate(task.host, moment.now + self.pause), *others)
        if not task.of_feed:
            return Visited(task, hosts, entry=deciding.skipped(task, Reason.FAILED, note), failed=True)
        update = replace(deciding.feed_failed(task, note, moment), seen=deciding.seen(task, moment.now, None, 0.0, note))
        return Visited(task, hosts, feed=update, failed=True)

    def _reservations(self, task: Task, origin: Origin, moment: Moment, rules: robots.Rules) -> Visited:
        """Learns a site's `tdmrep.json`. One that could not be had is asked for again before anything of the site is taken; in the end what was known holds."""
        answer: Answer | None = None
        failed = down = False
        if rules.allows(origin.name + reservation.WELL_KNOWN):
            try:
                answer = net.get(origin.name + reservation.WELL_KNOWN, {"Accept": "application/json"}, self.settings, partial(_same_host, task.host))
            except SourceError as error:
                failed, down = True, _down(task, error)
            failed = failed or (answer is not None and (answer.status >= 500 or answer.status == 429))
        text = origin.tdm
        if answer is not None and not failed:
            text = decode(answer.data[: reservation.LARGEST], "utf-8").replace("\0", "") if answer.status == 200 else ""
        now = self.clock()
        host = self._host(task, rules, failed, answer.wait if answer else "")
        if failed and (down or task.tries < deciding.TRIES - 1):
            note = "its reservation of rights (tdmrep.json) could not be asked for"
            return Visited(task, (host,), entry=_unanswered(task, note, replace(moment, now=now), down), failed=True)
        return Visited(task, (host,), origin=replace(origin, tdm=text, tdm_read=now), asked=answer is not None or failed)

    def _given(self, task: Task, origin: Origin, moment: Moment) -> Visited:
        """An article that the feed gave in full: nothing is asked for."""
        known = reservation.parsed(origin.tdm.encode()) if origin.tdm else ()
        reserved = reservation.by_file(known, task.url)
        free = HostUpdate(task.host, moment.now, task.troubles)
        if reserved is not None:
            return Visited(task, (free,), entry=_reserved(task, reserved), asked=False)
        return Visited(task, (free,), entry=EntryUpdate(task.key, EntryState.FETCHED, task.host, attempts=task.tries), asked=False)

    def _forbidden(self, task: Task, rules: robots.Rules, moment: Moment, said: str = "") -> Visited:
        """What robots.txt does not allow. `said`: why it could not be had."""
        note = f"its robots.txt could not be had, so nothing is allowed for now{f': {said}' if said else ''}" if rules.closed else "its robots.txt does not allow it"
        until = moment.now + (robots.AGAIN + 1 if rules.closed else deciding.DAY)
        host = (HostUpdate(task.host, moment.now, task.troubles),)
        if task.of_feed:
            update = deciding.feed_failed(task, note, moment)
            update = replace(update, next=update.next if update.queue else max(until, update.next))
            return Visited(task, host, feed=replace(update, seen=deciding.seen(task, moment.now, None, 0.0, note)), asked=False, failed=True)
        entry = deciding.entry_put_off(task, Reason.ROBOTS, note, moment, robots.AGAIN + 1) if rules.closed else deciding.skipped(task, Reason.ROBOTS, note)
        return Visited(task, host, entry=entry, asked=False)

    def _feed(self, task: Task, rules: robots.Rules, moment: Moment) -> Visited:
        """Asks for a feed, if it has changed."""
        headers = {"Accept": feeds.ACCEPT}
        if not task.queue:
            headers |= {k: v for k, v in (("If-None-Match", task.etag), ("If-Modified-Since", task.modified)) if deciding.validator(v)}
        began = self.watch()
        answer: Answer | None = None
        unreached = False
        try:
            answer = net.get(task.at, headers, self.settings, self._follows(rules))
            update, entries, note = self._fed(task, answer, replace(moment, now=self.clock()))
        except SourceError as error:
            note, entries, unreached = error.message, (), isinstance(error, UnreachableError)
            update = deciding.feed_failed(task, note, replace(moment, now=self.clock()))
        host = self._host(task, rules, unreached or (answer is not None and deciding.troubled(answer)), answer.wait if answer else "")
        if not update.hops:
            update = replace(update, seen=deciding.seen(task, moment.now, answer, self.watch() - began, note))
        return Visited(task, (host,), feed=update, entries=entries, failed=bool(note))

    def _fed(self, task: Task, answer: Answer, moment: Moment) -> tuple[FeedUpdate, tuple[tuple[EntryData, str], ...], str]:
        """What an answer means for a feed. Raises `FormatError`."""
        if answer.leads:
            update = deciding.feed_moved(task, answer, moment)
            return update, (), update.note
        if answer.status == 304:
            return deciding.feed_unchanged(task, moment), (), ""
        if answer.status != 200:
            note = deciding.refused(answer)
            return deciding.feed_failed(task, note, moment, answer.wait, gone=answer.status == 410 and not task.queue), (), note
        data = feeds.read(answer.data, answer.headers.get("content-type", ""), answer.url)
        listed = tuple((e, net.host(e.url)) for e in deciding.listed(data, answer))
        return deciding.feed_read(task, answer, data, moment), listed, ""

    def _entry(self, task: Task, origin: Origin, rules: robots.Rules, moment: Moment) -> Visited:
        """Asks for an article's page."""
        answer: Answer | None = None
        unreached = False
        try:
            answer = net.get(task.at, http.ASKED, self.settings, self._follows(rules))
            entry = self._paged(task, answer, origin, rules, replace(moment, now=self.clock()))
        except BlockedAddressError as error:
            entry = deciding.skipped(task, Reason.FAILED, error.message)
        except FormatError as error:
            entry = deciding.skipped(task, Reason.UNREADABLE, error.message)
        except SourceError as error:
            unreached = isinstance(error, UnreachableError)
            entry = _unanswered(task, error.message, replace(moment, now=self.clock()), _down(task, error))
        host = self._host(task, rules, unreached or (answer is not None and deciding.troubled(answer)), answer.wait if answer else "")
        return Visited(task, (host,), entry=entry)

    def _paged(self, task: Task, answer: Answer, origin: Origin, rules: robots.Rules, moment: Moment) -> EntryUpdate:
        """What an answer means for an article. Raises `FormatError`."""
        if answer.leads:
            if net.origin(answer.leads) == origin.name and not rules.allows(answer.leads):
                return deciding.skipped(task, Reason.ROBOTS, "it redirects to where robots.txt does not allow")
            return deciding.entry_moved(task, answer, moment)
        if answer.status != 200 or "cf-mitigated" in answer.headers:
            return deciding.entry_answered(task, answer, moment)
        if deciding.consenting(answer.url):
            return deciding.skipped(task, Reason.CONSENT, "the site answered with a consent page")
        page = http.page(answer, task.url, None)
        if walls.challenged(answer.status, answer.headers, page.text):
            return deciding.skipped(task, Reason.CHALLENGE, "the site answered with a browser challenge")
        known = reservation.parsed(origin.tdm.encode()) if origin.tdm else ()
        reserved = reservation.reserved(known, answer.url, answer.headers, page.text)
        if reserved is not None:
            return _reserved(task, reserved)
        content = packed_page(page.text, page.content.value == "text")
        at = address(answer.url) if answer.url != task.url else ""
        return EntryUpdate(task.key, EntryState.FETCHED, net.host(task.url), attempts=task.tries + 1, at=at, content=content)

    def _follows(self, rules: robots.Rules) -> net.Follows:
        """Redirects are followed on the same origin, where robots.txt allows; to others in their own turn."""
        return lambda at, to: net.origin(at) == net.origin(to) and rules.allows(to)

    def _host(self, task: Task, rules: robots.Rules, failed: bool, retry_after: str = "") -> HostUpdate:
        return deciding.host_after(task.host, task.troubles, self.clock(), max(rules.delay, self.pause), failed, retry_after)


def _same_host(host: str, _: str, to: str) -> bool:
    return net.host(to) == host


def _down(task: Task, error: SourceError) -> bool:
    """Whether it is not a page's fault that there is no answer: where its host did not answer before either, that is down, or our network is."""
    return isinstance(error, UnreachableError) and bool(task.troubles)


def _unanswered(task: Task, note: str, moment: Moment, down: bool) -> EntryUpdate:
    """An article that could not be had."""
    return deciding.entry_put_off(task, Reason.FAILED, note, moment) if down else deciding.entry_failed(task, note, moment)


def _reserved(task: Task, reserved: reservation.Reservation) -> EntryUpdate:
    where = f"; a licence can be had at {reserved.policy}" if reserved.policy else ""
    return deciding.skipped(task, Reason.RESERVED, f"rights to text and data mining are reserved (TDMRep){where}")
