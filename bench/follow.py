"""Following many feeds: visits on time, delays, connections to one host, and processor time.

    python -m bench.follow                             1,000 feeds every 15 minutes, for 45 minutes
    python -m bench.follow --rhythm 60 --minutes 4     the same, compressed

The feeds are on loopback, and their servers run in another process. A visit is on time if it is late by at most a
twentieth of the rhythm. A visit that did not happen counts as late. `--new` is the share of visits that find a new
article; the feed gives it in full and the real model reads it.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import loopback

from bench import floors
from bench.results import Measure, Sheet, Stage
from retold import Engine, Memory, Settings
from retold.feeds import Bounds, FeedRegistry, Watch, WatchPlan
from retold.records.feeds import Outline

SEED = 7
SLACK = 6.0
"""Seconds after which a visit that should have happened by the end counts as missing."""
DATASET = "1,000 feeds on loopback, each every 15 minutes"
SHEET = Sheet(
    "follow",
    Stage.FEEDS,
    (
        Measure("follow.on_time", "visits on time", "%", DATASET, digits=0, scale=100),
        Measure("follow.connections_a_host", "connections to one host at once, at most", "", DATASET, digits=0),
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is followed, and for how long: `rhythm` in seconds between two visits of a feed."""

    feeds: int
    hosts: int
    rhythm: float
    minutes: float
    new: float

    def host(self, feed: int) -> str:
        """The address of the host of a feed."""
        return f"127.1.{feed % self.hosts // 250}.{feed % self.hosts % 250 + 1}"


def serve(plan: Plan) -> None:
    """Serves until its standard input ends. Then it prints the most connections that a host had at once."""
    rng = random.Random(SEED)
    with loopback.served() as web:
        for feed in range(plan.feeds):
            host = plan.host(feed)
            web.pages[host][f"/feed{feed}"] = _growing_feed(web, feed, host, rng, plan.new)
        print(web.port, flush=True)
        sys.stdin.read()
        print(json.dumps({"most": max(web.most_open.values(), default=0), "requests": len(web.requests)}), flush=True)


def _growing_feed(web: loopback.Web, feed: int, host: str, rng: random.Random, new: float) -> loopback.Answer:
    """A feed that has a new article in a share `new` of its visits, and that knows what was last sent (ETag)."""
    numbers = [feed * 1000]

    def answer(request: loopback.Request) -> loopback.Reply:
        if rng.random() < new:
            numbers.insert(0, numbers[0] + 1)
        tag = f'"{numbers[0]}"'
        if request.headers.get("if-none-match") == tag:
            return loopback.Reply(status=304, headers={"ETag": tag})
        text = loopback.rss(web, host, numbers[:10], item=loopback.full_text)
        return loopback.Reply(text, "application/rss+xml", headers={"ETag": tag})

    return answer


def run(plan: Plan) -> dict[str, float]:
    options = [f"--feeds={plan.feeds}", f"--hosts={plan.hosts}", f"--new={plan.new}"]
    command = [sys.executable, "-m", __spec__.name, "--serve", *options]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = int(server.stdout.readline())
    rng = random.Random(SEED)
    settings = Settings(threads=1, allow_private=True, contact="bench@retold.example")
    with tempfile.TemporaryDirectory() as folder, Memory(str(Path(folder) / "m.db"), Engine(settings)) as memory:
        registry = FeedRegistry(memory)
        registry.add(Outline(f"http://{plan.host(feed)}:{port}/feed{feed}") for feed in range(plan.feeds))
        started = time.time()
        with memory._db.writing():  # spread the first visits, as if the feeds had been followed before
            memory._db.many(
                "UPDATE feed SET next = ? WHERE id = ?",
                [(started + rng.random() * plan.rhythm, feed + 1) for feed in range(plan.feeds)],
            )
        watch = Watch(memory, WatchPlan(bounds=Bounds(plan.rhythm, plan.rhythm)))
        timer = threading.Timer(plan.minutes * 60, watch.stop)
        timer.start()
        cpu = time.process_time()
        watch.run()
        cpu, ended = time.process_time() - cpu, time.time()
        visits = memory._db.all("SELECT at - due, status FROM visit")
        unvisited = memory._db.all("SELECT ? - next FROM feed WHERE next < ?", ended - SLACK, ended - SLACK)
        kept = memory.counts()["articles"]
    server_counts = json.loads(server.communicate("")[0])
    delays = [visit[0] for visit in visits] + [feed[0] + SLACK for feed in unvisited]
    return _delay_figures(delays, plan.rhythm) | {
        "follow.visits": float(len(visits)),
        "follow.failed": float(sum(status not in (200, 304) for _, status in visits)),
        "follow.connections_a_host": float(server_counts["most"]),
        "follow.requests": float(server_counts["requests"]),
        "follow.articles": float(kept),
        "follow.cpu_share": cpu / (ended - started),
        "follow.cpu_ms_a_visit": 1000 * cpu / max(1, len(visits)),
    }


def _delay_figures(delays: Sequence[float], rhythm: float) -> dict[str, float]:
    ordered = sorted(delays)
    return {
        "follow.on_time": sum(delay <= rhythm / 20 for delay in ordered) / len(ordered),
        "follow.late.median_s": ordered[len(ordered) // 2],
        "follow.late.p99_s": ordered[int(0.99 * len(ordered))],
        "follow.late.most_s": ordered[-1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--rhythm", type=float, default=900.0, help="seconds between two visits of a feed")
    parser.add_argument("--minutes", type=float, default=45.0)
    parser.add_argument("--new", type=float, default=0.02, help="share of visits that find a new article")
    parser.add_argument("--serve", action="store_true", help="be the server (used by the bench itself)")
    args = parser.parse_args()
    plan = Plan(args.feeds, args.hosts, args.rhythm, args.minutes, args.new)
    if args.serve:
        serve(plan)
        return
    figures = run(plan)
    SHEET.publish(figures, record=plan == Plan(1000, 500, 900.0, 45.0, 0.02))
    sys.exit(floors.count_failures("follow", figures) > 0)


if __name__ == "__main__":
    main()
