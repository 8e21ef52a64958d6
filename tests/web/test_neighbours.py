"""Heavy questions of some visitors hold up nobody else."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from tests.web.browser import Served

from bench import synthetic_articles, synthetic_memory
from retold import Engine, Memory
from retold.web import Access, Limits
from retold.web.query_pool import Room

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
LIGHT = ("/", "/about", "/publishers", "/themes", "/static/style.css", "/add", "/feeds", "/api/v1/stories", "/none")
Serve = Callable[..., AbstractContextManager[Served]]
Answer = tuple[int, dict[str, str], bytes]


def connect(site: Served, address: str = "127.0.0.1") -> http.client.HTTPConnection:
    """A connection of a client with an address of its own."""
    return http.client.HTTPConnection(site.url.removeprefix("http://"), timeout=60, source_address=(address, 0))


def get(site: Served, path: str, address: str = "127.0.0.1") -> Answer:
    connection = connect(site, address)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    connection.close()
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    """Waits for a condition, for a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def heavy_places(site: Served) -> tuple[int, int]:
    """How many heavy questions are being answered, and how many wait."""
    pool = site.site._heavy
    return len(pool._running), len(pool._waiting)


def allowing(seconds: float) -> Access:
    return Access(hosts=frozenset({"127.0.0.1"}), limits=Limits(query_seconds=seconds))


def endless_search(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Makes each search an endless statement. Gives the texts that are searched for, as they begin."""
    texts: list[str] = []

    def search(text: str, *_: Any) -> list[Any]:
        texts.append(text)
        return memory._db.all(ENDLESS)

    monkeypatch.setattr(memory, "search", search)
    return texts


@pytest.fixture(params=["sqlite", "postgresql"])
def memory(request: pytest.FixtureRequest, tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    url = str(tmp_path / "m.db") if request.param == "sqlite" else str(request.getfixturevalue("postgres"))
    with Memory(url, engine) as found:
        yield found


@pytest.fixture
def endless(tmp_path: Path, engine: Engine, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server on which each search is endless, and may take an hour."""
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        endless_search(memory, monkeypatch)
        with serve(memory, allowing(3600)) as site:
            yield site


@pytest.fixture
def many() -> Iterator[ThreadPoolExecutor]:
    """Threads of clients."""
    with ThreadPoolExecutor(32) as pool:
        yield pool


def test_light_pages_do_not_wait_for_heavy_ones(
    memory: Memory, serve: Serve, many: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = endless_search(memory, monkeypatch)
    with serve(memory, allowing(5)) as site:
        asked = [many.submit(get, site, f"/search?q=w{n}", f"127.0.0.{2 + n % 4}") for n in range(12)]
        wait_until(lambda: heavy_places(site) == (2, 10))
        for n in range(5):
            for path in LIGHT:
                assert get(site, f"{path}?x={n}")[0] == (404 if path == "/none" else 200), path
        assert len(texts) == 2, "the heavy ones still run"
        statuses = [a.result()[0] for a in asked]
        assert set(statuses) == {503, 504}
        wait_until(lambda: heavy_places(site) == (0, 0))
        monkeypatch.undo()
        assert get(site, "/search?q=anything")[0] == 200


def test_what_takes_too_long_ends(memory: Memory, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = endless_search(memory, monkeypatch)
    with serve(memory, allowing(0.3)) as site:
        for n in range(3):  # one place of this client is enough for all of them
            status, headers, body = get(site, f"/api/v1/search?q=w{n}")
            assert (status, headers["content-type"]) == (504, "application/problem+json")
            problem = json.loads(body)
            assert problem["title"] == "This takes too long"
            assert "0.3 seconds; choose a shorter period" in problem["detail"]
            wait_until(lambda: heavy_places(site) == (0, 0))
        status, headers, body = get(site, "/search?q=page")
        assert (status, headers["cache-control"]) == (504, "no-store")
        assert b"choose a shorter period" in body
        assert texts == ["w0", "w1", "w2", "page"]
        monkeypatch.setattr(memory, "cards", lambda *_: memory._db.all(ENDLESS))
        assert get(site, "/")[0] == 504, "light pages have a deadline, too"


def test_one_client_gets_half_of_the_places(endless: Served, many: ThreadPoolExecutor) -> None:
    connections = [connect(endless, "127.0.0.2") for _ in range(9)]
    for n, connection in enumerate(connections):
        connection.request("GET", f"/search?q=w{n}")
    wait_until(lambda: heavy_places(endless) == (1, 8))
    status, headers, body = get(endless, "/search?q=more", "127.0.0.2")
    assert (status, int(headers["retry-after"]) > 0) == (429, True)
    assert b"asked too many questions at once" in body
    connections += [connect(endless, f"127.0.0.{3 + n}") for n in range(9)]
    for n, connection in enumerate(connections[9:]):
        connection.request("GET", f"/search?q=o{n}")
    wait_until(lambda: heavy_places(endless) == (2, 16))
    status, headers, body = get(endless, "/search?q=more", "127.0.0.3")
    assert (status, int(headers["retry-after"]) > 0) == (503, True)
    assert b"Try again in a moment" in body
    for connection in connections:
        connection.close()
    wait_until(lambda: heavy_places(endless) == (0, 0))


def test_who_hangs_up_gives_the_place_back(endless: Served) -> None:
    connections = [connect(endless, f"127.0.0.{2 + n % 4}") for n in range(12)]
    for n, connection in enumerate(connections):
        connection.request("GET", f"/search?q=w{n}")
    wait_until(lambda: heavy_places(endless) == (2, 10))
    for connection in connections[4:]:
        connection.close()
    wait_until(lambda: sum(heavy_places(endless)) <= 4)
    for connection in connections[:4]:
        connection.close()
    wait_until(lambda: heavy_places(endless) == (0, 0))


def test_the_same_question_is_answered_once(
    tmp_path: Path, engine: Engine, serve: Serve, many: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Memory(str(tmp_path / "m.db"), engine) as memory, serve(memory, allowing(60)) as site:
        texts, answered = list[str](), threading.Event()

        def search(text: str, *_: Any) -> list[Any]:
            texts.append(text)
            assert answered.wait(60)
            return []

        monkeypatch.setattr(memory, "search", search)
        asked = [many.submit(get, site, "/api/v1/search?q=same", f"127.0.0.{2 + n}") for n in range(12)]
        impatient = connect(site)
        impatient.request("GET", "/api/v1/search?q=same")
        wait_until(lambda: sum(q.visitors for q in site.site._heavy._running) == 13)
        impatient.close()
        wait_until(lambda: sum(q.visitors for q in site.site._heavy._running) == 12)
        answered.set()
        assert {a.result()[0] for a in asked} == {200}
        assert texts == ["same"]


def test_a_fault_reaches_everybody_who_asked(
    tmp_path: Path, engine: Engine, serve: Serve, many: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Memory(str(tmp_path / "m.db"), engine) as memory, serve(memory, allowing(60)) as site:
        failed = threading.Event()

        def search(*_: Any) -> list[Any]:
            assert failed.wait(60)
            raise ZeroDivisionError

        monkeypatch.setattr(memory, "search", search)
        asked = [many.submit(get, site, "/api/v1/search?q=same") for _ in range(3)]
        wait_until(lambda: sum(q.visitors for q in site.site._heavy._running) == 3)
        failed.set()
        assert {a.result()[0] for a in asked} == {500}
        monkeypatch.undo()
        assert get(site, "/api/v1/search?q=same")[0] == 200


def test_a_server_that_stops_ends_what_runs(tmp_path: Path, engine: Engine, serve: Serve) -> None:
    with Memory(str(tmp_path / "m.db"), engine) as memory, pytest.MonkeyPatch.context() as patch:
        texts = endless_search(memory, patch)
        with serve(memory, allowing(3600)) as site:
            connection = connect(site)
            connection.request("GET", "/search?q=w")
            wait_until(lambda: texts == ["w"])
        assert heavy_places(site) == (0, 0)
        connection.close()


@pytest.fixture(scope="module")
def thousands(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[Memory]:
    """A memory of 3,000 synthetic articles."""
    path = tmp_path_factory.mktemp("neighbours") / "m.db"
    with pytest.MonkeyPatch.context() as patch:
        for module in (synthetic_articles, synthetic_memory):
            patch.setattr(module, "ENTITIES", 3000)
        synthetic_memory.fill(path, 3000)
    with Memory(str(path), engine) as memory:
        yield memory


def test_real_questions_beside_a_reader(thousands: Memory, serve: Serve, many: ThreadPoolExecutor) -> None:
    names = [e.id for e in thousands.frequent(limit=40)]
    with serve(thousands) as site:

        def ask(n: int) -> list[int]:
            a, b = names[n], names[-n - 1]
            paths = (
                f"/api/v1/search?q=w{n}&after=900&limit=100",
                f"/api/v1/paths?a={a}&b={b}&limit=20",
                f"/graph?of={a}&format=gexf&limit=100&x={n}",
                f"/api/v1/entities/{a}/timeline?after=900&x={n}",
                f"/sitemap.xml?x={n}",
            )
            return [get(site, path, f"127.0.0.{2 + n % 4}")[0] for path in (paths[n % 5], paths[(n + 1) % 5])]

        asked = [many.submit(ask, n) for n in range(15)]
        read = 0
        while not all(a.done() for a in asked) or not read:
            for path in (
                f"/?x={read}",
                f"/story/s{read + 1}",
                f"/entity/{names[read % 40]}?x={read}",
                "/static/style.css",
            ):
                assert get(site, path)[0] == 200
            read += 1
        statuses = {status for a in asked for status in a.result()}
        assert 200 in statuses
        assert statuses <= {200, 429, 503, 504}
        wait_until(lambda: heavy_places(site) == (0, 0))
        assert site.site._heavy._by_key == {}


def test_only_the_slice_is_made(thousands: Memory, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [h.article.id for h in thousands.search("w1", by="words", limit=300)]
    assert len(whole) > 200
    made: list[int] = []
    body = thousands._sentences.body
    monkeypatch.setattr(thousands._sentences, "body", lambda key: made.append(key) or body(key))
    with serve(thousands) as site:
        status, _, answer = get(site, "/api/v1/search?q=w1&by=words&after=190&limit=10")
    assert status == 200
    assert [h["article"]["id"] for h in json.loads(answer)["items"]] == whole[190:200]
    assert len(made) == 11, "one more tells whether there is a next part"


def test_a_list_ends_where_it_says(thousands: Memory, serve: Serve) -> None:
    with serve(thousands) as site:
        status, _, answer = get(site, "/api/v1/search?q=w1&by=words&after=950&limit=100")
        assert status == 200
        last = json.loads(answer)
        assert (len(last["items"]), last["next"]) == (50, None)
        for place in (1000, 9999):
            status, _, answer = get(site, f"/api/v1/search?q=w1&after={place}")
            assert status == 400
            assert "the list ends after 1,000; narrow it" in json.loads(answer)["detail"]
            assert get(site, f"/search?q=w1&after={place}")[0] == 400
        assert get(site, "/api/v1/search?q=w1&after=x")[0] == 400


def test_places_are_for_clients_with_room_for_one() -> None:
    """Half of one place is one place."""
    from retold.web.query_pool import QueryPool

    pool = QueryPool("test", Room(1, 1), 1.0)
    pool._joined("a", "key", lambda: None).future.result(10)
    pool.close()
