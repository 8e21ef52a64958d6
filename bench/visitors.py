"""Readers beside visitors who hold connections: how long they wait for a page, and whether they are refused.

    python -m bench.visitors [--connections 300] [--seconds 6]

`retold serve` is a process of its own on one core, with the examples in its memory. Readers ask for the front page, on
new connections and on kept ones, 40 a second. Each attack is measured beside no attack, in the same run:

- idle: connections that send nothing
- heads, bodies: connections that send a byte a second of a head or a body
- unread: connections that ask for a page of 250 kB, and do not read it
- readers: 500 readers at once, each on a connection of its own

An attacker whose connection was closed opens another one at once. p50 and p95 are milliseconds until the whole answer
is read; a refusal is a status of 500 or more, or a connection that was closed before the answer.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np

from bench.results import Measure, Sheet, Stage

CONNECTIONS, SECONDS, READERS, RATE = 300, 6.0, 500, 40
EXAMPLES = Path(__file__).parents[1] / "examples"
PATHS = ("/", "/about", "/publishers")
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /add HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n"
LONG = 150_000
"""Characters of the text of the large page."""
ATTACKS: dict[str, tuple[bytes, bytes]] = {
    "idle": (b"", b""),
    "heads": (HEAD, b"X"),
    "bodies": (POST, b"x"),
}
"""What a connection sends first, and then every second; besides, answers that are not read."""
DATASET = f"the examples; {CONNECTIONS} connections from 5 addresses; one core"


def _wait(attack: str, name: str) -> Measure:
    return Measure(
        f"visitors.{attack}.p95_ms",
        f"a reader's wait for a page beside {name}, 95th percentile",
        "ms",
        DATASET,
        baselines={"without them": "visitors.none.p95_ms"},
        digits=0,
    )


SHEET = Sheet(
    "visitors",
    Stage.WEB,
    (
        _wait("idle", "connections that send nothing"),
        _wait("heads", "heads of requests that come a byte a second"),
        _wait("bodies", "bodies of requests that come a byte a second"),
        _wait("unread", "answers that nobody reads"),
        Measure(
            "visitors.readers.p95_ms",
            f"{READERS} readers at once, each on a new connection: their wait, 95th percentile",
            "ms",
            "the examples; one core",
            digits=0,
        ),
        Measure(
            "visitors.refused",
            "readers who were refused in all of these",
            "",
            DATASET,
            digits=0,
        ),
    ),
)


@dataclass
class Waits:
    """What readers saw."""

    milliseconds: list[float] = field(default_factory=list)
    refused: int = 0

    def read(self, connection: http.client.HTTPConnection, path: str, begun: float) -> None:
        """Reads one page. `begun`: when the reader wanted it."""
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            self.refused += answer.status >= 500
        except OSError:
            self.refused += 1
            connection.close()
        self.milliseconds.append(1000 * (time.perf_counter() - begun))

    def figures(self, attack: str) -> dict[str, float]:
        p50, p95 = np.percentile(self.milliseconds, [50, 95])
        return {
            f"visitors.{attack}.p50_ms": float(p50),
            f"visitors.{attack}.p95_ms": float(p95),
            f"visitors.{attack}.refused": float(self.refused),
            f"visitors.{attack}.pages": float(len(self.milliseconds)),
        }


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The examples behind `retold serve`, on the last core. Gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    program = [sys.executable, "-m", "retold"]
    database = ["--db", str(folder / "visitors.db")]
    subprocess.run([*program, "ingest", str(EXAMPLES), *database], check=True, capture_output=True)
    core = max(os.sched_getaffinity(0))
    with subprocess.Popen(
        [*program, "serve", *database, "--port", str(port)],
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            _until_answered(port)
            yield port
        finally:
            process.terminate()


def _until_answered(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")


def _connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def readers(port: int, seconds: float) -> Waits:
    """Readers at a steady rate, half of them on kept connections."""
    waits, kept = Waits(), _connect(port)
    end = time.perf_counter() + seconds
    due = time.perf_counter()
    number = 0
    while due < end:
        time.sleep(max(0.0, due - time.perf_counter()))
        connection = kept if number % 2 else _connect(port)
        waits.read(connection, PATHS[number % len(PATHS)], due)
        if connection is not kept:
            connection.close()
        number, due = number + 1, due + 1 / RATE
    kept.close()
    return waits


def crowd(port: int, count: int) -> Waits:
    """Many readers at once. One loop plays them all: threads would wait for each other more than for the server."""
    waits, begun = Waits(), time.perf_counter()
    asked = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    with selectors.DefaultSelector() as selector:
        for _ in range(count):
            reader = socket.create_connection(("127.0.0.1", port), 60)
            reader.sendall(asked)
            selector.register(reader, selectors.EVENT_READ, bytearray())
        while (left := selector.get_map()) and time.perf_counter() - begun < 60:
            for key, _ in selector.select(1.0):
                reader, answer = key.fileobj, key.data
                assert isinstance(reader, socket.socket)
                piece = _received(reader)
                answer.extend(piece)
                if not piece:
                    selector.unregister(reader)
                    reader.close()
                    waits.refused += not answer.startswith(b"HTTP/1.1 200 ")
                    waits.milliseconds.append(1000 * (time.perf_counter() - begun))
        waits.refused += len(left)
    return waits


def _received(reader: socket.socket) -> bytes:
    try:
        return reader.recv(65_536)
    except OSError:
        return b""


def attack(port: int, sent: tuple[bytes, bytes], connections: int, opened: Event, ended: Event) -> None:
    """Holds connections until `ended`; each that the server has closed is opened again."""
    held: list[socket.socket | None] = [None] * connections
    while not ended.is_set():
        for number, connection in enumerate(held):
            if connection is None or not _is_open(connection, sent[1]):
                if connection is not None:
                    connection.close()
                held[number] = _visit(port, f"127.0.0.{2 + number % 5}", sent[0])
        opened.set()
        ended.wait(1.0)


def _visit(port: int, address: str, first: bytes) -> socket.socket | None:
    visitor = socket.socket()
    visitor.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    visitor.settimeout(5)
    try:
        visitor.bind((address, 0))
        visitor.connect(("127.0.0.1", port))
        visitor.sendall(first)
        visitor.setblocking(False)
    except OSError:
        visitor.close()
        return None
    return visitor


def _is_open(visitor: socket.socket, then: bytes) -> bool:
    """Sends what follows. The first bytes that came stay unread."""
    try:
        if not visitor.recv(1, socket.MSG_PEEK):
            return False
    except BlockingIOError:
        pass
    except OSError:
        return False
    try:
        visitor.send(then)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True


def beside(port: int, sent: tuple[bytes, bytes], connections: int, measure: Callable[[], Waits]) -> Waits:
    """Measures while an attack goes on in a process of its own."""
    context = multiprocessing.get_context("spawn")
    opened, ended = context.Event(), context.Event()
    attacker = context.Process(target=attack, args=(port, sent, connections, opened, ended))
    attacker.start()
    try:
        opened.wait(60)
        return measure()
    finally:
        ended.set()
        attacker.join()


def large_page(port: int) -> str:
    """The address of a page of some 250 kB, made of the texts of the examples."""
    lines = [line for name in ("newsroom.jsonl", "articles.jsonl") for line in (EXAMPLES / name).open(encoding="utf-8")]
    text = "\n\n".join(json.loads(line)["body"] for line in lines)
    body = json.dumps({"headline": "A long article", "body": (text * 10)[:LONG]})
    connection = _connect(port)
    connection.request("POST", "/api/v1/articles", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    address = f"/article/{json.loads(answer.read())['id']}"
    Waits().read(connection, address, 0.0)  # from now on it is cached
    return address


def run(connections: int, seconds: float) -> dict[str, float]:
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as port:
        unread = f"GET {large_page(port)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        attacks = {**ATTACKS, "unread": (unread, b"")}
        readers(port, 1.0)  # the pages are made
        figures |= readers(port, seconds).figures("none")
        for name, sent in attacks.items():
            figures |= beside(port, sent, connections, lambda: readers(port, seconds)).figures(name)
        figures |= crowd(port, READERS).figures("readers")
    refused = sum(figures[f"visitors.{name}.refused"] for name in (*attacks, "readers"))
    return figures | {"visitors.refused": refused}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=CONNECTIONS, help="connections of an attack")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="seconds of each measurement")
    args = parser.parse_args()
    figures = run(args.connections, args.seconds)
    SHEET.publish(figures, record=(args.connections, args.seconds) == (CONNECTIONS, SECONDS))


if __name__ == "__main__":
    main()
