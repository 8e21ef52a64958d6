"""What servers do wrong, by accident or on purpose: nothing stops the watch, and each is shown for what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.fakes import CapitalsEncoder
from tests.loopback import Reply, Web, article, bomb, full_text, newspaper, rss

from retold import Engine, Memory, Settings
from retold.feeds import Bounds, FeedRegistry, Watch, WatchPlan, WatchSummary
from retold.records.feeds import EntryState, FeedState, Outline
from retold.sources.http import transport

A, B, C = "127.0.0.2", "127.0.0.3", "127.0.0.4"
Watched = Callable[[], WatchSummary]
QUICK = WatchPlan(fetchers=8, bounds=Bounds(300, 86_400), pause=0.0, chance=lambda: 0.0)
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body>"
    '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>'
)
CONSENT = (
    '<html><head><title>Your privacy choices</title></head><body><div id="sp_message_container_1"></div>'
    "<p>We and our 812 partners process personal data. Accept to continue.</p></body></html>"
)
PAYWALL = "<p>Subscribe to continue reading this article.</p>"
LOCKED = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'


def follow(memory: Memory, *urls: str) -> FeedRegistry:
    book = FeedRegistry(memory)
    book.add(Outline(u) for u in urls)
    return book


def reasons(book: FeedRegistry, feed: str = "1") -> dict[str, str]:
    """What became of each article, by the end of its path."""
    return {e.url.rsplit("/", 1)[1]: e.reason or e.state.value for e in book.health(feed).entries}


def test_every_kind_of_page_beside_good_ones(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, newspaper(web, A, range(16)))
    pages = {
        1: Reply("gone", status=410),
        2: Reply("no", status=402),
        3: Reply(CHALLENGE, status=403),
        4: Reply(CHALLENGE),
        5: Reply(CONSENT),
        6: Reply(article(6, PAYWALL, sentences=2)),
        7: Reply(article(7, head=LOCKED, sentences=4)),
        8: Reply(article(8), headers={"tdm-reservation": "1", "tdm-policy": "https://paper.example/policy"}),
        9: Reply(article(9, head='<meta name="tdm-reservation" content="1">')),
        10: bomb(),
        11: Reply(b"%PDF-1.7", "application/pdf"),
        12: Reply("<html><body></body></html>"),
        13: Reply(status=302, headers={"Location": "/a/13"}),
        14: Reply("x", status=403, headers={"cf-mitigated": "challenge"}),
    }
    for n, page in pages.items():
        web.put(A, f"/a/{n}", page)
    watched()
    became = reasons(book)
    assert {n: became[str(n)] for n in (*pages, 0, 15)} == {
        1: "missing", 2: "paywall", 3: "challenge", 4: "challenge", 5: "consent", 6: "paywall", 7: "paywall",
        8: "reserved", 9: "reserved", 10: "unreadable", 11: "unreadable", 12: "unreadable", 13: "waiting",
        14: "challenge", 0: "kept", 15: "kept",
    }  # fmt: skip
    notes = {e.url.rsplit("/", 1)[1]: e.note for e in book.health("1").entries}
    assert "https://paper.example/policy" in notes["8"]
    assert "redirects more than" in notes["13"]
    assert memory.counts()["articles"] == 2
    assert memory.problems() == []


def test_reserved_by_a_file(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(
        memory,
        newspaper(web, A, range(3)),
        newspaper(web, B, range(20, 22), item=lambda n: f"<content:encoded><![CDATA[{article(n)}]]></content:encoded>"),
    )
    web.put(
        A,
        "/.well-known/tdmrep.json",
        Reply(
            '[{"location": "/", "tdm-reservation": 0}, {"location": "/a/1", "tdm-reservation": 1}]', "application/json"
        ),
    )
    web.put(B, "/.well-known/tdmrep.json", Reply('[{"location": "/*", "tdm-reservation": 1}]', "application/json"))
    watched()
    assert reasons(book, "1") == {"0": "kept", "1": "reserved", "2": "kept"}
    assert reasons(book, "2") == {"20": "reserved", "21": "reserved"}
    assert web.paths(B) == ["/feed"]


RESERVED = Reply('[{"location": "/", "tdm-reservation": 1}]', "application/json")


def later(memory: Memory, known: str = "", days: float = 0.0) -> None:
    """Makes all that waits due now, and listed `days` earlier. `known`: a column of what is known of sites, now old."""
    with memory._db.writing():
        memory._db.run("UPDATE entry SET listed = listed - ?", days * 86_400.0)
        memory._db.run("UPDATE entry SET next = 0 WHERE state = 'waiting'")
        memory._db.run("UPDATE host SET next = 0, failures = 0")
        if known:
            memory._db.run(f"UPDATE origin SET {known} = 0")


def test_a_closed_site_may_have_reserved_its_rights(web: Web, memory: Memory, watched: Watched) -> None:
    newspaper(web, A, range(4))
    web.put(A, "/robots.txt", Reply("later", status=500))
    web.put(A, "/.well-known/tdmrep.json", RESERVED)
    book = follow(memory, web.put(B, "/feed", Reply(rss(web, A, range(1), item=full_text), "application/rss+xml")))
    watched()
    web.put(
        B, "/feed", Reply(rss(web, A, range(4), item=lambda n: full_text(n) if n < 2 else ""), "application/rss+xml")
    )
    book.resume("1")
    watched()
    assert reasons(book) == dict.fromkeys("0123", "waiting")
    del web.pages[A]["/robots.txt"]
    later(memory, "read")
    watched()
    assert reasons(book) == dict.fromkeys("0123", "reserved")


def test_what_was_reserved_stays_so_while_its_file_cannot_be_had(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, newspaper(web, A, range(1)))
    web.put(A, "/.well-known/tdmrep.json", RESERVED)
    watched()
    web.put(A, "/feed", Reply(rss(web, A, range(2)), "application/rss+xml"))
    web.put(A, "/a/1", article(1))
    web.put(A, "/.well-known/tdmrep.json", Reply("later", status=500))
    book.resume("1")
    later(memory, "tdm_read")
    for _ in range(6):
        watched()
        later(memory)
    assert reasons(book) == {"0": "reserved", "1": "reserved"}


def test_feeds_that_do_harm(web: Web, memory: Memory, watched: Watched) -> None:
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<rss version="2.0"><channel><title>&b;</title></channel></rss>'
    )
    secret = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        '<rss version="2.0"><channel><title>&a;</title></channel></rss>'
    )
    bad = {
        "127.0.1.1": Reply(laughs, "application/rss+xml"),
        "127.0.1.2": Reply(secret, "application/rss+xml"),
        "127.0.1.3": bomb(),
        "127.0.1.4": Reply("<rss><channel>", "application/rss+xml", endless=b"<item><title>x</title></item>"),
        "127.0.1.5": Reply("<rss version='2.0'><channel><title>x</title>", "application/rss+xml", length=400),
        "127.0.1.6": Reply("<html><body>No feed</body></html>"),
        "127.0.1.7": Reply(status=301, headers={"Location": "/feed"}),
        "127.0.1.8": Reply(status=302, headers={"Location": "file:///etc/passwd"}),
        "127.0.1.9": Reply(b"\x00\xff\xfe rss", "application/rss+xml"),
        "127.0.1.10": Reply("<rss><channel>" + "<x>" * 400_001, "application/rss+xml"),
        "127.0.1.11": Reply(
            '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 100_000, "application/feed+json"
        ),
        "127.0.1.12": Reply(b"\x1f\x8bnot gzip", "application/gzip"),
    }
    book = follow(memory, *(web.put(host, "/feed", page) for host, page in bad.items()), newspaper(web, A, range(3)))
    done = watched()
    assert (done.feeds, done.failed) == (1, len(bad))
    assert memory.counts()["articles"] == 3
    by_host = {f.url.split("/")[2].split(":")[0]: f for f in book.all()}
    assert all(by_host[host].failures == 1 and by_host[host].note and "fault" not in by_host[host].note for host in bad)
    assert "root:" not in "".join(f.title + f.note for f in book.all())


def test_redirects_from_host_to_host(web: Web, memory: Memory, watched: Watched) -> None:
    newspaper(web, B, range(2))
    web.put(A, "/old", Reply(status=301, headers={"Location": web.url(B, "/feed")}))
    web.put(C, "/now", Reply(status=302, headers={"Location": web.url("127.0.0.5", "/feed")}))
    newspaper(web, "127.0.0.5", range(30, 32))
    web.put("127.0.0.5", "/a/30", Reply(status=301, headers={"Location": web.url("127.0.0.6", "/a")}))
    web.put("127.0.0.6", "/a", article(30))
    book = follow(memory, web.url(A, "/old"), web.url(C, "/now"))
    watched()
    assert {f.url for f in book.all()} == {web.url(B, "/feed"), web.url(C, "/now")}, (
        "for good it moves, for now it does not"
    )
    assert sum(f.kept for f in book.all()) == 4
    assert {a.path for a in web.requests if a.host == "127.0.0.6"} == {"/robots.txt", "/.well-known/tdmrep.json", "/a"}
    assert web.most_open.total() == len(web.most_open), "one connection to a host"


def test_a_loop_from_host_to_host_ends(web: Web, memory: Memory, watched: Watched) -> None:
    web.put(A, "/feed", Reply(status=302, headers={"Location": web.url(B, "/feed")}))
    web.put(B, "/feed", Reply(status=302, headers={"Location": web.url(A, "/feed")}))
    book = follow(memory, web.url(A, "/feed"))
    watched()
    assert "redirects more than" in book.all()[0].note
    assert len(web.paths(A)) + len(web.paths(B)) == 9


def test_private_addresses_are_not_asked(web: Web, url: str) -> None:
    """As the program is by default."""
    with Memory(url, Engine(Settings(threads=1, timeout=2.0, deadline=3.0))) as memory:
        book = follow(
            memory,
            newspaper(web, A, range(2)),
            f"http://localhost:{web.port}/feed",
            "http://169.254.169.254/latest/meta-data",
        )
        done = Watch(memory).run(once=True)
        assert done.feeds == 0
        assert web.requests == []
        assert all(f.failures for f in book.all())
        assert all("RETOLD_ALLOW_PRIVATE" in f.note for f in book.all())


def test_public_hosts_cannot_send_us_to_private_ones(
    web: Web, url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "is_public", lambda address: address == A)
    newspaper(web, A, range(4))
    web.put(A, "/a/0", Reply(status=302, headers={"Location": web.url(B, "/secret")}))
    web.put(A, "/a/1", Reply(status=301, headers={"Location": f"http://localhost:{web.port}/secret"}))
    web.put(A, "/to-private", Reply(status=302, headers={"Location": web.url(B, "/feed")}))
    with Memory(url, Engine(replace(settings, allow_private=False), CapitalsEncoder())) as memory:
        book = follow(memory, web.url(A, "/feed"), web.url(A, "/to-private"))
        Watch(memory, QUICK).run(once=True)
        assert reasons(book) == {"0": "failed", "1": "failed", "2": "kept", "3": "kept"}
        assert "private or reserved" in book.find("2").note
        assert {a.host for a in web.requests} == {A}


@pytest.mark.parametrize(
    "place",
    ["ftp://paper.example/a", "mailto:desk@paper.example", "http://" + B + "/" + "x" * 5000, "javascript:alert(1)"],
)
def test_redirects_to_what_can_be_no_address(web: Web, memory: Memory, watched: Watched, place: str) -> None:
    newspaper(web, A, range(2))
    web.put(A, "/a/0", Reply(status=302, headers={"Location": place}))
    book = follow(memory, web.url(A, "/feed"), web.put(A, "/moved", Reply(status=301, headers={"Location": place})))
    watched()
    assert reasons(book, "/feed") == {"0": "failed", "1": "kept"}
    assert {e.note for e in book.health("/feed").entries} == {"", "redirects to what is no web address"}
    assert (book.find("/moved").note, book.find("/moved").failures) == ("redirects to what is no web address", 1)


def test_an_address_too_long_to_be_kept_is_not_where_a_feed_moves(web: Web, memory: Memory, watched: Watched) -> None:
    long = "/feed?" + "x" * 5000
    newspaper(web, A, range(2))
    web.put(A, long, Reply(rss(web, A, range(2)), "application/rss+xml"))
    web.put(A, "/a/0?" + "x" * 5000, article(0))
    web.put(A, "/a/0", Reply(status=301, headers={"Location": "/a/0?" + "x" * 5000}))
    book = follow(memory, web.put(A, "/old", Reply(status=301, headers={"Location": long})))
    watched()
    assert (book.all()[0].url, book.all()[0].kept) == (web.url(A, "/old"), 2)


def test_a_feed_that_is_gone_is_asked_no_more(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(memory, web.put(A, "/feed", Reply("gone", status=410)))
    watched()
    assert book.all()[0].state is FeedState.GONE
    assert book.all()[0].next is None
    assert watched().failed == 0
    book.resume("1")
    web.put(A, "/feed", Reply(rss(web, A, []), "application/rss+xml"))
    assert watched().feeds == 1


def test_another_feed_has_it(web: Web, memory: Memory, watched: Watched) -> None:
    book = follow(
        memory,
        newspaper(web, A, range(4)),
        web.put(A, "/sport", Reply(rss(web, A, range(2, 6)), "application/rss+xml")),
    )
    for n in (4, 5):
        web.put(A, f"/a/{n}", article(n))
    watched()
    assert sorted(web.paths(A)) == ["/a/0", "/a/1", "/a/2", "/a/3", "/a/4", "/a/5", "/feed", "/sport"]
    assert sum(f.kept for f in book.all()) == 6
    assert sum(f.skipped.get("elsewhere", 0) for f in book.all()) == 2


def test_what_the_memory_has_is_not_fetched(web: Web, memory: Memory, watched: Watched) -> None:
    newspaper(web, A, range(3))
    list(memory.ingest([web.url(A, "/a/1")]))
    before = len(web.requests)
    book = follow(memory, web.url(A, "/feed"))
    watched()
    assert "/a/1" not in [a.path for a in web.requests[before:]]
    assert {e.state for e in book.health("1").entries} == {EntryState.KEPT}
