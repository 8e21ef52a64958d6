"""Each sentence beside its evidence, as a reader sees and reaches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.browser import PHONE, WIDE, Served, Watch

ARTICLES = ("bridge-fjord", "dam-ledger", "rtl", "hostile", "undated")
MARKED = "() => [...document.querySelectorAll('.source .on')].map((e) => e.textContent).join('')"
TEXT = """(e) => {
  const copy = e.cloneNode(true);
  copy.querySelectorAll('.cite, .tools').forEach((c) => c.remove());
  return copy.textContent;
}"""
BESIDE = """(e) => {
  const range = document.createRange();
  range.selectNodeContents([...e.childNodes].find((c) => c.nodeType === Node.TEXT_NODE && c.data.trim().length > 8));
  const r = range.getClientRects()[0];
  return [r.x + Math.min(12, r.width / 2), r.y + r.height / 2];
}"""
LINKS = "() => [...document.querySelectorAll('main a[href*=\"#s\"]')].map((a) => a.href)"


def rests_on(document: dict[str, Any], claim: dict[str, Any]) -> str:
    """The words of a claim's evidence, each once, in the order of the source, without line ends."""
    body = document["article"]["body"]
    places = sorted({at for e in claim["evidence"] for at in range(e["start"], e["end"])})
    return "".join(body[at] for at in places).replace("\n", "")


def claims_by_id(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Sentences by their ids on the page."""
    yield from ((f"t{i}", c) for i, c in enumerate(document["takeaways"], 1))
    yield from ((f"r{i}", c) for i, c in enumerate((c for p in document["retelling"] for c in p), 1))
    yield from ((f"d{i}", e["claim"]) for i, e in enumerate(document["timeline"], 1))


def place(page: Page, key: str) -> tuple[float, float]:
    """A point in the text of a sentence, outside its links. A box will not do: over several lines, it covers others."""
    page.locator(f"#{key}").scroll_into_view_if_needed()
    return tuple(page.locator(f"#{key}").evaluate(BESIDE))


def digest(page: Page, url: str) -> dict[str, Any]:
    return page.request.get(url, params={"format": "json"}).json()["digest"]


@pytest.mark.parametrize("article", ARTICLES)
def test_a_sentence_marks_the_words_that_it_rests_on(article: str, opened: Callable[..., Page], site: Served) -> None:
    url = f"{site.url}/article/{article}"
    page = opened(url)
    document = digest(page, url)
    wrong, claims = [], list(claims_by_id(document))
    assert any(key.startswith("r") for key, _ in claims)
    for key, claim in claims:
        sentence, number = page.locator(f"#{key}"), page.locator(f"#{key} .cite")
        exact = rests_on(document, claim)
        assert sentence.evaluate(TEXT) == claim["text"]
        page.mouse.move(*place(page, key))
        if page.evaluate(MARKED) != exact:
            wrong.append(f"{key}, pointed at: {page.evaluate(MARKED)!r}, not {exact!r}")
        page.locator("h1").hover()
        if page.evaluate(MARKED):
            wrong.append(f"{key}: still marked when the pointer has gone")
        number.focus()
        if page.evaluate(MARKED) != exact:
            wrong.append(f"{key}, its number focused: {page.evaluate(MARKED)!r}, not {exact!r}")
        page.keyboard.press("Escape")
        if page.evaluate(MARKED):
            wrong.append(f"{key}: Escape does not let go of what focus marked")
        number.blur()
    assert not wrong, "\n".join(wrong)


def test_a_sentence_that_is_pinned_stays_marked_until_escape(opened: Callable[..., Page], site: Served) -> None:
    url = f"{site.url}/article/bridge-fjord"
    page = opened(url)
    document = digest(page, url)
    exact = rests_on(document, dict(claims_by_id(document))["r2"])
    page.locator("#r2 .cite").focus()
    page.keyboard.press("Enter")
    page.locator("h1").hover()
    assert page.evaluate(MARKED) == exact
    page.keyboard.press("Escape")
    assert page.evaluate(MARKED) == ""
    expect(page.locator("#r2 .cite")).to_be_focused()


def test_the_words_are_in_view_on_a_wide_page(opened: Callable[..., Page], site: Served) -> None:
    page = opened(f"{site.url}/article/bridge-fjord", viewport={"width": 1280, "height": 500})
    for key in ("t1", "r1", "r3"):
        page.locator(f"#{key} .cite").focus()
        expect(page.locator(".source .on").first).to_be_in_viewport(ratio=0.5)


def test_on_a_phone_the_words_come_in_a_sheet(opened: Callable[..., Page], site: Served) -> None:
    url = f"{site.url}/article/bridge-fjord"
    page = opened(url, viewport=PHONE, has_touch=True, is_mobile=True)
    document = digest(page, url)
    for key, claim in list(claims_by_id(document))[:5]:
        sentence = page.locator(f"#{key}")
        page.touchscreen.tap(*place(page, key))
        expect(page.locator(".source")).to_have_class("source sheet")
        assert page.evaluate(MARKED) == rests_on(document, claim)
        expect(page.locator(".source .on").first).to_be_in_viewport()
        sheet, first = page.locator(".source").bounding_box(), sentence.bounding_box()
        assert sheet is not None
        assert first is not None
        assert first["y"] + 20 < sheet["y"], f"the sheet lies over {key}, which it is of"
        page.locator("h1").evaluate("(e) => e.click()")
        expect(page.locator(".source")).to_have_class("source")


def test_a_link_to_a_sentence_shows_it(opened: Callable[..., Page], site: Served) -> None:
    for size in (WIDE, PHONE):
        page = opened(f"{site.url}/article/bridge-fjord#r2", viewport=size)
        expect(page.locator("#r2")).to_be_in_viewport()
        expect(page.locator("#r2:target")).to_have_count(1)
        plain = page.locator("#r1").evaluate("(e) => getComputedStyle(e).backgroundColor")
        assert page.locator("#r2").evaluate("(e) => getComputedStyle(e).backgroundColor") != plain


def test_copied_with_its_citation(opened: Callable[..., Page], site: Served) -> None:
    url = f"{site.url}/article/bridge-fjord"
    page = opened(url, permissions=["clipboard-read", "clipboard-write"])
    claim = dict(claims_by_id(digest(page, url)))["r2"]
    page.mouse.move(*place(page, "r2"))
    page.get_by_role("button", name="Copy with citation").click()
    expect(page.locator("#status")).to_have_text("Copied with its citation")
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in (
        claim["text"],
        "Brittle steel blamed for crack that closed Tolvik Bridge",
        "The Fjord Post",
        "9 June 2026",
        "https://fjordpost.example/2026/06/09/welds",
        f"{url}#r2",
    ):
        assert part in copied
    # The same without a mouse.
    page.locator("#r1 .cite").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}#r1"


@pytest.fixture(scope="module")
def places(browser: Browser, site: Served) -> Callable[[str], set[str]]:
    """The places on an article's page that a link can lead to, by address."""
    known: dict[str, set[str]] = {}
    page = browser.new_page()

    def of(url: str) -> set[str]:
        if url not in known:
            page.goto(url)
            known[url] = set(page.evaluate("() => [...document.querySelectorAll('.source [id]')].map((e) => e.id)"))
        return known[url]

    return of


@pytest.mark.parametrize(
    "address",
    [
        "/story/bridge-wire",
        "/story/dam-wire",
        "/entity/{Ingrid Solheim}",
        "/entity/{Darya Velani}",
        "/graph?of={Ingrid Solheim}",
        "/graph?of={Tolvik}",
        "/graph?of={Ingrid Solheim}&path={Tor Hagen}",
        "/timeline?of={Tolvik}",
    ],
)
def test_every_link_to_evidence_leads_to_words_that_are_there(
    address: str, opened: Callable[..., Page], places: Callable[[str], set[str]], site: Served
) -> None:
    page = opened(site.named(address))
    links = page.evaluate(LINKS)
    assert links
    lost = sorted({link for link in links if link.split("#")[1] not in places(link.split("#")[0])})
    assert not lost, "\n".join(lost)


def test_a_browser_says_what_is_wrong(browser: Browser, site: Served) -> None:
    """Tests the tests: the watch finds everything that it looks for."""
    context = browser.new_context(bypass_csp=True)
    watch = Watch(context)
    page = context.new_page()
    page.goto(f"{site.url}/about")
    page.evaluate(
        "() => { console.warn('w'); setTimeout(() => { throw new Error('e') }); setTimeout(() => alert('d')); }"
    )
    page.evaluate("() => fetch('/no/such/page').then(() => fetch('http://127.0.0.2:1/')).catch(() => 0)")
    page.goto(f"{site.url}/no/such/page")
    context.close()
    said = "\n".join(watch.said)
    for part in (
        "console warning: w",
        "uncaught: e",
        "a dialog opened: d",
        "404: ",
        "asked another host: http://127.0.0.2:1/",
    ):
        assert part in said
