"""What becomes of a host, a feed and an entry after a visit: a row for each branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from retold.feeds import decisions
from retold.feeds.decisions import BAD_REDIRECT, TOO_MANY_HOPS, VisitContext
from retold.feeds.schedule import Bounds
from retold.records.feeds import (
    EntryData,
    FeedData,
    FeedState,
    FeedUpdate,
    Hints,
    HostUpdate,
    Task,
    Turn,
    VisitResult,
)
from retold.sources.http.client import Response

NOW = 1_795_000_000.0
CONTEXT = VisitContext(NOW, 0.0, Bounds())
FEED = Task("paper.example", True, 3, "https://paper.example/feed", "https://paper.example/feed", NOW - 5, 0, 0)
PAGE = Task(
    "paper.example", False, 7, "https://paper.example/a", "https://paper.example/a", NOW - 5, 0, 0, listed=NOW - 100
)
PART = replace(FEED, queue=("https://one.example/1.xml", "https://two.example/2.xml"), etag="e", modified="m")
LAST_PART = replace(PART, queue=("https://one.example/1.xml",))
CONSENT = "https://consent.other.example/?to=x"


def answer(status: int = 200, data: bytes = b"", url: str = FEED.url, moved: str = "", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, data, url, moved)


def redirect(to: str, status: int = 302) -> Response:
    return answer(status, location=to)


# Hosts


@pytest.mark.parametrize(
    ("failures", "failed", "retry_after", "update"),
    [
        pytest.param(3, False, "", HostUpdate("h", NOW + 2.0), id="an answer ends the failures"),
        pytest.param(0, True, "", HostUpdate("h", NOW + 30.0, 1), id="first failure"),
        pytest.param(2, True, "", HostUpdate("h", NOW + 120.0, 3), id="each failure doubles the wait"),
        pytest.param(50, True, "", HostUpdate("h", NOW + 3600.0, 51), id="but not for ever"),
        pytest.param(0, True, "600", HostUpdate("h", NOW + 600.0, 1), id="Retry-After is longer"),
        pytest.param(0, True, "5", HostUpdate("h", NOW + 30.0, 1), id="Retry-After is shorter"),
    ],
)
def test_host_update(failures: int, failed: bool, retry_after: str, update: HostUpdate) -> None:
    assert decisions.host_update("h", failures, NOW, 2.0, failed, retry_after) == update


def test_a_long_pause_counts_more_than_a_short_backoff() -> None:
    assert decisions.host_update("h", 0, NOW, 300.0, True).next == NOW + 300.0


@pytest.mark.parametrize(
    ("due", "until", "failures", "update"),
    [
        pytest.param(NOW, 0.0, 0, HostUpdate("paper.example", NOW + 2.0, 0), id="just due"),
        pytest.param(NOW - 20, 0.0, 2, HostUpdate("paper.example", NOW + 20.0, 2), id="waits for some time"),
        pytest.param(NOW - 999, 0.0, 0, HostUpdate("paper.example", NOW + 60.0, 0), id="waits for long"),
        pytest.param(NOW, NOW + 50, 0, HostUpdate("paper.example", NOW + 50, 0), id="the other's next turn"),
        pytest.param(NOW, NOW + 900, 0, HostUpdate("paper.example", NOW + 900, 1), id="the other is left alone"),
        pytest.param(NOW, NOW + 900, 4, HostUpdate("paper.example", NOW + 900, 4), id="both are left alone"),
    ],
)
def test_host_waiting_for(due: float, until: float, failures: int, update: HostUpdate) -> None:
    task = replace(FEED, due=due, host_failures=failures)
    assert decisions.host_waiting_for(task, Turn(False, until), NOW) == update


@pytest.mark.parametrize(
    ("status", "is_failing"), [(200, False), (404, False), (500, False), (429, True), (503, True), (520, True)]
)
def test_is_host_failing(status: int, is_failing: bool) -> None:
    assert decisions.is_host_failing(answer(status)) is is_failing


# Feeds

HOURLY = Hints(every=7200.0)


def feed(**changes: object) -> FeedUpdate:
    """The feed after a visit that gave it no pace."""
    update = FeedUpdate(FEED.key, FEED.url, "paper.example", NOW + 3600.0, 0)
    return replace(update, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("task", "response", "data", "update"),
    [
        pytest.param(FEED, answer(), FeedData("rss"), feed(last=NOW, data=FeedData("rss")), id="plain"),
        pytest.param(
            FEED,
            answer(etag='"1"', last_modified="Mon", cache_control="max-age=7200"),
            FeedData("rss"),
            feed(next=NOW + 7200.0, last=NOW, etag='"1"', modified="Mon", data=FeedData("rss"), hints=HOURLY),
            id="with validators and an age",
        ),
        pytest.param(
            FEED,
            answer(etag="für", last_modified="x" * 501),
            FeedData("rss", hints=HOURLY),
            feed(next=NOW + 7200.0, last=NOW, data=FeedData("rss", hints=HOURLY), hints=HOURLY),
            id="validators that cannot be sent back; its own interval",
        ),
        pytest.param(
            FEED,
            answer(moved="https://new.example/feed"),
            FeedData("rss"),
            feed(url="https://new.example/feed", host="new.example", last=NOW, data=FeedData("rss")),
            id="moved for good on its own host",
        ),
        pytest.param(
            replace(FEED, hops=1, moving=True, at="https://new.example/feed"),
            answer(url="https://new.example/feed"),
            FeedData("rss"),
            feed(url="https://new.example/feed", host="new.example", last=NOW, data=FeedData("rss")),
            id="moved for good to another host",
        ),
        pytest.param(
            replace(FEED, hops=1, moving=False, at="https://new.example/feed"),
            answer(url="https://new.example/feed"),
            FeedData("rss"),
            feed(last=NOW, data=FeedData("rss")),
            id="elsewhere for now",
        ),
        pytest.param(
            FEED,
            answer(etag='"1"'),
            FeedData("index", parts=(FEED.url, "https://one.example/1.xml", "https://two.example/2.xml")),
            feed(
                next=NOW,
                host="one.example",
                at="https://one.example/1.xml",
                queue=("https://one.example/1.xml", "https://two.example/2.xml"),
                last=NOW,
                data=FeedData("index", parts=(FEED.url, "https://one.example/1.xml", "https://two.example/2.xml")),
            ),
            id="an index leads to its parts, not to itself, and has no validators",
        ),
        pytest.param(
            replace(PART, hints=HOURLY),
            answer(url="https://one.example/1.xml", etag='"1"', cache_control="max-age=21600"),
            FeedData("sitemap", title="One", site="https://one.example", hub="h", topic="t", hints=Hints(every=1.0)),
            feed(
                next=NOW,
                host="two.example",
                at="https://two.example/2.xml",
                queue=("https://two.example/2.xml",),
                last=NOW,
                etag="e",
                modified="m",
                data=FeedData("sitemap", hints=Hints(every=1.0)),
                hints=HOURLY,
            ),
            id="a part says nothing about the feed",
        ),
        pytest.param(
            LAST_PART,
            answer(),
            FeedData("index", parts=("https://three.example/3.xml",)),
            feed(last=NOW, data=FeedData("index", parts=("https://three.example/3.xml",))),
            id="an index that is a part leads no further",
        ),
    ],
)
def test_feed_read(task: Task, response: Response, data: FeedData, update: FeedUpdate) -> None:
    assert decisions.feed_read(task, response, data, CONTEXT) == update


def test_the_pace_of_a_feed_is_that_of_its_entries() -> None:
    dates = ("2026-11-18T00:00:00Z", "2026-11-18T02:00:00Z", "")
    entries = tuple(EntryData(str(n), "https://paper.example/a", updated=date) for n, date in enumerate(dates))
    hints = decisions.feed_read(FEED, answer(), FeedData("rss", entries=entries), CONTEXT).hints
    assert (hints.pace, hints.newest) == (7200.0, 1_794_967_200.0)
    known = Hints(pace=600.0, newest=NOW - 60)
    empty = decisions.feed_read(replace(FEED, hints=known), answer(), FeedData("rss"), CONTEXT).hints
    assert (empty.pace, empty.newest) == (600.0, 0.0), "an empty feed keeps its pace"
    part = decisions.feed_read(replace(LAST_PART, hints=known), answer(), FeedData("sitemap"), CONTEXT).hints
    assert (part.pace, part.newest) == (600.0, NOW - 60), "an empty part keeps what the others said"


@pytest.mark.parametrize(
    ("task", "update"),
    [
        pytest.param(
            replace(FEED, etag="e", modified="m"), feed(last=NOW, etag="e", modified="m"), id="keeps its validators"
        ),
        pytest.param(replace(FEED, pushed=True), feed(next=NOW + 6 * 3600.0, last=NOW), id="a hub tells what is new"),
        pytest.param(
            PART,
            feed(
                next=NOW,
                host="two.example",
                at="https://two.example/2.xml",
                queue=("https://two.example/2.xml",),
                last=NOW,
                etag="e",
                modified="m",
            ),
            id="the next part",
        ),
    ],
)
def test_feed_unchanged(task: Task, update: FeedUpdate) -> None:
    assert decisions.feed_unchanged(task, CONTEXT) == update


MOVED = feed(host="new.example", next=FEED.due, at="https://new.example/feed", hops=1)


@pytest.mark.parametrize(
    ("task", "response", "update"),
    [
        pytest.param(FEED, redirect("https://new.example/feed"), MOVED, id="for now"),
        pytest.param(FEED, redirect("https://new.example/feed", 308), replace(MOVED, moving=True), id="for good"),
        pytest.param(
            replace(FEED, hops=1, tries=2, queue=PART.queue),
            redirect("https://new.example/feed", 301),
            replace(MOVED, hops=2, failures=2, queue=PART.queue),
            id="for good after a redirect for now",
        ),
        pytest.param(
            replace(FEED, hops=1, moving=True),
            redirect("https://new.example/feed", 301),
            replace(MOVED, hops=2, moving=True),
            id="for good twice",
        ),
        pytest.param(
            FEED, redirect("mailto:a@b.example"), feed(next=NOW + 300.0, failures=1, note=BAD_REDIRECT), id="nowhere"
        ),
        pytest.param(
            replace(FEED, hops=8),
            redirect("https://new.example/feed"),
            feed(next=NOW + 300.0, failures=1, note=TOO_MANY_HOPS),
            id="too many hops",
        ),
    ],
)
def test_feed_moved(task: Task, response: Response, update: FeedUpdate) -> None:
    assert decisions.feed_moved(task, response, CONTEXT) == update


@pytest.mark.parametrize(
    ("task", "retry_after", "gone", "update"),
    [
        pytest.param(FEED, "", False, feed(next=NOW + 300.0, failures=1, note="why"), id="first failure"),
        pytest.param(
            replace(FEED, tries=2), "", False, feed(next=NOW + 1200.0, failures=3, note="why"), id="third failure"
        ),
        pytest.param(FEED, "900", False, feed(next=NOW + 900.0, failures=1, note="why"), id="Retry-After"),
        pytest.param(
            FEED, "", True, feed(next=NOW + 300.0, failures=1, note="why", state=FeedState.GONE), id="it is gone"
        ),
        pytest.param(
            PART,
            "900",
            False,
            feed(
                next=NOW,
                host="two.example",
                at="https://two.example/2.xml",
                queue=("https://two.example/2.xml",),
                note="why",
                etag="e",
                modified="m",
            ),
            id="a part: the next one is asked for",
        ),
        pytest.param(
            LAST_PART, "", False, feed(note="why", etag="e", modified="m"), id="the last part: until the next round"
        ),
        pytest.param(
            LAST_PART,
            "7200",
            False,
            feed(next=NOW + 7200.0, note="why", etag="e", modified="m"),
            id="the last part, with Retry-After",
        ),
    ],
)
def test_feed_failed(task: Task, retry_after: str, gone: bool, update: FeedUpdate) -> None:
    assert decisions.feed_failed(task, "why", CONTEXT, retry_after, gone) == update


@pytest.mark.parametrize(
    ("text", "kept"), [('"1"', '"1"'), ("", ""), ("für", ""), ("a\nb", ""), ("x" * 500, "x" * 500), ("x" * 501, "")]
)
def test_usable_validator(text: str, kept: str) -> None:
    assert decisions.usable_validator(text) == kept


@pytest.mark.parametrize(
    ("response", "result"),
    [
        (None, VisitResult(NOW, FEED.due, 0, 1.5, 0, "why")),
        (answer(304), VisitResult(NOW, FEED.due, 304, 1.5, 0, "why")),
        (answer(200, b"12345"), VisitResult(NOW, FEED.due, 200, 1.5, 5, "why")),
    ],
)
def test_visit_result(response: Response | None, result: VisitResult) -> None:
    assert decisions.visit_result(FEED, NOW, response, 1.5, "why") == result


@pytest.mark.parametrize(("headers", "content"), [({}, "<p>All of it</p>"), ({"tdm_reservation": "1"}, "")])
def test_the_content_of_a_feed_that_is_reserved_is_not_used(headers: Mapping[str, str], content: str) -> None:
    data = FeedData("rss", entries=(EntryData("1", PAGE.url, content="<p>All of it</p>"),))
    assert [entry.content for entry in decisions.usable_entries(data, answer(**headers))] == [content]
