"""Rate of `retold ingest`, store, stories and identity included, as a share of that of `retold read` alone.

    python -m bench.ingest

120 BBC articles and 60 of news-cluster-dev, JSON Lines, all processors; each run is a process of its own with the
model loaded, the two by turns. Medians of three.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench import data

RUNS = 3


def _rows() -> list[dict[str, object]]:
    bbc = [
        {"id": f"b{i}", "headline": r.get("headline"), "body": r["body"]}
        for i, r in enumerate(data.rows("bbc/bbc")[::18][:120])
    ]
    news = [
        {k: r.get(k) for k in ("id", "url", "headline", "publisher", "published", "body")}
        for r in data.rows("stories/news-cluster-dev")[::3][:60]
    ]
    return bbc + news


def child(what: str) -> None:
    """Prints the seconds from rows to digests written, or articles kept."""
    from retold.engine import Engine
    from retold.memory import Memory
    from retold.reading.encoder import load
    from retold.records.digest_json import dumps

    load().run_only(["One sentence."])
    rows = _rows()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        source.write_text("".join(json.dumps(r) + "\n" for r in rows))
        started = time.perf_counter()
        if what == "read":
            with (Path(folder) / "out.jsonl").open("w") as stream:
                for digest in Engine().read([str(source)]):
                    stream.write(dumps(digest) + "\n")
        else:
            with Memory(str(Path(folder) / "m.db")) as memory:
                assert sum(1 for _ in memory.ingest([str(source)])) == len(rows)
        print(time.perf_counter() - started)


def run() -> dict[str, float]:
    times: dict[str, list[float]] = {"read": [], "ingest": []}
    for _ in range(RUNS):
        for what, seconds in times.items():
            done = subprocess.run(
                [sys.executable, "-m", __spec__.name, what], capture_output=True, text=True, check=True, env=os.environ
            )
            seconds.append(float(done.stdout))
    ratios = [a / b for a, b in zip(times["read"], times["ingest"], strict=True)]
    return {"ingest.ratio": median(ratios), "ingest.articles_a_second": len(_rows()) / median(times["ingest"])}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1])
    else:
        for key, value in run().items():
            print(f"{key:28} {value:.3f}")
