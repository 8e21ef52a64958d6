from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold import Digest, Engine
from retold.config import VERSION
from retold.export.feeds import EPOCH, Feed, Item, atom, json_feed, legal, moment, pruned
from retold.records.digest_json import document

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
HOSTILE = st.sampled_from("\x00\x0b\x1f\x85\ud800\udfff\ufffe\uffff\u2028\r\n\t<>&\"' ]")
ANY = st.text(st.characters() | HOSTILE)

FEED = Feed(
    "Tram & train",
    "https://news.example/topics/tram",
    "https://news.example/topics/tram.atom",
    (
        Item(
            "https://news.example/articles/7",
            "https://news.example/articles/7?a=1&b=2",
            "Council approves <tram> line",
            "Councillors voted 38 to 21.",
            "2026-01-20T18:30:00Z",
            "2026-01-21T07:00:00+01:00",
            ("Daniel Okafor",),
            ("Tram", "Council"),
        ),
        Item(
            "https://news.example/articles/5",
            "https://news.example/articles/5",
            "Drivers wanted",
            published="2026-01-19",
        ),
        Item("https://news.example/articles/3", "https://news.example/articles/3", "Undated"),
    ),
    description="What was read on trams",
    next_url="https://news.example/topics/tram.atom?page=2",
)

GOLDEN = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>https://news.example/topics/tram</id>
<title>Tram &amp; train</title>
<subtitle>What was read on trams</subtitle>
<updated>2026-01-21T07:00:00+01:00</updated>
<author><name>Retold</name></author>
<generator version="{VERSION}">Retold</generator>
<link rel="alternate" type="text/html" href="https://news.example/topics/tram"/>
<link rel="self" type="application/atom+xml" href="https://news.example/topics/tram.atom"/>
<link rel="next" type="application/atom+xml" href="https://news.example/topics/tram.atom?page=2"/>
<entry>
<id>https://news.example/articles/7</id>
<title>Council approves &lt;tram&gt; line</title>
<updated>2026-01-21T07:00:00+01:00</updated>
<published>2026-01-20T18:30:00Z</published>
<author><name>Daniel Okafor</name></author>
<link rel="alternate" type="text/html" href="https://news.example/articles/7?a=1&amp;b=2"/>
<summary>Councillors voted 38 to 21.</summary>
<category term="Tram"/>
<category term="Council"/>
</entry>
<entry>
<id>https://news.example/articles/5</id>
<title>Drivers wanted</title>
<updated>2026-01-19T00:00:00Z</updated>
<published>2026-01-19T00:00:00Z</published>
<link rel="alternate" type="text/html" href="https://news.example/articles/5"/>
</entry>
<entry>
<id>https://news.example/articles/3</id>
<title>Undated</title>
<updated>2026-01-21T07:00:00+01:00</updated>
<link rel="alternate" type="text/html" href="https://news.example/articles/3"/>
</entry>
</feed>
"""


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode("utf-8"))


def faults(text: str) -> list[str]:
    """The rules of RFC 4287, section 4, that an Atom document breaks."""
    feed = parsed(text)
    broken = [] if feed.tag == f"{ATOM}feed" else ["no feed"]
    entries = feed.findall(f"{ATOM}entry")
    for holder in (feed, *entries):
        broken += [
            f"not one {name} in {holder.tag}"
            for name in ("id", "title", "updated")
            if len(holder.findall(ATOM + name)) != 1
        ]
        broken += [
            f"no date-time: {e.text}"
            for n in ("updated", "published")
            for e in holder.findall(ATOM + n)
            if not RFC_3339.fullmatch(e.text or "")
        ]
        links = [(e.get("rel"), e.get("type")) for e in holder.findall(f"{ATOM}link")]
        if links.count(("alternate", "text/html")) != 1 or len(set(links)) != len(links):
            broken.append("links")
        broken += [
            "author without a name"
            for a in holder.findall(f"{ATOM}author")
            if not (a.findtext(f"{ATOM}name") or "").strip()
        ]
    if not feed.findall(f"{ATOM}author"):
        broken.append("no author")
    if len(feed.findall(f"{ATOM}link[@rel='self']")) != 1:
        broken.append("no link to itself")
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    if len(set(ids)) != len(ids):
        broken.append("an id twice")
    return broken


def test_an_atom_feed() -> None:
    assert atom(FEED) == GOLDEN
    assert faults(GOLDEN) == []


def test_the_check_of_atom_finds_broken_rules() -> None:
    assert faults(GOLDEN.replace("2026-01-19T00:00:00Z", "2026-01-19", 1)) == ["no date-time: 2026-01-19"]
    assert faults(GOLDEN.replace("articles/5</id>", "articles/7</id>")) == ["an id twice"]
    assert faults(GOLDEN.replace("<author><name>Retold</name></author>", "")) == ["no author"]


def test_a_json_feed() -> None:
    first, second, third = json_feed(FEED)["items"]
    assert {k: v for k, v in json_feed(FEED).items() if k != "items"} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Tram & train",
        "home_page_url": "https://news.example/topics/tram",
        "feed_url": "https://news.example/topics/tram.atom",
        "description": "What was read on trams",
        "next_url": "https://news.example/topics/tram.atom?page=2",
        "authors": [{"name": "Retold"}],
    }
    assert first == {
        "id": "https://news.example/articles/7",
        "url": "https://news.example/articles/7?a=1&b=2",
        "title": "Council approves <tram> line",
        "summary": "Councillors voted 38 to 21.",
        "date_published": "2026-01-20T18:30:00Z",
        "date_modified": "2026-01-21T07:00:00+01:00",
        "authors": [{"name": "Daniel Okafor"}],
        "tags": ["Tram", "Council"],
        "content_text": "Councillors voted 38 to 21.",
    }
    assert second["content_text"] == "Drivers wanted"
    assert second["date_published"] == "2026-01-19T00:00:00Z"
    assert set(third) == {"id", "url", "title", "content_text"}


def test_an_empty_feed_and_a_feed_without_dates() -> None:
    empty = Feed("", "https://news.example/", "https://news.example/feed", ())
    assert faults(atom(empty)) == []
    assert parsed(atom(empty)).findtext(f"{ATOM}title") == "https://news.example/"
    assert json_feed(empty)["items"] == []
    undated = replace(empty, items=(Item("https://news.example/1", "https://news.example/1", "One"),))
    assert [e.text for e in parsed(atom(undated)).iter(f"{ATOM}updated")] == [EPOCH, EPOCH]
    dated = replace(undated, updated="2026-03-01")
    assert [e.text for e in parsed(atom(dated)).iter(f"{ATOM}updated")] == ["2026-03-01T00:00:00Z"] * 2


def test_the_first_of_two_items_with_one_id_is_used() -> None:
    twice = replace(FEED, items=(*FEED.items, replace(FEED.items[0], title="Another")))
    assert atom(twice) == GOLDEN
    assert json_feed(twice) == json_feed(FEED)


@pytest.mark.parametrize(
    ("value", "stamp"),
    [
        ("2026-02-26", "2026-02-26T00:00:00Z"),
        ("2026-02-26T08:15:00-08:00", "2026-02-26T08:15:00-08:00"),
        ("2026-02-26T08:15:00+00:00", "2026-02-26T08:15:00Z"),
        ("2026-02-26 08:15", "2026-02-26T08:15:00Z"),
        ("2026-02-26T08:15:00.25Z", "2026-02-26T08:15:00.250000Z"),
        ("1890-01-01T00:00:00+00:53:28", ""),
        ("2026-13-01", ""),
        ("2026-02", ""),
        ("last week", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_as_rfc_3339(value: str | None, stamp: str) -> None:
    assert moment(value) == stamp


@settings(deadline=None)
@given(ANY, ANY, ANY, st.lists(ANY, max_size=3), st.none() | ANY | st.datetimes().map(lambda d: d.isoformat()))
def test_any_text_gives_well_formed_atom_with_the_title_as_it_was(
    key: str, title: str, summary: str, names: list[str], date: str | None
) -> None:
    item = Item(key or "x", key, title, summary, date, date, tuple(names), tuple(names))
    text = atom(Feed(title, key or "x", summary, (item,), date or "", summary, key))
    assert faults(text) == []
    entry = parsed(text).find(f"{ATOM}entry")
    assert entry is not None
    assert (entry.findtext(f"{ATOM}title") or "") == legal(title)
    assert (entry.findtext(f"{ATOM}summary") or "") == legal(summary)
    assert [c.get("term") for c in entry.iter(f"{ATOM}category")] == [legal(n) for n in names if legal(n).strip()]


@settings(deadline=None)
@given(ANY, ANY, st.lists(ANY, max_size=3))
def test_any_text_gives_a_json_feed_that_utf_8_can_carry(title: str, summary: str, names: list[str]) -> None:
    item = Item(
        "https://news.example/1", "https://news.example/1", title, summary, authors=tuple(names), tags=tuple(names)
    )
    values = json_feed(Feed(title, "https://news.example/", "https://news.example/feed", (item,), description=summary))
    assert json.loads(json.dumps(values, ensure_ascii=False).encode("utf-8")) == values
    assert values["items"][0].get("title", "") == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in title)
    assert "content_text" in values["items"][0]


def test_empty_values_are_pruned_and_zero_is_kept() -> None:
    assert pruned({"a": None, "b": "", "c": [{"d": []}, 0, ("x\ud800",)], "e": {"f": {}}, "g": False}) == {
        "c": [0, ["x\ufffd"]],
        "g": False,
    }


def test_a_feed_of_articles_that_were_read(engine: Engine, examples: Path) -> None:
    documents = [document(o) for o in engine.read([str(examples)]) if isinstance(o, Digest)]
    items = tuple(
        Item(
            f"https://news.example/articles/{d['article']['id']}",
            f"https://news.example/articles/{d['article']['id']}",
            d["article"]["headline"],
            " ".join(c["text"] for c in d["takeaways"]),
            d["article"]["published"],
            d["article"]["modified"],
            tuple(d["article"]["byline"]),
            tuple(t.removeprefix("#") for t in d["hashtags"]),
        )
        for d in documents
    )
    feed = Feed("Latest", "https://news.example/", "https://news.example/feed.atom", items)
    assert faults(atom(feed)) == []
    assert parsed(atom(feed)).findtext(f"{ATOM}updated") == "2026-07-21T14:30:00Z"
    assert len(parsed(atom(feed)).findall(f"{ATOM}entry")) == len(json_feed(feed)["items"]) == 18
