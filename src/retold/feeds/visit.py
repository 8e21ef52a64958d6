"""One visit of a host: at most one request, and what came of it. Knows the network, and nothing of the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from retold.config import Settings
from retold.errors import BlockedAddressError, FormatError, SourceError, UnreachableError
from retold.extract import walls
from retold.feeds import decisions, robots_cache
from retold.feeds.decisions import VisitContext
from retold.feeds.schedule import Bounds
from retold.records.feeds import EntryData, EntryState, EntryUpdate, FeedUpdate, HostUpdate, Origin, Reason, Task
from retold.sources import reservation, robots
from retold.sources.charsets import decode
from retold.sources.feeds import formats
from retold.sources.http import client
from retold.sources.http import page as web_page
from retold.sources.http.client import Response
from retold.sources.urls import normalise_url
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
    take: robots_cache.Take
    pause: float = decisions.PAUSE
    watch: Callable[[], float] = field(default=time.monotonic)

    def visit(self, task: Task, origin: Origin, jitter: float) -> Visited:
        """Does what a task asks for, or first learns what its host allows. Raises nothing that a server can cause."""
        moment = VisitContext(self.clock(), jitter, self.bounds)
        unread = not task.of_feed and moment.now - origin.tdm_read > robots.FRESH
        if (unread or not task.given) and robots_cache.stale(origin, moment.now):
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

    def _robots(self, task: Task, origin: Origin, moment: VisitContext) -> Visited:
        """Learns a robots.txt."""
        asked = robots_cache.ask(origin.name, self.settings, self.take)
        now = self.clock()
        others = asked.others(now + self.pause)
        if asked.blocked is not None:
            return self._blocked(task, asked.blocked.message, replace(moment, now=now), others)
        if asked.busy is not None:
            return Visited(task, (decisions.host_waiting(task, asked.busy, now), *others))
        found = robots_cache.learnt(origin, asked.rules, now)
        pause = max(robots.Rules(found.robots).delay, self.pause)
        hosts = (asked.host(task.host, task.troubles, now, pause, found.closed), *others)
        if not found.closed:
            return Visited(task, hosts, origin=found)
        closed = self._forbidden(
            task,
            asked.rules,
            replace(moment, now=now),
            asked.said or (decisions.refused(asked.answer) if asked.answer else ""),
        )
        return replace(closed, hosts=hosts, origin=found, asked=True)

    def _blocked(self, task: Task, note: str, moment: VisitContext, others: tuple[HostUpdate, ...]) -> Visited:
        """What leads to a private address: that is not for its robots.txt to say."""
        hosts = (HostUpdate(task.host, moment.now + self.pause), *others)
        if not task.of_feed:
            return Visited(task, hosts, entry=decisions.skipped(task, Reason.FAILED, note), failed=True)
        update = replace(
            decisions.feed_failed(task, note, moment), seen=decisions.seen(task, moment.now, None, 0.0, note)
        )
        return Visited(task, hosts, feed=update, failed=True)

    def _reservations(self, task: Task, origin: Origin, moment: VisitContext, rules: robots.Rules) -> Visited:
        """Learns a site's `tdmrep.json`. One that could not be had is asked for again before anything of the site is taken; in the end what was known holds."""
        answer: Response | None = None
        failed = down = False
        if rules.allows(origin.name + reservation.WELL_KNOWN):
            try:
                answer = client.get(
                    origin.name + reservation.WELL_KNOWN,
                    {"Accept": "application/json"},
                    self.settings,
                    partial(_same_host, task.host),
                )
            except SourceError as error:
                failed, down = True, _down(task, error)
            failed = failed or (answer is not None and (answer.status >= 500 or answer.status == 429))
        text = origin.tdm
        if answer is not None and not failed:
            text = (
                decode(answer.data[: reservation.MAX_BYTES], "utf-8").replace("\0", "") if answer.status == 200 else ""
            )
        now = self.clock()
        host = self._host(task, rules, failed, answer.retry_after if answer else "")
        if failed and (down or task.tries < decisions.TRIES - 1):
            note = "its reservation of rights (tdmrep.json) could not be asked for"
            return Visited(task, (host,), entry=_unanswered(task, note, replace(moment, now=now), down), failed=True)
        return Visited(
            task, (host,), origin=replace(origin, tdm=text, tdm_read=now), asked=answer is not None or failed
        )

    def _given(self, task: Task, origin: Origin, moment: VisitContext) -> Visited:
        """An article that the feed gave in full: nothing is asked for."""
        known = reservation.parse_rules(origin.tdm.encode()) if origin.tdm else ()
        reserved = reservation.by_rules(known, task.url)
        free = HostUpdate(task.host, moment.now, task.troubles)
        if reserved is not None:
            return Visited(task, (free,), entry=_reserved(task, reserved), asked=False)
        return Visited(
            task, (free,), entry=EntryUpdate(task.key, EntryState.FETCHED, task.host, attempts=task.tries), asked=False
        )

    def _forbidden(self, task: Task, rules: robots.Rules, moment: VisitContext, said: str = "") -> Visited:
        """What robots.txt does not allow. `said`: why it could not be had."""
        note = (
            f"its robots.txt could not be had, so nothing is allowed for now{f': {said}' if said else ''}"
            if rules.closed
            else "its robots.txt does not allow it"
        )
        until = moment.now + (robots.RETRY + 1 if rules.closed else decisions.DAY)
        host = (HostUpdate(task.host, moment.now, task.troubles),)
        if task.of_feed:
            update = decisions.feed_failed(task, note, moment)
            update = replace(update, next=update.next if update.queue else max(until, update.next))
            return Visited(
                task,
                host,
                feed=replace(update, seen=decisions.seen(task, moment.now, None, 0.0, note)),
                asked=False,
                failed=True,
            )
        entry = (
            decisions.entry_put_off(task, Reason.ROBOTS, note, moment, robots.RETRY + 1)
            if rules.closed
            else decisions.skipped(task, Reason.ROBOTS, note)
        )
        return Visited(task, host, entry=entry, asked=False)

    def _feed(self, task: Task, rules: robots.Rules, moment: VisitContext) -> Visited:
        """Asks for a feed, if it has changed."""
        headers = {"Accept": formats.ACCEPT}
        if not task.queue:
            headers |= {
                k: v
                for k, v in (("If-None-Match", task.etag), ("If-Modified-Since", task.modified))
                if decisions.validator(v)
            }
        began = self.watch()
        answer: Response | None = None
        unreached = False
        try:
            answer = client.get(task.at, headers, self.settings, self._follows(rules))
            update, entries, note = self._fed(task, answer, replace(moment, now=self.clock()))
        except SourceError as error:
            note, entries, unreached = error.message, (), isinstance(error, UnreachableError)
            update = decisions.feed_failed(task, note, replace(moment, now=self.clock()))
        host = self._host(
            task,
            rules,
            unreached or (answer is not None and decisions.troubled(answer)),
            answer.retry_after if answer else "",
        )
        if not update.hops:
            update = replace(update, seen=decisions.seen(task, moment.now, answer, self.watch() - began, note))
        return Visited(task, (host,), feed=update, entries=entries, failed=bool(note))

    def _fed(
        self, task: Task, answer: Response, moment: VisitContext
    ) -> tuple[FeedUpdate, tuple[tuple[EntryData, str], ...], str]:
        """What an answer means for a feed. Raises `FormatError`."""
        if answer.redirect_target:
            update = decisions.feed_moved(task, answer, moment)
            return update, (), update.note
        if answer.status == 304:
            return decisions.feed_unchanged(task, moment), (), ""
        if answer.status != 200:
            note = decisions.refused(answer)
            return (
                decisions.feed_failed(
                    task, note, moment, answer.retry_after, gone=answer.status == 410 and not task.queue
                ),
                (),
                note,
            )
        data = formats.parse(answer.data, answer.headers.get("content-type", ""), answer.url)
        listed = tuple((e, client.host(e.url)) for e in decisions.listed(data, answer))
        return decisions.feed_read(task, answer, data, moment), listed, ""

    def _entry(self, task: Task, origin: Origin, rules: robots.Rules, moment: VisitContext) -> Visited:
        """Asks for an article's page."""
        answer: Response | None = None
        unreached = False
        try:
            answer = client.get(task.at, web_page.HEADERS, self.settings, self._follows(rules))
            entry = self._paged(task, answer, origin, rules, replace(moment, now=self.clock()))
        except BlockedAddressError as error:
            entry = decisions.skipped(task, Reason.FAILED, error.message)
        except FormatError as error:
            entry = decisions.skipped(task, Reason.UNREADABLE, error.message)
        except SourceError as error:
            unreached = isinstance(error, UnreachableError)
            entry = _unanswered(task, error.message, replace(moment, now=self.clock()), _down(task, error))
        host = self._host(
            task,
            rules,
            unreached or (answer is not None and decisions.troubled(answer)),
            answer.retry_after if answer else "",
        )
        return Visited(task, (host,), entry=entry)

    def _paged(
        self, task: Task, answer: Response, origin: Origin, rules: robots.Rules, moment: VisitContext
    ) -> EntryUpdate:
        """What an answer means for an article. Raises `FormatError`."""
        if answer.redirect_target:
            if client.origin(answer.redirect_target) == origin.name and not rules.allows(answer.redirect_target):
                return decisions.skipped(task, Reason.ROBOTS, "it redirects to where robots.txt does not allow")
            return decisions.entry_moved(task, answer, moment)
        if answer.status != 200 or "cf-mitigated" in answer.headers:
            return decisions.entry_answered(task, answer, moment)
        if decisions.consenting(answer.url):
            return decisions.skipped(task, Reason.CONSENT, "the site answered with a consent page")
        page = web_page.from_response(answer, task.url, None)
        if walls.is_challenge(answer.status, answer.headers, page.text):
            return decisions.skipped(task, Reason.CHALLENGE, "the site answered with a browser challenge")
        known = reservation.parse_rules(origin.tdm.encode()) if origin.tdm else ()
        reserved = reservation.for_page(known, answer.url, answer.headers, page.text)
        if reserved is not None:
            return _reserved(task, reserved)
        content = packed_page(page.text, page.content.value == "text")
        at = normalise_url(answer.url) if answer.url != task.url else ""
        return EntryUpdate(
            task.key, EntryState.FETCHED, client.host(task.url), attempts=task.tries + 1, at=at, content=content
        )

    def _follows(self, rules: robots.Rules) -> client.Follows:
        """Redirects are followed on the same origin, where robots.txt allows; to others in their own turn."""
        return lambda at, to: client.origin(at) == client.origin(to) and rules.allows(to)

    def _host(self, task: Task, rules: robots.Rules, failed: bool, retry_after: str = "") -> HostUpdate:
        return decisions.host_after(
            task.host, task.troubles, self.clock(), max(rules.delay, self.pause), failed, retry_after
        )


def _same_host(host: str, _: str, to: str) -> bool:
    return client.host(to) == host


def _down(task: Task, error: SourceError) -> bool:
    """Whether it is not a page's fault that there is no answer: where its host did not answer before either, that is down, or our network is."""
    return isinstance(error, UnreachableError) and bool(task.troubles)


def _unanswered(task: Task, note: str, moment: VisitContext, down: bool) -> EntryUpdate:
    """An article that could not be had."""
    return (
        decisions.entry_put_off(task, Reason.FAILED, note, moment)
        if down
        else decisions.entry_failed(task, note, moment)
    )


def _reserved(task: Task, reserved: reservation.Reservation) -> EntryUpdate:
    where = f"; a licence can be had at {reserved.policy}" if reserved.policy else ""
    return decisions.skipped(task, Reason.RESERVED, f"rights to text and data mining are reserved (TDMRep){where}")
