from __future__ import annotations

import json

import pytest

from retold.extract import page_tree


def page(*scripts: str, head: str = "") -> str:
    elements = "".join(f'<script type="application/ld+json">{s}</script>' for s in scripts)
    return f"<html><head><title>One</title>{head}{elements}</head><body><p>Text</p></body></html>"


def scripts(html: str) -> list[str]:
    return [script.text or "" for script in page_tree.parse(html).iter("script")]


ARTICLE = {"@type": "NewsArticle", "headline": "Ann Lee", "author": [{"@type": "Person", "name": "Ann Lee"}]}


@pytest.mark.parametrize("script", [json.dumps(ARTICLE), "{broken", json.dumps([ARTICLE] * 20)])
def test_metadata_of_an_honest_page_are_kept(script: str) -> None:
    assert scripts(page(script)) == [script]


def test_a_long_script_keeps_its_metadata() -> None:
    long = {"articleBody": "word " * 20_000, **ARTICLE}
    (script,) = scripts(page(json.dumps(long)))
    assert json.loads(script) == long | {"articleBody": ("word " * 20_000)[: page_tree.LONGEST_TEXT]}


def test_a_long_script_that_is_no_json_is_left_out() -> None:
    assert scripts(page("{" * 20_000)) == [""]


@pytest.mark.parametrize("author", [{"name": "Ann"}, "Ann"])
def test_no_page_has_more_authors(author: object) -> None:
    node = {"@type": "NewsArticle", "author": [author] * 40}
    first, second = scripts(page(json.dumps(node), json.dumps(node)))
    assert (first.count("Ann"), second.count("Ann")) == (40, page_tree.MOST_AUTHORS - 40)


def test_only_so_many_meta_elements_name_authors() -> None:
    tree = page_tree.parse(page(head='<meta name="author" content="Ann"><meta name="a" content="b">' * 100))
    contents = [meta.get("content") for meta in tree.iter("meta")]
    assert (contents.count("Ann"), contents.count("b")) == (page_tree.MOST_AUTHORS, 100)


def test_characters_that_no_tree_takes_are_left_out() -> None:
    long = json.dumps({"a": "\ud800\ufffe\x01" * 5_000}, ensure_ascii=True)
    html = page(long, head=f'<meta name="author" content="{"Ann &#1;" * 2000}">')
    assert scripts(html) == ['{"a": "' + "\\u0001" * 333 + '"}']
    assert page_tree.parse(html).find(".//meta").get("content").startswith("Ann ")


@pytest.mark.parametrize(("words", "left"), [(page_tree.MOST_INLINE, page_tree.MOST_INLINE), (20_000, 0)])
def test_a_paragraph_of_many_links_becomes_text(words: int, left: int) -> None:
    tree = page_tree.parse(f"<html><body><p>{'<b>one</b> two ' * words}<br>end</p></body></html>")
    assert "".join(tree.itertext()).split() == ["one", "two"] * words + ["end"]
    assert len(tree.findall(".//b")) == left
    assert len(tree.findall(".//br")) == 1
