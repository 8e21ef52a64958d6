"""One visit of a host: at most one request, and what came of it. Knows the network, but not the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from retold.config import Settings
from retold.errors import BlockedAddressError, FormatError, LimitError, SourceError, UnreachableError
from retold.extract import walls
from retold.feeds import decisions, robots_cache
from retold.feeds.decisions import VisitContext
from retold.feeds.schedule import Bounds
from retold.ports import Parse
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
    """What came of a visit.

    `hosts`: all hosts that were asked, the task's first. `entries`: what a feed lists, each with its host.
    `requested`: whether a request was made.
    """

    task: Task
    hosts: tuple[HostUpdate, ...]
    feed: FeedUpdate | None = None
    entry: EntryUpdate | None = None
    origin: Origin | None = None
    entries: tuple[tuple[EntryData, str], ...] = ()
    requested: bool = True
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Visits hosts.

    `clock`: seconds since 1970. `take_turn`: claims a host by its name, for a robots.txt that redirects. `stopwatch`:
    seconds that only count up. `parse`: runs the parsers of feeds.
    """

    settings: Settings
    bounds: Bounds
    clock: Callable[[], float]
    take_turn: robots_cache.TakeTurn
    parse: Parse
    pause: float = decisions.PAUSE
    stopwatch: Callable[[], float] = field(default=time.monotonic)

    def visit(self, task: Task, origin: Origin, jitter: float) -> Visited:
        """Does a task, or first finds out what its host allows. Raises nothing that a server can cause."""
        context = VisitContext(self.clock(), jitter, self.bounds)
        needs_reservation = not task.is_feed and context.now - origin.tdm_read > robots.FRESH
        if (needs_reservation or not task.has_content) and robots_cache.is_stale(origin, context.now):
            return self._visit_robots(task, origin, context)
        rules = robots.Rules(origin.robots, origin.closed)
        # While nothing may be asked for, neither may a reservation: an article that the feed gave in full waits, too.
        if (needs_reservation and rules.closed) or (not task.has_content and not rules.allows(task.at)):
            return self._forbidden(task, rules, context)
        if needs_reservation:
            return self._visit_reservation(task, origin, context, rules)
        if task.has_content:
            return self._take_content(task, origin, context)
        return (
            self._visit_feed(task, rules, context) if task.is_feed else self._visit_page(task, origin, rules, context)
        )

    def _visit_robots(self, task: Task, origin: Origin, context: VisitContext) -> Visited:
        """Asks for a robots.txt."""
        robots_answer = robots_cache.ask(origin.name, self.settings, self.take_turn)
        now = self.clock()
        others = robots_answer.other_hosts(now + self.pause)
        if robots_answer.blocked is not None:
            return self._blocked(task, robots_answer.blocked.message, replace(context, now=now), others)
        if robots_answer.busy is not None:
            return Visited(task, (decisions.host_waiting_for(task, robots_answer.busy, now), *others))
        updated = robots_cache.updated(origin, robots_answer.rules, now)
        pause = max(robots.Rules(updated.robots).delay, self.pause)
        own_host = robots_answer.own_host(task.host, task.host_failures, now, pause, updated.closed)
        hosts = (own_host, *others)
        if not updated.closed:
            return Visited(task, hosts, origin=updated)
        answer = robots_answer.answer
        note = robots_answer.error or (decisions.refusal(answer) if answer else "")
        closed = self._forbidden(task, robots_answer.rules, replace(context, now=now), note)
        return replace(closed, hosts=hosts, origin=updated, requested=True)

    def _blocked(self, task: Task, note: str, context: VisitContext, others: tuple[HostUpdate, ...]) -> Visited:
        """A robots.txt that leads to a private address."""
        hosts = (HostUpdate(task.host, context.now + self.pause), *others)
        if not task.is_feed:
            skipped = decisions.entry_skipped(task, Reason.FAILED, note)
            return Visited(task, hosts, entry=skipped, failed=True)
        return Visited(task, hosts, feed=failed_feed(task, note, context), failed=True)

    def _visit_reservation(self, task: Task, origin: Origin, context: VisitContext, rules: robots.Rules) -> Visited:
        """Asks for a site's `tdmrep.json`.

        If it cannot be fetched, it is asked for again before anything is taken from the site; in the end the last one
        that we got holds.
        """
        answer: Response | None = None
        failed = is_down = False
        url = origin.name + reservation.WELL_KNOWN
        if rules.allows(url):
            may_follow = partial(_is_on_host, task.host)
            try:
                answer = client.get(url, {"Accept": "application/json"}, self.settings, may_follow)
            except SourceError as error:
                failed, is_down = True, _is_down(task, error)
            failed = failed or (answer is not None and (answer.status >= 500 or answer.status == 429))
        text = origin.tdm
        if answer is not None and not failed:
            text = (
                decode(answer.data[: reservation.MAX_BYTES], "utf-8").replace("\0", "") if answer.status == 200 else ""
            )
        now = self.clock()
        host = self._host_update(task, rules, failed, answer)
        if failed and (is_down or task.tries < decisions.TRIES - 1):
            note = "the site's reservation of rights (tdmrep.json) could not be fetched"
            entry = _unanswered(task, note, replace(context, now=now), is_down)
            return Visited(task, (host,), entry=entry, failed=True)
        updated = replace(origin, tdm=text, tdm_read=now)
        return Visited(task, (host,), origin=updated, requested=answer is not None or failed)

    def _take_content(self, task: Task, origin: Origin, context: VisitContext) -> Visited:
        """Takes an article that the feed gave in full, without a request."""
        known = reservation.parse_rules(origin.tdm.encode()) if origin.tdm else ()
        reserved = reservation.by_rules(known, task.url)
        host = HostUpdate(task.host, context.now, task.host_failures)
        entry = (
            _reserved(task, reserved)
            if reserved is not None
            else EntryUpdate(task.key, EntryState.FETCHED, task.host, attempts=task.tries)
        )
        return Visited(task, (host,), entry=entry, requested=False)

    def _forbidden(self, task: Task, rules: robots.Rules, context: VisitContext, why: str = "") -> Visited:
        """What robots.txt does not allow. `why`: why a robots.txt could not be fetched."""
        note = (
            f"its robots.txt could not be fetched, so nothing is allowed for now{f': {why}' if why else ''}"
            if rules.closed
            else "its robots.txt does not allow it"
        )
        retry = context.now + (robots.RETRY + 1 if rules.closed else decisions.DAY)
        hosts = (HostUpdate(task.host, context.now, task.host_failures),)
        if task.is_feed:
            update = failed_feed(task, note, context)
            update = replace(update, next=update.next if update.queue else max(retry, update.next))
            return Visited(task, hosts, feed=update, requested=False, failed=True)
        entry = (
            decisions.entry_postponed(task, Reason.ROBOTS, note, context, robots.RETRY + 1)
            if rules.closed
            else decisions.entry_skipped(task, Reason.ROBOTS, note)
        )
        return Visited(task, hosts, entry=entry, requested=False)

    def _visit_feed(self, task: Task, rules: robots.Rules, context: VisitContext) -> Visited:
        """Asks for a feed, if it has changed."""
        headers = {"Accept": formats.ACCEPT}
        if not task.queue:
            validators = (("If-None-Match", task.etag), ("If-Modified-Since", task.modified))
            headers |= {name: value for name, value in validators if decisions.usable_validator(value)}
        began = self.stopwatch()
        answer: Response | None = None
        is_unreachable = False
        try:
            answer = client.get(task.at, headers, self.settings, _same_origin(rules))
            update, entries, note = self._feed_answered(task, answer, replace(context, now=self.clock()))
        except SourceError as error:
            note, entries, is_unreachable = error.message, (), isinstance(error, UnreachableError)
            # What breaks the parser once will break it again: it is left alone for as long as may be.
            wait = str(int(decisions.DAY)) if isinstance(error, LimitError) else ""
            update = decisions.feed_failed(task, note, replace(context, now=self.clock()), wait)
        host = self._host_update(task, rules, is_unreachable or _is_failing(answer), answer)
        if not update.hops:
            took = self.stopwatch() - began
            update = replace(update, visit=decisions.visit_result(task, context.now, answer, took, note))
        return Visited(task, (host,), feed=update, entries=entries, failed=bool(note))

    def _feed_answered(
        self, task: Task, answer: Response, context: VisitContext
    ) -> tuple[FeedUpdate, tuple[tuple[EntryData, str], ...], str]:
        """The feed's update, its entries each with its host, and what went wrong, or "". Raises `FormatError`."""
        if answer.redirect_target:
            update = decisions.feed_moved(task, answer, context)
            return update, (), update.note
        if answer.status == 304:
            return decisions.feed_unchanged(task, context), (), ""
        if answer.status != 200:
            note = decisions.refusal(answer)
            is_gone = answer.status == 410 and not task.queue
            return decisions.feed_failed(task, note, context, answer.retry_after, is_gone), (), note
        data = self.parse(formats.parse, answer.data, answer.headers.get("content-type", ""), answer.url)
        entries = tuple((entry, client.host(entry.url)) for entry in decisions.usable_entries(data, answer))
        return decisions.feed_read(task, answer, data, context), entries, ""

    def _visit_page(self, task: Task, origin: Origin, rules: robots.Rules, context: VisitContext) -> Visited:
        """Asks for an article's page."""
        answer: Response | None = None
        is_unreachable = False
        try:
            answer = client.get(task.at, web_page.HEADERS, self.settings, _same_origin(rules))
            entry = self._page_answered(task, answer, origin, rules, replace(context, now=self.clock()))
        except BlockedAddressError as error:
            entry = decisions.entry_skipped(task, Reason.FAILED, error.message)
        except FormatError as error:
            entry = decisions.entry_skipped(task, Reason.UNREADABLE, error.message)
        except SourceError as error:
            is_unreachable = isinstance(error, UnreachableError)
            entry = _unanswered(task, error.message, replace(context, now=self.clock()), _is_down(task, error))
        host = self._host_update(task, rules, is_unreachable or _is_failing(answer), answer)
        return Visited(task, (host,), entry=entry)

    def _page_answered(
        self, task: Task, answer: Response, origin: Origin, rules: robots.Rules, context: VisitContext
    ) -> EntryUpdate:
        """What an answer means for an article. Raises `FormatError`."""
        if answer.redirect_target:
            if client.origin(answer.redirect_target) == origin.name and not rules.allows(answer.redirect_target):
                note = "it redirects to an address that robots.txt does not allow"
                return decisions.entry_skipped(task, Reason.ROBOTS, note)
            return decisions.entry_moved(task, answer, context)
        if answer.status != 200 or "cf-mitigated" in answer.headers:
            return decisions.entry_refused(task, answer, context)
        if decisions.is_consent_page(answer.url):
            return decisions.entry_skipped(task, Reason.CONSENT, "the site answered with a consent page")
        page = web_page.from_response(answer, task.url, None)
        if walls.is_challenge(answer.status, answer.headers, page.text):
            return decisions.entry_skipped(task, Reason.CHALLENGE, "the site answered with a browser challenge")
        known = reservation.parse_rules(origin.tdm.encode()) if origin.tdm else ()
        reserved = reservation.for_page(known, answer.url, answer.headers, page.text)
        if reserved is not None:
            return _reserved(task, reserved)
        content = packed_page(page.text, page.content.value == "text")
        at = normalise_url(answer.url) if answer.url != task.url else ""
        return EntryUpdate(
            task.key, EntryState.FETCHED, client.host(task.url), attempts=task.tries + 1, at=at, content=content
        )

    def _host_update(self, task: Task, rules: robots.Rules, failed: bool, answer: Response | None) -> HostUpdate:
        pause = max(rules.delay, self.pause)
        retry_after = answer.retry_after if answer else ""
        return decisions.host_update(task.host, task.host_failures, self.clock(), pause, failed, retry_after)


def failed_feed(task: Task, note: str, context: VisitContext) -> FeedUpdate:
    """A feed that failed without an answer, with a line of its log."""
    visit = decisions.visit_result(task, context.now, None, 0.0, note)
    return replace(decisions.feed_failed(task, note, context), visit=visit)


def _same_origin(rules: robots.Rules) -> client.Follows:
    """Follows redirects on the same origin that robots.txt allows. Other hosts are asked in their own turn."""
    return lambda at, to: client.origin(at) == client.origin(to) and rules.allows(to)


def _is_on_host(host: str, _: str, to: str) -> bool:
    return client.host(to) == host


def _is_failing(answer: Response | None) -> bool:
    return answer is not None and decisions.is_host_failing(answer)


def _is_down(task: Task, error: SourceError) -> bool:
    """Whether no page is to blame for a missing answer.

    If the host did not answer before either, it is down, or our network is.
    """
    return isinstance(error, UnreachableError) and bool(task.host_failures)


def _unanswered(task: Task, note: str, context: VisitContext, is_down: bool) -> EntryUpdate:
    """An article that could not be fetched."""
    if is_down:
        return decisions.entry_postponed(task, Reason.FAILED, note, context)
    return decisions.entry_failed(task, note, context)


def _reserved(task: Task, reserved: reservation.Reservation) -> EntryUpdate:
    licence = f"; for a licence see {reserved.policy}" if reserved.policy else ""
    note = f"rights to text and data mining are reserved (TDMRep){licence}"
    return decisions.entry_skipped(task, Reason.RESERVED, note)
