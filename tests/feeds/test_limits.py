"""Feeds and articles that take too much: they are given up, and all others are read. With real worker processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.loopback import Reply, Web, article, newspaper

from retold import Engine, Memory, Settings, engine
from retold.feeds import Bounds, FeedRegistry, Watch, WatchPlan
from retold.records.feeds import EntryData, EntryState, Outline, Reason
from retold.store.entries import packed_page
from retold.timestamps import of_seconds
from retold.workers import Limits

HOSTILE, GOOD = "127.0.0.2", "127.0.0.3"
QUICK = WatchPlan(fetchers=8, bounds=Bounds(300, 86_400), pause=0.0, chance=lambda: 0.0)
ENDLESS = "The harbour of Tolvik was closed on Monday, Mayor Ingrid Solheim said. " * 1400
"""A text that takes a worker many seconds."""
STARTED = 1.5
"""Seconds of a processor from which a worker has started and reads."""


@pytest.fixture
def settings() -> Settings:
    return Settings(threads=2, allow_private=True, timeout=5.0, deadline=10.0, contact="desk@retold.example")


@pytest.fixture
def memory(tmp_path: Path, settings: Settings) -> Iterator[Memory]:
    with Engine(settings) as reader, Memory(str(tmp_path / "m.db"), reader) as found:
        yield found


def follow(memory: Memory, *urls: str) -> FeedRegistry:
    registry = FeedRegistry(memory)
    registry.add(Outline(url) for url in urls)
    return registry


def test_a_feed_that_takes_too_long_is_left_alone_for_a_day_and_harms_no_other(
    web: Web, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PARSE_LIMITS", Limits(seconds=3.0, memory=1_000_000_000))
    monkeypatch.setattr(engine, "PARSERS", 1)
    items = "".join(f"<item><title>{n}</title><link>http://{HOSTILE}/{n}</link></item>" for n in range(60_000))
    bad = web.put(
        HOSTILE, "/feed", Reply(f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")
    )
    registry = follow(memory, bad, newspaper(web, GOOD, range(2)))
    summary = Watch(memory, QUICK).run(once=True)
    assert (summary.feeds, summary.failed, summary.articles["kept"]) == (1, 1, 2)
    failed = registry.health(bad).feed
    assert failed.failures == 1
    assert "longer than 3 seconds" in failed.note
    assert failed.next > of_seconds(time.time() + 80_000)


def test_an_article_that_takes_too_long_is_skipped_and_the_others_are_kept(
    web: Web, tmp_path: Path, settings: Settings
) -> None:
    feed = newspaper(web, GOOD, range(3))
    web.put(GOOD, "/a/1", Reply(article(1, ENDLESS)))
    limited = Settings(
        threads=1, allow_private=True, contact=settings.contact, time_limit=4.0, memory_limit=settings.memory_limit
    )
    with Engine(limited) as reader, Memory(str(tmp_path / "m.db"), reader) as memory:
        registry = follow(memory, feed)
        Watch(memory, QUICK).run(once=True)
        became = {entry.url.rsplit("/", 1)[1]: (entry.state, entry.reason) for entry in registry.health(feed).entries}
    assert became == {
        "0": (EntryState.KEPT, ""),
        "1": (EntryState.SKIPPED, Reason.UNREADABLE),
        "2": (EntryState.KEPT, ""),
    }


def test_feeds_take_turns_with_the_reader(memory: Memory) -> None:
    registry = follow(memory, "http://many.example/feed", "http://few.example/feed")
    storage, now = memory.feed_storage, time.time()
    listed = {"many": range(40), "few": range(2)}
    with storage.writing():
        for feed in registry.all():
            name = feed.url.split("/")[2].split(".")[0]
            entries = [EntryData(str(n), f"http://{name}.example/{n}") for n in listed[name]]
            storage.entries.take_in(feed.id, [(entry, f"{name}.example") for entry in entries], now, "")
        memory._db.run("UPDATE entry SET state = 'fetched', until = 0, content = ?", packed_page("<p>x</p>", False))
        chosen = [entry.url for entry in storage.entries.fetched(now, "reader", now + 60, 6)]
    hosts = [url.split("/")[2].split(".")[0] for url in chosen]
    assert [sorted(hosts[:2]), sorted(hosts[2:4]), hosts[4:]] == [["few", "many"], ["few", "many"], ["many", "many"]]


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("command", ["watch", "serve"])
def test_a_stop_in_a_long_article_gives_it_back(web: Web, tmp_path: Path, command: str) -> None:
    feed = newspaper(web, GOOD, range(1))
    web.put(GOOD, "/a/0", Reply(article(0, ENDLESS)))
    database = str(tmp_path / "m.db")
    with Memory(database) as memory:
        follow(memory, feed)
    arguments = {"watch": ["watch"], "serve": ["serve", "--watch", "--port", "0"]}[command]
    process = subprocess.Popen(
        [sys.executable, "-m", "retold", *arguments, "--db", database],
        env=os.environ | {"RETOLD_ALLOW_PRIVATE": "1", "RETOLD_CONTACT": "desk@retold.example"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        with Memory(database) as memory:
            _until(lambda: _is_being_read(memory), process)
            _until(lambda: _stop_workers(process.pid), process)
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            (entry,) = FeedRegistry(memory).health(feed).entries
            assert entry.state is EntryState.FETCHED
            with memory.feed_storage.writing():
                given_back = memory.feed_storage.entries.fetched(time.time(), "another", time.time() + 60, 10)
        assert [e.url for e in given_back] == [entry.url]
    finally:
        process.kill()
        process.wait()


def _is_being_read(memory: Memory) -> bool:
    """Whether a watch has claimed the article."""
    with memory.feed_storage.writing():
        backlog = memory.feed_storage.entries.backlog()
        free = memory.feed_storage.entries.fetched(time.time(), "", 0.0, 10) if backlog else []
    return bool(backlog) and not free


def _seconds_of(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0  # it has ended
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stop_workers(pid: int) -> bool:
    """Halts the worker processes of a process, so that what they read never ends. False if none reads yet."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    workers = [int(child) for task in tasks for child in task.read_text().split()]
    if not any(_seconds_of(worker) >= STARTED for worker in workers):
        return False  # a worker that is halted before it says that it is ready would be waited for
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    return bool(workers)


def _until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert process.poll() is None
        assert time.monotonic() < ends, "nothing happened for 60 seconds"
        time.sleep(0.02)
