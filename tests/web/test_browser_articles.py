"""Articles read with a keyboard, in the dark, on paper and without motion; and articles with hostile text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser import PHONE, WIDE, Served

HOSTILE = next(
    a
    for a in map(json.loads, (Path(__file__).parent / "articles.jsonl").read_text(encoding="utf-8").splitlines())
    if a["id"] == "hostile"
)
INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])"
LIVE = """() => [...document.querySelectorAll("*")].filter((e) =>
  [...e.attributes].some((a) => a.name.startsWith("on") || /^javascript:/i.test(a.value.trim()))
  || (e.tagName === "SCRIPT" && !e.src && !/json/.test(e.type))
  || (e.tagName === "IMG") || e.getAttribute("src") === "x").map((e) => e.outerHTML.slice(0, 200))"""
STEP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return [e.outerHTML.slice(0, 140), outlined, e.dataset.seen ?? ""];
}"""


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/article/hostile",
        "/story/hostile",
        f"/search?q={quote_plus(HOSTILE['headline'])}",
        "/search?q=tickets",
        "/publishers",
        f"/publishers?name={quote_plus(HOSTILE['publisher'])}",
        "/graph?of={Saltway Trams}",
        "/entity/{Saltway Trams}",
        "/entity/{Elin Rask}",
        "/timeline?of={Saltway Trams}",
        "/add?url=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(9)%3E",
        "/?theme=%3Cscript%3Ealert(1)%3C/script%3E",
        "/no/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    ],
)
def test_hostile_text_stays_text(address: str, opened: Callable[..., Page], site: Served) -> None:
    page = opened(refused=404)
    page.goto(site.named(address))
    assert page.evaluate(LIVE) == []
    for element in page.locator("main h1, main h2, main h3, main q, main blockquote, figure.graph").all()[:20]:
        element.dispatch_event("mouseover")
    if address in ("/", "/article/hostile", "/story/hostile", "/search?q=tickets"):
        expect(page.locator("main").get_by_text(HOSTILE["headline"], exact=True).first).to_be_visible()
    if address == "/article/hostile":
        assert HOSTILE["headline"] in page.title()
        words = page.locator(".source .body").inner_text()
        assert all(line in words for line in HOSTILE["body"].split("\n\n"))
        assert "{{ 7*7 }}" in words
        ld = page.locator('script[type="application/ld+json"]').evaluate("(e) => e.textContent")
        assert json.loads(ld)["headline"] == HOSTILE["headline"]


def test_a_hostile_text_that_is_added_stays_text(opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.url + "/add")
    page.get_by_label("Or the text of an article").fill(HOSTILE["body"].replace("4,000", "5,000"))
    page.get_by_text("Details of the text").click()
    page.locator("#headline").fill(HOSTILE["headline"] + " twice")
    page.get_by_role("button", name="Read article").click()
    page.wait_for_url("**/article/**")
    expect(page.locator("h1")).to_have_text(HOSTILE["headline"] + " twice")
    assert page.evaluate(LIVE) == []


@pytest.mark.parametrize("address", ["/", "/article/bridge-fjord"])
def test_the_first_tab_skips_to_the_content(address: str, opened: Callable[..., Page], site: Served) -> None:
    page = opened(site.url + address)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("address", ["/", "/article/bridge-fjord", "/graph?of={Ingrid Solheim}"])
def test_every_control_is_reached_by_tab_and_shows_it(address: str, opened: Callable[..., Page], site: Served) -> None:
    page = opened(site.named(address))
    wanted = page.evaluate(
        """(interactive) => [...document.querySelectorAll(interactive)]
          .filter((e) => e.tabIndex >= 0 && !e.closest("[inert]") && e.checkVisibility({ visibilityProperty: true }))
          .map((e, i) => (e.dataset.seen = String(i), e.outerHTML.slice(0, 140)))""",
        INTERACTIVE,
    )
    assert len(wanted) > 20
    reached: dict[str, bool] = {}
    for _ in range(4 * len(wanted)):
        page.keyboard.press("Tab")
        at = page.evaluate(STEP)
        if at is None:
            break
        html, outlined, number = at
        # Names of the graph show focus by their shape. A date field has several stops; only its own are seen from here.
        reached[number] = reached.get(number, False) or outlined or html.startswith("<g ")
    missed = [html for i, html in enumerate(wanted) if str(i) not in reached]
    assert not missed, "not reached:\n" + "\n".join(missed)
    dim = [html for i, html in enumerate(wanted) if not reached[str(i)]]
    assert not dim, "no outline:\n" + "\n".join(dim)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_light_and_dark_are_chosen_and_remembered(system: str, opened: Callable[..., Page], site: Served) -> None:
    page = opened(site.url, color_scheme=system)
    paper = "() => getComputedStyle(document.body).backgroundColor"
    first = page.evaluate(paper)
    page.get_by_role("button", name="Light or dark").click()
    second = page.evaluate(paper)
    assert first != second
    page.reload()
    assert page.evaluate(paper) == second
    page.goto(site.url + "/article/bridge-fjord")
    assert page.evaluate(paper) == second
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    assert page.evaluate(paper) == first
    other = opened(site.url, color_scheme="dark" if system == "light" else "light")
    assert other.evaluate(paper) == second


def test_nothing_moves_with_reduced_motion(opened: Callable[..., Page], site: Served) -> None:
    page = opened(site.url + "/article/bridge-fjord", reduced_motion="reduce")
    running = """() => document.getAnimations()
      .filter((a) => a.playState === 'running')
      .map((a) => a.effect.target.outerHTML.slice(0, 100))"""
    page.locator("#r2 .cite").focus()
    assert page.evaluate(running) == []
    page.locator("#r2 .cite").click()
    assert page.evaluate(running) == []
    page.goto(site.named("/graph?of={Ingrid Solheim}"))
    velani = site.memory.entity("Darya Velani").id
    page.locator(f'tr[data-target="{velani}"] button.expand').click()
    expect(page.locator(f'tr[data-target="{velani}"] button.expand')).to_have_text("Expanded")
    places = """() => new Promise((done) => {
      const shapes = document.querySelectorAll("svg.explorer .viewport, svg.explorer .node");
      const read = () => [...shapes].map((e) => e.getAttribute("transform")).join();
      const first = read();
      let frames = 12;
      const look = () => {
        if (read() !== first) return done("moved");
        return (frames -= 1) ? requestAnimationFrame(look) : done("still");
      };
      requestAnimationFrame(look);
    })"""
    assert page.evaluate(places) == "still"
    assert page.evaluate(running) == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("address", ["/article/bridge-fjord", "/story/bridge-wire", "/"])
def test_on_paper_there_is_only_the_text(
    address: str, size: dict[str, int], opened: Callable[..., Page], site: Served
) -> None:
    page = opened(site.url + address, viewport=size, color_scheme="dark")
    if address.startswith("/article"):
        page.locator("#r2 .cite").focus()
    page.emulate_media(media="print")
    shown = page.locator("nav, form, input, select, button, .source, .cite, .skip, aside").evaluate_all(
        """(all) => all.filter((e) => e.checkVisibility({ visibilityProperty: true }))
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert shown == []
    if address != "/":
        expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_each_article_has_its_direction(opened: Callable[..., Page], site: Served) -> None:
    page = opened(site.url + "/article/rtl")
    direction = "(e) => getComputedStyle(e).direction"
    for place in ("h1", ".source .body", "#r1"):
        assert page.locator(place).evaluate(direction) == "rtl", place
    assert page.locator(".source .body").get_attribute("lang") == "ar"
    assert page.locator("header.top").evaluate(direction) == "ltr"
    # Text of one direction does not reverse the text beside it: publisher, day, month.
    publisher, day = page.locator("header .soft a").bounding_box(), page.locator("header .soft time").bounding_box()
    assert publisher is not None
    assert day is not None
    assert publisher["x"] + publisher["width"] <= day["x"]
    page.goto(site.url)
    card = page.locator(".card", has_text="ميناء تولفيك").first
    assert card.locator("h3, h2").first.evaluate(direction) == "rtl"
