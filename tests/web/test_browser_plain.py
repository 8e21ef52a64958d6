"""Without scripts, readers can still read, find, follow and write everything."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.web.browser import PHONE, WIDE, Served


def test_from_the_front_page_to_the_evidence(opened: Callable[..., Page], site: Served) -> None:
    for size in (WIDE, PHONE):
        page = opened(site.url, java_script_enabled=False, viewport=size)
        page.get_by_role("link", name="Tolvik Bridge closed after inspectors find crack in main girder").click()
        assert page.url.endswith("/story/bridge-wire")
        page.get_by_role("link", name="Brittle steel blamed for crack that closed Tolvik Bridge").first.click()
        assert page.url.endswith("/article/bridge-fjord")
        digest = page.request.get(page.url, params={"format": "json"}).json()["digest"]
        claim = [c for p in digest["retelling"] for c in p][1]
        page.locator("#r2 .cite").click()
        words = page.locator(".source span:target")
        expect(words).to_be_in_viewport()
        assert min(claim["evidence"], key=lambda e: e["start"])["exact"].startswith(words.inner_text().strip())
        colour = "(e) => getComputedStyle(e).backgroundColor"
        assert words.evaluate(colour) != page.locator(".source span[id]:not(:target)").first.evaluate(colour)


def test_evidence_on_a_story_page_leads_to_its_words(opened: Callable[..., Page], site: Served) -> None:
    page = opened(f"{site.url}/story/bridge-wire", java_script_enabled=False)
    page.locator(".differ a").first.click()
    expect(page.locator(".source span:target")).to_be_in_viewport()


def test_search(opened: Callable[..., Page], site: Served) -> None:
    page = opened(site.url, java_script_enabled=False)
    page.locator("#find").fill("spillway")
    page.get_by_role("search").get_by_role("button").click()
    expect(page.locator(".hits h3").first).to_contain_text("Ostra")
    expect(page.locator(".hits mark").first).to_have_text("spillway")


def test_graph(opened: Callable[..., Page], site: Served) -> None:
    page = opened(f"{site.url}/graph", java_script_enabled=False)
    page.locator("main").get_by_label("Name").fill("Ingrid Solheim")
    page.locator("main").get_by_role("button", name="Show").click()
    names = page.locator(".graph-table tbody td:first-child a").all_inner_texts()
    assert "Darya Velani" in names
    expect(page.locator("figure.graph svg .node")).to_have_count(len(names) + 1)
    page.get_by_role("checkbox", name="person").uncheck()
    page.locator(".graph-filter").get_by_role("button", name="Show").click()
    fewer = page.locator(".graph-table tbody td:first-child a").all_inner_texts()
    assert fewer
    assert "Darya Velani" not in fewer
    page.get_by_label("Path to").fill("Tor Hagen")
    page.get_by_role("button", name="Find the path").click()
    expect(page.locator(".paths")).to_contain_text("Darya Velani")


def test_an_article_is_added(opened: Callable[..., Page], own: Served) -> None:
    page = opened(f"{own.url}/add", java_script_enabled=False)
    page.get_by_label("Or the text of an article").fill(
        "A whale was seen in the harbour of Tolvik on Friday.\n\n"
        "The whale left before noon, said Petter Aune, the director of the Port of Tolvik."
    )
    page.get_by_text("Details of the text").click()
    page.locator("#headline").fill("Whale visits Tolvik")
    page.get_by_role("button", name="Read article").click()
    page.wait_for_url("**/article/**")
    expect(page.locator("h1")).to_have_text("Whale visits Tolvik")


def test_a_judgement_is_written_and_undone(opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.named("/entity/{Katrine Brandvold}/judge"), java_script_enabled=False)
    page.get_by_label("A name or an id").fill("Cathrine Brandvold")
    page.get_by_label("Your name").fill("kari")
    page.get_by_role("button", name="They are the same").click()
    expect(page.get_by_role("status").first).to_contain_text("is saved")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_an_alert_is_created_from_the_page_of_a_name(opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.named("/entity/{Ingrid Solheim}"), java_script_enabled=False)
    page.get_by_role("link", name="Create alert").click()
    expect(page.get_by_label("Name in the story")).to_have_value(own.memory.entity("Ingrid Solheim").id)
    expect(page.get_by_label("Name in the story")).to_have_accessible_description("Ingrid Solheim")
    page.get_by_label("Words", exact=True).fill("bridge")
    page.get_by_role("button", name="Create alert").click()
    expect(page.locator("h1")).to_have_text("Ingrid Solheim, “bridge”")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("header .soft strong")).to_have_text("paused")
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/alerts")
    expect(page.locator(".card")).to_have_count(0)
