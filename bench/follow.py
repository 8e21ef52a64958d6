"""Feeds on loopback, followed at one rhythm: how many visits are on time, how late they are, how many connections a host sees, CPU.

    python -m bench.follow                             1,000 feeds every 15 minutes, for 45 minutes
    python -m bench.follow --rhythm 60 --minutes 4     the same, compressed

The servers are a process of their own. A visit is on time within a twentieth of the rhythm; one that did not happen counts as
late. `--new` is the share of visits that find a new article, which the feed gives in full and the real model reads.
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
from pathlib import Path

from tests import loopback

from bench import floors
from retold import Engine, Memory, Settings
from retold.feeds import Bounds, FeedRegistry, Watch, WatchPlan
from retold.records.feeds import Outline

SEED = 7


def server(feeds: int, hosts: int, new: float) -> None:
    """Serves until its input ends; then tells the most connections that a host had at once."""
    random_ = random.Random(SEED)
    with loopback.served() as web:
        for n in range(feeds):
            web.pages[host(n, hosts)][f"/feed{n}"] = _feed(web, n, host(n, hosts), random_, new)
        print(web.port, flush=True)
        sys.stdin.read()
        print(json.dumps({"most": max(web.most.values(), default=0), "requests": len(web.asked)}), flush=True)


def host(n: int, hosts: int) -> str:
    return f"127.1.{n % hosts // 250}.{n % hosts % 250 + 1}"


def _feed(web: loopback.Web, n: int, at: str, random_: random.Random, new: float) -> loopback.Make:
    """A feed that has something new now and then, and knows what it told last (ETag)."""
    numbers = [n * 1000]

    def made(asked: loopback.Asked) -> loopback.Reply:
        if random_.random() < new:
            numbers.insert(0, numbers[0] + 1)
        tag = f'"{numbers[0]}"'
        if asked.headers.get("if-none-match") == tag:
            return loopback.Reply(status=304, headers={"ETag": tag})
        text = loopback.rss(web, at, numbers[:10], item=loopback.in_full)
        return loopback.Reply(text, "application/rss+xml", headers={"ETag": tag})

    return made


def run(feeds: int, hosts: int, rhythm: float, minutes: float, new: float) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        __spec__.name,
        "--serve",
        "--feeds",
        str(feeds),
        "--hosts",
        str(hosts),
        "--new",
        str(new),
    ]
    served = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert served.stdout is not None
    port = int(served.stdout.readline())
    random_ = random.Random(SEED)
    settings = Settings(threads=1, allow_private=True, contact="bench@retold.example")
    with tempfile.TemporaryDirectory() as folder, Memory(str(Path(folder) / "m.db"), Engine(settings)) as memory:
        FeedRegistry(memory).add(Outline(f"http://{host(n, hosts)}:{port}/feed{n}") for n in range(feeds))
        began = time.time()
        with memory._db.writing():  # as if they had been followed at any time before
            memory._db.many(
                "UPDATE feed SET next = ? WHERE id = ?",
                [(began + random_.random() * rhythm, n + 1) for n in range(feeds)],
            )
        watch = Watch(memory, WatchPlan(bounds=Bounds(rhythm, rhythm)))
        timer = threading.Timer(minutes * 60, watch.stop)
        timer.start()
        cpu = time.process_time()
        watch.run()
        cpu, ended = time.process_time() - cpu, time.time()
        visits = memory._db.all("SELECT at - due, due, status FROM visit")
        unvisited = memory._db.all("SELECT ? - next FROM feed WHERE next < ?", ended - 6.0, ended - 6.0)
        kept = memory.counts()["articles"]
    told, _ = served.communicate("")
    late = sorted([v[0] for v in visits] + [u[0] + 6.0 for u in unvisited])
    return {
        "follow.on_time": sum(x <= rhythm / 20 for x in late) / len(late),
        "follow.late.median_s": late[len(late) // 2],
        "follow.late.p99_s": late[int(0.99 * len(late))],
        "follow.late.most_s": late[-1],
        "follow.visits": float(len(visits)),
        "follow.failed": float(sum(v[2] not in (200, 304) for v in visits)),
        "follow.connections_a_host": float(json.loads(told)["most"]),
        "follow.requests": float(json.loads(told)["requests"]),
        "follow.articles": float(kept),
        "follow.cpu_share": cpu / (ended - began),
        "follow.cpu_ms_a_visit": 1000 * cpu / max(1, len(visits)),
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--hosts", type=int, default=500)
    options.add_argument("--rhythm", type=float, default=900.0, help="seconds between two visits of a feed")
    options.add_argument("--minutes", type=float, default=45.0)
    options.add_argument("--new", type=float, default=0.02)
    options.add_argument("--serve", action="store_true")
    given = options.parse_args()
    if given.serve:
        server(given.feeds, given.hosts, given.new)
        return
    found = run(given.feeds, given.hosts, given.rhythm, given.minutes, given.new)
    for key, value in found.items():
        print(f"{key:28} {value:10.4f}", flush=True)
    sys.exit(floors.failed("follow", found) > 0)


if __name__ == "__main__":
    main()
