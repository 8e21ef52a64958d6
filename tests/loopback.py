"""A small web on loopback: many hosts on 127.0.0.x, with feeds, pages, and the mistakes that real servers make."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

NOUNS = """ferry harbour salmon budget school tunnel library museum orchard airport theatre bakery stadium clinic
    market""".split()
TOWNS = "Marlow Oslo Bergen Hull Cork Vigo Lund Tromso Aarhus Kiel Gdansk Riga Turku Malmo Ystad".split()
SENTENCES = """\
The town of {town} opened {noun} number {number} on Monday after {years} years of planning and building.
Mayor Erik Holm of {town} told reporters that the {noun} cost {kroner} million kroner, more than was planned.
Northlink, the company that built it, will run the {noun} until {end} and pay rent to the town.
Critics in {other} say that a second {noun} so near to theirs will lose money from its first winter on.
The council of {other} voted on the matter {votes} times, and each time by one vote against it.
Visitors came from {villages} villages, and the band of the fire brigade played until it rained at noon.
A spokeswoman said that {tickets} people had bought tickets before the doors of the {noun} were opened.
The builders found {boats} old boats in the ground, which are now shown in the hall beside the entrance.
Next year {town} wants to add a restaurant with {seats} seats and a terrace that looks at the water.
"""


@dataclass
class Reply:
    """What a server sends. `length` is a false Content-Length."""

    data: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    endless: bytes = b""
    """If not empty, sent again and again after the data."""


Answer = Reply | Callable[["Request"], Reply]


@dataclass(frozen=True)
class Request:
    """A request as the server saw it. `at` is a Unix time."""

    host: str
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


@dataclass
class Web:
    """All hosts of one server. `pages[host][path]` is what each answers; any other path is 404."""

    port: int = 0
    pages: dict[str, dict[str, Answer]] = field(default_factory=lambda: defaultdict(dict))
    requests: list[Request] = field(default_factory=list)
    most_open: Counter[str] = field(default_factory=Counter)
    """By host, the most requests that were open at once."""
    closing: threading.Event = field(default_factory=threading.Event)
    _open: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, host: str, path: str, answer: Answer | str) -> str:
        """Puts a page there, and returns its address."""
        self.pages[host][path] = Reply(answer) if isinstance(answer, str) else answer
        return self.url(host, path)

    def paths(self, host: str, *ignored: str) -> list[str]:
        """The paths that were requested of a host, in order, without `/robots.txt` and `tdmrep.json`."""
        ignored_paths = {"/robots.txt", "/.well-known/tdmrep.json", *ignored}
        return [request.path for request in self.requests if request.host == host and request.path not in ignored_paths]

    def reply_to(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            self._open[request.host] += 1
            self.most_open[request.host] = max(self.most_open[request.host], self._open[request.host])
        answer = self.pages.get(request.host, {}).get(request.path)
        if answer is None:
            return Reply("no such page", status=404)
        return answer(request) if callable(answer) else answer

    def close_request(self, host: str) -> None:
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
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.web.reply_to(Request(host, self.path, headers, time.time(), body))
        rest = b""
        with suppress(OSError):  # the client has gone
            rest = self._send(reply)
        self.server.web.close_request(host)  # before the last byte: the client may go on as soon as it has that
        with suppress(OSError):
            self.wfile.write(rest)

    def do_POST(self) -> None:
        self.do_GET(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _send(self, reply: Reply) -> bytes:
        """Sends an answer but for its last byte, which it returns."""
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
        self.wfile.write(data[:-1])
        if not reply.endless:
            return data[-1:]
        self.wfile.write(data[-1:])
        while not self.server.web.closing.wait(0.02):
            self.wfile.write(reply.endless)
        return b""

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[Web]:
    """Serves a web at every address of 127.0.0.0/8."""
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
    """The page of an article; each number gives another article. `more` and `head` are HTML."""
    return (
        f'<!doctype html><html lang="en"><head><title>{headline(number)}</title>{head}</head><body>'
        f'<nav><a href="/">Home</a></nav><article><h1>{headline(number)}</h1>{text(number, sentences)}{more}</article>'
        "<footer>All rights reserved</footer></body></html>"
    )


def headline(number: int) -> str:
    """The headline of an article."""
    return f"{TOWNS[number % 15]} opens {NOUNS[number // 15 % 15]} number {number}"


def text(number: int, sentences: int = 9) -> str:
    """The paragraphs of an article, one for each sentence."""
    places = {"town": TOWNS[number % 15], "other": TOWNS[(number * 7 + 3) % 15], "noun": NOUNS[number // 15 % 15]}
    counts = {
        "years": number + 2,
        "kroner": number + 11,
        "end": 2030 + number % 9,
        "votes": number % 9 + 2,
        "villages": number + 40,
        "tickets": number + 300,
        "boats": number % 7 + 1,
        "seats": number % 50 + 20,
    }
    lines = SENTENCES.format(number=number, **places, **counts).splitlines()
    return "".join(f"<p>{line}</p>" for line in lines[:sentences])


def rss(
    web: Web, host: str, numbers: range | list[int], more: str = "", item: Callable[[int], str] = lambda _: ""
) -> str:
    """A feed of the articles at `/a/NUMBER`, the latest first. `more` is XML of the channel, `item` of each item."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>{headline(n)}</title><link>{web.url(host, f'/a/{n}')}</link>"
        f'<guid isPermaLink="false">g{n}</guid>'
        f"<pubDate>{format_datetime(now - timedelta(hours=1 + i))}</pubDate>"
        f"<description>{escape(headline(n))}.</description>{item(n)}</item>"
        for i, n in enumerate(numbers)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Paper {host}</title><link>{web.url(host)}</link><description>News</description>"
        f"{more}{items}</channel></rss>"
    )


def full_text(number: int) -> str:
    """The element of a feed item that has the whole text of an article."""
    return f"<content:encoded><![CDATA[{text(number)}]]></content:encoded>"


def bomb(size: int = 60_000_000) -> Reply:
    """A small reply that becomes very large when it is decompressed."""
    return Reply(gzip.compress(b"<p>" + b" " * size), headers={"Content-Encoding": "gzip"})


def newspaper(web: Web, host: str, numbers: range, **feed: object) -> str:
    """Puts a feed and its pages on a host, and returns the feed's address. `feed`: options of `rss`."""
    for n in numbers:
        web.put(host, f"/a/{n}", article(n))
    return web.put(host, "/feed", Reply(rss(web, host, numbers, **feed), "application/rss+xml"))  # type: ignore[arg-type]
