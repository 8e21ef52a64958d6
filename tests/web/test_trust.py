"""Who counts as the owner of this machine, and which host is named in addresses that others read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from retold import Engine, Memory
from retold.web import Access, create

TOKEN = "a token of some length"
ARTICLE = {"headline": "Ferry", "body": "The ferry to Marlow will stop in October, Northlink said on Monday. " * 4}
PROXY_HEADERS = [
    {"x-forwarded-for": "203.0.113.9"},
    {"X-Forwarded-Host": "news.example"},
    {"x-forwarded-proto": "https"},
    {"x-forwarded-port": "443"},
    {"x-forwarded-server": "proxy"},
    {"forwarded": "for=203.0.113.9;host=news.example"},
    {"x-real-ip": "203.0.113.9"},
    {"via": "1.1 caddy"},
    {"cf-connecting-ip": "203.0.113.9"},
    {"cf-ray": "1"},
    {"true-client-ip": "203.0.113.9"},
    {"x-client-ip": "203.0.113.9"},
    {"x-forwarded-for": ""},
    {"x-forwarded-for": "127.0.0.1"},
]


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as found:
        yield found


def client(memory: Memory, access: Access, peer: str = "127.0.0.1", base: str = "http://127.0.0.1") -> TestClient:
    return TestClient(create(memory, access), base_url=base, client=(peer, 5000), follow_redirects=False)


def refusals(site: TestClient, headers: dict[str, str]) -> list[int]:
    """The statuses of requests that need trust, of each kind."""
    json_headers = {**headers, "accept": "application/json"}
    return [
        site.post("/api/v1/articles", json=ARTICLE, headers=json_headers).status_code,
        site.post("/api/v1/feeds", json={"url": "https://news.example/"}, headers=json_headers).status_code,
        site.delete("/api/v1/judgements/1", headers=json_headers).status_code,
        site.get("/api/v1/alerts", headers=json_headers).status_code,
        site.get("/alerts", headers=headers).status_code,
        site.get("/alerts/1.atom", headers=headers).status_code,
    ]


@pytest.mark.parametrize("headers", PROXY_HEADERS, ids=lambda h: next(iter(h)))
def test_strangers_behind_a_proxy_are_not_this_machine(memory: Memory, headers: dict[str, str]) -> None:
    """The proxy sets `Host` to the address of the app, and connects from this machine."""
    site = client(memory, Access.bound_to("127.0.0.1"))
    assert site.get("/", headers=headers).status_code == 200
    assert set(refusals(site, headers)[:5]) == {403}
    answer = site.post("/api/v1/articles", json=ARTICLE, headers=headers)
    assert "--url https://" in answer.json()["detail"]
    assert "RETOLD_TOKEN" in answer.json()["detail"]
    page = site.get("/add", headers=headers)
    assert '<form class="write"' not in page.text
    assert "--url" in page.text
    assert memory.counts()["articles"] == 0
    assert site.post("/api/v1/articles", json=ARTICLE).status_code == 201


@pytest.mark.parametrize("peer", ["203.0.113.9", "::ffff:203.0.113.9", "2001:db8::1", "10.0.0.3"])
def test_another_machine_is_not_this_machine_whatever_it_asks_for(memory: Memory, peer: str) -> None:
    for access in (Access(), Access.bound_to("127.0.0.1")):
        assert set(refusals(client(memory, access, peer), {"host": "localhost"})[:5]) == {403}


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"])
def test_this_machine_needs_no_token(memory: Memory, peer: str) -> None:
    assert client(memory, Access.bound_to("127.0.0.1"), peer).post("/api/v1/articles", json=ARTICLE).status_code == 201


def test_a_proxy_without_headers_speaks_an_old_version(memory: Memory) -> None:
    app = create(memory, Access.bound_to("127.0.0.1"))

    async def as_old(scope: dict[str, object], receive: object, send: object) -> None:
        await app({**scope, "http_version": "1.0"}, receive, send)  # type: ignore[arg-type]

    site = TestClient(as_old, base_url="http://127.0.0.1", client=("127.0.0.1", 5000))  # type: ignore[arg-type]
    assert site.get("/").status_code == 200
    assert site.post("/api/v1/articles", json=ARTICLE).status_code == 403


@pytest.mark.parametrize("url", ["https://news.example", "http://localhost:9000"])
def test_with_a_public_address_strangers_need_the_token(memory: Memory, url: str) -> None:
    access = Access.bound_to("127.0.0.1", TOKEN, url=url)
    site = client(memory, access)
    for headers in (PROXY_HEADERS[0], {}, {"host": "localhost"}):
        assert set(refusals(site, headers)[:5]) == {401}, headers
    bearer = {"authorization": f"Bearer {TOKEN}", "x-forwarded-for": "203.0.113.9"}
    assert site.post("/api/v1/articles", json=ARTICLE, headers=bearer).status_code == 201
    assert Access.bound_to("127.0.0.1", url="https://news.example").token


def test_a_public_address_on_this_machine_opens_nothing_to_strangers(memory: Memory) -> None:
    """`RETOLD_URL=http://localhost:8765` gives links in alerts; no proxy need be there, but one could be."""
    site = client(memory, Access.bound_to("127.0.0.1", url="http://localhost:8765"))
    assert set(refusals(site, {"x-forwarded-for": "203.0.113.9"})[:5]) == {403}


FOREIGN = ["evil.example", "evil.example:80", "192.0.2.66", "evil.example\\@192.0.2.5", "192.0.2.5\\@evil.example"]
DOCUMENTS = ["/?format=atom", "/?format=feed", "/robots.txt", "/sitemap.xml", "/opensearch.xml", "/", "/search?q=a"]


def any_host(memory: Memory, server: str = "http://192.0.2.5:8765") -> TestClient:
    """A server that listens everywhere; `server` is where it is reached."""
    return client(memory, Access.bound_to("0.0.0.0", TOKEN), "203.0.113.9", server)


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_document_names_a_host_that_is_not_ours(memory: Memory, host: str, path: str) -> None:
    answer = any_host(memory).get(path, headers={"host": host})
    assert answer.status_code in (200, 421)
    assert "evil.example" not in answer.text
    assert "192.0.2.66" not in answer.text
    if answer.status_code == 200 and path != "/search?q=a":
        assert "http://192.0.2.5:8765/" in answer.text


def test_the_feed_of_an_alert_names_no_foreign_host(memory: Memory) -> None:
    site = any_host(memory)
    bearer = {"authorization": f"Bearer {TOKEN}"}
    site.post("/api/v1/alerts", json={"query": "ferry"}, headers=bearer)
    answer = site.get("/alerts/1.atom", headers={**bearer, "host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("host", ["192.0.2.5:8765", "localhost:8765", "127.0.0.1"])
def test_own_names_are_repeated(memory: Memory, host: str) -> None:
    answer = any_host(memory).get("/?format=feed", headers={"host": host})
    assert json.loads(answer.text)["home_page_url"] == f"http://{host}/"


def test_an_address_of_version_6_is_written_in_brackets(memory: Memory) -> None:
    answer = any_host(memory, "http://[2001:db8::5]:8765").get("/robots.txt", headers={"host": "evil.example"})
    assert "Sitemap: http://[2001:db8::5]:8765/sitemap.xml" in answer.text


def test_any_version_of_nothing_is_nothing(memory: Memory) -> None:
    """`If-None-Match: *` is about what exists (RFC 9110, 13.1.2)."""
    site = client(memory, Access.bound_to("127.0.0.1"))
    site.post("/api/v1/articles", json=ARTICLE)
    anything = {"if-none-match": "*"}
    for missing in ("/article/none", "/story/none", "/entity/none", "/no/such/page", "/api/v1/articles/none"):
        assert site.get(missing, headers=anything).status_code == 404, missing
    assert site.get("/graph?of=nobody+at+all", headers=anything).status_code in (200, 304, 404)
    for there in ("/", "/about", "/sitemap.xml", "/api/v1/stories", "/static/style.css"):
        assert site.get(there, headers=anything).status_code == 304, there
        assert site.get(there, headers={"if-none-match": site.get(there).headers["etag"]}).status_code == 304
