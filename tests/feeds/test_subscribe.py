"""From what a person names to feeds that are followed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.loopback import Reply, Web, newspaper, rss

from retold import Memory
from retold.errors import FetchError, FormatError, SourceError, UnknownError
from retold.feeds import FeedRegistry, Watch, WatchPlan
from retold.feeds.subscribe import Subscriber
from retold.records.feeds import FeedState, Outline

A, B = "127.0.0.2", "127.0.0.3"


@pytest.fixture
def finder(memory: Memory) -> Subscriber:
    return Subscriber(memory, pause=0.0)


def test_a_feed_is_not_asked_again_at_once(web: Web, memory: Memory, finder: Subscriber) -> None:
    (added,) = finder.follow(newspaper(web, A, range(3)))
    assert (added.new, added.entries, added.title) == (True, 3, f"Paper {A}")
    Watch(memory, WatchPlan(fetchers=4, pause=0.0)).run(once=True)
    assert web.paths(A) == ["/feed", "/a/0", "/a/1", "/a/2"]
    assert FeedRegistry(memory).all()[0].kept == 3
    (again,) = finder.follow(web.url(A, "/feed"))
    assert not again.new


def test_a_page_leads_to_its_feed(web: Web, finder: Subscriber, memory: Memory) -> None:
    newspaper(web, A, range(2))
    web.put(
        A,
        "/",
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Paper</body></html>',
    )
    (added,) = finder.follow(web.url(A, "/"))
    assert added.url == web.url(A, "/feed")


def test_a_site_that_names_none(web: Web, finder: Subscriber) -> None:
    web.put(A, "/", "<html><body>Paper</body></html>")
    web.put(
        A,
        "/robots.txt",
        Reply(f"User-agent: *\nDisallow: /rss\nSitemap: {web.url(A, '/google-news.xml')}\n", "text/plain"),
    )
    web.put(A, "/rss", Reply(rss(web, A, range(2)), "application/rss+xml"))
    web.put(A, "/atom.xml", Reply(rss(web, A, range(2)), "application/rss+xml"))
    (added,) = finder.follow(web.url(A, "/"))
    assert added.url == web.url(A, "/atom.xml")
    assert "/rss" not in web.paths(A), "robots.txt holds for guesses, too"
    assert "/google-news.xml" in web.paths(A)


LOGIN = "https://kari:Geheim@"


def test_an_address_with_a_login_is_refused(web: Web, finder: Subscriber, memory: Memory) -> None:
    """It would be shown to all who see the feed."""
    url = newspaper(web, A, range(2)).replace("http://", "http://kari:Geheim@")
    for add in (
        lambda: list(finder.follow(url)),
        lambda: list(finder.follow("kari:Geheim@paper.example/feed")),
        lambda: finder.follow_url(url),
    ):
        with pytest.raises(SourceError, match="a user name or a password in it") as error:
            add()
        assert "Geheim" not in str(error.value)
    web.put(A, "/old", Reply(status=301, headers={"Location": url}))
    with pytest.raises(SourceError, match="a user name or a password in it"):
        finder.follow_url(web.url(A, "/old"))
    assert FeedRegistry(memory).all() == []


def test_nothing_is_asked_once_nobody_waits_for_it(web: Web, memory: Memory) -> None:
    with pytest.raises(FetchError, match="took too long"):
        Subscriber(memory, pause=0.0, is_cancelled=lambda: True).follow_url(newspaper(web, A, range(2)))
    assert web.requests == []


def test_of_a_list_what_has_a_login_is_named_and_left_out(finder: Subscriber, memory: Memory, tmp_path: Path) -> None:
    path = tmp_path / "reading.opml"
    path.write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{LOGIN}One.example/feed"/><outline xmlUrl="https://two.example/feed?key=Ab"/></body></opml>'
    )
    found = finder.follow(str(path))
    assert next(found).url == "https://two.example/feed?key=Ab"
    with pytest.raises(SourceError, match=r"all are followed but .*https://One\.example/feed") as error:
        next(found)
    assert "Geheim" not in str(error.value)
    assert [f.url for f in FeedRegistry(memory).all()] == ["https://two.example/feed?key=Ab"]


def test_a_list_of_feeds_is_not_asked(web: Web, memory: Memory, finder: Subscriber, tmp_path: Path) -> None:
    path = tmp_path / "reading.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="News">'
        '<outline text="One" xmlUrl="https://one.example/feed" htmlUrl="https://one.example/"/></outline>'
        '<outline xmlUrl="https://two.example/feed"/></body></opml>'
    )
    assert [a.url for a in finder.follow(str(path))] == ["https://one.example/feed", "https://two.example/feed"]
    book = FeedRegistry(memory)
    assert [(f.name, f.folder) for f in book.all()] == [("https://two.example/feed", ""), ("One", "News")]
    again = tmp_path / "again.opml"
    again.write_text(book.opml())
    assert [a.new for a in finder.follow(str(again))] == [False, False]
    assert web.requests == []


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("/no/such/file", SourceError),
        ("nonsense", SourceError),
        ("ftp://paper.example/feed", SourceError),
        ("{}", SourceError),
    ],
)
def test_what_is_no_source(finder: Subscriber, source: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(finder.follow(source))


def test_what_leads_nowhere(web: Web, finder: Subscriber) -> None:
    web.put(A, "/", "<html><body>No paper</body></html>")
    with pytest.raises(FormatError, match="leads to none"):
        list(finder.follow(web.url(A, "/")))
    web.put(B, "/robots.txt", Reply("User-agent: *\nDisallow: /\n", "text/plain"))
    newspaper(web, B, range(2))
    with pytest.raises(FetchError, match=r"robots\.txt does not allow"):
        list(finder.follow(web.url(B, "/feed")))
    assert web.paths(B) == []


def test_redirects_to_what_can_be_no_address(web: Web, finder: Subscriber) -> None:
    web.put(A, "/mail", Reply(status=302, headers={"Location": "mailto:desk@paper.example"}))
    web.put(A, "/long", Reply(status=301, headers={"Location": "/feed?" + "x" * 5000}))
    web.put(A, "/feed?" + "x" * 5000, Reply(rss(web, A, range(2)), "application/rss+xml"))
    with pytest.raises(FetchError, match="redirects to what is no web address"):
        finder.follow_url(web.url(A, "/mail"))
    assert finder.follow_url(web.url(A, "/long")).url == web.url(A, "/long"), "an address too long to be kept"


def held(memory: Memory, host: str) -> tuple[float, int]:
    """When a host may be asked again, in seconds from now, and its failures."""
    ((until, failures),) = memory._db.all("SELECT next, failures FROM host WHERE name = ?", host)
    return until - time.time(), failures


def test_what_is_known_of_a_site_holds_while_its_robots_cannot_be_had(
    web: Web, memory: Memory, finder: Subscriber
) -> None:
    web.put(A, "/robots.txt", Reply("User-agent: *\nDisallow: /private\n", "text/plain"))
    newspaper(web, A, range(2))
    web.put(A, "/private", web.pages[A]["/feed"])
    list(finder.follow(web.url(A, "/feed")))
    with memory._db.writing():
        memory._db.run("UPDATE origin SET read = read - 90000, good = good - 90000, tdm = 'x'")
    web.put(A, "/robots.txt", Reply("later", status=500))
    assert finder.follow_url(web.url(A, "/feed")).new is False
    with pytest.raises(FetchError, match=r"robots\.txt does not allow"):
        finder.follow_url(web.url(A, "/private"))
    assert memory._db.all("SELECT closed, tdm FROM origin") == [(0, "x")]
    assert [a.path for a in web.requests].count("/robots.txt") == 2


def test_a_site_that_wants_to_be_left_alone_is(web: Web, memory: Memory, finder: Subscriber) -> None:
    web.put(A, "/", "<html><body>Paper</body></html>")
    web.put(A, "/feed", Reply("slow down", status=429, headers={"Retry-After": "7200"}))
    web.put(A, "/rss", Reply(rss(web, A, range(2)), "application/rss+xml"))
    with pytest.raises(FetchError, match="asks to slow down"):
        finder.follow_url(web.url(A, "/"))
    assert web.paths(A) == ["/", "/feed"], "no further guesses"
    assert held(memory, A)[0] > 7000
    with memory._db.writing():
        memory._db.run("UPDATE host SET next = 0, failures = 4")
    with pytest.raises(FetchError, match="asks to slow down"):
        finder.follow_url(web.url(A, "/feed"))
    assert held(memory, A)[1] == 5, "the watch goes on from there"


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_whose_robots_cannot_be_had_is_left_alone(
    web: Web, memory: Memory, finder: Subscriber, status: int
) -> None:
    web.put(A, "/robots.txt", Reply("later", status=status, headers={"Retry-After": "5000"}))
    with pytest.raises(FetchError, match="nothing is allowed for now"):
        finder.follow_url(newspaper(web, A, range(2)))
    assert held(memory, A)[0] > 4900
    assert web.paths(A) == []


class Waiting:
    """A clock that goes on only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = time.time()

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def test_robots_that_redirect_to_a_busy_host(web: Web, memory: Memory) -> None:
    clock = Waiting()
    began = clock.now
    newspaper(web, A, range(2))
    web.put(A, "/robots.txt", Reply(status=301, headers={"Location": web.url(B, "/robots.txt")}))
    with memory._db.writing():
        memory._db.run("INSERT INTO host VALUES (?, 0.0, 0, 'another', ?)", B, began + 10_000)
    finder = Subscriber(memory, pause=0.0, sleep=clock.sleep, clock=clock)
    with pytest.raises(FetchError, match="try again later"):
        finder.follow_url(web.url(A, "/feed"))
    assert [a.host for a in web.requests] == [A]
    assert clock.now - began < 31
    assert memory._db.all("SELECT count(*) FROM origin") == [(0,)], "nothing was learnt"
    with memory._db.writing():
        memory._db.run("UPDATE host SET until = 0, holder = '' WHERE name = ?", B)
    assert finder.follow_url(web.url(A, "/feed")).new
    assert memory._db.all("SELECT count(*) FROM host WHERE holder <> ''") == [(0,)]


@pytest.mark.parametrize(("delay", "guesses"), [(200, 0), (25, 4)])
def test_a_site_that_wants_long_pauses_is_not_guessed_at_for_ever(
    web: Web, memory: Memory, delay: int, guesses: int
) -> None:
    clock = Waiting()
    began = clock.now
    web.put(A, "/", "<html><body>Paper</body></html>")
    web.put(A, "/robots.txt", Reply(f"User-agent: *\nCrawl-delay: {delay}\n", "text/plain"))
    with pytest.raises(FetchError, match="wants a long pause"):
        Subscriber(memory, pause=0.0, sleep=clock.sleep, clock=clock).follow_url(web.url(A, "/"))
    assert len(web.paths(A, "/")) == guesses
    assert clock.now - began < 121


def test_names_of_feeds(memory: Memory) -> None:
    book = FeedRegistry(memory)
    book.add(
        [
            Outline("https://one.example/100%_feed", "The Daily Post"),
            Outline("https://two.example/feed", "The Evening Post"),
            Outline("https://three.example/feed"),
        ]
    )
    assert book.find("1").title == book.find("daily").title == book.find("100%_").title == "The Daily Post"
    for name, said in (("post", "any of 2 feeds"), ("zzz", "no feed"), ("_x_", "no feed")):
        with pytest.raises(UnknownError, match=said):
            book.find(name)
    assert book.pause("daily").state is FeedState.PAUSED
    assert book.find("daily").next is None
    assert book.resume("daily").state is FeedState.ACTIVE
    book.remove("daily")
    assert len(book.all()) == 2


def test_removing_a_feed_leaves_its_articles_to_the_others(web: Web, memory: Memory) -> None:
    book = FeedRegistry(memory)
    book.add(
        [
            Outline(newspaper(web, A, range(3))),
            Outline(web.put(A, "/other", Reply(rss(web, A, range(3)), "application/rss+xml"))),
        ]
    )
    web.put(A, "/robots.txt", Reply("User-agent: *\nAllow: /\n", "text/plain"))
    plan = WatchPlan(fetchers=1, pause=0.0)
    watch = Watch(memory, plan)
    for n in range(3):
        web.put(A, f"/a/{n}", Reply("later", status=500))
    watch.run(once=True)
    first, second = sorted(book.all(), key=lambda f: f.id)
    assert first.waiting + second.waiting == 3
    book.remove(str(first.id if first.waiting else second.id))
    assert book.all()[0].waiting == 3
