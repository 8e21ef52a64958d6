"""The pages and the API of feeds."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.fakes import CapitalsEncoder
from tests.loopback import Reply, Request, Web, newspaper, served

from retold import Engine, Memory, Settings
from retold.feeds import FeedRegistry, Watch, WatchPlan
from retold.records.feeds import Outline
from retold.web import Access, create, outbound

A = "127.0.0.2"
HTML = {"accept": "text/html"}


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as found:
        yield found


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    settings = Settings(threads=1, allow_private=True, timeout=2.0, deadline=3.0)
    with Memory(str(tmp_path / "m.db"), Engine(settings, CapitalsEncoder())) as found:
        yield found


@pytest.fixture
def client(memory: Memory) -> Iterator[TestClient]:
    with TestClient(
        create(memory, Access.bound_to("127.0.0.1")), base_url="http://127.0.0.1", follow_redirects=False
    ) as found:
        yield found


def form(page: str) -> str:
    found = re.search(r'name="form" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_a_feed_from_following_to_removing(web: Web, memory: Memory, client: TestClient) -> None:
    assert "No feeds yet" in client.get("/feeds", headers=HTML).text
    token = form(client.get("/feeds").text)
    followed = client.post("/feeds", data={"form": token, "url": newspaper(web, A, range(3))})
    assert (followed.status_code, followed.headers["location"]) == (303, "/feeds/1")
    Watch(memory, WatchPlan(fetchers=2, pause=0.0)).run(once=True)
    page = client.get("/feeds/1", headers=HTML).text
    assert page.count(">kept</a>") == 3
    assert f"Paper {A}" in client.get("/feeds", headers=HTML).text
    assert client.post("/feeds/1", data={"form": token, "do": "pause"}).status_code == 303
    assert client.get("/feeds/1?format=json").json()["feed"]["state"] == "paused"
    assert client.post("/feeds/1", data={"form": token, "do": "resume"}).status_code == 303
    assert client.post("/feeds/1", data={"form": token, "do": "burn"}).status_code == 400
    assert client.post("/feeds/1", data={"form": token, "do": "remove"}).headers["location"] == "/feeds"
    assert client.get("/feeds/1").status_code == 404
    assert memory.counts()["articles"] == 3


def test_pages_give_what_the_api_gives(web: Web, client: TestClient) -> None:
    added = client.post("/api/v1/feeds", json={"url": newspaper(web, A, range(2))})
    assert (added.status_code, added.json()["entries"], added.headers["location"]) == (201, 2, "/feeds/1")
    assert client.get("/feeds", headers={"accept": "application/json"}).json() == client.get("/api/v1/feeds").json()
    assert client.get("/feeds/1?format=json").json() == client.get("/api/v1/feeds/1").json()
    assert client.get("/api/v1/feeds").json()["totals"]["waiting"] == 2
    assert client.put("/api/v1/feeds/1/state", json={"state": "paused"}).json()["state"] == "paused"
    assert "xmlUrl" in client.get("/feeds?format=opml").text
    assert client.delete("/api/v1/feeds/1").status_code == 204
    assert client.get("/api/v1/feeds/1").status_code == 404


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///etc/passwd", "javascript:alert(1)", "", "http://"])
def test_only_web_addresses_are_followed(client: TestClient, url: str) -> None:
    assert client.post("/api/v1/feeds", json={"url": url}).status_code in (400, 422)
    token = form(client.get("/feeds").text)
    page = client.post("/feeds", data={"form": token, "url": url})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert client.get("/api/v1/feeds").json()["feeds"] == []


def test_other_sites_and_strangers_cannot_write(web: Web, memory: Memory, client: TestClient) -> None:
    url = newspaper(web, A, range(2))
    assert client.post("/feeds", data={"form": "0" * 64, "url": url}).status_code == 403
    assert client.post("/api/v1/feeds", json={"url": url}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    with TestClient(
        create(memory, Access.bound_to("0.0.0.0", "a token of some length")), base_url="http://127.0.0.1"
    ) as stranger:
        assert stranger.post("/api/v1/feeds", json={"url": url}).status_code == 401
        assert stranger.delete("/api/v1/feeds/1").status_code == 401
        assert stranger.get("/feeds").status_code == 200
    assert web.requests == []


def hanging(web: Web, ends: threading.Event) -> list[str]:
    """Feeds on sites that do not answer."""

    def late(_: Request) -> Reply:
        ends.wait(20)
        return Reply("late", status=404)

    hosts = [f"127.0.0.{n}" for n in range(2, 8)]
    for host in hosts:
        web.put(host, "/robots.txt", late)
    return [web.url(host, "/feed") for host in hosts]


def test_slow_sites_do_not_delay_pages(web: Web, client: TestClient) -> None:
    ends = threading.Event()
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(client.post, "/api/v1/feeds", json={"url": url}) for url in hanging(web, ends)]
        while len(web.requests) < outbound.THREADS:
            wait(asked, timeout=0.05)
        assert client.get("/feeds").status_code == 200
        assert not [a.result().text for a in asked if a.done()], "they are still running"
        ends.set()
        assert {a.result().status_code for a in asked} == {422}


def test_a_slow_site_is_reported(web: Web, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "DEADLINE", 0.2)
    ends = threading.Event()
    url, other, *_ = hanging(web, ends)
    answer = client.post("/api/v1/feeds", json={"url": url})
    assert (answer.status_code, answer.headers["content-type"]) == (504, "application/problem+json")
    page = client.post("/feeds", data={"form": form(client.get("/feeds").text), "url": other}, headers=HTML)
    assert (page.status_code, "site is slow" in page.text) == (504, True)
    monkeypatch.setattr(outbound, "MAX_REQUESTS", 0)
    assert client.post("/api/v1/feeds", json={"url": url}).status_code == 503
    ends.set()


def test_strangers_see_no_key_and_nobody_sees_a_login(memory: Memory, client: TestClient) -> None:
    """Earlier versions could follow an address with a login."""
    assert (
        "a token works"
        in client.post("/api/v1/feeds", json={"url": "https://kari:Geheim@paper.example/feed"}).json()["detail"]
    )
    page = client.post(
        "/feeds", data={"form": form(client.get("/feeds").text), "url": "https://kari:Geheim@paper.example/feed"}
    )
    assert (page.status_code, "a token works" in page.text) == (422, True)
    FeedRegistry(memory).add([Outline("https://kari:Geheim@paper.example/feed?key=abc", "", "", "")])
    addresses = (
        "/feeds",
        "/feeds/1",
        "/feeds?format=json",
        "/feeds?format=opml",
        "/feeds/1?format=json",
        "/api/v1/feeds",
        "/api/v1/feeds/1",
    )
    with TestClient(
        create(memory, Access.bound_to("0.0.0.0", "a token of some length")), base_url="http://127.0.0.1"
    ) as stranger:
        for address in addresses:
            ours, theirs = client.get(address).text, stranger.get(address).text
            assert "Geheim" not in ours + theirs
            assert "https://paper.example/feed?key=abc" in ours, address
            assert "https://paper.example/feed" in theirs, address
            assert "key=abc" not in theirs, address


def test_the_title_of_a_feed_is_text(web: Web, client: TestClient) -> None:
    from tests.loopback import Reply, rss

    page = rss(web, A, range(1)).replace(f"Paper {A}", "&lt;script&gt;alert(1)&lt;/script&gt;Paper &amp;lt;b&amp;gt;")
    client.post("/api/v1/feeds", json={"url": web.put(A, "/feed", Reply(page, "application/rss+xml"))})
    for address in ("/feeds", "/feeds/1"):
        assert "<script>alert" not in client.get(address, headers=HTML).text
