"""A small web on loopback: many hosts on 127.0.0.x, with feeds, pages and everything that servers do wrong."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

NOUNS = "ferry harbour salmon budget school tunnel library museum orchard airport theatre bakery stadium clinic market".split()
TOWNS = "Marlow Oslo Bergen Hull Cork Vigo Lund Tromso Aarhus Kiel Gdansk Riga Turku Malmo Ystad".split()


@dataclass
class Reply:
    """An answer. `data` may be a function that writes for itself."""

    data: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    endless: bytes = b""
    """Sent again and again, where it is not empty."""


Make = Reply | Callable[["Asked"], Reply]


@dataclass(frozen=True)
class Asked:
    """A request as it was seen."""

    host: str
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


@dataclass
class Web:
    """All hosts of one server. `pages[host][path]` is what each answers; what is not there is 404."""

    port: int = 0
    pages: dict[str, dict[str, Make]] = field(default_factory=lambda: defaultdict(dict))
    asked: list[Asked] = field(default_factory=list)
    most: Counter[str] = field(default_factory=Counter)
    """The most requests that were open at a host at once."""
    closing: threading.Event = field(default_factory=threading.Event)
    _open: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, host: str, path: str, reply: Make | str) -> str:
        """Puts a page there; its address."""
        self.pages[host][path] = Reply(reply) if isinstance(reply, str) else reply
        return self.url(host, path)

    def paths(self, host: str, *without: str) -> list[str]:
        """What was asked of a host, in order, without `/robots.txt` and `tdmrep.json`."""
        return [
            a.path
            for a in self.asked
            if a.host == host and a.path not in ("/robots.txt", "/.well-known/tdmrep.json", *without)
        ]

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            self._open[asked.host] += 1
            self.most[asked.host] = max(self.most[asked.host], self._open[asked.host])
        made = self.pages.get(asked.host, {}).get(asked.path)
        return Reply("no such page", status=404) if made is None else made(asked) if callable(made) else made

    def done(self, host: str) -> None:
        with self._lock:
            self._open[host] -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    web: Web


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.0"

    def do_GET(self, body: bytes = b"") -> None:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        reply = self.server.web.answer(
            Asked(host, self.path, {k.lower(): v for k, v in self.headers.items()}, time.time(), body)
        )
        try:
            self._send(reply)
        except OSError:
            pass  # whoever asked has gone
        finally:
            self.server.web.done(host)

    def do_POST(self) -> None:
        self.do_GET(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _send(self, reply: Reply) -> None:
        data = reply.data.encode() if isinstance(reply.data, str) else reply.data
        self.send_response(reply.status)
        headers = {
            "Content-Type": reply.kind,
            "Content-Length": str(len(data) if reply.length is None else reply.length),
            **reply.headers,
        }
        if reply.endless:
            headers.pop("Content-Length")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        while reply.endless and not self.server.web.closing.wait(0.02):
            self.wfile.write(reply.endless)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[Web]:
    """A web that answers at every address of 127.0.0.0/8."""
    server = _Server(("0.0.0.0", 0), _Handler)
    server.web = web = Web(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.closing.set()
        server.shutdown()
        server.server_close()


def article(number: int, more: str = "", head: str = "", sentences: int = 9) -> str:
    """The page of an article: of each number another one."""
    return (
        f'<!doctype html><html lang="en"><head><title>{headline(number)}</title>{head}</head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{headline(number)}</h1>{text(number, sentences)}{more}</article><footer>All rights reserved</footer></body></html>"
    )


def headline(number: int) -> str:
    return f"{TOWNS[number % 15]} opens {NOUNS[number // 15 % 15]} number {number}"


def text(number: int, sentences: int = 9) -> str:
    """Its paragraphs."""
    town, noun, other = TOWNS[number % 15], NOUNS[number // 15 % 15], TOWNS[(number * 7 + 3) % 15]
    said = [
        f"The town of {town} opened {noun} number {number} on Monday after {number + 2} years of planning and building.",
        f"Mayor Erik Holm of {town} told reporters that the {noun} cost {number + 11} million kroner, more than was planned.",
        f"Northlink, the company that built it, will run the {noun} until {2030 + number % 9} and pay rent to the town.",
        f"Critics in {other} say that a second {noun} so near to theirs will lose money from its first winter on.",
        f"The council of {other} voted on the matter {number % 9 + 2} times, and each time by one vote against it.",
        f"Visitors came from {number + 40} villages, and the band of the fire brigade played until it rained at noon.",
        f"A spokeswoman said that {number + 300} people had bought tickets before the doors of the {noun} were opened.",
        f"The builders found {number % 7 + 1} old boats in the ground, which are now shown in the hall beside the entrance.",
        f"Next year {town} wants to add a restaurant with {number % 50 + 20} seats and a terrace that looks at the water.",
    ]
    return "".join(f"<p>{s}</p>" for s in said[:sentences])


def rss(
    web: Web, host: str, numbers: range | list[int], more: str = "", item: Callable[[int], str] = lambda _: ""
) -> str:
    """A feed of articles at `/a/NUMBER`, the first the latest."""
    now = datetime.now(UTC)
    items = "".join(
        f'<item><title>{headline(n)}</title><link>{web.url(host, f"/a/{n}")}</link><guid isPermaLink="false">g{n}</guid>'
        f"<pubDate>{format_datetime(now - timedelta(hours=1 + i))}</pubDate><description>{escape(headline(n))}.</description>{item(n)}</item>"
        for i, n in enumerate(numbers)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Paper {host}</title><link>{web.url(host)}</link><description>News</description>{more}{items}</channel></rss>"
    )


def in_full(number: int) -> str:
    """What a feed says of an article that it gives in full."""
    return f"<content:encoded><![CDATA[{text(number)}]]></content:encoded>"


def bomb(size: int = 60_000_000) -> Reply:
    """A small answer that unpacks to much."""
    return Reply(gzip.compress(b"<p>" + b" " * size), headers={"Content-Encoding": "gzip"})


def newspaper(web: Web, host: str, numbers: range, **feed: object) -> str:
    """A host with a feed and the pages that it lists; the feed's address."""
    for n in numbers:
        web.put(host, f"/a/{n}", article(n))
    return web.put(host, "/feed", Reply(rss(web, host, numbers, **feed), "application/rss+xml"))  # type: ignore[arg-type]
