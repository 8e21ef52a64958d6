from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retold import Digest, Engine
from retold.config import VERSION
from retold.export.schemaorg import news_article, script, web_address
from retold.records.digest_json import document, load

URL = "https://retold.example/articles/chip-merger"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def documents(engine: Engine, examples: Path) -> dict[str, dict[str, Any]]:
    """Digests of the example articles, by the id or the headline's first word."""
    found = [document(o) for o in engine.read([str(examples)]) if isinstance(o, Digest)]
    return {d["article"]["id"]: d for d in found} | {d["article"]["headline"].split()[0]: d for d in found}


@pytest.fixture
def merger(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(documents["chip-merger"]))
    return copy


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value, *(leaf for inner in value.values() for leaf in leaves(inner))]
    if isinstance(value, list):
        return [value, *(leaf for inner in value for leaf in leaves(inner))]
    return [value]


def test_the_page_is_ours_and_based_on_the_original(merger: dict[str, Any]) -> None:
    told = news_article(load(merger), URL)
    assert told["@context"] == "https://schema.org"
    assert (told["@type"], told["@id"], told["url"]) == ("NewsArticle", URL, URL)
    assert told["headline"] == "Lumen Semiconductor to buy Quark Photonics for $4.3 billion"
    assert told["inLanguage"] == "en"
    assert (
        told["author"]
        == told["creator"]
        == {"@type": "SoftwareApplication", "name": "Retold", "softwareVersion": VERSION}
    )
    assert told["isPartOf"] == {"@type": "WebSite", "name": "Retold", "url": "https://retold.example/"}
    assert "datePublished" not in told  # of our page we do not know it
    source = "https://wattandwafer.example/2026/02/05/lumen-semiconductor-to-buy-quark-photonics"
    assert told["isBasedOn"] == {
        "@type": "NewsArticle",
        "@id": source,
        "url": source,
        "headline": "Lumen Semiconductor to buy Quark Photonics for $4.3 billion",
        "author": [{"@type": "Person", "name": "Grace Liu"}, {"@type": "Person", "name": "Tomasz Zielinski"}],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Watt & Wafer"},
        "datePublished": "2026-02-05",
        "inLanguage": "en",
    }


def test_the_text_is_the_retelling_and_its_takeaways(merger: dict[str, Any]) -> None:
    told = news_article(load(merger), URL)
    claims = [c["text"] for paragraph in merger["retelling"] for c in paragraph]
    assert told["articleBody"].replace("\n\n", " ") == " ".join(claims)
    assert told["articleBody"].count("\n\n") == len(merger["retelling"]) - 1
    assert told["wordCount"] == len(" ".join(claims).split())
    assert told["description"] == merger["takeaways"][0]["text"]
    assert told["abstract"] == " ".join(c["text"] for c in merger["takeaways"])
    assert [f"#{word}" for word in told["keywords"]] == merger["hashtags"]


def test_each_takeaway_cites_exact_words_of_the_source(documents: dict[str, dict[str, Any]]) -> None:
    for found in documents.values():
        citations = news_article(load(found), URL)["citation"]
        evidence = {(e["start"], e["end"]) for c in found["takeaways"] for e in c["evidence"]}
        assert [c["text"] for c in citations if c["text"] not in found["article"]["body"]] == []
        assert len(citations) == len(evidence) >= 3
        assert {c.get("isPartOf") for c in citations} == {found["source"]["url"]}
        assert {c["@type"] for c in citations} == {"Quotation"}


def test_evidence_that_two_takeaways_share_is_cited_once(merger: dict[str, Any]) -> None:
    before = news_article(load(merger), URL)["citation"]
    merger["takeaways"].append(merger["takeaways"][0])
    assert news_article(load(merger), URL)["citation"] == before


def test_people_and_topics_by_their_types(merger: dict[str, Any]) -> None:
    merger["themes"] = [merger["themes"][0] | {"qcode": "medtop:20000382", "label": "prices"}]
    told = news_article(load(merger), URL)
    by_name = {thing["name"]: thing for thing in told["about"] + told["mentions"]}
    assert by_name["Mei Tanaka"] == {
        "@type": "Person",
        "name": "Mei Tanaka",
        "description": "analyst at Harrow Partners",
    }
    assert by_name["Victor Amsel"]["alternateName"] == ["Amsel"]
    assert by_name["University of Delft"]["@type"] == "Organization"
    assert by_name["China"]["@type"] == "Place"
    assert by_name["prices"] == {
        "@type": "DefinedTerm",
        "@id": "http://cv.iptc.org/newscodes/mediatopic/20000382",
        "name": "prices",
        "termCode": "20000382",
        "inDefinedTermSet": "http://cv.iptc.org/newscodes/mediatopic/",
    }
    assert told["articleSection"] == [merger["themes"][0]["path"][0]]
    assert [t["name"] for t in told["about"]] == [e["name"] for e in merger["entities"][:3]] + ["prices"]
    assert [t["name"] for t in told["mentions"]] == [e["name"] for e in merger["entities"][3:]]


@pytest.mark.parametrize(
    ("kind", "named"),
    [("event", "Event"), ("work", "CreativeWork"), ("product", "Product"), ("topic", "Thing"), ("other", "Thing")],
)
def test_other_types(merger: dict[str, Any], kind: str, named: str) -> None:
    merger["entities"] = [
        merger["entities"][0]
        | {
            "type": kind,
            "aliases": [],
            "role": None,
            "links": {"wikipedia": "https://en.wikipedia.org/wiki/Lumen", "wikidata": "Q42"},
        }
    ]
    thing, *_ = news_article(load(merger), URL)["about"]
    assert thing == {
        "@type": named,
        "name": merger["entities"][0]["name"],
        "sameAs": ["https://en.wikipedia.org/wiki/Lumen"],
    }


def test_a_theme_of_the_user_is_no_media_topic(merger: dict[str, Any]) -> None:
    merger["themes"] = [{"qcode": "user:chips", "label": "Chips", "path": ["Chips"], "score": 0.5, "evidence": []}]
    assert news_article(load(merger), URL)["about"][-1] == {
        "@type": "DefinedTerm",
        "name": "Chips",
        "termCode": "chips",
    }


def test_nothing_null_or_empty_is_written(documents: dict[str, dict[str, Any]]) -> None:
    for found in documents.values():
        assert not [leaf for leaf in leaves(news_article(load(found), URL)) if leaf in (None, "", [], {})]
    streamers = news_article(load(documents["Streamers"]), URL)  # without an address and a publisher
    assert set(streamers["isBasedOn"]) == {"@type", "headline", "author", "datePublished", "inLanguage"}


def test_an_article_that_says_next_to_nothing(merger: dict[str, Any]) -> None:
    lists = ("hashtags", "takeaways", "retelling", "themes", "entities")
    article = dict.fromkeys(merger["article"]) | {"id": "x1", "byline": [], "language": "und"}
    bare = merger | {key: [] for key in lists} | {"article": article, "source": dict.fromkeys(merger["source"])}
    told = news_article(load(bare), URL)
    assert set(told) == {
        "@context",
        "@type",
        "@id",
        "url",
        "mainEntityOfPage",
        "headline",
        "author",
        "creator",
        "isPartOf",
    }
    assert told["headline"] == "x1"
    bare["source"]["excerpt"] = "Rain fell."
    assert news_article(load(bare), URL)["headline"] == "Rain fell."


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "//host/x",
        "http://",
        "https://[",
        "http://a b/",
        "https://x/\n",
    ],
)
def test_only_addresses_on_the_web_are_let_through(merger: dict[str, Any], bad: str) -> None:
    merger["source"]["url"] = merger["article"]["url"] = merger["article"]["canonical_url"] = bad
    merger["entities"][0]["links"] = {"wikipedia": bad}
    told = news_article(load(merger), URL)
    assert web_address(bad) == ""
    assert bad not in leaves(told)
    assert "url" not in told["isBasedOn"]
    merger["article"]["canonical_url"] = "HTTPS://wattandwafer.example/ü"
    assert news_article(load(merger), URL)["isBasedOn"]["url"] == "HTTPS://wattandwafer.example/ü"


@settings(deadline=None)
@given(st.text())
def test_a_headline_has_at_most_110_characters(headline: str) -> None:
    bare = {"hashtags": [], "takeaways": [], "retelling": [], "themes": [], "entities": []}
    article = {
        "id": "x1",
        "byline": [],
        "language": "en",
        "canonical_url": None,
        "publisher": None,
        "published": None,
        "modified": None,
    }
    for given_headline in (headline, headline * 40, "word " * 22, "w" * 111):
        found = {**bare, "article": {**article, "headline": given_headline}, "source": {"url": None, "excerpt": ""}}
        told = news_article(load(found), URL)["headline"]
        line = " ".join(given_headline.split()) or "x1"
        assert len(told) <= 110
        assert told == line if len(line) <= 110 else line.startswith(told.removesuffix(" …"))


def test_lone_surrogates_do_not_stop_a_page(merger: dict[str, Any]) -> None:
    merger["article"]["headline"] = "Chips \ud83d sold"
    merger["takeaways"][0]["evidence"][0]["exact"] = "\udc00"
    told = news_article(load(merger), URL)
    assert told["headline"] == "Chips \ufffd sold"
    assert json.dumps(told, ensure_ascii=False).encode()


class Scripts(HTMLParser):
    """What a browser takes for the contents of `<script>`, and what it sees behind it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data, self.tags = "", []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.data += data


@settings(deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=4))
@example({"</script><script>alert(1)//": "<!-- <script> ]]> & \u2028\u2029"})
@example({"a": "\\u003c \\ \ud800"})
def test_a_script_is_safe_and_gives_back_the_data(data: dict[str, Any]) -> None:
    text = script(data)
    assert json.loads(text) == data
    assert not set(text) & set("<>&\u2028\u2029")
    assert text.encode("utf-8")
    seen = Scripts(f'<script type="application/ld+json">{text}</script><p>')
    assert seen.tags == ["script", "p"]
    assert json.loads(seen.data) == data


def test_the_script_of_an_article(documents: dict[str, dict[str, Any]]) -> None:
    for found in documents.values():
        told = news_article(load(found), URL)
        assert json.loads(script(told)) == told
