"""Watches that are killed, and watches that share the work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.fakes import CapitalsEncoder
from tests.loopback import Reply, Request, Web, newspaper

from retold import Engine, Memory, Settings
from retold.feeds import FeedRegistry, Watch, WatchPlan
from retold.feeds.leases import dead, new_holder
from retold.records.feeds import EntryState, Outline

HOSTS = [f"127.0.2.{n}" for n in range(1, 7)]


def begun(database: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.feeds.crash", database],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def papers(web: Web, url: str, pages: int = 12) -> None:
    """Six papers, followed in the database."""
    feeds = [newspaper(web, host, range(100 * n, 100 * n + pages)) for n, host in enumerate(HOSTS)]
    with Memory(url, Engine(Settings(threads=1), CapitalsEncoder())) as memory:
        FeedRegistry(memory).add(Outline(f) for f in feeds)


def asked(web: Web) -> Counter[str]:
    """How often each article was asked for."""
    return Counter(f"{a.host}{a.path}" for a in web.requests if a.path.startswith("/a/"))


def checked(url: str, articles: int) -> None:
    """Everything that was listed is kept, and the memory is whole."""
    with Memory(url, Engine(Settings(threads=1), CapitalsEncoder())) as memory:
        assert memory.problems() == []
        assert memory.counts()["articles"] == articles
        assert sum(f.kept for f in FeedRegistry(memory).all()) == articles


def test_killed_again_and_again_nothing_is_lost(web: Web, url: str) -> None:
    """Each time it is killed in the middle of an answer: the server kills it."""
    papers(web, url)
    victim: list[subprocess.Popen[bytes]] = []
    left = Counter({3: 1, 17: 1, 31: 1, 44: 1, 58: 1})
    count = [0]

    def deadly(page: Reply) -> object:
        def made(_: Request) -> Reply:
            count[0] += 1
            if left.pop(count[0], 0):
                victim[0].kill()
            return page

        return made

    for host in HOSTS:
        for path, page in list(web.pages[host].items()):
            assert isinstance(page, Reply)
            web.pages[host][path] = deadly(page)  # type: ignore[assignment]
    ended = -9
    for _ in range(7):
        victim[:] = [begun(url)]
        _, said = victim[0].communicate(timeout=120)
        ended = victim[0].returncode
        if ended == 0:
            break
        assert ended == -9, said.decode()
    assert ended == 0
    assert not left
    checked(url, 72)
    # What was under way in the four fetchers when it was killed is asked for again, and nothing else.
    again = asked(web)
    assert sum(again.values()) - len(again) <= 5 * 4


def test_two_watchers_share_the_work(web: Web, url: str) -> None:
    papers(web, url)
    both = [begun(url), begun(url)]
    for process in both:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
    checked(url, 72)
    assert set(asked(web).values()) == {1}
    assert Counter(a.path for a in web.requests if a.host == HOSTS[0])["/feed"] == 1
    assert set(web.most_open.values()) == {1}


def test_a_watcher_that_is_stopped_lets_go(web: Web, url: str) -> None:
    papers(web, url)
    with Memory(url, Engine(Settings(threads=1, allow_private=True), CapitalsEncoder())) as memory:
        watch = Watch(memory, WatchPlan(fetchers=2, pause=0.0), tell=lambda *_: watch.stop())
        watch.run()
        book = FeedRegistry(memory)
        assert memory.feed_storage.hosts.holders() == set()
        states = Counter(e.state for f in book.all() for e in book.health(str(f.id)).entries)
        assert states[EntryState.KEPT] >= 1
        assert states[EntryState.KEPT] < 72
        Watch(memory, WatchPlan(fetchers=4, pause=0.0)).run(once=True)
    checked(url, 72)
    assert set(asked(web).values()) == {1}


def test_who_lives_is_knnew_holder() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "import retold.feeds.leases as h; print(h.new_holder())"],
        stdout=subprocess.PIPE,
        text=True,
    )
    name, _ = process.communicate(timeout=60)
    assert dead([new_holder(), name.strip(), "elsewhere/x/1/2/3", "nonsense", ""]) == [name.strip()]
    assert str(os.getpid()) in new_holder()
