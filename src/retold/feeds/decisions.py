"""What becomes of a host, a feed and an entry after each visit.

Pure: answers, times and chance come in, records come out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from retold.extract import walls
from retold.feeds import schedule
from retold.feeds.schedule import Bounds
from retold.records.feeds import (
    EntryData,
    EntryState,
    EntryUpdate,
    FeedData,
    FeedState,
    FeedUpdate,
    Hints,
    HostUpdate,
    Reason,
    Task,
    Turn,
    VisitResult,
)
from retold.sources import reservation
from retold.sources.charsets import decode
from retold.sources.feeds.dates import to_seconds
from retold.sources.http import client
from retold.sources.http.client import Response
from retold.sources.urls import normalise_url

PAUSE = 1.0
"""Seconds between two requests to one host, at least."""
TRIES = 5
"""Attempts to fetch an article, at most."""
DAY = 86_400.0
OLDEST = 30 * DAY
"""Seconds before now; entries published earlier are not fetched."""
LONGEST_WAIT = 14 * DAY
"""Seconds for which an article waits for a site that is closed or cannot be reached."""
HOPS = 8
"""Redirects from host to host that are followed."""
HOST_BACKOFF, LONGEST_HOST_BACKOFF = 30.0, 3600.0
"""Seconds for which a host that failed is left alone: doubled with each failure, and at most."""
BUSY_WAIT, LONGEST_BUSY_WAIT = 2.0, 60.0
"""Seconds after which a host is asked again if another host that it needs was busy: at least, and at most."""
VALIDATOR_LENGTH = 500
"""Code points of a validator (`ETag`, `Last-Modified`) that is kept."""
BAD_REDIRECT = "redirects to what is no web address"
TOO_MANY_HOPS = f"redirects more than {HOPS} times from host to host"
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530)
_STATUS_WORDS = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses us",
    404: "has no such page",
    410: "has removed it",
    429: "asks to slow down",
    451: "withholds it for legal reasons",
}


@dataclass(frozen=True, slots=True)
class VisitContext:
    """What a decision needs beside the answer: the time, a random number of 0..1, and how often feeds are asked."""

    now: float
    jitter: float
    bounds: Bounds


# Hosts


def host_update(host: str, failures: int, now: float, pause: float, failed: bool, retry_after: str = "") -> HostUpdate:
    """When a host may be asked again. `failures`: in a row before; `pause`: seconds between two requests to it."""
    if not failed:
        return HostUpdate(host, now + pause)
    wait = min(LONGEST_HOST_BACKOFF, HOST_BACKOFF * 2.0 ** min(failures, 10))
    return HostUpdate(host, now + max(pause, wait, schedule.retry_wait(retry_after, now)), failures + 1)


def host_waiting_for(task: Task, other: Turn, now: float) -> HostUpdate:
    """When a host is asked again that needs another host, and that one is busy now.

    In the other's next turn, and later the longer the task waits. If the other is left alone for long, so is this one,
    so that nobody waits for it.
    """
    until = max(other.until, now + min(LONGEST_BUSY_WAIT, max(BUSY_WAIT, now - task.due)))
    is_long = until > now + LONGEST_BUSY_WAIT
    return HostUpdate(task.host, until, max(1, task.host_failures) if is_long else task.host_failures)


def is_host_failing(answer: Response) -> bool:
    """Whether an answer says that the whole host wants to be left alone."""
    return answer.status in (429, 503) or answer.status >= 520


# Feeds


def feed_read(task: Task, answer: Response, data: FeedData, context: VisitContext) -> FeedUpdate:
    """A feed that answered with entries, or a part of one."""
    times = [
        time for time in (to_seconds(entry.published or entry.updated) for entry in data.entries) if time is not None
    ]
    pace, newest = schedule.pace(times, context.now)
    pace = pace or task.hints.pace
    if task.queue:  # a part of an index: what the feed says of itself stays as the index said it
        hints = replace(task.hints, pace=pace, newest=max(newest, task.hints.newest))
        update = _next_part(_feed(task, context, task.url, hints), task, task.queue[1:], context)
        data = replace(data, title="", site="", hub="", topic="")
        update = replace(update, last=context.now, data=data)
        return replace(update, etag="", modified="") if data.form == "index" else update
    every = max(data.hints.every, schedule.max_age(answer.headers.get("cache-control", "")))
    url = _new_url(task, answer) or task.url
    # An index that is itself a part leads no further: one that lists itself would be asked for ever.
    parts = tuple(part for part in data.parts if part not in (normalise_url(task.url), normalise_url(answer.url), url))
    hints = replace(data.hints, every=every, pace=pace, newest=newest)
    update = _next_part(_feed(task, context, url, hints), task, parts, context)
    # An index has no validators of its own: its parts change without it.
    is_index = data.form == "index"
    etag = "" if is_index else usable_validator(answer.headers.get("etag", ""))
    modified = "" if is_index else usable_validator(answer.headers.get("last-modified", ""))
    return replace(update, last=context.now, etag=etag, modified=modified, data=data)


def usable_validator(text: str) -> str:
    """A validator if it can be sent back as it was given (RFC 9110, 8.8), else ""."""
    return text if text.isascii() and text.isprintable() and len(text) <= VALIDATOR_LENGTH else ""


def _new_url(task: Task, answer: Response) -> str:
    """Where a feed has moved for good; "" if it has not, or if that is no address that can be kept."""
    if task.hops and not task.moving:
        return ""
    return normalise_url(answer.moved_to or (answer.url if task.hops else ""))


def _next_part(update: FeedUpdate, task: Task, queue: tuple[str, ...], context: VisitContext) -> FeedUpdate:
    """A feed after a document of it. If parts are left, the first is asked for in the turn of its host."""
    if not queue:
        due = schedule.due(update.hints, context.now, context.bounds, context.jitter, task.pushed)
        return replace(update, next=due)
    return replace(update, next=context.now, at=queue[0], host=client.host(queue[0]), queue=queue)


def feed_unchanged(task: Task, context: VisitContext) -> FeedUpdate:
    """A feed that has nothing new (304)."""
    update = _feed(task, context, task.url, task.hints)
    return replace(_next_part(update, task, task.queue[1:], context), last=context.now)


def feed_moved(task: Task, answer: Response, context: VisitContext) -> FeedUpdate:
    """A feed that redirects to another host, where it is asked in that host's turn."""
    if task.hops + 1 > HOPS:
        return feed_failed(task, TOO_MANY_HOPS, context)
    at = redirect_target(answer)
    if not at:
        return feed_failed(task, BAD_REDIRECT, context)
    return replace(
        _feed(task, context, task.url, task.hints),
        host=client.host(at),
        next=task.due,
        at=at,
        hops=task.hops + 1,
        moving=(task.moving or not task.hops) and answer.status in client.PERMANENT_REDIRECTS,
        failures=task.tries,
        queue=task.queue,
    )


def feed_failed(task: Task, note: str, context: VisitContext, retry_after: str = "", gone: bool = False) -> FeedUpdate:
    """A feed that could not be fetched. `gone`: its server says that it no longer exists.

    A part that could not be fetched waits until the next round; the other parts are still asked for.
    """
    update = _feed(task, context, task.url, task.hints)
    failures = 1 if task.queue else task.tries + 1
    retry = schedule.backoff(failures, context.now, context.bounds, context.jitter, retry_after)
    if task.queue:
        update = replace(_next_part(update, task, task.queue[1:], context), note=note)
        return update if update.queue else replace(update, next=max(update.next, retry))
    due = schedule.after_skipped(retry, task.hints)
    state = FeedState.GONE if gone else FeedState.ACTIVE
    return replace(update, next=due, failures=failures, note=note, state=state)


def _feed(task: Task, context: VisitContext, url: str, hints: Hints) -> FeedUpdate:
    return FeedUpdate(
        task.key, url, client.host(url), context.now, 0, etag=task.etag, modified=task.modified, hints=hints
    )


def visit_result(task: Task, began: float, answer: Response | None, took: float, note: str = "") -> VisitResult:
    """A line of the feed's log."""
    return VisitResult(began, task.due, answer.status if answer else 0, took, len(answer.data) if answer else 0, note)


def refusal(answer: Response) -> str:
    """An answer without content, in words."""
    return f"the server {_STATUS_WORDS.get(answer.status, 'cannot give it')} (HTTP {answer.status})"


def usable_entries(data: FeedData, answer: Response) -> tuple[EntryData, ...]:
    """The entries of a feed; without their content if the feed itself reserves text and data mining."""
    if reservation.by_header(answer.headers):
        return tuple(replace(entry, content="") for entry in data.entries)
    return data.entries


# Entries


def entry_refused(task: Task, answer: Response, context: VisitContext) -> EntryUpdate:
    """An article whose server answered without its page."""
    text = decode(answer.data[:200_000], answer.charset) if answer.data else ""
    if walls.is_challenge(answer.status, answer.headers, text):
        return entry_skipped(task, Reason.CHALLENGE, "the site answered with a browser challenge")
    if answer.status in (401, 402):
        return entry_skipped(task, Reason.PAYWALL, refusal(answer))
    if answer.status in (404, 410, 451):
        return entry_skipped(task, Reason.MISSING, refusal(answer))
    if answer.status == 403 and task.tries:
        return entry_skipped(task, Reason.FAILED, refusal(answer))
    if answer.status in _TRY_AGAIN or answer.status == 403:
        return entry_failed(task, refusal(answer), context, answer.retry_after)
    return entry_skipped(task, Reason.FAILED, refusal(answer))


def entry_moved(task: Task, answer: Response, context: VisitContext) -> EntryUpdate:
    """An article whose page is on another host."""
    if task.hops + 1 > HOPS:
        return entry_skipped(task, Reason.FAILED, TOO_MANY_HOPS)
    if is_consent_page(answer.redirect_target):
        return entry_skipped(task, Reason.CONSENT, "the site sends its readers to a consent page first")
    at = redirect_target(answer)
    if not at:
        return entry_skipped(task, Reason.FAILED, BAD_REDIRECT)
    return EntryUpdate(
        task.key, EntryState.WAITING, client.host(at), context.now, task.tries, at=at, hops=task.hops + 1
    )


def redirect_target(answer: Response) -> str:
    """Where an answer redirects to, unchanged; "" if that is no web address."""
    return answer.redirect_target if normalise_url(answer.redirect_target) else ""


def is_consent_page(url: str) -> bool:
    """Whether an address is that of a consent page."""
    host = client.host(url)
    return host.startswith(("consent.", "guce.")) or host.endswith(".privacy-mgmt.com") or "/collectConsent" in url


def entry_failed(task: Task, note: str, context: VisitContext, retry_after: str = "") -> EntryUpdate:
    """An article that could not be fetched this time."""
    tries = task.tries + 1
    if tries >= TRIES:
        return entry_skipped(task, Reason.FAILED, f"{note}; tried {tries} times")
    due = schedule.backoff(tries, context.now, context.bounds, context.jitter, retry_after)
    return EntryUpdate(task.key, EntryState.WAITING, client.host(task.url), due, tries, note=note)


def entry_postponed(
    task: Task, reason: Reason, note: str, context: VisitContext, least: float = HOST_BACKOFF
) -> EntryUpdate:
    """An article that could not be asked for because of its site: that does not count as an attempt.

    It waits `least` seconds, and longer the longer it has waited already.
    """
    waited = context.now - task.listed
    if waited > LONGEST_WAIT:
        return entry_skipped(task, reason, note)
    return EntryUpdate(
        task.key,
        EntryState.WAITING,
        task.host,
        context.now + max(least, min(DAY, waited / 10)),
        task.tries,
        note=note,
        at=task.at if task.hops else "",
        hops=task.hops,
    )


def entry_skipped(task: Task, reason: Reason, note: str) -> EntryUpdate:
    """An article that is not taken."""
    return EntryUpdate(
        task.key, EntryState.SKIPPED, client.host(task.url), attempts=task.tries + 1, reason=reason.value, note=note
    )
