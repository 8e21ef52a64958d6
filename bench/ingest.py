"""Rate of `retold ingest` as a share of the rate of `retold read` alone.

    python -m bench.ingest

Ingest reads, stores, clusters stories and decides identity. 120 BBC articles and 60 of news-cluster-dev, JSON Lines,
all processors. Each run is a process of its own with the model loaded before; the two take turns. Medians of three.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.child_process import run_part
from bench.results import Measure, Sheet, Stage
from train import datasets

RUNS = 3
SHEET = Sheet(
    "ingest",
    Stage.MEMORY,
    (
        Measure(
            "ingest.ratio",
            "`retold ingest`, share of the articles a second of `retold read`",
            "ratio",
            "180 articles of the BBC and news-cluster",
            digits=2,
        ),
    ),
)


def _rows() -> list[dict[str, object]]:
    bbc = [
        {"id": f"b{i}", "headline": row.get("headline"), "body": row["body"]}
        for i, row in enumerate(datasets.rows("bbc/bbc")[::18][:120])
    ]
    news = [
        {key: row.get(key) for key in ("id", "url", "headline", "publisher", "published", "body")}
        for row in datasets.rows("stories/news-cluster-dev")[::3][:60]
    ]
    return bbc + news


def time_part(part: str) -> None:
    """Prints the seconds from rows to digests written (`read`) or to articles kept (`ingest`)."""
    from retold.engine import Engine
    from retold.memory import Memory
    from retold.reading.encoder import load
    from retold.records.digest_json import dumps

    load().run_only(["One sentence."])
    rows = _rows()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows))
        started = time.perf_counter()
        if part == "read":
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
        for part, seconds in times.items():
            seconds += run_part(__spec__.name, part)
    ratios = [read / ingest for read, ingest in zip(times["read"], times["ingest"], strict=True)]
    return {"ingest.ratio": median(ratios), "ingest.articles_a_second": len(_rows()) / median(times["ingest"])}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        time_part(sys.argv[1])
    else:
        SHEET.publish(run())
