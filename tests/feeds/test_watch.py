"""The watch against a web on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise

import pytest
from tests.loopback import Reply, Web, article, full_text, newspaper, rss

from retold import Memory
from retold.errors import StoreError
from retold.feeds import FeedRegistry, Watch, WatchPlan, WatchSummary
from retold.records.feeds import EntryData, EntryState, EntryUpdate, Outline
from retold.sources.feeds import news_sitemap
from retold.store.entries import KEPT
from retold.store.feeds import Feeds

A, B = "127.0.0.2", "127.0.0.3"
Watched = Callable[[], WatchSummary]


def follow(memory: Memory, *urls: str) -> FeedRegistry:
    book = FeedRegistry(memory)
    book.add(Outline(u) for u in urls)
    return book


def test_what_feeds_list_is_kept_once(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, newspaper(web, A, range(12)), newspaper(web, B, range(20, 30)))
    done = watched()
    assert (done.feeds, done.failed, done.entries, done.pages) == (2, 0, 22, 22)
    assert memory.counts()["articles"] == 22
    assert {f.kept for f in book.all()} == {12, 10}
    assert web.most_open == {A: 1, B: 1}
    assert all(a.headers["user-agent"] == "Retold/0.1.0 (+desk@retold.example)" for a in web.requests)
    before = len(web.requests)
    assert watched().feeds == 0, "nothing is due so soon"
    assert len(web.requests) == before


def test_what_a_feed_gives_in_full_is_not_fetched(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, newspaper(web, A, range(5), item=full_text))
    watched()
    assert web.paths(A) == ["/feed"]
    (entry, *_) = book.health("1").entries
    assert entry.state is EntryState.KEPT
    kept = memory.article(entry.article)
    assert kept.article.publisher == f"Paper {A}"
    assert kept.article.url == entry.url
    assert kept.article.published == entry.published
    assert "band of the fire brigade" in kept.digest["article"]["body"]


def test_robots_are_heeded(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, newspaper(web, A, range(3)))
    web.put(A, "/robots.txt", Reply("User-agent: *\nDisallow: /a/1\n", "text/plain"))
    watched()
    assert "/a/1" not in web.paths(A)
    assert book.all()[0].skipped == {"robots": 1}
    assert [a.path for a in web.requests].count("/robots.txt") == 1


def test_an_updated_article_is_fetched_again(web: Web, memory: Memory, watched: Watched) -> None:
    url = newspaper(web, A, range(2))
    book = follow(memory, url)
    watched()
    web.put(A, "/a/0", article(0, more="<p>On Tuesday the mayor of the town resigned over the cost of all this.</p>"))

    def atom(stamp: str) -> str:
        return rss(web, A, range(2), item=lambda n: f"<atom:updated>{stamp}</atom:updated>" if not n else "")

    web.put(A, "/feed", Reply(atom("2026-11-23T10:00:00Z"), "application/rss+xml"))
    book.resume("1")
    watched()
    assert web.paths(A) == ["/feed", "/a/0", "/a/1", "/feed", "/a/0"]


def test_a_feed_that_is_removed_while_it_is_asked(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, newspaper(web, A, range(2)), newspaper(web, B, range(20, 22)))
    page = web.pages[A]["/feed"]

    def removed(_: object) -> Reply:
        book.remove(web.url(A, "/feed"))
        assert isinstance(page, Reply)
        return page

    web.put(A, "/feed", removed)
    watched()
    assert [(f.url, f.kept) for f in book.all()] == [(web.url(B, "/feed"), 2)]
    assert memory.feed_storage.hosts.holders() == set()
    assert memory.problems() == []


def test_a_watch_that_fails_lets_go_of_all_it_held(
    web: Web, memory: Memory, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(memory, newspaper(web, A, range(2)))

    def fails(*_: object) -> None:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(Feeds, "update", fails)
    with pytest.raises(StoreError, match="the disk is gone"):
        watched()
    assert memory.feed_storage.hosts.holders() == set()
    assert not [t for t in threading.enumerate() if t.name == "retold-read"]


def test_articles_of_a_feed_that_is_paused_wait(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, newspaper(web, A, range(3)), newspaper(web, B, range(20, 22)))
    for n in range(3):
        web.put(A, f"/a/{n}", Reply("later", status=500))
    watched()
    book.pause(web.url(A, "/feed"))
    for n in range(3):
        web.put(A, f"/a/{n}", article(n))
    with memory._db.writing():
        memory._db.run("UPDATE entry SET next = 0 WHERE state = 'waiting'")
    before = len(web.paths(A))
    watched()
    assert len(web.paths(A)) == before
    assert memory.feed_storage.hosts.upcoming() is not None, "of the other feed"
    book.resume(web.url(A, "/feed"))
    watched()
    assert book.find(web.url(A, "/feed")).kept == 3


def one(**said: str) -> list[tuple[EntryData, str]]:
    return [(EntryData("1", "https://paper.example/1", **said), "paper.example")]


def test_content_that_a_feed_takes_back_under_way(memory: Memory) -> None:
    book = follow(memory, "https://paper.example/feed")
    with memory.feed_storage.writing():
        memory.feed_storage.entries.take_in(1, one(content="<p>All of it</p>", updated="a"), 1.0, "")
        memory._db.run("UPDATE feed SET next = 9e9")
        (task,) = memory.feed_storage.hosts.claim(2.0, "me", 60.0, 5)
    assert task.has_content
    with memory.feed_storage.writing():
        memory.feed_storage.entries.take_in(1, one(updated="b"), 2.0, "")
        memory.feed_storage.entries.update(EntryUpdate(task.key, EntryState.FETCHED, task.host))
        assert memory.feed_storage.entries.fetched(3.0, "me", 99.0, 5) == []
    assert book.health("1").entries[0].state is EntryState.WAITING, "its page is asked for"
    with memory.feed_storage.writing():
        memory._db.run("UPDATE entry SET state = 'fetched'")
        assert memory.feed_storage.entries.fetched(3.0, "me", 99.0, 5) == [], "as an earlier version left it"
    assert book.health("1").entries[0].state is EntryState.WAITING


def listed(memory: Memory, *entries: EntryData) -> int:
    with memory.feed_storage.writing():
        return memory.feed_storage.entries.take_in(1, [(e, "paper.example") for e in entries], 1.0, "")


def test_an_id_that_a_feed_uses_again(memory: Memory) -> None:
    book = follow(memory, "https://paper.example/feed")

    def told(number: int, headline: str, day: int) -> EntryData:
        return EntryData("item", f"https://paper.example/{number}", headline, published=f"2026-03-{day:02}T08:00:00Z")

    assert listed(memory, told(1, "Ferry stops", 1)) == 1
    assert listed(memory, told(1, "Ferry stops", 1)) == 0
    assert listed(memory, told(2, "Ferry stops for good", 1)) == 0, "it has a new headline and link, and its old date"
    assert listed(memory, told(3, "Tunnel opens", 2)) == 1
    assert listed(memory, told(3, "Tunnel opens", 2)) == 0
    assert listed(memory, told(4, "Bridge painted", 3)) == 1
    assert {e.headline for e in book.health("1").entries} == {"Ferry stops", "Tunnel opens", "Bridge painted"}


def test_who_reads_an_entry_settles_it(memory: Memory) -> None:
    book = follow(memory, "https://paper.example/feed")
    with memory.feed_storage.writing():
        memory.feed_storage.entries.take_in(1, one(content="<p>All of it</p>"), 1.0, "")
        memory._db.run("UPDATE entry SET state = 'fetched'")
        (slow,) = memory.feed_storage.entries.fetched(10.0, "slow", 20.0, 5)
        (quick,) = memory.feed_storage.entries.fetched(30.0, "quick", 40.0, 5)
        memory.feed_storage.entries.settle(slow.key, "slow", EntryState.SKIPPED, "unreadable", "", "")
        memory.feed_storage.entries.release([slow.key], "slow")
        assert memory.feed_storage.entries.fetched(31.0, "third", 40.0, 5) == []
        memory.feed_storage.entries.settle(quick.key, "quick", EntryState.KEPT, "", "", "x")
    assert book.health("1").entries[0].state is EntryState.KEPT


@pytest.mark.parametrize(("pause", "robots"), [(0.2, ""), (0.0, "User-agent: *\nCrawl-delay: 0.2\n")])
def test_a_host_has_its_pause(web: Web, memory: Memory, pause: float, robots: str) -> None:
    follow(memory, newspaper(web, A, range(3)), newspaper(web, B, range(20, 23)))
    for host in (A, B):
        web.put(host, "/robots.txt", Reply(robots, "text/plain"))
    Watch(memory, WatchPlan(fetchers=8, pause=pause, chance=lambda: 0.0)).run(once=True)
    for host in (A, B):
        asked = [a.at for a in web.requests if a.host == host]
        assert len(asked) == 6
        assert min(later - earlier for earlier, later in pairwise(asked)) >= 0.2
    assert memory.counts()["articles"] == 6


def test_no_more_is_forgotten_than_a_feed_can_list(memory: Memory) -> None:
    follow(memory, "https://paper.example/sitemap.xml")
    parts = [
        [
            (EntryData(f"https://paper.example/{p}/{n}", f"https://paper.example/{p}/{n}"), "paper.example")
            for n in range(news_sitemap.MAX_ENTRIES)
        ]
        for p in range(news_sitemap.MAX_PARTS)
    ]
    for new in (news_sitemap.MAX_ENTRIES, 0):
        for part in parts:
            with memory.feed_storage.writing():
                assert memory.feed_storage.entries.take_in(1, part, 1000.0, "2020") == new
                memory._db.run("UPDATE entry SET state = 'skipped', reason = 'failed'")
    later = [
        (EntryData(f"https://paper.example/later/{n}", f"https://paper.example/later/{n}"), "paper.example")
        for n in range(KEPT)
    ]
    with memory.feed_storage.writing():
        memory.feed_storage.entries.take_in(1, later, 2000.0, "2020")
    assert memory._db.all("SELECT count(*) FROM entry") == [(KEPT,)], "and no more is remembered for ever"
