"""Indexes of sitemaps: their parts are asked for one after the other, each in its host's turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.loopback import Reply, Web, article, headline

from retold import Memory
from retold.feeds import FeedRegistry, WatchSummary
from retold.records.feeds import Outline

A, B, C = "127.0.0.2", "127.0.0.3", "127.0.0.4"
Watched = Callable[[], WatchSummary]
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def index(*parts: str) -> Reply:
    """The first is asked for first: it changed last."""
    now = datetime.now(UTC).replace(microsecond=0)
    listed = "".join(
        f"<sitemap><loc>{p}</loc><lastmod>{(now - timedelta(hours=i)).isoformat()}</lastmod></sitemap>"
        for i, p in enumerate(parts)
    )
    return Reply(f"<sitemapindex {NAMESPACES}>{listed}</sitemapindex>", "application/xml")


def sitemap(web: Web, host: str, *numbers: int) -> Reply:
    now = (datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0).isoformat()
    for n in numbers:
        web.put(host, f"/a/{n}", article(n))
    urls = "".join(
        f"<url><loc>{web.url(host, f'/a/{n}')}</loc><news:news>"
        "<news:publication><news:name>Paper</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>{now}</news:publication_date><news:title>{headline(n)}</news:title></news:news></url>"
        for n in numbers
    )
    return Reply(f"<urlset {NAMESPACES}>{urls}</urlset>", "application/xml")


def followed(web: Web, memory: Memory, *parts: str) -> FeedRegistry:
    book = FeedRegistry(memory)
    book.add([Outline(web.put(A, "/index.xml", index(*parts)))])
    return book


def test_an_index_that_lists_itself_or_another_is_asked_once(web: Web, memory: Memory, watched: Watched) -> None:
    own, one = web.url(A, "/news-index.xml"), web.put(A, "/news-1.xml", sitemap(web, A, 1, 2))
    other = web.put(A, "/news-2.xml", index(own, web.url(A, "/news-2.xml"), one))
    web.put(A, "/news-index.xml", index(own, other, one))
    book = FeedRegistry(memory)
    book.add([Outline(own)])
    watched()
    assert web.paths(A, "/a/1", "/a/2") == ["/news-index.xml", "/news-2.xml", "/news-1.xml"]
    assert (book.all()[0].kept, book.all()[0].failures) == (2, 0)
    assert watched().feeds == 0, "it is not due"


def test_parts_are_asked_for_in_the_turn_of_their_own_host(web: Web, memory: Memory, watched: Watched) -> None:
    book = followed(
        web, memory, web.put(B, "/news-1.xml", sitemap(web, B, 1)), web.put(A, "/news-2.xml", sitemap(web, A, 2))
    )
    held = []

    def seen(_: object) -> Reply:
        rows = memory._db.all("SELECT name FROM host WHERE holder <> ''")
        held.append({r[0] for r in rows})
        return sitemap(web, B, 1)

    web.put(B, "/news-1.xml", seen)
    watched()
    assert all(B in hosts for hosts in held)
    assert held
    assert book.all()[0].kept == 2
    assert memory._db.all("SELECT host, queue, at FROM feed") == [(A, "[]", "")]
    assert web.most_open == {A: 1, B: 1}


@pytest.mark.parametrize("status", [301, 302])
def test_a_part_that_moved_is_not_the_feed(web: Web, memory: Memory, watched: Watched, status: int) -> None:
    one = web.put(A, "/news-1.xml", Reply(status=status, headers={"Location": "/new-1.xml"}))
    two = web.put(A, "/news-2.xml", Reply(status=status, headers={"Location": web.url(B, "/new-2.xml")}))
    web.put(A, "/new-1.xml", sitemap(web, A, 1))
    web.put(B, "/new-2.xml", sitemap(web, B, 2))
    book = followed(web, memory, one, two, web.put(A, "/news-3.xml", sitemap(web, A, 3)))
    watched()
    assert [f.url for f in book.all()] == [web.url(A, "/index.xml")]
    assert book.all()[0].kept == 3, "and what comes after it is asked for"


@pytest.mark.parametrize(
    "bad",
    [
        Reply("x", status=404),
        Reply("x", status=500),
        Reply("no sitemap"),
        Reply(status=302, headers={"Location": "mailto:desk@paper.example"}),
    ],
)
def test_a_part_that_fails_leaves_the_others(web: Web, memory: Memory, watched: Watched, bad: Reply) -> None:
    parts = [web.put(A, f"/news-{n}.xml", sitemap(web, A, n)) for n in range(4)]
    for n in (0, 2, 3):
        web.put(A, f"/news-{n}.xml", bad)
    book = followed(web, memory, *parts)
    watched()
    assert [p for p in web.paths(A) if p.endswith(".xml")] == ["/index.xml", *(f"/news-{n}.xml" for n in range(4))]
    feed = book.all()[0]
    assert (feed.kept, feed.failures) == (1, 0)
    assert feed.note, "the last that failed is told"
    assert [bool(v.note) for v in book.health("1").visits] == [True, True, False, True, False]


def test_a_part_whose_site_is_closed_leaves_the_others(web: Web, memory: Memory, watched: Watched) -> None:
    web.put(B, "/robots.txt", Reply("later", status=500))
    book = followed(
        web, memory, web.put(B, "/news-1.xml", sitemap(web, B, 1)), web.put(A, "/news-2.xml", sitemap(web, A, 2))
    )
    watched()
    assert book.all()[0].kept == 1
    assert web.paths(B) == []


def test_a_feed_that_is_resumed_is_asked_at_its_own_host(web: Web, memory: Memory, watched: Watched) -> None:
    book = followed(
        web,
        memory,
        web.put(B, "/news-1.xml", Reply("slow down", status=429, headers={"Retry-After": "900"})),
        web.put(B, "/news-2.xml", sitemap(web, B, 2)),
    )
    watched()
    assert memory._db.all("SELECT host FROM feed") == [(B,)], "its next part waits with its host"
    book.resume("1")
    assert memory._db.all("SELECT host, queue, at FROM feed") == [(A, "[]", "")]
