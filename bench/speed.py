"""Speed of `retold read` beside the bare network, peak memory, and the time of a cold start.

    python -m bench.speed

300 BBC bodies, JSON Lines in and out, all processors. The baseline is the same network over the same sentences
on as many threads, with nothing decoded: the ratio shows the cost of all the rest. Medians of three runs, which take
turns.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean, median

from bench.child_process import run_part
from bench.results import Measure, Sheet, Stage
from train import datasets

ARTICLES, RUNS, STARTS = 300, 3, 5
SHEET = Sheet(
    "speed",
    Stage.SPEED,
    (
        Measure(
            "speed.ratio",
            "the whole digest, share of the bare network's articles a second",
            "ratio",
            "300 BBC articles",
            digits=2,
        ),
        Measure("speed.peak_mb", "peak memory", "MB", "300 BBC articles", digits=0),
        Measure("start.help_s", "`retold --help` from a cold start", "s", digits=2),
        Measure("start.read_one_s", "one article from a cold start", "s", "an article of `examples/`", digits=1),
    ),
)


def _bodies() -> list[str]:
    return [row["body"] for row in datasets.rows("bbc/bbc")[:: 2225 // ARTICLES][:ARTICLES]]


def time_network() -> None:
    """Prints the seconds of the bare network over all sentences. Run in a process of its own."""
    from retold.config import Settings
    from retold.english.sentences import split
    from retold.reading.encoder import load

    articles = [[span.of(body) for span in split(body)] for body in _bodies()]
    encoder = load()
    encoder.run_only(articles[0])
    started = time.perf_counter()
    with ThreadPoolExecutor(Settings().workers) as pool:
        list(pool.map(encoder.run_only, articles))
    print(time.perf_counter() - started)


def time_product() -> None:
    """Prints the seconds from rows to rows, and peak MB of all processes. Run in a process of its own."""
    from retold.engine import Engine
    from retold.records.digest_json import dumps
    from retold.types import Content, Page

    engine = Engine()
    workers = engine.settings.workers
    assert len(list(engine.read_pages([Page("warm", Content.BODY, "One sentence.")] * 2 * workers))) == 2 * workers
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        rows = ({"id": str(i), "body": body} for i, body in enumerate(_bodies()))
        source.write_text("".join(json.dumps(row) + "\n" for row in rows))
        started = time.perf_counter()
        with out.open("w") as stream:
            for digest in engine.read([str(source)]):
                stream.write(dumps(digest) + "\n")
        seconds = time.perf_counter() - started
        assert sum(1 for _ in out.open()) == ARTICLES
    engine.close()
    own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(seconds, (own + workers * largest) / 1024)


PARTS = {"network": time_network, "product": time_product}


def start_seconds(*args: str) -> list[float]:
    """Seconds of `python ARGS`, several times."""
    times = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *args], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - started)
    return times


def run() -> dict[str, float]:
    runs: list[tuple[Sequence[float], Sequence[float]]] = [
        (run_part(__spec__.name, "network"), run_part(__spec__.name, "product")) for _ in range(RUNS)
    ]
    example = str(datasets.ROOT / "examples" / "drama-market.txt")
    return {
        "speed.articles_per_second": ARTICLES / median(product[0] for _, product in runs),
        "speed.bare_per_second": ARTICLES / median(network[0] for network, _ in runs),
        "speed.ratio": median(network[0] / product[0] for network, product in runs),
        "speed.peak_mb": max(product[1] for _, product in runs),
        "start.empty_python_s": mean(start_seconds("-c", "pass")),
        "start.help_s": median(start_seconds("-m", "retold", "--help")),
        "start.read_one_s": median(start_seconds("-m", "retold", "read", example)),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PARTS[sys.argv[1]]()
    else:
        SHEET.publish(run())
