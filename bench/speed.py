"""Speed of `retold read` beside the bare network, peak memory, and cold start.

    python -m bench.speed

300 BBC bodies, JSON Lines in and out, all processors. The baseline is the same int8
network over the same sentences on the same number of threads, nothing decoded: the
ratio says what all the rest costs. Medians of three runs, side by side.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from bench import data

ARTICLES, RUNS = 300, 3


def _bodies() -> list[str]:
    return [r["body"] for r in data.rows("bbc/bbc")[:: 2225 // ARTICLES][:ARTICLES]]


def bare() -> None:
    """Run in a process of its own: prints seconds of network over all sentences."""
    from retold.config import Settings
    from retold.english.sentences import split
    from retold.reading.encoder import load

    articles = [[s.of(body) for s in split(body)] for body in _bodies()]
    encoder = load()
    encoder.run_only(articles[0])
    started = time.perf_counter()
    with ThreadPoolExecutor(Settings().workers) as pool:
        list(pool.map(encoder.run_only, articles))
    print(time.perf_counter() - started)


def product() -> None:
    """Run in a process of its own: prints seconds from rows to rows, and peak MB."""
    from retold.engine import Engine
    from retold.reading.encoder import load
    from retold.records.digest_json import dumps

    load().run_only(["One sentence."])
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_text("".join(json.dumps({"id": str(i), "body": b}) + "\n" for i, b in enumerate(_bodies())))
        started = time.perf_counter()
        with out.open("w") as stream:
            for digest in Engine().read([str(source)]):
                stream.write(dumps(digest) + "\n")
        seconds = time.perf_counter() - started
        assert sum(1 for _ in out.open()) == ARTICLES
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _child(name: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-m", __spec__.name, name], capture_output=True, text=True, check=True, env=os.environ
    )
    return [float(x) for x in done.stdout.split()]


def _seconds(*args: str) -> float:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "retold", *args], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - started)
    return round(median(times), 3)


def run() -> dict[str, float]:
    pairs = [(_child("bare"), _child("product")) for _ in range(RUNS)]
    example = data.ROOT / "examples" / "drama-market.txt"
    python = [sys.executable, "-c", "pass"]
    started = time.perf_counter()
    for _ in range(5):
        subprocess.run(python, check=True)
    empty = (time.perf_counter() - started) / 5
    return {
        "speed.articles_per_second": round(ARTICLES / median(p[0] for _, p in pairs), 2),
        "speed.bare_per_second": round(ARTICLES / median(b[0] for b, _ in pairs), 2),
        "speed.ratio": round(median(b[0] / p[0] for b, p in pairs), 3),
        "speed.peak_mb": round(max(p[1] for _, p in pairs), 1),
        "start.empty_python_s": round(empty, 3),
        "start.help_s": _seconds("--help"),
        "start.read_one_s": _seconds("read", str(example)),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        {"bare": bare, "product": product}[sys.argv[1]]()
    else:
        for key, value in run().items():
            print(f"{key:28} {value}")
