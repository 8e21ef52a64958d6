"""Hosts that are closed, busy or down: how long the watch waits for them."""

from __future__ import annotations

import time

import pytest
from tests.feeds.test_hostile import QUICK, A, B, Watched, follow, later, reasons
from tests.loopback import Reply, Web, article, newspaper, rss

from retold import Memory
from retold.errors import UnreachableError
from retold.feeds import Bounds, Watch, decisions
from retold.records.feeds import EntryState, HostUpdate, Reason, Task, Turn
from retold.sources.http import client


@pytest.mark.parametrize("status", [500, 429, 503])
def test_robots_that_cannot_be_had_close_a_site(web: Web, memory: Memory, watched: Watched, status: int) -> None:
    book = follow(memory, newspaper(web, A, range(2)))
    web.put(A, "/robots.txt", Reply("later", status=status))
    watched()
    assert web.paths(A) == []
    assert "robots.txt" in book.all()[0].note


def test_robots_that_ask_for_patience_get_it(web: Web, memory: Memory, watched: Watched) -> None:
    follow(memory, newspaper(web, A, range(2)))
    web.put(A, "/robots.txt", Reply("slow down", status=429, headers={"Retry-After": "7200"}))
    watched()
    assert memory._db.all("SELECT next > ?, failures FROM host", time.time() + 7000) in ([(1, 1)], [(True, 1)])
    web.put(A, "/robots.txt", Reply("later", status=500))
    for times in (2, 3, 4):
        with memory._db.writing():
            memory._db.run("UPDATE feed SET next = 0")
            memory._db.run("UPDATE host SET next = 0")
            memory._db.run("UPDATE origin SET read = 0")
        watched()
        assert memory._db.all("SELECT failures FROM host") == [(times,)], "longer each time"


def test_robots_that_redirect_to_a_busy_host_wait_for_its_turn(web: Web, memory: Memory) -> None:
    watch = Watch(memory, QUICK)
    asked = []

    def away(_: object) -> Reply:
        asked.append(1)
        if len(asked) > 1:
            watch.stop()
        return Reply(status=301, headers={"Location": web.url(B, "/robots.txt")})

    book = follow(memory, newspaper(web, A, range(2)))
    web.put(A, "/robots.txt", away)
    with memory._db.writing():
        memory._db.run("INSERT INTO host VALUES (?, ?, 3, '', 0.0)", B, time.time() + 5000)
    watch.run(once=True)
    assert len(asked) == 1
    assert memory._db.all("SELECT name FROM host WHERE next > ? ORDER BY name", time.time() + 4000) == [(A,), (B,)]
    with memory._db.writing():
        memory._db.run("UPDATE host SET next = 0")
    Watch(memory, QUICK).run(once=True)
    assert book.all()[0].kept == 2


def test_a_busy_host_is_looked_for_less_often_the_longer_it_is_busy() -> None:
    task = Task(A, True, 1, "http://a/", "http://a/", 1000.0, 0, 0)
    waits = [
        decisions.host_waiting_for(task, Turn(False, 0.0), now).next - now
        for now in (1000.0, 1002.0, 1010.0, 1030.0, 9000.0)
    ]
    assert waits == [2.0, 2.0, 10.0, 30.0, 60.0]
    assert decisions.host_waiting_for(task, Turn(False, 1050.0), 1000.0) == HostUpdate(A, 1050.0, 0), "its next turn"
    assert decisions.host_waiting_for(task, Turn(False, 5000.0), 1000.0) == HostUpdate(A, 5000.0, 1), (
        "nobody waits for that"
    )


def test_validators_that_cannot_be_sent_back(web: Web, memory: Memory, watched: Watched) -> None:
    url = newspaper(web, A, range(1))
    page = web.pages[A]["/feed"]
    assert isinstance(page, Reply)
    page.headers |= {"ETag": '"Ausgabe-für-heute"', "Last-Modified": "Dienstag für alle"}
    book = follow(memory, url)
    for times in (1, 2, 3):
        assert watched().feeds == 1
        book.resume("1")
        assert "if-none-match" not in web.requests[-1].headers
        if times == 2:
            with memory._db.writing():
                memory._db.run("UPDATE feed SET etag = 'für'")  # as an earlier version kept it
    page.headers |= {"ETag": '"1"', "Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}
    watched()
    book.resume("1")
    watched()
    assert web.requests[-1].headers["if-none-match"] == '"1"'


def test_what_cannot_be_reached_is_waited_for(
    web: Web, memory: Memory, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = follow(memory, newspaper(web, A, range(3)))
    for n in range(3):
        web.put(A, f"/a/{n}", Reply("later", status=500))
    watched()
    get = client.get

    def unreachable(url: str, *given: object) -> object:
        raise UnreachableError("the network is down", url)

    monkeypatch.setattr(client, "get", unreachable)
    for _ in range(12):
        with memory._db.writing():
            memory._db.run("UPDATE entry SET next = 0 WHERE state = 'waiting'")
            memory._db.run("UPDATE host SET next = 0")
        watched()
    monkeypatch.setattr(client, "get", get)
    assert sorted(e.attempts for e in book.health("1").entries) == [1, 1, 2], (
        "that the host was not there is counted for one"
    )
    for n in range(3):
        web.put(A, f"/a/{n}", article(n))
    later(memory)
    watched()
    assert book.all()[0].kept == 3


def test_a_closed_site_is_waited_for(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, web.put(B, "/feed", Reply(rss(web, A, range(1)), "application/rss+xml")))
    web.put(A, "/robots.txt", Reply("later", status=500))
    web.put(A, "/a/0", article(0))
    watched()
    for _ in range(25):
        later(memory)
        watched()
    (entry,) = book.health("1").entries
    assert (entry.state, entry.attempts) == (EntryState.WAITING, 0)
    later(memory, days=15)
    watched()
    assert reasons(book) == {"0": "robots"}, "but not for ever"
    web.put(
        B,
        "/feed",
        Reply(
            rss(web, A, range(1), item=lambda _: "<atom:updated>2026-08-01T12:00:00Z</atom:updated>"),
            "application/rss+xml",
        ),
    )
    with memory._db.writing():
        memory._db.run("UPDATE feed SET next = 0")
    later(memory)
    watched()
    (entry,) = book.health("1").entries
    assert (entry.state, entry.attempts) == (EntryState.WAITING, 0)
    later(memory, days=15)
    book.pause("1")
    book.resume("1")
    watched()
    assert book.health("1").entries[0].state is EntryState.WAITING


def test_waits_grow() -> None:
    task = Task(A, False, 1, "http://a/", "http://a/", 0.0, 0, 3, listed=0.0)
    waits = [
        decisions.entry_postponed(task, Reason.FAILED, "", decisions.VisitContext(now, 0.0, Bounds()), 900.0).next - now
        for now in (10.0, 20_000.0, 13 * 86_400.0)
    ]
    assert waits == [900.0, 2000.0, 86_400.0]


def test_retry_after_holds_for_the_host(web: Web, memory: Memory, watched: Watched) -> None:
    newspaper(web, A, range(2))
    book = follow(
        memory,
        web.put(A, "/feed", Reply("slow down", status=429, headers={"Retry-After": "7200"})),
        web.put(A, "/other", Reply(rss(web, A, range(3)), "application/rss+xml")),
    )
    watched()
    assert web.paths(A) == ["/feed"], "the whole host is left alone"
    from datetime import datetime

    held = next(f for f in book.all() if f.url.endswith("/feed"))
    assert held.next is not None
    assert (datetime.fromisoformat(held.next) - datetime.now().astimezone()).total_seconds() > 7000
