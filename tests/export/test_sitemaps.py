from __future__ import annotations

from itertools import repeat
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.export.feeds import legal
from retold.export.sitemaps import MOST, index, sitemap

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = st.sampled_from("\x00\x1f\ud800\udfff\ufffe\uffff\r\n\t<>&\"' ]")


def entries(text: str, root_name: str, entry_name: str) -> list[tuple[str | None, str | None]]:
    root = ElementTree.fromstring(text.encode("utf-8"))
    assert root.tag == NAMESPACE + root_name
    assert {child.tag for child in root} <= {NAMESPACE + entry_name}
    return [(child.findtext(f"{NAMESPACE}loc"), child.findtext(f"{NAMESPACE}lastmod")) for child in root]


def test_a_sitemap() -> None:
    assert sitemap([("https://news.example/a?b=1&c=2", "2026-01-20"), ("https://news.example/d", None)]) == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        "<url><loc>https://news.example/a?b=1&amp;c=2</loc><lastmod>2026-01-20</lastmod></url>\n"
        "<url><loc>https://news.example/d</loc></url>\n"
        "</urlset>\n"
    )


def test_an_index_of_sitemaps() -> None:
    text = index(
        [("https://news.example/sitemap-1.xml", "2026-01-20T18:30:00"), ("https://news.example/sitemap-2.xml", "soon")]
    )
    assert entries(text, "sitemapindex", "sitemap") == [
        ("https://news.example/sitemap-1.xml", "2026-01-20T18:30:00Z"),
        ("https://news.example/sitemap-2.xml", None),
    ]


@pytest.mark.parametrize("write", [sitemap, index])
def test_at_most_fifty_thousand(write: object) -> None:
    assert callable(write)
    page = ("https://news.example/a", None)
    assert write([page] * MOST).count("<loc>") == MOST == 50_000
    with pytest.raises(ValueError, match="50,000"):
        write(repeat(page))  # endless: no more than necessary is read


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text(st.characters() | HOSTILE), st.none() | st.text(st.characters() | HOSTILE)), max_size=5)
)
def test_any_text_is_well_formed(urls: list[tuple[str, str | None]]) -> None:
    assert [loc or "" for loc, _ in entries(sitemap(urls), "urlset", "url")] == [legal(url) for url, _ in urls]
