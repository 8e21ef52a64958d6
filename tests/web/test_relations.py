"""Relations on pages and in the API of a real server; what articles say is text, whatever it looks like."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.made import article, relation
from tests.web.browser import Served

from retold import Engine
from retold.memory import Memory
from retold.types import EntityType

HOSTILE = "Bolt<script>alert(1)</script>"
SENTENCE = 'Acme would buy Bolt "soon" <img src=x onerror=alert(2)>.'
SPEAKER = "a <b>spokesman</b>"
BODY = " ".join([SENTENCE, *(f"word{i} ferry{i % 7}." for i in range(80))])


def digest(*relations: dict[str, Any]) -> dict[str, Any]:
    """A digest in which somebody says that the first entity buys the second one."""
    start = BODY.index("Acme")
    return {
        "relations": [{**r, "detail": "<i>whole</i>"} for r in relations],
        "entities": [{"id": f"e{i}", "mentions": [{"start": start, "end": start + 4}]} for i in (1, 2)],
        "statements": [
            {"spans": [[0, len(SENTENCE)]], "cue": "said", "speaker": None, "said_by": SPEAKER, "hedge": None}
        ],
    }


@pytest.fixture(scope="module")
def memory(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    names = [("Acme", EntityType.ORGANIZATION), (HOSTILE, EntityType.ORGANIZATION)]
    planned = relation(1, "acquires", 2, (0, len(SENTENCE)), "planned")
    words = {f"w{i}": 1 for i in range(12)}
    with Memory(str(tmp_path_factory.mktemp("relations") / "m.db"), engine) as found:
        found.keep(
            [
                article("one", names, words, text=BODY, digest=digest(planned)),
                article("two", names, words, text=f"{SENTENCE} {BODY[:5:-1]}", digest=digest(planned)),
            ]
        )
        yield found


@pytest.fixture(scope="module")
def site(memory: Memory, serve: Callable[..., AbstractContextManager[Served]]) -> Iterator[Served]:
    with serve(memory) as server:
        yield server


def get(site: Served, path: str) -> str:
    connection = http.client.HTTPConnection(site.url.removeprefix("http://"), timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 200, body
    return body


def text(page: str) -> str:
    """The text of a page, without its elements, scripts and data."""
    bare = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", bare)).split())


def is_safe(page: str) -> bool:
    return not any(part in page for part in ("<script>alert", "<img src=x", "<b>spokesman", "<i>whole"))


@pytest.mark.parametrize("end", [0, 1])
def test_pages_say_how_two_are_linked_from_either_end(site: Served, memory: Memory, end: int) -> None:
    entity = memory.entity(("Acme", HOSTILE)[end])
    for path in (f"/entity/{entity.id}", f"/graph?of={entity.id}"):
        page = get(site, path)
        assert is_safe(page), path
        assert f"Acme acquires {HOSTILE} (<i>whole</i>, planned) first said 4 October 2024, 1 story:" in text(page), (
            path
        )
        assert f"{SPEAKER}, Paper one" in text(page), path
        assert SENTENCE in text(page), path


def test_a_path_says_how_its_ends_are_linked(site: Served, memory: Memory) -> None:
    a, b = memory.entity("Acme").id, memory.entity(HOSTILE).id
    page = get(site, f"/graph?of={b}&path={a}")
    assert is_safe(page)
    assert f"Acme acquires {HOSTILE} (<i>whole</i>, planned)" in text(page)


def test_the_api_gives_relations(site: Served, memory: Memory) -> None:
    acme, bolt = memory.entity("Acme").id, memory.entity(HOSTILE).id
    for end in (acme, bolt, quote(HOSTILE)):
        (found,) = json.loads(get(site, f"/api/v1/entities/{end}/relations"))
        assert (found["subject"], found["relation"], found["object"]) == (acme, "acquires", bolt)
        assert (found["status"], found["since"], found["stories"]) == ("planned", "2024-10-04", 1)
        assert [(a["source"]["id"], a["said_by"]) for a in found["by"]] == [("one", SPEAKER), ("two", SPEAKER)]
        assert found["by"][0]["evidence"][0]["exact"] == SENTENCE
    (link,) = json.loads(get(site, f"/api/v1/entities/{bolt}/graph"))["links"]
    assert [r["relation"] for r in link["relations"]] == ["acquires"]


def test_the_panel_says_how_two_are_linked(opened: Callable[..., Page], site: Served, memory: Memory) -> None:
    acme, bolt = memory.entity("Acme").id, memory.entity(HOSTILE).id
    page = opened(f"{site.url}/graph?of={bolt}")
    row = page.locator(f'tr[data-target="{acme}"]')
    row.locator("td").nth(1).click()
    panel = page.locator(".graph-panel .relations")
    expect(panel).to_contain_text(f"Acme acquires {HOSTILE} (<i>whole</i>, planned) first said 2024-10-04, 1 story:")
    expect(panel).to_contain_text(f"{SENTENCE} {SPEAKER}, Paper one, {SPEAKER}, Paper two")
    expect(row).to_contain_text(f"Acme acquires {HOSTILE}")
    assert page.locator("i, img, b", has_text="whole").count() == 0


def test_a_search_is_narrowed_by_a_relation(site: Served, memory: Memory) -> None:
    bolt = memory.entity(HOSTILE).id
    for query, found in (("", True), ("&relation=acquires", True), ("&relation=sues", False)):
        page = get(site, f"/search?q=ferry1{query}&entity={bolt}")
        assert ("On one" in text(page)) is found, query
        hits = json.loads(get(site, f"/api/v1/search?q=ferry1{query}&entity={bolt}"))["items"]
        assert bool(hits) is found, query
    page = get(site, "/search?q=ferry1&relation=acquires")
    assert '<option value="acquires" selected>acquires</option>' in page
    assert "Create alert" not in page  # an alert has no such condition
    for path in ("/search?q=ferry1&relation=outshines", "/api/v1/search?q=ferry1&relation=outshines"):
        with pytest.raises(AssertionError, match="position_at"):
            get(site, path)


def test_a_story_says_who_says_what(site: Served, memory: Memory) -> None:
    page = get(site, "/story/one")
    assert is_safe(page)
    assert f"Who says what {SPEAKER}said: {SENTENCE} Paper one" in text(page)
    assert f"Relations Acme acquires {HOSTILE} (<i>whole</i>, planned) {SPEAKER}, Paper one, {SPEAKER}" in text(page)
    detail = json.loads(get(site, "/api/v1/stories/one"))
    assert [s["name"] for s in detail["speakers"]] == [SPEAKER, SPEAKER]
    assert [s["statements"][0]["evidence"][0]["exact"] for s in detail["speakers"]] == [SENTENCE, SENTENCE]
    assert [r["relation"] for r in detail["relations"]] == ["acquires"]
