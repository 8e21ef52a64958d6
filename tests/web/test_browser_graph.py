"""The graph explorer: mouse and keyboard change picture and table together."""

from __future__ import annotations

import csv
import re
import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser import Served

AROUND = "/graph?of={Ingrid Solheim}"
ROWS = ".graph-table tbody tr:not([hidden])"


def names(page: Page) -> set[str]:
    """Ids of the names in the picture."""
    return set(page.locator("svg.explorer .node").evaluate_all("(all) => all.map((e) => e.dataset.id)"))


def rows(page: Page) -> list[tuple[str, str]]:
    """The two ids of each visible row."""
    return [
        tuple(r)
        for r in page.locator(ROWS).evaluate_all("(all) => all.map((e) => [e.dataset.source, e.dataset.target])")
    ]


def check_same_content(page: Page) -> None:
    """Picture and table have the same content."""
    lines = page.locator("svg.explorer line.edge").evaluate_all("(all) => all.map((e) => e.dataset.link)")
    assert sorted(lines) == sorted(" ".join(sorted(pair)) for pair in rows(page))
    assert {end for pair in rows(page) for end in pair} <= names(page)


@pytest.fixture
def around(opened: Callable[..., Page], site: Served) -> Page:
    page = opened(site.named(AROUND), accept_downloads=True)
    expect(page.locator("svg.explorer")).to_be_visible()
    return page


def test_it_opens_with_the_data_of_the_page(around: Page, site: Served) -> None:
    api = around.request.get(site.named("/api/v1/entities/{Ingrid Solheim}/graph"), params={"limit": "20"}).json()
    assert names(around) == {api["of"][0]["id"], *(link["target"] for link in api["links"])}
    check_same_content(around)


def test_a_name_is_expanded_once(around: Page, site: Served) -> None:
    velani = site.memory.entity("Darya Velani").id
    before, had = names(around), rows(around)
    around.locator(f'tr[data-target="{velani}"] button.expand').click()
    expect(around.locator(f'tr[data-target="{velani}"] button.expand')).to_have_text("Expanded")
    after, has = names(around), rows(around)
    fresh = after - before
    assert fresh
    assert before < after
    assert {target for _, target in has if target in fresh} == fresh
    assert sum(target in fresh for _, target in has) == len(fresh)
    assert set(had) < set(has)
    check_same_content(around)
    expect(around.locator("#explorer [role=status]")).to_contain_text(f"{len(fresh)} name")
    around.locator(f'svg.explorer .node[data-id="{velani}"]').focus()
    around.keyboard.press("e")
    expect(around.locator("#explorer [role=status]")).to_contain_text("0 names added")
    assert (names(around), rows(around)) == (after, has)


def test_a_type_that_is_unchecked_is_hidden(around: Page, site: Served) -> None:
    before = names(around), rows(around)
    solheim, velani = site.memory.entity("Ingrid Solheim").id, site.memory.entity("Darya Velani").id
    assert velani in before[0]
    around.get_by_role("checkbox", name="person").uncheck()
    expect(around.locator(f'svg.explorer .node[data-id="{velani}"]')).to_have_count(0)
    expect(around.locator("svg.explorer .node.person")).to_have_count(1)
    assert solheim in names(around)
    assert not any(velani in pair for pair in rows(around))
    check_same_content(around)
    assert "type=place" in around.url
    assert "type=person" not in around.url
    around.get_by_role("checkbox", name="person").check()
    assert names(around) == before[0]
    assert sorted(rows(around)) == sorted(before[1])


def test_by_keyboard(around: Page, site: Served) -> None:
    solheim = site.memory.entity("Ingrid Solheim").id
    around.locator("svg.explorer").focus()
    around.keyboard.press("Tab")
    focused = "() => document.activeElement.dataset.id"
    assert around.evaluate(focused) == solheim
    reached = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowRight", "ArrowUp"):
        around.keyboard.press(key)
        reached.add(around.evaluate(focused))
    assert len(reached - {solheim}) >= 2
    outline = around.evaluate(
        """() => {
          const style = getComputedStyle(document.activeElement.querySelector('path'));
          return [style.stroke, style.strokeWidth];
        }"""
    )
    other = around.evaluate(
        """() => {
          const nodes = [...document.querySelectorAll('svg.explorer .node')];
          const other = nodes.find((e) => e !== document.activeElement);
          const style = getComputedStyle(other.querySelector('path'));
          return [style.stroke, style.strokeWidth];
        }"""
    )
    assert outline != other
    velani = site.memory.entity("Darya Velani").id
    around.locator(f'svg.explorer .node[data-id="{velani}"]').focus()
    around.keyboard.press("Enter")
    panel = around.locator(".graph-panel")
    expect(panel.get_by_role("heading", name="Darya Velani")).to_be_visible()
    panel.get_by_role("button", name="Ingrid Solheim").click()
    link = panel.get_by_role("link", name="In the article").first
    expect(panel.locator("blockquote p").first).not_to_be_empty()
    quoted = panel.locator("blockquote p").first.inner_text()
    around.locator("svg.explorer").focus()
    around.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    around.locator(f'svg.explorer .node[data-id="{velani}"]').focus()
    around.keyboard.press("Enter")
    panel.get_by_role("button", name="Ingrid Solheim").click()
    link.click()
    around.wait_for_url("**/article/**")
    expect(around.locator(".source span:target")).to_be_in_viewport()
    assert quoted.startswith(around.locator(".source span:target").inner_text().strip())


def test_the_path_from_one_name_to_another(opened: Callable[..., Page], site: Served) -> None:
    page = opened(site.named(AROUND))
    page.get_by_label("Path to").fill("Tor Hagen")
    page.get_by_role("button", name="Find the path").click()
    expect(page.locator("h1")).to_have_text("From Ingrid Solheim to Tor Hagen")
    expect(page.locator(".paths > li").filter(has_text="Ingrid Solheim → Darya Velani → Tor Hagen")).to_have_count(1)
    expect(page.locator("svg.explorer")).to_be_visible()
    ids = [site.memory.entity(name).id for name in ("Ingrid Solheim", "Darya Velani", "Tor Hagen")]
    assert set(ids) <= names(page)
    lines = set(page.locator("svg.explorer line.edge").evaluate_all("(all) => all.map((e) => e.dataset.link)"))
    assert {" ".join(sorted(pair)) for pair in (ids[:2], ids[1:])} <= lines


@pytest.mark.parametrize("form", ["PNG", "SVG"])
def test_the_picture_is_saved(form: str, around: Page, tmp_path: Path) -> None:
    with around.expect_download() as download:
        around.get_by_role("button", name=f"Save as {form}").click()
    assert download.value.suggested_filename == f"retold-ingrid-solheim.{form.lower()}"
    path = tmp_path / "picture"
    download.value.save_as(path)
    if form == "SVG":
        root = ElementTree.parse(path).getroot()
        width, height = (float(root.attrib[k]) for k in ("width", "height"))
        assert "Darya Velani" in {e.text for e in root.iter("{http://www.w3.org/2000/svg}text")}
        assert "var(" not in path.read_text(encoding="utf-8")
    else:
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert data.rstrip().endswith(b"IEND\xaeB`\x82")
        width, height = struct.unpack(">II", data[16:24])
        assert len(data) > 5000
    assert width > 200
    assert height > 100


def test_another_period_is_loaded(around: Page, site: Served) -> None:
    before = names(around)
    with around.expect_response(lambda r: "/api/v1/entities/" in r.url) as response:
        around.locator("input[name=since]").fill("2026-07")
    assert "since=2026-07" in response.value.url
    expect(around.locator(f'svg.explorer .node[data-id="{site.memory.entity("Darya Velani").id}"]')).to_have_count(0)
    api = response.value.json()
    assert names(around) == {api["of"][0]["id"], *(link["target"] for link in api["links"])}
    assert names(around) != before
    check_same_content(around)
    assert "since=2026-07" in around.url
    around.reload()
    expect(around.locator("svg.explorer")).to_be_visible()
    assert names(around) == {api["of"][0]["id"], *(link["target"] for link in api["links"])}


def test_the_graph_is_downloaded(around: Page, tmp_path: Path) -> None:
    shown = around.locator(f"{ROWS} td:first-child a").all_inner_texts()
    for form in ("GEXF", "GraphML", "CSV", "JSON"):
        with around.expect_download() as download:
            around.locator(".taken").get_by_role("link", name=form, exact=True).click()
        path = tmp_path / form
        download.value.save_as(path)
        text = path.read_text(encoding="utf-8")
        assert all(name in text for name in shown), form
        if form in ("GEXF", "GraphML"):
            root = ElementTree.fromstring(text)
            assert re.sub(r"\{.*\}", "", root.tag) == form.lower()
            assert len([e for e in root.iter() if re.sub(r"\{.*\}", "", e.tag) == "edge"]) >= len(shown)
        if form == "CSV":
            assert len(list(csv.DictReader(text.splitlines()))) == len(shown)
