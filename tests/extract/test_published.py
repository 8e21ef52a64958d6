"""The date of publication of a page: its own, or none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.extract import page_tree, published

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HEADLINE = "Bell tower of Cawley gets its clock back"
PROSE = (
    "<p>" + "The clock of Cawley struck noon for the first time in a century, and the square was full. " * 2 + "</p>"
)


def ld(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(n)}</script>' for n in nodes)


def article(date: object, headline: str = HEADLINE, kind: str = "NewsArticle") -> dict[str, object]:
    return {"@type": kind, "headline": headline, "datePublished": date}


def found(head: str = "", before: str = "", beside: str = "", after: str = "", url: str = "") -> str | None:
    html = (
        f"<html><head>{head}</head><body>{before}<main><article><h1>{HEADLINE}</h1>{beside}{PROSE}{PROSE}</article>"
        f"</main>{after}</body></html>"
    )
    return published.find(page_tree.parsed(html), HEADLINE, url, NOW).published


@pytest.mark.parametrize(
    "head",
    [
        ld(article("2026-05-04")),
        ld({"@graph": [{"@type": "Organization"}, article("2026-05-04")]}),
        ld({"@type": "WebPage", "mainEntity": article("2026-05-04")}),
        ld(article("2026-05-04", "Cawley’s bell tower gets clock back")),
        ld(article("2026-05-04", kind="BlogPosting"), article("2026-11-02", "Rain is coming to the north")),
        ld({"@type": "ItemList", "itemListElement": [article("2026-11-02", "Rain")]}, article("2026-05-04")),
        ld({"@type": "VideoObject", "datePublished": "2026-01-04"}, article("2026-05-04")),
        ld(article(1777852800000)),
        ld(article(1777852800)),
        ld({"@type": "WebPage", "datePublished": "2026-05-04"}),
        ld(article("2026-05-04")).replace('json">', 'json">//<![CDATA[\n').replace("</", "\n//]]></"),
        '<meta property="article:published_time" content="2026-05-04">',
        '<meta name="DC.date.issued" content="4 May 2026">',
        ld(article("2026-05-04")) + '<meta name="date" content="2026-11-02">',
    ],
)
def test_the_head_gives_the_date(head: str) -> None:
    assert (found(head) or "")[:10] == "2026-05-04"


@pytest.mark.parametrize(
    "beside",
    [
        '<time datetime="2026-05-04T09:00:00Z">today</time>',
        "<div class='post-date'>May 4, 2026</div>",
        "<p>Published on 4 May 2026</p>",
        "<meta itemprop='datePublished' content='2026-05-04'><meta itemprop='dateModified' content='2026-05-09'>",
        "<time class='published updated' datetime='2026-05-04'>May 4</time>",
        "<time class='published' datetime='2026-05-04'></time><time class='updated' datetime='2026-05-09'></time>",
        "<ul><li><span class='timestamp'>4 May 2026, 9:05am GMT</span></li></ul>",
        "<time datetime='2026-05-04'></time><p class='date'>Updated 6 May 2026</p>",
    ],
)
def test_the_stamp_beside_the_headline_gives_the_date(beside: str) -> None:
    assert (found(beside=beside) or "")[:10] == "2026-05-04"


@pytest.mark.parametrize(
    ("head", "before", "beside", "after"),
    [
        ("", "", "", "<footer>© 2026 Cawley News. Built 2026-05-04</footer>"),
        ("", "<div class='ticker'><time datetime='2026-05-04'>4 May</time> Storm</div>", "", ""),
        ("", "", "<aside><time datetime='2026-05-04'></time></aside>", ""),
        ("", "", "<div class='related-stories'><span class='date'>4 May 2026</span></div>", ""),
        ("", "", "<figure><time datetime='2026-05-04'></time></figure>", ""),
        ("", "", "<p class='date'>Published 3 hours ago</p>", ""),
        ("", "", "<p class='date'>{{ publish_date }}</p>", ""),
        ("", "", "<time datetime='2026-05-04'></time><time datetime='2026-03-02'></time>", ""),
        ("", "", "", "<article><h2>Storm</h2><time datetime='2026-05-04'></time></article>"),
        ("", "", "", "<meta itemprop='datePublished' content='2026-05-04'>"),
        (ld({"@type": "VideoObject", "datePublished": "2026-05-04"}), "", "", ""),
        (ld({"@type": "ItemList", "itemListElement": [article("2026-05-04")]}), "", "", ""),
        (ld(article("2026-05-04", "Rain is coming"), article("2026-11-02", "Storms are over")), "", "", ""),
        (ld(article("1970-01-01T00:00:00Z")), "", "", ""),
        (ld(article("0001-01-01")), "", "", ""),
        (ld(article(0)), "", "", ""),
        (ld(article("2027-05-04")), "", "", ""),
        (ld(article("YYYY-MM-DD")), "", "", ""),
        ('<meta name="copyright" content="2026-05-04">', "", "", ""),
    ],
)
def test_other_dates_are_not_its_own(head: str, before: str, beside: str, after: str) -> None:
    assert found(head, before, beside, after) is None


def test_a_page_with_classes_of_its_own() -> None:
    html = (
        f"<body class='has-video latest'><h1>Cawley News</h1><div class='card'><h2>{HEADLINE}</h2>"
        f"<span class='date'>4 May 2026</span>{PROSE}</div></body>"
    )
    assert published.find(page_tree.parsed(html), HEADLINE, "", NOW).published == "2026-05-04"


def test_old_dates_are_kept() -> None:
    assert found(ld(article("1931-02-03"))) == "1931-02-03"


def test_the_address_can_give_the_date() -> None:
    assert found(url="https://x.example/2026/05/04/clock") == "2026-05-04"


@given(
    st.recursive(
        st.none() | st.integers() | st.floats() | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["@type", "@graph", "datePublished", "headline", "mainEntity"]), inner)
        ),
    )
)
def test_any_json_is_a_date_or_none(value: object) -> None:
    found(ld(value, article(value), {"@type": value, "datePublished": value}))
