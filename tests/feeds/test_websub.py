"""Hubs: what we ask of them, and what we take (WebSub)."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from starlette.testclient import TestClient
from tests.loopback import Reply, Web, newspaper, rss

from retold import Memory
from retold.feeds import FeedRegistry, WatchSummary
from retold.feeds.service import WatchService
from retold.feeds.websub import HubSubscriptions
from retold.records.feeds import FeedData, Outline
from retold.sources.feeds import formats
from retold.web import Access, create

A, HUB = "127.0.0.2", "127.0.0.9"
BASE = "https://news.example"
Watched = Callable[[], WatchSummary]


def hubbed(web: Web) -> str:
    return newspaper(
        web,
        A,
        range(2),
        more=f'<atom:link rel="hub" href="{web.url(HUB, "/hub")}"/>'
        f'<atom:link rel="self" href="{web.url(A, "/feed")}"/>',
    )


def asked_of(web: Web) -> dict[str, str]:
    """The last form that the hub was sent."""
    return {
        k: v[0] for k, v in parse_qs([a for a in web.requests if a.host == HUB and a.body][-1].body.decode()).items()
    }


def subscribed(web: Web, memory: Memory, watched: Watched) -> tuple[FeedRegistry, HubSubscriptions, dict[str, str]]:
    """A feed whose hub was asked to push it, and what it was asked with."""
    web.put(HUB, "/hub", Reply(status=202))
    book = FeedRegistry(memory)
    book.add([Outline(hubbed(web))])
    watched()
    push = HubSubscriptions(memory, BASE)
    push.subscribe()
    form = asked_of(web)
    return book, push, form


def test_a_subscription_from_asking_to_what_is_pushed(web: Web, memory: Memory, watched: Watched) -> None:
    web.put(HUB, "/hub", Reply(status=202))
    FeedRegistry(memory).add([Outline(hubbed(web))])
    watched()
    assert FeedRegistry(memory).all()[0].push == "offered"
    service = WatchService(memory, BASE)  # not entered: nothing runs but what the test does
    assert service.push is not None
    assert service.push.subscribe() == 1
    assert service.push.subscribe() == 0, "it is not asked twice"
    form = asked_of(web)
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", web.url(A, "/feed"))
    assert form["hub.callback"].startswith(BASE + "/websub/")
    path = form["hub.callback"].removeprefix(BASE)
    with TestClient(create(memory, Access.bound_to("127.0.0.1", url=BASE), service), base_url=BASE) as client:
        question = {
            "hub.mode": "subscribe",
            "hub.topic": form["hub.topic"],
            "hub.challenge": "c<1>",
            "hub.lease_seconds": "864000",
        }
        assert client.get("/websub/guessed", params=question).status_code == 404
        assert client.get(path, params=question | {"hub.topic": "https://other.example/"}).status_code == 404
        assert client.get(path, params=question | {"hub.mode": "unsubscribe"}).status_code == 404
        answer = client.get(path, params=question)
        assert (answer.status_code, answer.text) == (200, "c<1>")
        assert answer.headers["content-type"].startswith("text/plain")
        assert FeedRegistry(memory).all()[0].push == "verified"

        body = rss(web, A, range(7, 9)).encode()
        sign = hmac.new(form["hub.secret"].encode(), body, hashlib.sha256).hexdigest()
        assert client.post("/websub/guessed", content=body).status_code == 410
        for bad in ({}, {"x-hub-signature": "sha256=" + "0" * 64}):
            assert client.post(path, content=body, headers=bad).status_code == 202, (
                "who forges does not learn that it failed"
            )
        assert FeedRegistry(memory).all()[0].waiting == 0
        assert (
            client.post(
                path, content=body, headers={"x-hub-signature": f"sha256={sign}", "content-type": "application/rss+xml"}
            ).status_code
            == 202
        )
        assert FeedRegistry(memory).all()[0].waiting == 2


def pushed(push: HubSubscriptions, form: dict[str, str], body: str, kind: str = "application/rss+xml") -> bool:
    """Whether what the hub sends is taken, signed as it should be."""
    sign = hmac.new(form["hub.secret"].encode(), body.encode(), hashlib.sha256).hexdigest()
    return push.receive(form["hub.callback"].rsplit("/", 1)[1], body.encode(), kind, f"sha256={sign}")


def test_a_feed_that_is_removed_while_something_is_pushed(
    web: Web, memory: Memory, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, push, form = subscribed(web, memory, watched)
    read = formats.parse

    def removed(data: bytes, kind: str, url: str) -> FeedData:
        book.remove("1")
        return read(data, kind, url)

    monkeypatch.setattr(formats, "parse", removed)
    assert pushed(push, form, rss(web, A, range(7, 9))) is False
    assert memory.problems() == []


def test_what_is_pushed_to_a_feed_that_is_paused_is_not_taken(web: Web, memory: Memory, watched: Watched) -> None:
    book, push, form = subscribed(web, memory, watched)
    book.pause("1")
    assert pushed(push, form, rss(web, A, range(7, 9))) is True
    assert book.all()[0].waiting == 0
    book.resume("1")
    assert pushed(push, form, rss(web, A, range(7, 9))) is True
    assert book.all()[0].waiting == 2


def test_a_hub_that_is_busy_keeps_nobody_from_the_others(web: Web, memory: Memory, watched: Watched) -> None:
    busy = "127.0.0.8"
    web.put(HUB, "/hub", Reply(status=202))
    feeds_of_busy = [
        newspaper(
            web,
            f"127.0.3.{n}",
            range(100 * n, 100 * n + 1),
            more=f'<atom:link rel="hub" href="{web.url(busy, "/hub")}"/>',
        )
        for n in range(1, 8)
    ]
    book = FeedRegistry(memory)
    book.add(Outline(f) for f in feeds_of_busy)
    book.add([Outline(hubbed(web))])
    watched()
    with memory._db.writing():
        memory._db.run("INSERT INTO host VALUES (?, 0.0, 0, 'another', ?)", busy, time.time() + 1000)
    push = HubSubscriptions(memory, BASE)
    assert push.subscribe() == 1
    assert asked_of(web)["hub.topic"] == web.url(A, "/feed")
    assert web.paths(busy) == []


def test_a_hub_that_asks_for_patience_gets_it(web: Web, memory: Memory, watched: Watched) -> None:
    web.put(HUB, "/hub", Reply("slow down", status=429, headers={"Retry-After": "5000"}))
    FeedRegistry(memory).add([Outline(hubbed(web))])
    watched()
    HubSubscriptions(memory, BASE).subscribe()
    ((until, failures),) = memory._db.all("SELECT next, failures FROM host WHERE name = ?", HUB)
    assert until > time.time() + 4900
    assert failures == 1


def test_a_feed_that_is_pushed_is_asked_seldom(web: Web, memory: Memory, watched: Watched) -> None:
    book, push, form = subscribed(web, memory, watched)
    push.verify(
        form["hub.callback"].rsplit("/", 1)[1],
        {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "x"},
    )
    book.resume("1")
    watched()
    from datetime import datetime

    assert datetime.fromisoformat(book.all()[0].next or "").timestamp() - time.time() > 5.9 * 3600


def test_a_hub_that_refuses(web: Web, memory: Memory, watched: Watched) -> None:
    web.put(HUB, "/hub", Reply("no", status=403))
    FeedRegistry(memory).add([Outline(hubbed(web))])
    watched()
    push = HubSubscriptions(memory, BASE)
    push.subscribe()
    assert FeedRegistry(memory).all()[0].push == "denied"
    assert push.subscribe() == 0


def test_a_lease_is_renewed(web: Web, memory: Memory, watched: Watched) -> None:
    web.put(HUB, "/hub", Reply(status=202))
    FeedRegistry(memory).add([Outline(hubbed(web))])
    watched()
    now = [time.time()]
    push = HubSubscriptions(memory, BASE, clock=lambda: now[0])
    push.subscribe()
    first = asked_of(web)
    push.verify(
        first["hub.callback"].rsplit("/", 1)[1],
        {"hub.mode": "subscribe", "hub.topic": first["hub.topic"], "hub.challenge": "x", "hub.lease_seconds": "100000"},
    )
    now[0] += 70_000
    assert push.subscribe() == 0
    now[0] += 20_000
    assert push.subscribe() == 1
    assert asked_of(web) == first, "with the address and the secret that it has"


def test_without_a_public_address_no_hub_is_asked(web: Web, memory: Memory, watched: Watched) -> None:
    FeedRegistry(memory).add([Outline(hubbed(web))])
    watched()
    service = WatchService(memory)
    assert service.push is None
    with TestClient(create(memory, Access(), service), base_url="http://127.0.0.1") as client:
        assert client.get("/websub/x").status_code == 403
    assert not [a for a in web.requests if a.host == HUB]
