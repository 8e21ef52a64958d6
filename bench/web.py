"""The web app at size: time of each page and of its JSON, requests a second, weight, and time to the first paint.

    python -m bench.web [--folder DIR] [--synthetic 100000] [--real 2000]

A memory of synthetic articles (`bench/synthetic_articles.py`) and real ones (BBC and news-cluster-dev, read here) is
behind `retold serve`, a process of its own on one core; the client is on another core. Each address is asked for
once, so no page was made before. `median` and `p95` are milliseconds at the client until the whole answer is read.

Requests a second: the front page, cached from the second request on, by 8 connections at once, beside an app of the
same framework that says hello. Paint and weight: Chromium, with a new profile each time. The memory is kept in
`--folder` and used again.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

import numpy as np

from bench import first_paint, synthetic_memory
from bench.results import Measure, Sheet, Stage
from retold import Engine, Memory
from retold.types import Page
from train import datasets, readings

ADDRESSES = 60
"""Addresses of each kind of page."""
CONNECTIONS = 8
SYNTHETIC, REAL = 100_000, 2_000
HELLO = """
import fastapi, uvicorn, sys
app = fastapi.FastAPI()
@app.get('/')
async def hello(): return fastapi.Response('hello')
uvicorn.run(app, port=int(sys.argv[1]), log_level='error', access_log=False)
"""
FORMATS = {"page": "text/html", "json": "application/json"}
DATASET = "102,000 articles"


def _slowest(kinds: tuple[str, ...]) -> Measure:
    keys = tuple(f"web.{form}.{kind}.p95_ms" for kind in kinds for form in FORMATS)
    name = f"pages and their JSON, one core, not made before, 95th percentile: {', '.join(kinds)}"
    return Measure(keys, name, "ms", DATASET, digits=0)


SHEET = Sheet(
    "web",
    Stage.WEB,
    (
        _slowest(("front", "article", "story", "search", "graph", "path")),
        _slowest(("entity",)),
        _slowest(("theme",)),
        Measure(
            "web.requests_to_hello",
            "the cached front page: requests a second, share of those of an app of the same framework that says hello",
            "ratio",
            DATASET,
            digits=2,
        ),
        Measure("web.front.kB", "the front page with all its assets, compressed", "kB", DATASET, digits=0),
        Measure(
            "web.front.first_paint_ms",
            "first paint of the front page, in Chromium at a phone's width",
            "s",
            DATASET,
            digits=1,
            scale=0.001,
        ),
    ),
)


def real_pages(count: int) -> Iterator[Page]:
    """Real articles: those of news-cluster-dev, then the BBC's, which get made-up dates."""
    rows = [*datasets.rows("stories/news-cluster-dev"), *datasets.rows("bbc/bbc")][:count]
    for number, row in enumerate(rows):
        published = row.get("published") or f"2022-{1 + number % 12:02}-{1 + number % 28:02}"
        page = readings.page(row["body"], f"r{number}", row["headline"], published)
        yield replace(page, metadata=replace(page.metadata, publisher=row.get("publisher") or "BBC"))


def load_or_fill(folder: Path, synthetic: int, real: int) -> Path:
    """The database in `folder`, filled if it does not exist."""
    path = folder / f"web{synthetic}-{real}.db"
    if not path.exists():
        part = folder / "part.db"
        part.unlink(missing_ok=True)
        synthetic_memory.fill(part, synthetic)
        with Memory(str(part)) as memory:
            for _ in memory.ingest_pages(real_pages(real)):
                pass
        part.rename(path)
    return path


@contextmanager
def served(command: list[str], port: int, core: int) -> Iterator[None]:
    """A server in a process of its own on one core."""
    with subprocess.Popen(command, preexec_fn=lambda: os.sched_setaffinity(0, {core})) as process:
        try:
            for _ in range(600):
                try:
                    get(_connect(port, 60), "/robots.txt")
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()


def _connect(port: int, timeout: float = 120) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)


def get(connection: http.client.HTTPConnection, address: str, accept: str = "text/html") -> tuple[int, bytes]:
    """Status and body of an answer."""
    connection.request("GET", address, headers={"Accept": accept, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def addresses_by_kind(memory: Memory) -> dict[str, list[str]]:
    """Addresses of each kind of page, of real and synthetic articles, of frequent, middling and rare names."""
    random = Random(7)
    page = memory.page(limit=4000).items
    stories = [story.id for story in page]
    articles = [f"r{random.randrange(2000)}" for _ in range(ADDRESSES)]
    large_stories = [story.id for story in page if len(story.articles) > 1][: ADDRESSES // 2]
    frequent = [entity.id for entity in memory.frequent(limit=400)]
    middling = random.sample(frequent[10:], 25)
    entities = [*frequent[:10], *middling, *(f"E{random.randrange(20_000, 90_000)}" for _ in range(25))]
    themes = [entity.id for entity in memory.frequent("topic", 200)][:ADDRESSES]
    bodies = (memory.digest(article)["article"]["body"] for article in articles)
    words = sorted({word for body in bodies for word in re.findall(r"[a-z]{5,}", body)})
    days = [f"2022-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 9, 15, 21, 27)]
    shown_stories = [*large_stories, *random.sample(stories, ADDRESSES - len(large_stories))]
    pairs = zip(entities, reversed(entities), strict=True)
    return {
        "front": [f"/?until={day}" for day in days],
        "article": [f"/article/{article}" for article in articles],
        "story": [f"/story/{quote(story)}" for story in shown_stories],
        "entity": [f"/entity/{entity}" for entity in entities],
        "graph": [f"/graph?of={entity}" for entity in entities],
        "graph in a month": [f"/graph?of={entity}&since=2022-11&until=2022-11" for entity in entities],
        "path": [f"/graph?of={a}&path={b}" for a, b in pairs if a != b],
        "theme": [f"/theme/{theme}" for theme in themes],
        "search": [f"/search?q={random.choice(words)}+{random.choice(words)}" for _ in range(ADDRESSES)],
        "timeline": [f"/timeline?of={entity}" for entity in entities],
        "publisher": [f"/publishers?name=Paper+{n}" for n in range(ADDRESSES)],
        "publishers": [f"/publishers?n={n}" for n in range(10)],
        "themes": [f"/themes?n={n}" for n in range(10)],
        "about": [f"/about?n={n}" for n in range(10)],
    }


def time_addresses(port: int, kinds: dict[str, list[str]], form: str) -> dict[str, float]:
    """Milliseconds of each kind of page in one format; the first address of each kind stands alone."""
    connection = _connect(port)
    figures: dict[str, float] = {}
    for kind, addresses in kinds.items():
        times = []
        for address in addresses:
            started = time.perf_counter()
            status, body = get(connection, address, FORMATS[form])
            times.append(1000 * (time.perf_counter() - started))
            if status not in (200, 302):
                print(f"{status} {address} {body[:200]!r}", file=sys.stderr)
        figures |= {
            f"web.{form}.{kind}.median_ms": median(times[1:]),
            f"web.{form}.{kind}.p95_ms": float(np.percentile(times[1:], 95)),
            f"web.{form}.{kind}.first_ms": times[0],
        }
    return figures


def requests_a_second(port: int, seconds: float = 4.0) -> float:
    """Requests of the front page that are answered, by several connections at once."""
    end, counts = time.monotonic() + seconds, [0] * CONNECTIONS

    def ask(n: int) -> None:
        connection = _connect(port)
        while time.monotonic() < end:
            get(connection, "/")
            counts[n] += 1

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def run(folder: Path, synthetic: int, real: int) -> dict[str, float]:
    path = load_or_fill(folder, synthetic, real)
    with Memory(str(path), Engine()) as memory:
        kinds = addresses_by_kind(memory)
    figures: dict[str, float] = {}
    with served([sys.executable, "-m", "retold", "serve", "--db", str(path), "--port", "8991"], 8991, 1):
        for form in FORMATS:
            figures |= time_addresses(8991, kinds, form)
        for kind in ("front", "article", "graph"):
            address = "/" if kind == "front" else kinds[kind][0]
            paint = first_paint.measure(f"http://127.0.0.1:8991{address}")
            figures |= {f"web.{kind}.{name}": value for name, value in paint.items()}
        figures["web.requests_a_second"] = requests_a_second(8991)
        figures["web.front_bytes"] = float(len(get(_connect(8991), "/")[1]))
    with served([sys.executable, "-c", HELLO, "8992"], 8992, 1):
        figures["web.hello_requests_a_second"] = requests_a_second(8992)
    ratio = figures["web.requests_a_second"] / figures["web.hello_requests_a_second"]
    return figures | {"web.requests_to_hello": ratio}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="keep the memory here")
    parser.add_argument("--synthetic", type=int, default=SYNTHETIC, help="number of synthetic articles")
    parser.add_argument("--real", type=int, default=REAL, help="number of real articles")
    args = parser.parse_args()
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory() as temporary:
        figures = run(args.folder or Path(temporary), args.synthetic, args.real)
    SHEET.publish(figures, record=(args.synthetic, args.real) == (SYNTHETIC, REAL))


if __name__ == "__main__":
    main()
