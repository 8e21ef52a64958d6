"""The web app at size: time of each page and of its JSON, requests a second, weight, and time to the first paint.

    python -m bench.web [--folder DIR] [--synthetic 100000] [--real 2000]

A memory of synthetic articles (`bench/synthetic.py`) and real ones (BBC and news-cluster-dev, read here) behind `retold serve` in a
process of its own, held to one core, as the client is to another. Each address is asked for once, so that nothing was made before:
`median` and `p95` are milliseconds at the client, the whole answer read. Requests a second: the front page, as it is held from the
second time on, by 8 connections at once, beside an app of the same framework that says hello. Paint and weight: Chromium, a new
profile each time. The memory is kept in `--folder` and used again.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

import numpy as np

from bench import data, synthetic
from retold import Engine, Memory
from retold.types import Content, Metadata, Page

EACH = 60
"""Addresses of each kind."""
HELLO = "import fastapi, uvicorn, sys\napp = fastapi.FastAPI()\n@app.get('/')\nasync def hello(): return fastapi.Response('hello')\nuvicorn.run(app, port=int(sys.argv[1]), log_level='error', access_log=False)"


def pages(count: int) -> Iterator[Page]:
    """Real articles: those of news-cluster-dev, then the BBC's."""
    rows = [*data.rows("stories/news-cluster-dev"), *data.rows("bbc/bbc")][:count]
    for number, row in enumerate(rows):
        meta = Metadata(
            id=f"r{number}",
            headline=row["headline"],
            publisher=row.get("publisher") or "BBC",
            published=row.get("published") or f"2022-{1 + number % 12:02}-{1 + number % 28:02}",
        )
        yield Page("bench", Content.BODY, row["body"], meta)


def database(folder: Path, filler: int, real: int) -> Path:
    """The memory, made where there is none."""
    path = folder / f"web{filler}-{real}.db"
    if not path.exists():
        part = folder / "part.db"
        part.unlink(missing_ok=True)
        synthetic.fill(part, filler)
        with Memory(str(part)) as memory:
            for _ in memory.ingest_pages(pages(real)):
                pass
        part.rename(path)
    return path


@contextmanager
def served(command: list[str], port: int, core: int) -> Iterator[int]:
    """A server in a process of its own on one core."""
    with subprocess.Popen(command, preexec_fn=lambda: os.sched_setaffinity(0, {core})) as process:
        try:
            for _ in range(600):
                try:
                    get(http.client.HTTPConnection("127.0.0.1", port, timeout=60), "/robots.txt")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()


def get(connection: http.client.HTTPConnection, address: str, accept: str = "text/html") -> tuple[int, bytes]:
    connection.request("GET", address, headers={"Accept": accept, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def addresses(memory: Memory) -> dict[str, list[str]]:
    """Addresses of each kind of page, real and synthetic, of frequent, middling and rare names."""
    random = Random(7)
    stories = [s.id for s in memory.page(limit=4000).items]
    real = [f"r{random.randrange(2000)}" for _ in range(EACH)]
    told = [s.id for s in memory.page(limit=4000).items if len(s.articles) > 1][: EACH // 2]
    names = [e.id for e in memory.frequent(limit=400)]
    chosen = [*names[:10], *random.sample(names[10:], 25), *(f"E{random.randrange(20_000, 90_000)}" for _ in range(25))]
    themes = [e.id for e in memory.frequent("topic", 200)]
    words = sorted({w for key in real for w in re.findall(r"[a-z]{5,}", memory.digest(key)["article"]["body"])})
    days = [f"2022-{m:02}-{d:02}" for m in range(1, 13) for d in (3, 9, 15, 21, 27)]
    return {
        "front": [f"/?until={d}" for d in days],
        "article": [f"/article/{r}" for r in real],
        "story": [f"/story/{quote(s)}" for s in [*told, *random.sample(stories, EACH - len(told))]],
        "entity": [f"/entity/{e}" for e in chosen],
        "graph": [f"/graph?of={e}" for e in chosen],
        "graph in a month": [f"/graph?of={e}&since=2022-11&until=2022-11" for e in chosen],
        "path": [f"/graph?of={a}&path={b}" for a, b in zip(chosen, reversed(chosen), strict=True) if a != b],
        "theme": [f"/theme/{e}" for e in themes[:EACH]],
        "search": [f"/search?q={random.choice(words)}+{random.choice(words)}" for _ in range(EACH)],
        "timeline": [f"/timeline?of={e}" for e in chosen],
        "publisher": [f"/publishers?name=Paper+{n}" for n in range(EACH)],
        "publishers": [f"/publishers?n={n}" for n in range(10)],
        "themes": [f"/themes?n={n}" for n in range(10)],
        "about": [f"/about?n={n}" for n in range(10)],
    }


def timed(port: int, kinds: dict[str, list[str]], accept: str) -> dict[str, list[float]]:
    """Milliseconds of each address by kind; the first of each kind is not counted."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    found: dict[str, list[float]] = {}
    for kind, urls in kinds.items():
        for url in urls:
            started = time.perf_counter()
            status, body = get(connection, url, accept)
            found.setdefault(kind, []).append(1000 * (time.perf_counter() - started))
            if status not in (200, 302):
                print(f"{status} {url} {body[:200]!r}", file=sys.stderr)
    return found


def rate(port: int, seconds: float = 4.0) -> float:
    """Requests a second by 8 connections at once."""
    ends, counts = time.monotonic() + seconds, [0] * 8

    def ask(n: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < ends:
            get(connection, "/")
            counts[n] += 1

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def painted(port: int, addresses: Iterable[str]) -> dict[str, float]:
    """Milliseconds to the first contentful paint, layout shift, and kilobytes that came, in Chromium."""
    from playwright.sync_api import sync_playwright

    figures: dict[str, float] = {}
    script = """() => new Promise(done => new PerformanceObserver(list => {
        const shift = list.getEntries().reduce((sum, e) => sum + e.value, 0); done(shift) }).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for address in addresses:
            times, weights, shifts = [], [], []
            for _ in range(7):
                page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
                page.goto(f"http://127.0.0.1:{port}{address}", wait_until="networkidle")
                times.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                weights.append(
                    page.evaluate(
                        "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')].reduce((n, e) => n + e.encodedBodySize, 0) / 1000"
                    )
                )
                shifts.append(page.evaluate(script))
                page.context.close()
            name = address.split("?")[0].split("/")[1] or "front"
            figures |= {
                f"{name}.first_paint_ms": median(times),
                f"{name}.kB": median(weights),
                f"{name}.layout_shift": max(shifts),
            }
        browser.close()
    return figures


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--folder", type=Path)
    options.add_argument("--synthetic", type=int, default=100_000)
    options.add_argument("--real", type=int, default=2_000)
    given = options.parse_args()
    retold = [sys.executable, "-m", "retold"]
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory() as folder:
        path = database(given.folder or Path(folder), given.synthetic, given.real)
        with Memory(str(path), Engine()) as memory:
            kinds = addresses(memory)
        with served([*retold, "serve", "--db", str(path), "--port", "8991"], 8991, 1) as port:
            for form, accept in (("page", "text/html"), ("JSON", "application/json")):
                for kind, times in timed(port, kinds, accept).items():
                    print(
                        f"{form:5} {kind:18} median {median(times[1:]):7.1f}  p95 {float(np.percentile(times[1:], 95)):7.1f}  first {times[0]:7.1f} ms",
                        flush=True,
                    )
            for name, value in painted(port, ["/", kinds["article"][0], kinds["graph"][0]]).items():
                print(f"{name:24} {value:8.3f}", flush=True)
            ours = rate(port)
            size = len(get(http.client.HTTPConnection("127.0.0.1", port), "/")[1])
        with served([sys.executable, "-c", HELLO, "8992"], 8992, 1) as port:
            hello = rate(port)
        print(
            f"requests a second, front page of {size} bytes: {ours:.0f}; hello: {hello:.0f}; ratio {ours / hello:.2f}"
        )


if __name__ == "__main__":
    main()
