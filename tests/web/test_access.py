"""What strangers and other sites must not be able to do, and what errors must not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from retold import Engine, Memory
from retold.errors import SettingsError
from retold.web import Access, Limits, create
from retold.web.access import is_local
from retold.web.negotiation import preferred_format
from retold.web.rate_limit import RateLimiter

TOKEN = "a token of some length"
ARTICLE = {
    "body": "The ferry to Marlow will stop in October, Northlink said on Monday. Mayor Per Dahl called it a mistake. "
    * 3,
    "headline": "Ferry to stop",
}


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as found:
        yield found


def client(memory: Memory, access: Access, base: str = "http://127.0.0.1") -> TestClient:
    return TestClient(create(memory, access), base_url=base, raise_server_exceptions=False, follow_redirects=False)


def form(page: str) -> str:
    found = re.search(r'name="form" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_only_its_own_names_are_answered(memory: Memory) -> None:
    """A site that points its own name at this machine (DNS rebinding) has that name in the request."""
    site = client(memory, Access.bound_to("127.0.0.1"))
    assert site.get("/").status_code == 200
    assert site.get("/", headers={"host": "localhost:8765"}).status_code == 200
    for name in ("evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "[", "127.0.0.1@evil.example"):
        assert site.get("/", headers={"host": name}).status_code == 421, name
    assert (
        client(memory, Access.bound_to("127.0.0.1", hosts=frozenset({"news.example"})))
        .get("/", headers={"host": "news.example"})
        .status_code
        == 200
    )


def test_beyond_this_machine_writing_needs_the_token(memory: Memory) -> None:
    assert Access.bound_to("0.0.0.0").token
    site = client(memory, Access.bound_to("0.0.0.0", TOKEN))
    assert site.get("/").status_code == 200
    refused = site.post("/api/v1/articles", json=ARTICLE)
    assert refused.status_code == 401
    assert site.post("/api/v1/articles", json=ARTICLE, headers={"authorization": "Bearer no"}).status_code == 401
    assert site.delete("/api/v1/judgements/1").status_code == 401
    assert memory.counts()["articles"] == 0
    assert site.post("/api/v1/articles", json=ARTICLE, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 201


def test_behind_a_proxy_writing_needs_the_token(memory: Memory) -> None:
    """The proxy forwards requests from everywhere to loopback."""
    for access in (
        Access.bound_to("127.0.0.1", hosts=frozenset({"news.example"})),
        Access.bound_to("127.0.0.1", url="https://news.example/"),
    ):
        assert access.token
        assert access.limits.reads
        assert client(memory, access).post("/api/v1/articles", json=ARTICLE).status_code == 401
    page = client(memory, access).get("/?format=atom", headers={"host": "news.example"})
    assert "https://news.example/" in page.text
    assert "http://127.0.0.1" not in page.text
    with pytest.raises(SettingsError, match="not the address of a site"):
        Access.bound_to("127.0.0.1", url="news.example")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://[x"},
        {"origin": "null"},
        {"if-none-match": '"'},
        {"accept": ";;q=x"},
        {"accept-encoding": ";q="},
    ],
)
def test_headers_that_make_no_sense(memory: Memory, headers: dict[str, str]) -> None:
    site = client(memory, Access.bound_to("127.0.0.1"))
    assert site.get("/", headers=headers).status_code == 200
    assert site.post(
        "/api/v1/judgements", json={"verdict": "same", "a": "x", "b": "y", "person": "z"}, headers=headers
    ).status_code in (403, 404)


def test_an_error_of_the_database_is_not_shown(memory: Memory) -> None:
    site = client(memory, Access.bound_to("127.0.0.1"))
    assert site.post("/api/v1/articles", json=ARTICLE).status_code == 201
    memory._db.run("DROP TABLE presence")
    answer = site.get("/api/v1/entities/Northlink/graph")
    assert answer.status_code == 500
    assert "presence" not in answer.text
    assert "m.db" not in answer.text


def test_a_browser_signs_in_once(memory: Memory) -> None:
    site = client(memory, Access.bound_to("0.0.0.0", TOKEN))
    assert "/signin" in site.get("/add").text
    page = site.get("/signin")
    assert site.post("/signin", data={"form": form(page.text), "token": "no"}).status_code == 403
    signed = site.post("/signin", data={"form": form(page.text), "token": TOKEN})
    assert signed.status_code == 303
    assert TOKEN not in signed.headers["set-cookie"]
    assert "httponly" in signed.headers["set-cookie"].lower()
    assert "samesite=strict" in signed.headers["set-cookie"].lower()
    posted = site.post("/add", data={"form": form(site.get("/add").text), **ARTICLE})
    assert posted.status_code == 303


def test_read_only_is_read_only(memory: Memory) -> None:
    site = client(memory, Access.bound_to("127.0.0.1", writable=False))
    assert site.post("/api/v1/articles", json=ARTICLE).status_code == 403
    assert site.post("/add", data={"form": "x", **ARTICLE}).status_code == 403
    assert '<form class="write"' not in site.get("/add").text


def test_another_site_cannot_post(memory: Memory) -> None:
    site = client(memory, Access.bound_to("127.0.0.1"))
    token = form(site.get("/add").text)
    whole = {"form": token, **ARTICLE}
    assert site.post("/add", data=ARTICLE).status_code == 403
    assert site.post("/add", data={"form": "0" * 64, **ARTICLE}).status_code == 403
    assert site.post("/add", data=whole, headers={"origin": "https://evil.example"}).status_code == 403
    assert site.post("/add", data=whole, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert (
        client(memory, Access.bound_to("127.0.0.1")).post("/add", data=whole).status_code == 403
    )  # the token of another browser
    assert site.post("/api/v1/articles", json=ARTICLE, headers={"origin": "https://evil.example"}).status_code == 403
    assert site.post("/api/v1/articles", content="{}", headers={"content-type": "text/plain"}).status_code == 422
    assert memory.counts()["articles"] == 0
    assert (
        site.post(
            "/add", data=whole, headers={"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
        ).status_code
        == 303
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "ftp://example.com/x",
        "javascript:alert(1)",
        "gopher://127.0.0.1/",
        "https://[foo",
        "http://",
    ],
)
def test_only_the_web_is_fetched(memory: Memory, url: str) -> None:
    answer = client(memory, Access.bound_to("127.0.0.1")).post("/api/v1/articles", json={"url": url})
    assert answer.status_code == 400
    assert "not a web address" in answer.json()["detail"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://0x7f000001/",
    ],
)
def test_private_addresses_are_not_fetched(memory: Memory, url: str) -> None:
    answer = client(memory, Access.bound_to("127.0.0.1")).post("/api/v1/articles", json={"url": url})
    assert answer.status_code == 422
    assert memory.counts()["articles"] == 0


def test_too_much_is_refused(memory: Memory) -> None:
    site = client(memory, Access(limits=Limits(body=2000)))
    assert site.post("/api/v1/articles", json={"body": "x" * 3000}).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000

    assert (
        site.post("/api/v1/articles", content=endless(), headers={"content-type": "application/json"}).status_code
        == 413
    )


def test_too_often_is_refused(memory: Memory) -> None:
    site = client(memory, Access(limits=Limits(reads=1.0, reads_at_once=3)))
    answers = [site.get("/about") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_client_may_ask_again_after_a_while() -> None:
    limiter = RateLimiter(2.0, 2)
    assert [limiter.take("a", 0.0), limiter.take("a", 0.0)] == [0.0, 0.0]
    assert limiter.take("a", 0.0) == pytest.approx(0.5)
    assert limiter.take("b", 0.0) == 0.0
    assert limiter.take("a", 0.5) == 0.0
    assert limiter.take("a", 100.0) == limiter.take("a", 100.0) == 0.0
    assert limiter.take("a", 100.0) > 0.0


def test_every_answer_has_security_headers(memory: Memory) -> None:
    site = client(memory, Access.bound_to("127.0.0.1"))
    for address in ("/", "/none", "/api/v1/stories", "/static/app.js", "/static/none.js", "/add"):
        headers = site.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    for address in ("/", "/add", "/about", "/search?q=x"):
        page = site.get(address).text
        assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/))", page), "a script in the page"
        assert not re.search(r"\s(?:on\w+|style)=\"", page), "an inline handler or style"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../access.py",
        "/static/%2e%2e/access.py",
        "/static/..%2f..%2fconfig.py",
        "/static//etc/passwd",
        "/static/%00",
    ],
)
def test_only_static_files_are_served(memory: Memory, path: str) -> None:
    answer = client(memory, Access.bound_to("127.0.0.1")).get(path)
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text.replace("important", "")


def test_an_error_in_the_app_shows_nothing(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(memory, "cards", fault)
    answer = client(memory, Access.bound_to("127.0.0.1")).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "key",
    ["a/b", "..", ".", "a b", "ä", "a?b=c", "a#b", "//evil.example", "'><script>alert(1)</script>", "judge", "x/judge"],
)
def test_any_id_has_an_address_of_its_own(memory: Memory, key: str) -> None:
    site = client(memory, Access.bound_to("127.0.0.1"))
    from retold.types import Content, Metadata, Page
    from retold.web import addresses

    list(memory.ingest_pages([Page("given", Content.BODY, ARTICLE["body"], Metadata(id=key, headline="On it"))]))
    answer = site.get(addresses.article(key), headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["article"]["id"] == key
    page = site.get(addresses.article(key))
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_an_id_that_looks_encoded_is_encoded_once_more() -> None:
    from retold.web import addresses

    assert addresses.article("a%2Fb") == "/article/a%252Fb"
    assert addresses.story("..") == "/story?id=.."


def test_local_addresses() -> None:
    assert all(is_local(h) for h in ("127.0.0.1", "::1", "localhost", "127.9.9.9"))
    assert not any(is_local(h) for h in ("0.0.0.0", "::", "192.168.1.1", "example.com", ""))


@pytest.mark.parametrize(
    ("accept", "preferred"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("application/json", "json"),
        ("text/html;q=0.1, application/json", "json"),
        ("application/*", "json"),
        ("image/png", "html"),
        ("application/atom+xml, */*;q=0.1", "atom"),
        (";;;,,q=", "html"),
    ],
)
def test_the_preferred_format(accept: str, preferred: str) -> None:
    assert preferred_format(accept, ("html", "json", "atom")) == preferred
