"""What visitors may do with their connections, and that other readers are answered meanwhile. Real sockets."""

from __future__ import annotations

import http.client
import select
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from tests.web.browser import Served
from tests.web.server import served

from retold.memory import Memory
from retold.web import Access
from retold.web.connections import ConnectionLimits

IDLE = 300
QUICK = ConnectionLimits(head=0.5, body=0.5, read=0.5, idle=0.5, check=0.05)
"""Short times: what must be closed is closed at once."""
PATIENT = ConnectionLimits(total=100)
"""No time runs out during a test: only the number of connections matters."""
HEAD = b"GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = (
    b"POST /api/v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
)
BOUND = 20.0
"""Seconds after which something that must happen has not happened."""


@contextmanager
def serving(memory: Memory, limits: ConnectionLimits, at_once: int = 0) -> Iterator[Served]:
    access = Access.bound_to("127.0.0.1")
    with served(memory, replace(access, limits=replace(access.limits, connections=limits, at_once=at_once))) as server:
        yield server


class Visitor:
    """A connection of a test. `address` is the one it comes from."""

    def __init__(self, server: Served, address: str = "127.0.0.1", receive_buffer: int = 0) -> None:
        parts = urlsplit(server.url)
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.bind((address, 0))
        self.socket.settimeout(BOUND)
        self.socket.connect((parts.hostname, parts.port))

    def send(self, data: bytes) -> bool:
        """Whether the connection still takes bytes."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        return True

    def rest(self) -> bytes:
        """All that comes until the server closes the connection; fails if it does not."""
        received = b""
        try:
            while data := self.socket.recv(65_536):
                received += data
        except ConnectionResetError:
            pass
        return received

    def is_closed(self) -> bool:
        """Whether the server has closed the connection, without waiting."""
        if not select.select([self.socket], [], [], 0)[0]:
            return False
        try:
            return not self.socket.recv(65_536, socket.MSG_PEEK)
        except ConnectionResetError:
            return True


@pytest.fixture
def visit() -> Iterator[Callable[..., Visitor]]:
    """Opens connections, and closes them after the test."""
    with ExitStack() as stack:

        def opens(*args: object, **options: object) -> Visitor:
            visitor = Visitor(*args, **options)  # type: ignore[arg-type]
            stack.callback(visitor.socket.close)
            return visitor

        yield opens


def read(server: Served, path: str = "/about") -> int:
    """The status that a reader gets, on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=BOUND)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def until(condition: Callable[[], bool], what: str) -> None:
    """Waits for a condition; fails with `what` if it does not come true."""
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [f"127.0.0.{n}" for n in range(2, 8)]])
def test_idle_connections_take_no_place_of_readers(
    site: Served, visit: Callable[..., Visitor], addresses: list[str]
) -> None:
    with serving(site.memory, PATIENT) as server:
        idle = [visit(server, addresses[n % len(addresses)]) for n in range(IDLE)]
        assert [read(server) for _ in range(20)] == [200] * 20
        until(lambda: sum(v.is_closed() for v in idle) >= IDLE - PATIENT.total, "the oldest are closed")
        assert not idle[-1].is_closed(), "the newest are not"


def test_idle_connections_end(site: Served, visit: Callable[..., Visitor]) -> None:
    with serving(site.memory, QUICK) as server:
        assert visit(server).rest() == b""


@pytest.mark.parametrize(
    ("begun", "more"),
    [
        (b"", b"\0"),
        (HEAD, b"X-A: b\r\n"),
        (POST, b"x"),
        (POST.replace(b"Content-Length: 1000", b"Transfer-Encoding: chunked"), b"1\r\nx\r\n"),
        (HEAD + b"\r\n" + HEAD, b"X-A: b\r\n"),
    ],
    ids=["nothing", "head", "body", "chunks", "second-head"],
)
def test_a_byte_now_and_then_does_not_keep_a_connection(
    site: Served, visit: Callable[..., Visitor], begun: bytes, more: bytes
) -> None:
    with serving(site.memory, QUICK) as server:
        slow = visit(server)
        slow.send(begun)

        def still_takes() -> bool:
            readable = bool(select.select([slow.socket], [], [], 0.05)[0])
            return slow.send(more) and not (readable and slow.is_closed())

        until(lambda: not still_takes(), "the connection is closed")
        assert read(server) == 200


@pytest.mark.parametrize("begun", [HEAD, POST], ids=["head", "body"])
def test_a_request_that_does_not_end_is_told_why(site: Served, visit: Callable[..., Visitor], begun: bytes) -> None:
    with serving(site.memory, QUICK) as server:
        slow = visit(server)
        slow.send(begun)
        assert slow.rest().startswith(b"HTTP/1.1 408 Request Timeout\r\n")


@pytest.mark.parametrize("begun", [HEAD, POST], ids=["heads", "bodies"])
def test_readers_are_answered_beside_slow_senders(site: Served, visit: Callable[..., Visitor], begun: bytes) -> None:
    with serving(site.memory, PATIENT, at_once=0) as server:
        for _ in range(IDLE):
            visit(server).send(begun)
        assert [read(server) for _ in range(20)] == [200] * 20


LARGE = 3_000_000


@pytest.fixture
def large(site: Served, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a page that no buffer of a connection can take."""
    from retold.web.pages import crawlers

    monkeypatch.setattr(crawlers.sitemaps, "sitemap", lambda _: "x" * LARGE)
    return "/sitemap.xml"


def test_clients_that_do_not_read_are_closed(site: Served, visit: Callable[..., Visitor], large: str) -> None:
    request = HEAD.replace(b"/about", large.encode()) + b"\r\n"
    with serving(site.memory, QUICK) as server:
        unread = [visit(server, receive_buffer=4096) for _ in range(30)]
        for visitor in unread:
            visitor.send(request)
        assert [read(server) for _ in range(20)] == [200] * 20

        def is_reset(visitor: Visitor) -> bool:
            return bool(visitor.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) or not visitor.send(b"x")

        until(lambda: all(map(is_reset, unread)), "all are closed")


def test_clients_that_do_not_read_make_room(site: Served, visit: Callable[..., Visitor], large: str) -> None:
    request = HEAD.replace(b"/about", large.encode()) + b"\r\n"
    with serving(site.memory, replace(PATIENT, total=30)) as server:
        for _ in range(60):
            visit(server, receive_buffer=4096).send(request)
        # The answers are made one after the other, and nobody reads them.
        until(lambda: [read(server) for _ in range(20)] == [200] * 20, "others are served")


def test_a_slow_reader_gets_all(site: Served, visit: Callable[..., Visitor], large: str) -> None:
    """The time begins again whenever a part was read."""
    limits = replace(QUICK, read=2.0, idle=5.0)
    with serving(site.memory, limits) as server:
        slow = visit(server, receive_buffer=65_536)
        slow.send(HEAD.replace(b"/about", large.encode()) + b"Connection: close\r\n\r\n")
        began, received = time.monotonic(), 0
        while data := slow.socket.recv(16_384):
            received += len(data)
            pace = began + 1.5 * limits.read * received / LARGE
            time.sleep(max(0.0, pace - time.monotonic()))
    assert received > LARGE
    assert time.monotonic() - began > limits.read


def test_one_address_has_its_share(site: Served, visit: Callable[..., Visitor]) -> None:
    with serving(site.memory, ConnectionLimits(of_one_address=20)) as server:
        patient = visit(server, "127.0.0.2")
        greedy = [visit(server, "127.0.0.3") for _ in range(60)]
        until(lambda: sum(v.is_closed() for v in greedy) == 40, "the connections of one address make room")
        assert not patient.is_closed()
        assert read(server) == 200


def test_a_proxy_on_this_machine_has_no_share(site: Served, visit: Callable[..., Visitor]) -> None:
    access = Access.bound_to("127.0.0.1", "a token of some length", url="https://news.example")
    limits = replace(access.limits, connections=ConnectionLimits(of_one_address=5, total=50))
    with served(site.memory, replace(access, limits=limits)) as server:
        idle = [visit(server) for _ in range(40)]
        assert read(server) == 200
        assert not any(v.is_closed() for v in idle)


def test_when_all_wait_for_us_a_newcomer_hears_it(
    site: Served, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    from retold.web.pages import crawlers

    go_on = asyncio.Event()
    original = crawlers.RedirectResponse

    class Late(original):  # type: ignore[misc, valid-type]
        async def __call__(self, *args: object) -> None:
            waiting.append(asyncio.get_running_loop())
            await go_on.wait()
            await super().__call__(*args)

    waiting: list[asyncio.AbstractEventLoop] = []
    monkeypatch.setattr(crawlers, "RedirectResponse", Late)
    with serving(site.memory, replace(PATIENT, total=5), at_once=5) as server:
        busy = [visit(server) for _ in range(5)]
        for visitor in busy:
            visitor.send(HEAD.replace(b"/about", b"/favicon.ico") + b"\r\n")
        until(lambda: len(waiting) == 5, "all wait for us")
        refused = visit(server)
        refused.send(HEAD + b"\r\n")
        answer = refused.rest()
        waiting[0].call_soon_threadsafe(go_on.set)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nretry-after: 5\r\n" in answer
        for visitor in busy:
            assert visitor.socket.recv(100).startswith(b"HTTP/1.1 302 ")
        assert read(server) == 200


def test_one_client_has_only_so_many_requests_at_once(site: Served, visit: Callable[..., Visitor]) -> None:
    """Also one whose connections are those of a proxy."""
    with serving(site.memory, ConnectionLimits(), at_once=3) as server:
        for _ in range(3):
            visit(server).send(POST)
        until(lambda: read(server) == 429, "the client has too many")


@pytest.mark.parametrize("kept", [False, True], ids=["new-connections", "kept-connections"])
def test_five_hundred_readers_at_once(site: Served, kept: bool) -> None:
    readers, requests = 500, 2

    def ask(_: int) -> list[int]:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        statuses = []
        connection.connect()
        for path in ("/", "/about")[:requests]:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
            if not kept:
                connection.close()
        connection.close()
        return statuses

    access = Access.bound_to("127.0.0.1")
    with served(site.memory, access) as server, ThreadPoolExecutor(readers) as pool:
        statuses = [status for answers in pool.map(ask, range(readers)) for status in answers]
    assert statuses == [200] * readers * requests
