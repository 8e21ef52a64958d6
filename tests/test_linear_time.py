"""No parser takes more than about linear time, whatever its input is: twice the input costs at most three times."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from tests.growth import faults
from tests.hostile_feeds import FEEDS, FIELDS, in_rss
from tests.hostile_markup import MARKUP
from tests.hostile_text import TEXTS, Make, between, nested, numbered, repeated

from retold import timestamps
from retold.corpus import tolls
from retold.corpus.slots import slots
from retold.english import (
    credit_lines,
    kinship,
    marked_names,
    market_codes,
    quotation_marks,
    quoted_titles,
    sentences,
    stamps,
    times,
    titles,
)
from retold.errors import RetoldError
from retold.extract import (
    bylines,
    dates,
    html,
    page_state,
    page_tree,
    plain_text,
    published,
    scripts,
    walls,
    wrapped_lines,
)
from retold.extract import extract as extracted
from retold.extract import kinds as article_kinds
from retold.reading import language, name_bounds
from retold.reading.name_forms import key_of
from retold.reading.posts import find_posts
from retold.reading.quotations import find_quotations
from retold.sources import charsets, html_text, markdown, reservation, robots, urls
from retold.sources.archives.warc import headers
from retold.sources.feeds import dates as feed_dates
from retold.sources.feeds import discovery, formats, full_text, opml
from retold.sources.http import retry_after
from retold.sources.http.client import Response
from retold.store.full_text import Query
from retold.types import Content, EntityType, Metadata, Name, Page, Span

NOW = datetime(2026, 3, 15, tzinfo=UTC)
FIRST, LAST = 5_000, 5_000
"""Characters of the smallest input, and of the largest that is doubled."""
URL = "https://news.example/a"
ARTICLE = "<article>" + "<p>The council met on Monday and agreed a new plan, Ann Lee said.</p>" * 12 + "</article>"


def allowing(work: Callable[[str], object], *errors: type[Exception]) -> Callable[[str], object]:
    """`work`, which may refuse its input."""

    def tried(text: str) -> None:
        with suppress(RetoldError, *errors):
            work(text)

    return tried


def page(text: str) -> Page:
    return Page("x", Content.HTML, text, Metadata(url=URL))


# The whole reading of the same texts is in `test_linear_reading`.
TEXT_PARSERS: dict[str, Callable[[str], object]] = {
    "sentences": sentences.split,
    "quoted spans": quotation_marks.quoted_spans,
    "paired marks": quotation_marks.has_paired_marks,
    "quotations": find_quotations,
    "posts": find_posts,
    "scraped text": plain_text.clean,
    "credits": lambda text: list(credit_lines.find(text)),
    "names in credits": credit_lines.reporters,
    "wrapped text": wrapped_lines.unwrapped,
    "kind of an article": lambda text: article_kinds.of_text("", text[:1000], text),
    "Markdown": markdown.plain,
    "text in the data of a page": page_state._lines_of_text,
    "JSON-LD": lambda text: list(scripts.json_ld(f'<script type="application/ld+json">{text}</script>')),
    "values in a script": lambda text: list(scripts._assigned(text)),
    "rows in a script": lambda text: list(scripts._rows(text)),
    "title of a page": lambda text: html._without_site_name(text, "News"),
    "tolls": tolls.tolls,
    "slots of a template": lambda text: slots(text, text),
    "key of a name": key_of,
    "name after titles": titles.name_start,
    "times": lambda text: times.possible(text, sentences.split(text), NOW.date()),
    "names with marks": marked_names.marked_names,
    "codes for traders": lambda text: list(market_codes.MARKET_CODE.finditer(text)),
    "nicknames": lambda text: name_bounds.whole_names(text, [Name(Span(0, 1), "person", 0.9)]),
    "codes": lambda text: name_bounds.is_no_name(text, Span(0, len(text)), EntityType.OTHER),
    "relatives": lambda text: kinship.relative(text, len(text) // 2, len(text) // 2),
    "title in a sentence": lambda text: quoted_titles.quoted_titles(text[: sentences.LONGEST]),
}
VALUE_PARSERS: dict[str, Callable[[str], object]] = {
    "authors": bylines.parse,
    "ISO date": stamps.normalise,
    "stamp": stamps.from_stamp,
    "date in an address": dates.in_url,
    "date of a feed": feed_dates.to_rfc3339,
    "seconds of a date": feed_dates.to_seconds,
    "time stamp": allowing(timestamps.parsed, ValueError),
    "language": language.detect,
    "address": lambda text: urls.normalise_url("https://news.example/" + text),
    "logins": urls.without_login,
    "Retry-After": lambda text: retry_after.parse(text, 0.0),
    "Content-Type": lambda text: Response(200, {"content-type": "a; " + text}, b"", URL).charset,
    "charset": charsets.charset_of,
    "fields of a record": lambda text: headers.parse_fields(text.encode("utf-8", "replace")),
    "UTF-8": lambda text: charsets.decode(text.encode("utf-8", "replace")),
    "unknown charset": lambda text: charsets.decode(text.encode("utf-8", "replace") + b"\xff\xfe" * len(text)),
    "search": Query.parsed,
}
MARKUP_PARSERS: dict[str, Callable[[str], object]] = {
    "size of a page": allowing(lambda text: html._check_size(text, "x")),
    "wall": allowing(lambda text: walls.check(text, "", "x")),
    "dates of a page": lambda text: published.find(page_tree.parsed(f"<h1>News</h1>{text}"), "News", URL, NOW),
    "plain words": html_text.text,
    "reservation": reservation.by_page,
    "linked feeds": lambda text: discovery.linked_feeds(text, URL),
    "full text": lambda text: full_text.full_text(text, text[: len(text) // 2], URL),
    "head of a page": allowing(lambda text: extracted(page(f"<html><head>{text}</head><body>{ARTICLE}"), NOW)),
    "body of a page": allowing(lambda text: extracted(page(f"<html><body>{ARTICLE}<p>{text}"), NOW)),
}
SHORT_TEXTS = {
    name: TEXTS[name]
    for name in (
        "one long word",
        "one long number",
        "mail names",
        "mail",
        "spaces",
        "hyphens",
        "full stops",
        "decimals",
        "dates",
        "clocks",
        "commas",
        "colons",
        "semicolons",
        "nested brackets",
        "double quotes alone",
        "quotations",
        "one long address",
        "addresses",
        "different words",
        "initials",
        "names in one sentence",
        "combining marks",
        "emoji",
        "null",
        "slashes",
        "months",
        "and lists",
    )
}
"""Texts that stand in a field or a header."""


@pytest.mark.parametrize("name", TEXT_PARSERS)
def test_a_text(name: str) -> None:
    assert faults(TEXT_PARSERS[name], TEXTS, FIRST, LAST) == []


@pytest.mark.parametrize("name", VALUE_PARSERS)
def test_a_value(name: str) -> None:
    assert faults(VALUE_PARSERS[name], SHORT_TEXTS, FIRST, LAST) == []


@pytest.mark.parametrize("name", MARKUP_PARSERS)
def test_markup(name: str) -> None:
    assert faults(MARKUP_PARSERS[name], MARKUP, FIRST, LAST) == []


def feed(text: str) -> None:
    with suppress(RetoldError):
        formats.parse(text.encode("utf-8", "replace"), "application/xml", URL)


def test_a_feed() -> None:
    assert faults(feed, FEEDS, FIRST, 4 * LAST) == []


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_feed(field: str) -> None:
    assert faults(feed, {name: in_rss(make, field) for name, make in SHORT_TEXTS.items()}, FIRST, LAST) == []


def test_markup_in_a_feed() -> None:
    assert faults(feed, {name: in_rss(make, "description") for name, make in MARKUP.items()}, FIRST, LAST) == []


FILES: dict[str, tuple[Callable[[str], object], Make]] = {
    name: (allowing(work), make)
    for name, work, make in (
        (
            "OPML",
            lambda text: opml.parse(text.encode(), "x"),
            between("<opml><body>", numbered("<outline text='{}' xmlUrl='https://e.org/{}'/>"), "</body></opml>"),
        ),
        (
            "OPML of folders",
            lambda text: opml.parse(text.encode(), "x"),
            between("<opml><body>", nested("<outline text='a'>", "", "</outline>"), "</body></opml>"),
        ),
        ("robots.txt", lambda text: robots.Rules(text).allows(URL), numbered("User-agent: {}\nDisallow: /{}\n")),
        ("robots.txt of one agent", lambda text: robots.Rules(text).allows(URL), numbered("Disallow: /{}*{}\n")),
        (
            "wildcards",
            lambda text: robots.Rules(text).allows(URL + "/" + "a" * 900),
            repeated("*a", "User-agent: *\nDisallow: /"),
        ),
        ("sitemaps", lambda text: robots.Rules(text).sitemaps, numbered("Sitemap: https://e.org/{}\n")),
        (
            "tdmrep.json",
            lambda text: reservation.by_rules(reservation.parse_rules(text.encode()), URL),
            between("[", numbered('{"location": "/{}*", "tdm-reservation": 1},'), "{}]"),
        ),
        ("tdmrep.json of brackets", lambda text: reservation.parse_rules(text.encode()), repeated("[")),
    )
}


@pytest.mark.parametrize("name", FILES)
def test_a_file(name: str) -> None:
    work, make = FILES[name]
    assert faults(work, {name: make}, FIRST, 2 * LAST) == []


def test_a_quadratic_function_is_seen() -> None:
    pattern = re.compile("a+b")  # from each letter to the end
    tries = (faults(pattern.findall, {"letters": repeated("a")}, FIRST, LAST) for _ in range(3))
    assert any(tries)  # other work on the machine may hide it once


def test_a_linear_function_is_none() -> None:
    assert faults(lambda text: [c.upper() for c in text], {"letters": repeated("a")}, FIRST, 32 * LAST) == []
