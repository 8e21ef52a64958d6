"""Bulk reading of archives and the reduction: rate beside its parts, scaling, engines, memory, growth.

    python -m bench.archives rate                 800 pages in eight WARC files, two workers
    python -m bench.archives memory               10,000 pages, one worker, its memory over time
    python -m bench.archives reduce FOLDER --sizes 100000,1000000

`rate` compares `retold bulk` with extraction alone plus the network alone, over the same pages and with as many
processes. The ratio shows the cost of all the rest: reading the archive, names, retelling, writing. The pages are BBC
articles in the markup of a news page. `reduce` makes shards of other sizes from those in FOLDER
(`bench/synthetic_shards.py`), and first reads FOLDER from the public sets if it is not there.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import median

from bench import floors, synthetic_shards, warc_files
from bench.results import Measure, Sheet, Stage
from train import datasets

FILES = 8
RATE_PAGES, MEMORY_PAGES, ROUNDS = 800, 10_000, 3
_PAGES = "800 news pages, made of BBC articles"
_MORE_PAGES = "10,000 news pages, made of BBC articles"
_MILLION = "a million articles, made of real ones"
_BESIDE = "time beside our own processes, two workers"
SHEETS = {
    "rate": Sheet(
        "archives rate",
        Stage.ARCHIVES,
        (
            Measure(
                "bulk.ratio_to_parts",
                "`retold bulk` from WARC to digests, two workers on two cores: share of the rate of extraction and "
                "the network alone",
                "ratio",
                _PAGES,
                digits=2,
            ),
            Measure("bulk.scaling", "rate of two workers beside one", "times", _PAGES, digits=2),
            Measure("bulk.native_to_local", f"on Daft: {_BESIDE}", "times", _PAGES, digits=2),
            Measure("bulk.ray_to_local", f"on Ray: {_BESIDE}", "times", _PAGES, digits=2),
        ),
    ),
    "memory": Sheet(
        "archives memory",
        Stage.ARCHIVES,
        (
            Measure("bulk.worker_mb_at_end", "memory of a worker", "MB", _MORE_PAGES, digits=0),
            Measure("bulk.worker_mb_most", "memory of a worker, at most while it writes", "MB", _MORE_PAGES, digits=0),
        ),
    ),
    "reduce": Sheet(
        "archives reduce FOLDER --sizes 100000,1000000",
        Stage.ARCHIVES,
        (
            Measure("reduce.100000.s", "`retold bulk reduce`", "s", "100,000 articles", digits=0),
            Measure(
                "reduce.100000.mb",
                "`retold bulk reduce`, memory at most",
                "GB",
                "100,000 articles",
                digits=1,
                scale=0.001,
            ),
            Measure(
                "reduce.growth",
                "`retold bulk reduce`, time beside 100,000 articles",
                "times",
                _MILLION,
                digits=1,
            ),
            Measure(
                "reduce.1000000.mb",
                "`retold bulk reduce`, memory at most",
                "GB",
                _MILLION,
                digits=1,
                scale=0.001,
            ),
        ),
    ),
}
_PAGE = """<!doctype html><html lang="en"><head><title>{title} - The Paper</title>\
<meta property="og:title" content="{title}">
<meta property="article:published_time" content="2005-02-0{day}T09:00:00Z">\
<link rel="canonical" href="https://paper.example/{number}">
<style>{style}</style><script>{script}</script></head><body><header><nav><ul>{nav}</ul></nav></header><main>\
<article><h1>{title}</h1>
<p class="byline">By A Reporter</p>{body}</article><aside><h2>More on this story</h2><ul>{nav}</ul></aside></main>\
<footer><p>Copyright The Paper. All rights reserved.</p></footer></body></html>"""


def write_archives(folder: Path, count: int, files: int = FILES) -> None:
    """Writes `count` news pages into WARC files, in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        pages = islice(_news_pages(count), number, None, files)
        warc_files.write(folder / f"{number:02}.warc.gz", pages)


def _news_pages(count: int) -> Iterator[tuple[str, str]]:
    """Addresses and pages: BBC articles, again and again, in the markup of a news page."""
    rows = [row for row in datasets.rows("bbc/bbc") if len(row["body"]) > 800]
    nav = "".join(f'<li><a href="/section/{i}">Section {i} of the paper and its news</a></li>' for i in range(120))
    markup = {"nav": nav, "style": ".a{color:red}" * 600, "script": "var a=1;function f(){return a}" * 500}
    for number in range(count):
        row = rows[number % len(rows)]
        title = html.escape(row["headline"])
        body = "".join(f"<p>{html.escape(p)}</p>" for p in row["body"].split("\n") if p.strip())
        page = _PAGE.format(title=title, body=body, number=number, day=1 + number % 9, **markup)
        yield f"https://paper.example/{number}", page


def _extract(path: str) -> list[str]:
    from retold.config import Settings
    from retold.engine import Engine

    engine = Engine(Settings(threads=1))
    return [engine.article(page).body for page in engine.pages([path]) if not isinstance(page, Exception)]


def _run_network(articles: list[list[str]]) -> int:
    from retold.reading.encoder import load

    encoder = load()
    return sum(encoder.run_only(sentences) for sentences in articles)


def _warm_up(path: str) -> None:
    from retold.reading.encoder import load

    _extract(path)
    load().run_only(["One sentence."])


def time_parts(folder: Path, warm_up_folder: Path, workers: int) -> tuple[float, float]:
    """Seconds of extraction alone and of the network alone. All code is loaded before, with a few other pages."""
    from retold.english.sentences import split

    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(_warm_up, [str(path) for path in sorted(warm_up_folder.iterdir())][:workers]))
        started = time.perf_counter()
        bodies = list(pool.map(_extract, [str(path) for path in sorted(folder.iterdir())]))
        extraction = time.perf_counter() - started
        sentences = [[[span.of(body) for span in split(body)] for body in archive] for archive in bodies]
        started = time.perf_counter()
        list(pool.map(_run_network, sentences))
        return extraction, time.perf_counter() - started


def time_bulk(folder: Path, out: Path, engine: str, workers: int) -> float:
    """Seconds of one run of `retold bulk` into an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    options = [f"--out={out}", f"--engine={engine}", f"--workers={workers}"]
    command = [sys.executable, "-m", "retold", "bulk", str(folder), *options]
    started = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, env=os.environ | {"RAY_AUTH_MODE": "disabled"})
    return time.perf_counter() - started


def measure_rate(rounds: int, pages: int) -> dict[str, float]:
    """Ratios; medians over rounds in which everything is run once."""
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder, warm_up_folder, out = (Path(temporary) / name for name in ("in", "few", "out"))
        write_archives(folder, pages)
        write_archives(warm_up_folder, FILES)
        for engine in ("local", "native", "ray"):  # the first run of each reads its code from disk
            time_bulk(warm_up_folder, out, engine, 2)
        for _ in range(rounds):
            extraction, network = time_parts(folder, warm_up_folder, 2)
            two, one = time_bulk(folder, out, "local", 2), time_bulk(folder, out, "local", 1)
            articles = json.loads((out / "manifest.json").read_text())["counts"]["out"]
            native, ray = time_bulk(folder, out, "native", 2), time_bulk(folder, out, "ray", 2)
            round_figures = {
                "articles_per_second": articles / two,
                "ratio_to_parts": (extraction + network) / two,
                "scaling": one / two,
                "native_to_local": native / two,
                "ray_to_local": ray / two,
                "extraction_s": extraction,
                "network_s": network,
                "bulk_s": two,
            }
            print({name: round(value, 3) for name, value in round_figures.items()}, flush=True)
            for name, value in round_figures.items():
                figures.setdefault(name, []).append(value)
    return {f"bulk.{name}": round(median(values), 3) for name, values in figures.items()}


def measure_memory(pages: int) -> dict[str, float]:
    """Megabytes of one worker after a tenth of the pages, at the end, and at most."""
    from retold.bulk.inputs import units
    from retold.bulk.jobs import Job, Options
    from retold.bulk.worker_process import WorkerProcess
    from retold.config import Settings

    samples: list[tuple[int, float, float]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "in"
        write_archives(folder, pages, 1)
        child = WorkerProcess()

        def sample(page: int) -> None:
            if page % 100 == 0 and child._process is not None:
                status = Path(f"/proc/{child._process.pid}/status").read_text()
                fields = dict(line.split(":", 1) for line in status.splitlines())
                now, most = (int(fields[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
                samples.append((page, now, most))

        child.shard(Job(units([str(folder)])[0], str(Path(temporary) / "out"), Options(), Settings(threads=1)), sample)
        child.close()
    early = [mb for page, mb, _ in samples if page >= pages // 10][:5]
    return {
        "bulk.worker_mb_at_a_tenth": round(median(early), 1),
        "bulk.worker_mb_most": round(samples[-1][2], 1),
        "bulk.worker_mb_at_end": round(median([mb for _, mb, _ in samples[-5:]]), 1),
    }


def measure_reduction(real: Path, sizes: list[int]) -> dict[str, float]:
    """Seconds and megabytes of the reduction of each size. `real`: a folder with shards of real articles."""
    if not (real / "manifest.json").exists():
        _read_real_articles(real)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for size in sizes:
            out = Path(temporary) / str(size)
            synthetic_shards.make(real, out, size)
            figures |= _reduce(out, size)
            shutil.rmtree(out)
    if len(sizes) > 1:
        figures["reduce.growth"] = round(figures[f"reduce.{sizes[-1]}.s"] / figures[f"reduce.{sizes[0]}.s"], 2)
    return figures


def _read_real_articles(out: Path) -> None:
    keys = ("url", "publisher", "headline", "published", "body")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("stories/news-cluster-dev", "bbc/bbc"):
            rows = [{key: value for key, value in row.items() if key in keys} for row in datasets.rows(name)]
            path = Path(folder) / f"{name.split('/')[1]}.jsonl"
            path.write_text("\n".join(json.dumps(row) for row in rows))
        time_bulk(Path(folder), out, "local", 2)


def _reduce(folder: Path, size: int) -> dict[str, float]:
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "retold", "bulk", "reduce", str(folder)])
    peak = [0.0]
    threading.Thread(target=_watch_memory, args=(process, peak), daemon=True).start()
    if process.wait():
        raise SystemExit(f"the reduction of {size} articles failed")
    seconds = time.perf_counter() - started
    print(json.loads((folder / "reduced" / "manifest.json").read_text()), flush=True)
    return {f"reduce.{size}.s": round(seconds, 1), f"reduce.{size}.mb": round(peak[0], 1)}


def _watch_memory(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Keeps the most megabytes of a process in `peak[0]` until it ends."""
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/statm").read_text().split()
        except OSError:
            return
        peak[0] = max(peak[0], int(status[1]) * resource.getpagesize() / 1e6)
        time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=tuple(SHEETS))
    parser.add_argument("folder", nargs="?", type=Path, help="for reduce: shards of real articles")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--sizes", default="10000,100000", help="for reduce: numbers of articles")
    args = parser.parse_args()
    record = args.pages == 0 and args.rounds == ROUNDS
    if args.what == "rate":
        figures = measure_rate(args.rounds, args.pages or RATE_PAGES)
    elif args.what == "memory":
        figures = measure_memory(args.pages or MEMORY_PAGES)
    else:
        if args.folder is None:
            parser.error("reduce needs FOLDER")
        figures = measure_reduction(args.folder, [int(size) for size in args.sizes.split(",")])
        record = args.sizes == "100000,1000000"
    SHEETS[args.what].publish(figures, record)
    sys.exit(floors.count_failures("archives", figures, partial=True) > 0)


if __name__ == "__main__":
    main()
