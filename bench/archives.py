"""Bulk reading and its reduction: rate beside its parts, scaling, engines, memory, and growth.

    python -m bench.archives rate                 800 pages in eight WARC files, two workers
    python -m bench.archives memory               10,000 pages, one worker, its memory as it goes
    python -m bench.archives reduce FOLDER --sizes 10000,100000

`rate` compares `retold bulk` with extraction alone plus the network alone over the same pages and on as many
processes: the ratio says what all the rest costs (reading the archive, names, retelling, writing). Pages are BBC articles
in the markup of a news page. `reduce` makes shards of other sizes out of those in FOLDER (`bench/shards.py`).
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
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

from bench import data, floors, shards

FILES = 8
_PAGE = """<!doctype html><html lang="en"><head><title>{title} - The Paper</title><meta property="og:title" content="{title}">
<meta property="article:published_time" content="2005-02-0{day}T09:00:00Z"><link rel="canonical" href="https://paper.example/{number}">
<style>{style}</style><script>{script}</script></head><body><header><nav><ul>{nav}</ul></nav></header><main><article><h1>{title}</h1>
<p class="byline">By A Reporter</p>{body}</article><aside><h2>More on this story</h2><ul>{nav}</ul></aside></main><footer><p>Copyright The Paper. All rights reserved.</p></footer></body></html>"""


def archives(folder: Path, count: int, files: int = FILES) -> None:
    """Writes WARC files of news pages."""
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    rows = [r for r in data.rows("bbc/bbc") if len(r["body"]) > 800]
    folder.mkdir(parents=True, exist_ok=True)
    nav = "".join(f'<li><a href="/section/{i}">Section {i} of the paper and its news</a></li>' for i in range(120))
    filling = {"nav": nav, "style": ".a{color:red}" * 600, "script": "var a=1;function f(){return a}" * 500}
    for number in range(files):
        with (folder / f"{number:02}.warc.gz").open("wb") as stream:
            writer = WARCWriter(stream, gzip=True)
            for i in range(number, count, files):
                row = rows[i % len(rows)]
                body = "".join(f"<p>{html.escape(p)}</p>" for p in row["body"].split("\n") if p.strip())
                page = _PAGE.format(title=html.escape(row["headline"]), body=body, number=i, day=1 + i % 9, **filling)
                answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                writer.write_record(
                    writer.create_warc_record(
                        f"https://paper.example/{i}", "response", payload=BytesIO(page.encode()), http_headers=answer
                    )
                )


def _texts(path: str) -> list[str]:
    from retold.config import Settings
    from retold.engine import Engine

    engine = Engine(Settings(threads=1))
    return [engine.article(page).body for page in engine.pages([path]) if not isinstance(page, Exception)]


def _network(sentences: list[list[str]]) -> int:
    from retold.reading.encoder import load

    encoder = load()
    return sum(encoder.run_only(s) for s in sentences)


def _warm(page: str) -> None:
    from retold.reading.encoder import load

    _texts(page)
    load().run_only(["One sentence."])


def parts(folder: Path, few: Path, workers: int) -> tuple[float, float]:
    """Seconds of extraction alone and of the network alone, all of it loaded before; `few`: pages for that."""
    from retold.english.sentences import split

    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(_warm, [str(p) for p in sorted(few.iterdir())][:workers]))
        started = time.perf_counter()
        texts = list(pool.map(_texts, [str(p) for p in sorted(folder.iterdir())]))
        extraction = time.perf_counter() - started
        sentences = [[[s.of(t) for s in split(t)] for t in some] for some in texts]
        started = time.perf_counter()
        list(pool.map(_network, sentences))
        return extraction, time.perf_counter() - started


def bulk(folder: Path, out: Path, engine: str, workers: int) -> float:
    """Seconds of one run, from nothing."""
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "retold",
        "bulk",
        str(folder),
        "--out",
        str(out),
        "--engine",
        engine,
        "--workers",
        str(workers),
    ]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, env=os.environ | {"RAY_AUTH_MODE": "disabled"})
    return time.perf_counter() - started


def rate(rounds: int, pages: int) -> dict[str, float]:
    """Ratios, medians of rounds that are run side by side."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder, few, out = (Path(temporary) / name for name in ("in", "few", "out"))
        archives(folder, pages)
        archives(few, FILES)
        for engine in ("local", "native", "ray"):  # what the first run of a machine reads from its disk
            bulk(few, out, engine, 2)
        for _ in range(rounds):
            extraction, network = parts(folder, few, 2)
            two, one = bulk(folder, out, "local", 2), bulk(folder, out, "local", 1)
            articles = json.loads((out / "manifest.json").read_text())["counts"]["out"]
            native, ray = bulk(folder, out, "native", 2), bulk(folder, out, "ray", 2)
            told = {
                "articles_per_second": articles / two, "ratio_to_parts": (extraction + network) / two, "scaling": one / two,
                "native_to_local": native / two, "ray_to_local": ray / two, "extraction_s": extraction, "network_s": network, "bulk_s": two,
            }  # fmt: skip
            print({k: round(v, 3) for k, v in told.items()}, flush=True)
            for name, value in told.items():
                found.setdefault(name, []).append(value)
    return {f"bulk.{name}": round(median(values), 3) for name, values in found.items()}


def memory(pages: int) -> dict[str, float]:
    """Megabytes of one worker after a tenth of the pages, and at the end."""
    from retold.bulk.inputs import units
    from retold.bulk.jobs import Job, Options
    from retold.bulk.worker_process import WorkerProcess
    from retold.config import Settings

    seen: list[tuple[int, float, float]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "in"
        archives(folder, pages, 1)
        child = WorkerProcess()

        def tell(number: int) -> None:
            if number % 100 == 0 and child._process is not None:
                told = dict(
                    line.split(":", 1) for line in Path(f"/proc/{child._process.pid}/status").read_text().splitlines()
                )
                seen.append((number, *(int(told[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))))

        child.shard(Job(units([str(folder)])[0], str(Path(temporary) / "out"), Options(), Settings(threads=1)), tell)
        child.close()
    early = [mb for n, mb, _ in seen if n >= pages // 10][:5]
    return {
        "bulk.worker_mb_at_a_tenth": round(median(early), 1),
        "bulk.worker_mb_most": round(seen[-1][2], 1),
        "bulk.worker_mb_at_end": round(median([mb for _, mb, _ in seen[-5:]]), 1),
    }


def reduced(real: Path, sizes: list[int]) -> dict[str, float]:
    """Seconds and megabytes of the reduction, each size in a process of its own. `real`: shards of real articles, read from the public sets if it is not there."""
    found: dict[str, float] = {}
    if not (real / "manifest.json").exists():
        with tempfile.TemporaryDirectory() as temporary:
            for name in ("stories/news-cluster-dev", "bbc/bbc"):
                lines = [
                    json.dumps(
                        {k: v for k, v in row.items() if k in ("url", "publisher", "headline", "published", "body")}
                    )
                    for row in data.rows(name)
                ]
                (Path(temporary) / f"{name.split('/')[1]}.jsonl").write_text("\n".join(lines))
            bulk(Path(temporary), real, "local", 2)
    with tempfile.TemporaryDirectory() as temporary:
        for size in sizes:
            out = Path(temporary) / str(size)
            shards.make(real, out, size)
            started = time.perf_counter()
            process = subprocess.Popen([sys.executable, "-m", "retold", "bulk", "reduce", str(out)])
            most = [0.0]
            watch = threading.Thread(target=_watch, args=(process, most), daemon=True)
            watch.start()
            if process.wait():
                raise SystemExit(f"the reduction of {size} failed")
            found[f"reduce.{size}.s"], found[f"reduce.{size}.mb"] = (
                round(time.perf_counter() - started, 1),
                round(most[0], 1),
            )
            print(json.loads((out / "reduced" / "manifest.json").read_text()), flush=True)
            shutil.rmtree(out)
    if len(sizes) > 1:
        found["reduce.growth"] = round(found[f"reduce.{sizes[-1]}.s"] / found[f"reduce.{sizes[0]}.s"], 2)
    return found


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/statm").read_text().split()
        except OSError:
            return
        most[0] = max(most[0], int(status[1]) * resource.getpagesize() / 1e6)
        time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rate", "memory", "reduce"))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--sizes", default="10000,100000")
    asked = parser.parse_args()
    if asked.what == "rate":
        found = rate(asked.rounds, asked.pages or 800)
    elif asked.what == "memory":
        found = memory(asked.pages or 10_000)
    else:
        found = reduced(asked.folder, [int(s) for s in asked.sizes.split(",")])
    for name, value in found.items():
        print(f"{name:32} {value}")
    sys.exit(floors.failed("archives", found, some=True) > 0)


if __name__ == "__main__":
    main()
