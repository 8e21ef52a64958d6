"""What becomes of a feed and of an entry after each visit. Pure: answers, times and chance come in, records come out."""

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
    Seen,
    Task,
    Turn,
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
"""Times that an article is asked for."""
DAY = 86_400.0
WAITED = 14 * DAY
"""Seconds for which an article waits for a site that is closed or cannot be reached."""
HOPS = 8
"""Redirects from host to host that are followed."""
TROUBLE, MOST_TROUBLE = 30.0, 3600.0
"""Seconds for which a host that failed is left alone, doubled with each failure, up to."""
LATER, MOST_LATER = 2.0, 60.0
"""Seconds after which a host is asked again where another one that was needed was busy: at least, and at most."""
LONGEST = 500
"""Code points of a validator that is kept."""
NOWHERE = "redirects to what is no web address"
_TRYING = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530)
_WORDS = {
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
    """What a decision hangs on beside the answer: the time, chance (0..1), and how often feeds are asked."""

    now: float
    jitter: float
    bounds: Bounds


def host_after(host: str, troubles: int, now: float, pause: float, failed: bool, retry_after: str = "") -> HostUpdate:
    """When a host may be asked again. `troubles`: its failures in a row before; `pause`: seconds between two requests to it."""
    if not failed:
        return HostUpdate(host, now + pause)
    wait = min(MOST_TROUBLE, TROUBLE * 2.0 ** min(troubles, 10))
    return HostUpdate(host, now + max(pause, wait, schedule.asked_wait(retry_after, now)), troubles + 1)


def host_waiting(task: Task, other: Turn, now: float) -> HostUpdate:
    """When a host is asked again for what another host has, that is busy now: in that one's next turn, and later the longer that takes.

    Where the other is to be left alone for long, so is this one: nobody waits for it.
    """
    until = max(other.until, now + min(MOST_LATER, max(LATER, now - task.due)))
    return HostUpdate(task.host, until, task.troubles if until <= now + MOST_LATER else max(1, task.troubles))


def troubled(answer: Response) -> bool:
    """Whether an answer says that the host as a whole wants to be left alone."""
    return answer.status in (429, 503) or answer.status >= 520


def feed_read(task: Task, answer: Response, data: FeedData, moment: VisitContext) -> FeedUpdate:
    """A feed that answered with entries, or a part of one."""
    times = [t for t in (to_seconds(e.published or e.updated) for e in data.entries) if t is not None]
    pace, newest = schedule.pace(times, moment.now)
    every = max(data.hints.every, schedule.max_age(answer.headers.get("cache-control", "")))
    part = bool(task.queue)
    hints = replace(
        data.hints, every=every, pace=pace or task.hints.pace, newest=max(newest, task.hints.newest if part else 0.0)
    )
    if part:
        hints = replace(hints, every=task.hints.every, skip_hours=task.hints.skip_hours, skip_days=task.hints.skip_days)
    url = task.url if part else _moved(task, answer) or task.url
    # An index that is itself a part leads no further: one that lists itself would be asked for ever.
    queue = (
        task.queue[1:]
        if part
        else tuple(p for p in data.parts if p not in (normalise_url(task.url), normalise_url(answer.url), url))
    )
    headers = (
        (task.etag, task.modified)
        if part
        else (validator(answer.headers.get("etag", "")), validator(answer.headers.get("last-modified", "")))
    )
    # An index has no validators of its own, as its parts change without it.
    own = ("", "") if data.form == "index" else headers
    said = data if not part else replace(data, title="", site="", hub="", topic="")
    return replace(
        _onward(_feed(task, moment, url, hints), task, queue, moment),
        last=moment.now,
        etag=own[0],
        modified=own[1],
        data=said,
    )


def validator(said: str) -> str:
    """A validator that can be sent back as it was given (RFC 9110, 8.8); "" for one that cannot."""
    return said if said.isascii() and said.isprintable() and len(said) <= LONGEST else ""


def _moved(task: Task, answer: Response) -> str:
    """Where a feed is for good, "" where it is where it was, or where that is no address that can be kept."""
    if task.hops and not task.moving:
        return ""
    return normalise_url(answer.moved_to or (answer.url if task.hops else ""))


def _onward(update: FeedUpdate, task: Task, queue: tuple[str, ...], moment: VisitContext) -> FeedUpdate:
    """A feed of which parts are left is asked for the first of these in the turn of that one's host; one that is through, when it is due again."""
    if not queue:
        return replace(update, next=schedule.due(update.hints, moment.now, moment.bounds, moment.jitter, task.pushed))
    return replace(update, next=moment.now, at=queue[0], host=client.host(queue[0]), queue=queue)


def feed_unchanged(task: Task, moment: VisitContext) -> FeedUpdate:
    """A feed that has nothing new (304)."""
    return replace(_onward(_feed(task, moment, task.url, task.hints), task, task.queue[1:], moment), last=moment.now)


def feed_moved(task: Task, answer: Response, moment: VisitContext) -> FeedUpdate:
    """A feed whose server sends us to another host, where it is asked in that host's turn."""
    if task.hops + 1 > HOPS:
        return feed_failed(task, f"redirects more than {HOPS} times from host to host", moment)
    to = target(answer)
    if not to:
        return feed_failed(task, NOWHERE, moment)
    moving = (task.moving or not task.hops) and answer.status in client.PERMANENT_REDIRECTS
    update = _feed(task, moment, task.url, task.hints)
    return replace(
        update,
        host=client.host(to),
        next=task.due,
        at=to,
        hops=task.hops + 1,
        moving=moving,
        failures=task.tries,
        queue=task.queue,
    )


def feed_failed(task: Task, note: str, moment: VisitContext, retry_after: str = "", gone: bool = False) -> FeedUpdate:
    """A feed that could not be had. `gone`: its server says that it is no more.

    A part that could not be had is left until the next round: the others are asked for all the same.
    """
    if task.queue:
        left = replace(_onward(_feed(task, moment, task.url, task.hints), task, task.queue[1:], moment), note=note)
        return (
            left
            if left.queue
            else replace(
                left, next=max(left.next, schedule.backoff(1, moment.now, moment.bounds, moment.jitter, retry_after))
            )
        )
    failures = task.tries + 1
    due = schedule.unskipped(
        schedule.backoff(failures, moment.now, moment.bounds, moment.jitter, retry_after), task.hints
    )
    update = _feed(task, moment, task.url, task.hints)
    return replace(update, next=due, failures=failures, note=note, state=FeedState.GONE if gone else FeedState.ACTIVE)


def _feed(task: Task, moment: VisitContext, url: str, hints: Hints) -> FeedUpdate:
    return FeedUpdate(
        task.key, url, client.host(url), moment.now, 0, etag=task.etag, modified=task.modified, hints=hints
    )


def seen(task: Task, began: float, answer: Response | None, took: float, note: str = "") -> Seen:
    """A line of the feed's log."""
    return Seen(began, task.due, answer.status if answer else 0, took, len(answer.data) if answer else 0, note)


def refused(answer: Response) -> str:
    """An answer that gives nothing, in words."""
    return f"the server {_WORDS.get(answer.status, 'cannot give it')} (HTTP {answer.status})"


def listed(data: FeedData, answer: Response) -> tuple[EntryData, ...]:
    """What a feed lists; in full only where the feed itself does not reserve text and data mining."""
    if reservation.by_header(answer.headers):
        return tuple(replace(e, content="") for e in data.entries)
    return data.entries


def entry_answered(task: Task, answer: Response, moment: VisitContext) -> EntryUpdate:
    """An article's page that cannot be taken as it is: what that means."""
    text = decode(answer.data[:200_000], answer.charset) if answer.data else ""
    if walls.is_challenge(answer.status, answer.headers, text):
        return skipped(task, Reason.CHALLENGE, "the site answered with a browser challenge")
    if answer.status in (401, 402):
        return skipped(task, Reason.PAYWALL, refused(answer))
    if answer.status in (404, 410, 451) or (answer.status == 403 and task.tries):
        return skipped(task, Reason.MISSING if answer.status != 403 else Reason.FAILED, refused(answer))
    if answer.status in _TRYING or answer.status == 403:
        return entry_failed(task, refused(answer), moment, answer.retry_after)
    return skipped(task, Reason.FAILED, refused(answer))


def entry_moved(task: Task, answer: Response, moment: VisitContext) -> EntryUpdate:
    """An article to whose page another host is to be asked."""
    if task.hops + 1 > HOPS:
        return skipped(task, Reason.FAILED, f"redirects more than {HOPS} times from host to host")
    if consenting(answer.redirect_target):
        return skipped(task, Reason.CONSENT, "the site sends its readers to a consent page first")
    to = target(answer)
    if not to:
        return skipped(task, Reason.FAILED, NOWHERE)
    return EntryUpdate(task.key, EntryState.WAITING, client.host(to), moment.now, task.tries, at=to, hops=task.hops + 1)


def target(answer: Response) -> str:
    """Where an answer leads, to the letter; "" where that is no web address that can be asked."""
    return answer.redirect_target if normalise_url(answer.redirect_target) else ""


def consenting(url: str) -> bool:
    """Whether an address is that of a consent page."""
    host = client.host(url)
    return host.startswith(("consent.", "guce.")) or host.endswith(".privacy-mgmt.com") or "/collectConsent" in url


def entry_failed(task: Task, note: str, moment: VisitContext, retry_after: str = "") -> EntryUpdate:
    """An article that could not be had this time."""
    tries = task.tries + 1
    if tries >= TRIES:
        return skipped(task, Reason.FAILED, f"{note}; tried {tries} times")
    due = schedule.backoff(tries, moment.now, moment.bounds, moment.jitter, retry_after)
    return EntryUpdate(task.key, EntryState.WAITING, client.host(task.url), due, tries, note=note)


def entry_put_off(task: Task, reason: Reason, note: str, moment: VisitContext, least: float = TROUBLE) -> EntryUpdate:
    """An article that could not be asked for through no fault of its page: that is no try of it. It waits `least` seconds, and longer the longer it does."""
    waited = moment.now - task.listed
    if waited > WAITED:
        return skipped(task, reason, note)
    until = moment.now + max(least, min(DAY, waited / 10))
    return EntryUpdate(
        task.key,
        EntryState.WAITING,
        task.host,
        until,
        task.tries,
        note=note,
        at=task.at if task.hops else "",
        hops=task.hops,
    )


def skipped(task: Task, reason: Reason, note: str) -> EntryUpdate:
    """An article that is not taken."""
    return EntryUpdate(
        task.key, EntryState.SKIPPED, client.host(task.url), attempts=task.tries + 1, reason=reason.value, note=note
    )
