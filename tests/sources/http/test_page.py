"""A real server on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import httpcore
import pytest

from retold.config import Settings
from retold.errors import BlockedAddressError, FetchError, FormatError, SourceError, UnreachableError
from retold.sources.http import transport
from retold.sources.http.content_coding import decompress
from retold.sources.http.page import fetch
from retold.sources.http.transport import interleaved, is_public
from retold.types import Content

OPEN = Settings(allow_private=True, timeout=2.0, deadline=3.0, max_bytes=200_000)
PAGE = "<html><body><p>Café opens in Marlow.</p></body></html>"


class Site(BaseHTTPRequestHandler):
    seen: list[dict[str, str]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        type(self).seen.append(dict(self.headers))
        route = self.path.split("?")[0]
        {
            "/page": lambda: self.answer(PAGE.encode()),
            "/latin": lambda: self.answer(PAGE.encode("cp1252"), kind="text/html; charset=ISO-8859-1"),
            "/plain": lambda: self.answer(b"Just text.", kind="text/plain"),
            "/pdf": lambda: self.answer(b"%PDF-1.7", kind="application/pdf"),
            "/empty": lambda: self.answer(b"  \n"),
            "/missing": lambda: self.answer(b"no", status=404),
            "/slow-down": lambda: self.answer(b"no", status=429),
            "/challenge": lambda: self.answer(b"no", status=403, more={"cf-mitigated": "challenge"}),
            "/loop": lambda: self.answer(b"", status=302, more={"Location": "/loop"}),
            "/moved": lambda: self.answer(b"", status=301, more={"Location": "/page"}),
            "/to-file": lambda: self.answer(b"", status=302, more={"Location": "file:///etc/passwd"}),
            "/bomb": lambda: self.answer(gzip.compress(b" " * 50_000_000), more={"Content-Encoding": "gzip"}),
            "/bomb-in-bomb": lambda: self.answer(
                gzip.compress(gzip.compress(b" " * 50_000_000)), more={"Content-Encoding": "gzip, gzip"}
            ),
            "/brotli": lambda: self.answer(b"\x0b\x02\x80abcde\x03", more={"Content-Encoding": "br"}),
            "/deflate": lambda: self.answer(zlib.compress(PAGE.encode()), more={"Content-Encoding": "deflate"}),
            "/bare-deflate": lambda: self.answer(
                zlib.compress(PAGE.encode(), wbits=-15), more={"Content-Encoding": "deflate"}
            ),
            "/gzip": lambda: self.answer(gzip.compress(PAGE.encode()), more={"Content-Encoding": "identity, X-GZip"}),
            "/broken-gzip": lambda: self.answer(b"not gzip", more={"Content-Encoding": "gzip"}),
            "/drip": self.drip,
            "/drip-headers": self.drip_headers,
            "/short": lambda: self.answer(b"half", length=400),
        }[route]()

    def answer(
        self,
        body: bytes,
        status: int = 200,
        kind: str = "text/html",
        more: dict[str, str] | None = None,
        length: int = 0,
    ) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(length or len(body)), "Connection": "close"} | (
            more or {}
        )
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """Never ends, one byte at a time."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            pass

    def drip_headers(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"X-More: x\r\n")
        except OSError:
            pass

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.closing = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.closing.set()
    server.shutdown()
    server.server_close()


def test_page(site: str) -> None:
    page = fetch(f"{site}/moved", OPEN)
    assert page.text == PAGE
    assert page.content is Content.HTML
    assert page.metadata.url == f"{site}/page"
    assert page.retrieved is not None
    assert Site.seen[-1]["User-Agent"].startswith("Retold/")


def test_charset_and_plain_text(site: str) -> None:
    assert "Café" in fetch(f"{site}/latin", OPEN).text
    assert fetch(f"{site}/plain", OPEN).content is Content.TEXT


@pytest.mark.parametrize("route", ["/gzip", "/deflate", "/bare-deflate"])
def test_compressed_pages(site: str, route: str) -> None:
    assert fetch(site + route, OPEN).text == PAGE
    assert Site.seen[-1]["Accept-Encoding"] == "gzip, deflate"


def test_nothing_is_decompressed_beyond_the_limit() -> None:
    whole = gzip.compress(b"x" * 1000)
    assert decompress((whole[i : i + 1] for i in range(len(whole))), "gzip", 1000) == b"x" * 1000
    big, taken = gzip.compress(b" " * 100_000_000), list[int]()

    def chunks() -> Iterator[bytes]:
        for at in range(0, len(big), 65_536):
            taken.append(at)
            yield big[at : at + 65_536]

    tracemalloc.start()
    with pytest.raises(FormatError, match="larger than"):
        decompress(chunks(), "gzip", 50_000)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert taken == [0]


@pytest.mark.parametrize(
    ("timeout", "deadline", "tried"), [(2.0, 60.0, [2.0] * 4), (2.0, 3.0, [2.0, 1.0]), (60.0, 5.0, [5.0])]
)
def test_a_host_with_many_dead_addresses_delays_us_little(
    monkeypatch: pytest.MonkeyPatch, timeout: float, deadline: float, tried: list[float]
) -> None:
    clock, waited = [1000.0], []

    def connect(_: object, host: str, port: int, timeout: float, *rest: object) -> None:
        waited.append(timeout)
        clock[0] += timeout
        raise httpcore.ConnectTimeout

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    monkeypatch.setattr(transport, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *a, **k: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"93.184.{n // 250}.{n % 250}", 80)) for n in range(1000)
        ],
    )
    with pytest.raises(UnreachableError):
        fetch("http://news.example/page", Settings(timeout=timeout, deadline=deadline))
    assert waited == tried


def test_addresses_of_both_families_are_tried_in_turn() -> None:
    assert interleaved([f"2001:db8::{n}" for n in range(9)] + ["192.0.2.1", "192.0.2.2"]) == [
        "2001:db8::0",
        "192.0.2.1",
        "2001:db8::1",
        "192.0.2.2",
    ]
    assert interleaved(["192.0.2.1"]) == ["192.0.2.1"]


@pytest.mark.parametrize(
    ("route", "error", "words"),
    [
        ("/pdf", FormatError, "application/pdf"),
        ("/empty", FormatError, "empty"),
        ("/bomb", FormatError, "larger than"),
        ("/bomb-in-bomb", FormatError, "'gzip, gzip', which was not asked for"),
        ("/brotli", FormatError, "'br', which was not asked for"),
        ("/missing", FetchError, "404"),
        ("/slow-down", FetchError, "slow down"),
        ("/challenge", FetchError, "challenge"),
        ("/loop", FetchError, "redirects more than"),
        ("/to-file", FetchError, "not a web address"),
        ("/broken-gzip", FetchError, "the request failed"),
        ("/drip", FetchError, "RETOLD_DEADLINE"),
        ("/drip-headers", FetchError, "RETOLD_DEADLINE"),
        ("/short", FetchError, "the request failed"),
    ],
)
def test_errors_say_what_went_wrong(site: str, route: str, error: type[SourceError], words: str) -> None:
    with pytest.raises(error) as caught:
        fetch(site + route, OPEN)
    assert words in str(caught.value)
    assert route in str(caught.value)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "[::ffff:127.0.0.1]"]
)
def test_private_addresses_are_refused(site: str, host: str) -> None:
    port = site.rsplit(":", 1)[1]
    before = len(Site.seen)
    with pytest.raises(BlockedAddressError) as caught:
        fetch(f"http://{host}:{port}/page", Settings(timeout=2.0))
    assert "RETOLD_ALLOW_PRIVATE" in str(caught.value)
    assert len(Site.seen) == before


def test_a_host_is_checked_by_the_address_that_is_connected_to(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.rsplit(":", 1)[1])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *a, **k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    )
    with pytest.raises(BlockedAddressError):
        fetch(f"http://news.example:{port}/page", Settings(timeout=2.0))


@pytest.mark.parametrize("url", ["http://", "http://[bad", "https://exa mple.com/x", "http://no-such-host.invalid/"])
def test_urls_that_lead_nowhere(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url, Settings(timeout=2.0))


def test_public_addresses() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert is_public("2001:4860:4860::8888")
    assert is_public("64:ff9b::5db8:d822")
    assert is_public("::ffff:93.184.216.34")
    for address in (
        "127.0.0.1",
        "192.168.1.1",
        "::1",
        "fe80::1%eth0",
        "64:ff9b:1::1",
        "64:ff9b::7f00:1",
        "224.0.0.1",
        "2002:7f00:1::",
        "100.64.0.1",
        "::127.0.0.1",
        "::93.184.216.34",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "192.0.0.8",
        "192.0.0.170",
        "192.88.99.1",
        "168.63.129.16",
        "::ffff:168.63.129.16",
        "169.254.169.254",
        "2001:0:7f00:1::",
        "100::1",
        "5f00::1",
        "0.0.0.0",
        "255.255.255.255",
    ):
        assert not is_public(address), address
