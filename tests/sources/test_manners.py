"""What robots.txt, reservations and WebSub ask of a reader."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from retold.sources import robots
from retold.sources.feeds import websub
from retold.sources.http.client import Response
from retold.sources.reservation import Reservation, by_rules, for_page, parse_rules

SITE = "https://paper.example"


def answer(data: str = "", status: int = 200, **headers: str) -> Response:
    return Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, data.encode(), SITE + "/robots.txt")


def test_our_group_before_that_of_all() -> None:
    rules = robots.from_response(
        answer(
            "User-agent: *\nDisallow: /\n\nUser-agent: retold\nDisallow: /private\nAllow: /private/open\n"
            "Crawl-delay: 7\nSitemap: https://paper.example/news.xml\n"
        )
    )
    assert rules.allows(SITE + "/a")
    assert not rules.allows(SITE + "/private/a")
    assert rules.allows(SITE + "/private/open"), "the longest rule holds"
    assert (rules.delay, rules.sitemaps) == (7.0, ("https://paper.example/news.xml",))


def test_wildcards() -> None:
    rules = robots.from_response(answer("User-agent: *\nDisallow: /*.pdf$\nDisallow: /search?*q=\n"))
    assert not rules.allows(SITE + "/x/a.pdf")
    assert rules.allows(SITE + "/x/a.pdf?x")
    assert not rules.allows(SITE + "/search?a=1&q=2")


@pytest.mark.parametrize(
    ("status", "open_"), [(401, True), (403, True), (404, True), (410, True), (429, False), (500, False), (503, False)]
)
def test_what_a_status_means(status: int, open_: bool) -> None:
    assert robots.from_response(answer("User-agent: *\nDisallow: /", status)).allows(SITE + "/a") is open_


def test_no_answer_closes_and_a_page_in_its_place_opens() -> None:
    assert not robots.from_response(None).allows(SITE + "/a")
    assert robots.from_response(answer("<!doctype html><html><body>Disallow: /</body></html>")).allows(SITE + "/a")
    assert robots.from_response(answer("User-agent: *\nCrawl-delay: 86400\n")).delay == robots.MAX_DELAY
    big = "User-agent: *\nDisallow: /a\n" + "#" * 600_000 + "\nDisallow: /b\n"
    assert not robots.from_response(answer(big)).allows(SITE + "/a")
    assert robots.from_response(answer(big)).allows(SITE + "/b"), "beyond 500 KiB nothing is read"


FILE = b"""[{"location": "/", "tdm-reservation": 0},
 {"location": "/news/*", "tdm-reservation": 1, "tdm-policy": "https://paper.example/p.json"},
 {"location": "/news/free/", "tdm-reservation": "0"},
 {"location": "*.html$", "tdm-reservation": 1}, {"location": 3}, "x"]"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/about", None),
        ("/news/a", Reservation("https://paper.example/p.json")),
        ("/news/free/a", None),
        ("/x.html", Reservation()),
        ("/x.html?y", None),
    ],
)
def test_the_file(path: str, found: Reservation | None) -> None:
    assert by_rules(parse_rules(FILE), SITE + path) == found


def test_the_page_before_the_header_before_the_file() -> None:
    known = parse_rules(b'[{"location": "/", "tdm-reservation": 1}]')
    assert for_page(known, SITE + "/a", {}) == Reservation()
    assert for_page(known, SITE + "/a", {"tdm-reservation": "0"}) is None
    assert (
        for_page(known, SITE + "/a", {"tdm-reservation": "0"}, "<meta content=1 name='TDM-Reservation'>")
        == Reservation()
    )
    assert for_page(known, SITE + "/a", {"tdm-reservation": "1"}, '<meta name="tdm-reservation" content="0">') is None
    assert for_page((), SITE + "/a", {"tdm-reservation": "yes"}) is None
    assert parse_rules(b"[" * 5000) == ()


def test_signatures_of_hubs() -> None:
    good = hmac.new(b"s", b"body", hashlib.sha256).hexdigest()
    assert websub.is_signed(b"body", "s", f"sha256={good}")
    assert not websub.is_signed(b"body!", "s", f"sha256={good}")
    assert not websub.is_signed(b"body", "t", f"sha256={good}")
    assert not websub.is_signed(b"body", "s", f"md5={good}")
    assert not websub.is_signed(b"body", "s", "")
    assert [websub.granted_lease({"hub.lease_seconds": s}) for s in ("864000", "1", "99999999999", "x")] == [
        864000.0,
        3600.0,
        30 * 86400.0,
        7 * 86400.0,
    ]
