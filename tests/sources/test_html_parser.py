from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.sources import html_text, reservation
from retold.sources.feeds import discovery, json_feed

MARKS = """<![ <![x <![CDATA[ ]]> <! <!DOCTYPE <!-- --> --!> <? ?> </ <a <meta name=tdm-reservation content=1 href=' > /
    &# &#x110000; & ; ' " = [ ] x""".split()
PIECES = st.sampled_from([*MARKS, " ", "\0", "\n"])


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_html_raises(html: str) -> None:
    html_text.blocks_and_links(html)
    discovery.linked_feeds(html, "https://news.example/")
    reservation.by_page(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Before <![x y>after</p>", "Before after"),
        ("<p>Before <![CDATA[a > b]]>after</p>", "Before after"),
        ("<![if !IE]><p>Shown</p><![endif]>", "Shown"),
        ("<p>One</p><![x", "One <![x"),
        ("<p>One</p><a href=x <a <b", "One <a href=x <a <b"),
        ("<p>One</p><!-- two <b>three</b>", "One <!-- two three"),
        ("a &#" + "1" * 5000 + "; b &#x" + "f" * 5000 + "; c", "a \ufffd b \ufffd c"),
    ],
)
def test_a_marked_section_is_a_comment(html: str, text: str) -> None:
    assert html_text.text(html) == text


def test_one_bad_item_does_not_lose_a_json_feed() -> None:
    items = [
        {"id": str(n), "url": f"https://news.example/{n}", "content_html": html}
        for n, html in enumerate(("<![x", "<p>b</p>"))
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items}
    assert len(json_feed.parse(json.dumps(feed).encode(), "https://news.example/feed.json").entries) == 2
