"""Feeds of every kind into one record; discovery; lists of feeds."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loopback import text

from retold.errors import FormatError, SourceError
from retold.records.feeds import Outline
from retold.sources.feeds import discovery, formats, opml, syndication
from retold.sources.feeds.full_text import full_text
from retold.sources.urls import normalise_url

URL = "https://paper.example/feed"
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>The Paper</title><link>https://paper.example/</link>
<ttl>30</ttl><skipHours><hour>1</hour><hour>2</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://paper.example/feed"/>
<item><title>Ferry &amp;amp; harbour</title><link>/a?utm_source=rss&amp;id=4#top</link>
<guid isPermaLink="false">g1</guid><dc:creator>Ann Lee</dc:creator><pubDate>Thu, 26 Feb 2026 10:00:00 +0100</pubDate>
<description>A &lt;b&gt;teaser&lt;/b&gt; …</description></item>
<item><title>No address</title><guid isPermaLink="false">not-a-url</guid><link></link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Paper</title><link href="https://paper.example/"/>
<entry><id>urn:1</id><title>Ferry</title><link href="/a"/><author><name>Ann Lee</name></author>
<published>2026-02-26T09:00:00Z</published><updated>2026-02-27T09:00:00Z</updated><summary>A teaser</summary></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://paper.example/"><title>The Paper</title>
<link>https://paper.example/</link></channel>
<item rdf:about="https://paper.example/a"><title>Ferry</title><link>https://paper.example/a</link>
<dc:date>2026-02-26T09:00:00Z</dc:date></item></rdf:RDF>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://paper.example/about</loc></url>
<url><loc>https://paper.example/a</loc><news:news><news:publication><news:name>The Paper</news:name>
<news:language>en</news:language></news:publication>
<news:publication_date>2026-02-26T09:00:00Z</news:publication_date><news:title>Ferry</news:title></news:news></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://paper.example/pages.xml</loc></sitemap><sitemap><loc>https://paper.example/news-1.xml</loc></sitemap>
</sitemapindex>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Paper",
    "home_page_url": "https://paper.example/",
    "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    "items": [
        {
            "id": 7,
            "url": "/a",
            "title": "Ferry",
            "authors": [{"name": "Ann Lee"}],
            "date_published": "2026-02-26T09:00:00Z",
            "content_html": text(1),
        },
        "nonsense",
        {"id": "no address"},
    ],
}


@pytest.mark.parametrize(
    ("data", "form", "url"),
    [
        (RSS, "rss", "https://paper.example/a?id=4"),
        (ATOM, "atom", "https://paper.example/a"),
        (RDF, "rdf", "https://paper.example/a"),
        (SITEMAP, "sitemap", "https://paper.example/a"),
        (json.dumps(JSON), "json", "https://paper.example/a"),
    ],
)
def test_each_format(data: str, form: str, url: str) -> None:
    found = formats.parse(data.encode(), "", URL)
    (entry,) = found.entries
    assert (found.form, found.title) == (form, "The Paper")
    assert (entry.url, entry.published) == (url, "2026-02-26T09:00:00Z")
    assert entry.headline in ("Ferry", "Ferry & harbour")
    assert entry.byline == (("Ann Lee",) if form in ("rss", "atom", "json") else ())
    assert bool(entry.content) == (form == "json")
    for packed in (
        gzip.compress(data.encode()),
        ("\ufeff" + data).encode("utf-16-le") if form != "json" else data.encode(),
    ):
        assert formats.parse(packed, "", URL).entries[0].url == url


def test_hub_topic_hints_and_parts() -> None:
    found = formats.parse(RSS.encode(), "application/rss+xml", URL)
    assert (found.hub, found.topic, found.hints.every) == ("https://hub.example/", URL, 1800.0)
    assert (found.hints.skip_hours, found.hints.skip_days) == ({1, 2}, {6})
    assert found.entries[0].summary == "A teaser …"
    atom = formats.parse(ATOM.encode(), "", URL)
    assert atom.entries[0].updated == "2026-02-27T09:00:00Z"
    assert formats.parse(json.dumps(JSON).encode(), "", URL).hub == "https://hub.example/"
    assert formats.parse(INDEX.encode(), "", URL).parts == ("https://paper.example/news-1.xml",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html></html>",
        b"{}",
        b'{"items": 3}',
        b"\x1f\x8b\x08",
        b'<!DOCTYPE x [<!ENTITY a "b">]><rss version="2.0"/>',
        b"<!DOCTYPE urlset><urlset/>",
        b"<rss " + b"".join(b"a%d='b' " % n for n in range(1001)) + b"/>",
        b"<urlset><url>",
    ],
)
def test_what_is_no_feed(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"https://paper\.example/feed"):
        formats.parse(data, "", URL)


@pytest.mark.parametrize(
    ("label", "codec"),
    [("iso-8859-2", "iso8859-2"), ("windows-1251", "cp1251"), ("punycode", "utf-8"), ("utf-7", "utf-8"), ("", "utf-8")],
)
def test_charsets_of_the_header_and_of_the_feed(label: str, codec: str) -> None:
    """Those of the web alone: parsers of feeds take any codec that is named, and some take minutes."""
    said = "The +AGE- Paper" if codec == "utf-8" else "Łódź" if codec == "iso8859-2" else "Паром"
    plain = RSS.replace("<title>The Paper", f"<title>{said}").replace("…", "")
    inside = plain.replace('"1.0"?>', f'"1.0" encoding="{label}" ?>', 1)
    assert formats.parse(plain.encode(codec), f"application/rss+xml; charset={label}", URL).title == said
    assert formats.parse(inside.encode(codec), "text/xml", URL).title == said


def test_a_megabyte_of_punycode_takes_no_time() -> None:
    data = RSS.replace("…", "").encode() + b"<!-- -->-" + b"A" * 500_000
    since = time.process_time()
    for feed, kind in (
        (data, "application/rss+xml; charset=punycode"),
        (data.replace(b'"1.0"?>', b'"1.0" encoding="punycode"?>', 1), ""),
    ):
        assert formats.parse(feed, kind, URL).title == "The Paper"
    assert time.process_time() - since < 2.0


def test_a_feed_that_is_too_large_when_decompressed() -> None:
    with pytest.raises(FormatError, match="more than"):
        formats.parse(gzip.compress(b"<rss>" + b" " * 30_000_000), "", URL)


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"<rss version='2.0'><channel>",
            b"<feed xmlns='http://www.w3.org/2005/Atom'>",
            b"<urlset>",
            b'{"items": [',
            b"\x1f\x8b",
            b"",
        ]
    ),
)
def test_any_bytes_are_a_feed_or_an_error(data: bytes, head: bytes) -> None:
    try:
        found = formats.parse(head + data, "", URL)
    except SourceError:
        return
    assert all(e.url.startswith("http") for e in found.entries)


FULL = text(3)


@pytest.mark.parametrize(
    ("content", "summary", "is_whole"),
    [
        (FULL, "", True),
        (FULL, "A teaser", True),
        (FULL + "<p>The post <a href='x'>Ferry</a> appeared first on <a href='y'>The Paper</a>.</p>", "", True),
        (FULL + "<p>[…]</p>", "", False),
        (FULL[:-4] + " …</p>", "", False),
        (FULL + "<p><a href='https://paper.example/a?utm_source=x'>Continue reading</a></p>", "", False),
        (FULL + "<p>Read more</p>", "", False),
        ("<p>Twelve words are no article, however well they may be put here.</p>", "", False),
        (FULL, FULL.replace("<p>", " ").replace("</p>", " "), False),
        ("", FULL, False),
        ("", FULL + text(4) + text(5), True),
        ("<script>" + "word " * 400 + "</script>", "", False),
    ],
)
def test_whether_a_feed_gives_the_full_text(content: str, summary: str, is_whole: bool) -> None:
    assert bool(full_text(content, summary, "https://paper.example/a")) == is_whole


def test_feeds_that_a_page_links_to() -> None:
    page = """<head><base href="/en/"><link rel="alternate"
 type="application/rss+xml" title="Comments" href="comments.xml">
    <link rel=alternate type="application/atom+xml" href="news.xml"><link rel="alternate stylesheet"
 type="application/rss+xml" href="no.css"><link rel="alternate" type="application/json" href="/wp-json/1"></head>"""
    assert discovery.linked_feeds(page, "https://paper.example/x") == [
        "https://paper.example/en/news.xml",
        "https://paper.example/en/comments.xml",
    ]
    assert discovery.likely_feeds("https://paper.example/x", ["https://paper.example/all.xml", "/news-map.xml"])[
        :2
    ] == [
        "https://paper.example/news-map.xml",
        "https://paper.example/feed",
    ]


@given(
    st.lists(
        st.builds(
            Outline,
            st.integers(1, 999).map(lambda n: f"https://p.example/{n}"),
            st.text(max_size=20).map(lambda t: " ".join(t.split())),
            st.just(""),
            st.sampled_from(["", "News", "News/World", "A & B"]),
        ),
        unique_by=lambda o: o.url,
    )
)
def test_a_list_comes_back_as_it_was(outlines: list[Outline]) -> None:
    written = opml.write(outlines, "Feeds")
    back = {o.url: o for o in opml.parse(written.encode("utf-8", "replace"), "x")}
    assert {u: o.folder for u, o in back.items()} == {o.url: o.folder for o in outlines}


def test_harmful_lists_of_feeds() -> None:
    with pytest.raises(FormatError):
        opml.parse(b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', "x")
    deep = "<outline text='x'>" * 5000 + "<outline xmlUrl='https://p.example/'/>" + "</outline>" * 5000
    assert opml.parse(f"<opml><body>{deep}</body></opml>".encode(), "x") == []


@pytest.mark.parametrize(
    ("url", "normalised"),
    [
        ("HTTPS://Paper.example/a?utm_source=x&b=1&fbclid=2#c", "https://paper.example/a?b=1"),
        ("https://paper.example", "https://paper.example/"),
        ("https://paper.example/a?q=a%20b&c", "https://paper.example/a?q=a%20b&c"),
        ("javascript:alert(1)", ""),
        ("", ""),
        ("https://", ""),
        ("https://paper.example:no/", ""),
        ("https://kari:Geheim@paper.example/", ""),
        ("https://p.example/a b", ""),
        ("https://p.example/" + "x" * 2000, ""),
    ],
)
def test_normalised_urls(url: str, normalised: str) -> None:
    assert normalise_url(url) == normalised


@pytest.mark.parametrize("date", ["1773214800x", "2026", "2026-13-45", "99", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"])
def test_an_entry_whose_date_cannot_be_read_is_undated(date: str) -> None:
    rss = f"<rss version='2.0'><channel><title>x</title><item><link>https://x.example/a</link><pubDate>{date}</pubDate></item></channel></rss>"
    assert syndication.parse(rss.encode(), "https://x.example/feed").entries[0].published is None
