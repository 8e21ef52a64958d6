"""How long a page takes while other visitors ask heavy questions.

    python -m bench.neighbours [--folder DIR] [--articles 20000] [--seconds 15]

A memory of synthetic articles (`bench/synthetic_articles.py`) is behind `retold serve`, a process of its own. One
reader asks for pages that are not made before: the front page, articles, stories and entities. At the same time twelve
connections from four addresses ask heavy questions, each a new one, as fast as they are answered: deep search, paths,
graphs, timelines, exports. The baseline is the same reader alone.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from bench import synthetic_memory
from bench.results import Measure, Sheet, Stage
from bench.web import served
from retold import Memory

ARTICLES, SECONDS, CONNECTIONS, ADDRESSES = 20_000, 15.0, 12, 4
PORT = 18_993
DATASET = "20,000 synthetic articles"
ATTACKS = ("search", "paths", "graph", "timeline", "export", "sitemap")

SHEET = Sheet(
    "neighbours",
    Stage.WEB,
    (
        Measure(
            tuple(f"neighbours.{attack}.p95_ms" for attack in ATTACKS),
            "pages while 12 connections ask heavy questions, 95th percentile: "
            "search, paths, graphs, timelines, exports, sitemap",
            "ms",
            DATASET,
            baselines={"the same pages alone": "neighbours.alone.p95_ms"},
            digits=0,
        ),
        Measure(
            tuple(f"neighbours.{attack}.failed" for attack in ATTACKS),
            "pages that fail meanwhile",
            "",
            DATASET,
            baselines={"the same pages alone": "neighbours.alone.failed"},
            digits=0,
        ),
    ),
)


@dataclass
class Attack:
    """Connections that ask one question after another until they are stopped."""

    questions: Iterator[str]
    statuses: Counter[int] = field(default_factory=Counter)
    stopped: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, number: int) -> None:
        """Asks from one connection. After a refusal it waits for half a second, not for as long as it is told to."""
        connection = connect(f"127.0.0.{10 + number % ADDRESSES}")
        while not self.stopped.is_set():
            with self.lock:
                question = next(self.questions)
            status = get(connection, question)[0]
            self.statuses[status] += 1
            if status != 200:
                self.stopped.wait(0.5)


def connect(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", PORT, timeout=120, source_address=(address, 0))


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return 599, b""


def questions(memory: Memory) -> dict[str, Callable[[int], str]]:
    """An address by its number, for each attack."""
    names = [e.id for e in memory.frequent(limit=200)]
    rare = [f"E{n}" for n in range(2000, 40_000, 190)]
    kinds = ("gexf", "graphml", "csv")
    return {
        "search": lambda n: f"/api/v1/search?q=w{n % 30}&after=900&limit=100&x={n}",
        "paths": lambda n: f"/api/v1/paths?a={rare[n % 150]}&b={rare[(7 * n + 1) % 190]}&limit=20&x={n}",
        "graph": lambda n: f"/api/v1/entities/{names[n % 200]}/graph?limit=100&order=significance&x={n}",
        "timeline": lambda n: f"/api/v1/entities/{names[n % 200]}/timeline?after=900&limit=100&x={n}",
        "export": lambda n: f"/graph?of={names[n % 200]}&format={kinds[n % 3]}&limit=100&x={n}",
        "sitemap": lambda n: f"/sitemap.xml?x={n}",
    }


def pages(memory: Memory, articles: int) -> Iterator[str]:
    """Light pages without end, none of them twice."""
    random = Random(7)
    names = [e.id for e in memory.frequent(limit=400)]
    for n in itertools.count():
        article = f"s{random.randrange(1, articles)}"
        yield from (f"/?x={n}", f"/article/{article}?x={n}", f"/story/{article}?x={n}")
        yield from (f"/entity/{random.choice(names)}?x={n}", f"/about?x={n}", "/static/style.css", "/add")


@contextmanager
def under(question: Callable[[int], str] | None, first: int) -> Iterator[Counter[int]]:
    """The statuses of an attack, which goes on inside; none without a question."""
    attack = Attack(question(n) for n in itertools.count(first)) if question else Attack(iter(()))
    threads = [threading.Thread(target=attack.ask, args=(n,)) for n in range(CONNECTIONS if question else 0)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        yield attack.statuses
    finally:
        attack.stopped.set()
        for thread in threads:
            thread.join()


def read_for(seconds: float, addresses: Iterator[str]) -> tuple[list[float], int]:
    """Milliseconds of each page that one reader gets, and how many of them failed."""
    connection, times, failed, end = connect("127.0.0.1"), [], 0, time.monotonic() + seconds
    while time.monotonic() < end:
        address, started = next(addresses), time.perf_counter()
        status, body = get(connection, address)
        times.append(1000 * (time.perf_counter() - started))
        if status >= 400:
            failed += 1
            print(f"{status} {address} {body[:200]!r}", file=sys.stderr)
    return times, failed


def run(path: Path, articles: int, seconds: float) -> dict[str, float]:
    figures: dict[str, float] = {}
    with Memory(str(path), readonly=True) as memory:
        attacks: dict[str, Callable[[int], str] | None] = {"alone": None, **questions(memory)}
        addresses = pages(memory, articles)
    command = [sys.executable, "-m", "retold", "serve", "--db", str(path), "--port", str(PORT)]
    with served(command, PORT, 1):
        read_for(5, addresses)
        for number, (name, question) in enumerate(attacks.items()):
            with under(question, 1_000_000 * number) as statuses:
                times, failed = read_for(seconds, addresses)
            print(f"{name}: {len(times)} pages, heavy answers {dict(sorted(statuses.items()))}", file=sys.stderr)
            p50, p95 = np.percentile(times, [50, 95])
            figures |= {f"neighbours.{name}.p50_ms": float(p50), f"neighbours.{name}.p95_ms": float(p95)}
            figures |= {f"neighbours.{name}.failed": float(failed), f"neighbours.{name}.most_ms": max(times)}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="keep the memory here")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="number of synthetic articles")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each attack lasts")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = synthetic_memory.load_or_fill(args.folder or Path(temporary), args.articles)
        figures = run(path, args.articles, args.seconds)
    SHEET.publish(figures, record=(args.articles, args.seconds) == (ARTICLES, SECONDS))


if __name__ == "__main__":
    main()
