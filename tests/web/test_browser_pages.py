"""Every page, narrow and wide, light and dark: no errors, no overflow, no layout shift, and accessible (WCAG)."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Semaphore, Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize
from tests.web.browser import PHONE, WIDE, Served, Watch

SHOTS = Path(__file__).parents[2] / "build/screenshots"
ALL = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
RULES = {
    (WIDE["width"], "light"): ALL,
    (WIDE["width"], "dark"): {
        "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
        "resultTypes": ["violations"],
    },
    (PHONE["width"], "light"): {
        "runOnly": {
            "type": "rule",
            "values": ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"],
        },
        "resultTypes": ["violations"],
    },
}
"""axe rules by width and colours. The elements are the same in each, so most rules are checked once only."""
PAGES = {
    "front": "/",
    "front-narrowed-to-nothing": "/?since=2019-01-01&until=2019-02-01",
    "article": "/article/bridge-wire",
    "article-right-to-left": "/article/rtl",
    "article-hostile": "/article/hostile",
    "story-right-to-left": "/story/rtl",
    "story": "/story/bridge-wire",
    "entity": "/entity/{Ingrid Solheim}",
    "entity-judge": "/entity/{Ingrid Solheim}/judge",
    "graph-start": "/graph",
    "graph-around": "/graph?of={Ingrid Solheim}",
    "graph-path": "/graph?of={Ingrid Solheim}&path={Tor Hagen}",
    "theme": "/theme/{ferries}",
    "themes": "/themes",
    "search-empty": "/search",
    "search-hits": "/search?q=bridge",
    "search-right-to-left": "/search?q=%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1",
    "search-none": "/search?q=%22zebra+crossing+opera%22&by=words",
    "timeline-start": "/timeline",
    "timeline-of": "/timeline?of={Tolvik}",
    "publishers": "/publishers",
    "feeds": "/feeds",
    "publisher": "/publishers?name=Northern+Wire",
    "add": "/add",
    "judgements": "/judgements",
    "alerts": "/alerts?entity={Ingrid Solheim}",
    "alert": "/alerts/1",
    "about": "/about",
    "404": "/no/such/page",
    "404-article": "/article/none",
    "first-run": "bare:/",
    "first-run-graph": "bare:/graph",
}
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  const moved = [];
  const add = (list) => list.forEach((entry) => {
    sum += entry.value;
    entry.sources.forEach((s) => moved.push(s.node?.outerHTML?.slice(0, 120) ?? "?"));
  });
  const watch = new PerformanceObserver((list) => add(list.getEntries()));
  watch.observe({ type: "layout-shift", buffered: true });
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
    add(watch.takeRecords());
    done([sum, moved]);
  })));
})"""
PAINTED = """() => new Promise((done) => {
  const afterTwoFrames = () => requestAnimationFrame(() => requestAnimationFrame(done));
  new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length && afterTwoFrames())
    .observe({ type: "paint", buffered: true });
})"""
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
PIECES = 24
OVERFLOW = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const right = (e) => e.getBoundingClientRect().right;
  const wide = [...document.body.querySelectorAll("*")].filter((e) => right(e) > root.clientWidth + 1);
  return [`${root.scrollWidth} > ${root.clientWidth}`, ...wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 160))];
}"""


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Callable[[ViewportSize], tuple[Page, Watch]]]:
    """One window for each size, for all pages."""
    made: dict[int, tuple[Page, Watch]] = {}

    def window(size: ViewportSize) -> tuple[Page, Watch]:
        if size["width"] not in made:
            context = browser.new_context(viewport=size, reduced_motion="reduce")
            made[size["width"]] = context.new_page(), Watch(context)
        return made[size["width"]]

    yield window
    for page, _ in made.values():
        page.context.close()


def _violations(page: Page, rules: dict[str, Any], colours: str) -> list[str]:
    violations = page.evaluate("(rules) => axe.run(document, rules).then((r) => r.violations)", rules)
    return [
        f"axe {violation['id']} in {colours}: {node['html'][:160]} ({_messages(node)[:240]})"
        for violation in violations
        for node in violation["nodes"][:4]
    ]


def _messages(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])


def _save_screenshot(page: Page, name: str) -> None:
    """Saves a picture of the whole page. It is compressed fast rather than small."""
    devtools = page.context.new_cdp_session(page)
    whole = devtools.send("Page.getLayoutMetrics")["cssContentSize"]
    taken = devtools.send(
        "Page.captureScreenshot",
        {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True, "clip": {**whole, "scale": 1}},
    )
    devtools.detach()
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / f"{name}.png").write_bytes(b64decode(taken["data"]))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_page(
    name: str,
    size: ViewportSize,
    windows: Callable[[ViewportSize], tuple[Page, Watch]],
    site: Served,
    bare: Served,
    axe: str,
) -> None:
    page, watch = windows(size)
    expected = 404 if name.startswith("404") else 200
    watch.take()
    watch.refused = expected if expected >= 400 else None
    address = PAGES[name]
    page.emulate_media(color_scheme="light")
    answer = page.goto(bare.url + address.removeprefix("bare:") if address.startswith("bare:") else site.named(address))
    assert answer is not None
    wrong = [] if answer.status == expected else [f"status {answer.status}, not {expected}"]
    shifted, by = page.evaluate(SHIFTS)
    if shifted >= 0.01:
        wrong.append(f"its layout shifts by {shifted:.3f}: {by[:4]}")
    wrong += [f"wider than the window: {line}" for line in page.evaluate(OVERFLOW)]
    heads = page.locator("h1").all_text_contents()
    if len(heads) != 1 or not heads[0].strip():
        wrong.append(f"h1: {heads}")
    page.evaluate(axe)  # as a debugger does it: the page keeps its own policy
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        if not os.environ.get("CI"):  # nobody looks at them there
            _save_screenshot(page, f"{name}-{size['width']}-{colours}")
        if rules := RULES.get((size["width"], colours)):
            wrong += _violations(page, rules, colours)
    wrong += watch.take()
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", ["front", "article", "graph-around", "graph-path", "404"])
def test_nothing_shifts_when_scripts_come_late(
    name: str, size: ViewportSize, opened: Callable[..., Page], site: Served
) -> None:
    page = opened(viewport=size, refused=404)

    def late(route: Route) -> None:
        page.evaluate(PAINTED)
        route.continue_()

    page.route("**/static/*.js*", lambda route: route.continue_() if "theme.js" in route.request.url else late(route))
    page.goto(site.named(PAGES[name]))
    shifted, by = page.evaluate(SHIFTS)
    page.unroute_all()
    assert shifted < 0.01, by[:6]


def _serve_in_pieces(upstream: str, address: str, release: Callable[[], bool]) -> ThreadingHTTPServer:
    """Serves what `upstream` serves. The page `address` comes in pieces; `release` waits before each."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with urlopen(Request(upstream + self.path, headers={"Accept": self.headers["Accept"]})) as answer:
                body, headers = answer.read(), answer.headers
            self.send_response(200)
            for name in ("Content-Type", "Content-Security-Policy"):
                if name in headers:
                    self.send_header(name, headers[name])
            self.end_headers()
            whole = self.path != address
            size = len(body) if whole else -(-len(body) // PIECES)
            for start in range(0, len(body), size):
                if start and not release():
                    return
                self.wfile.write(body[start : start + size])

        def log_message(self, *args: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.mark.parametrize("name", ["front", "article", "graph-around"])
def test_nothing_shifts_while_the_page_arrives(name: str, opened: Callable[..., Page], site: Served) -> None:
    page = opened()
    pieces = Semaphore(0)
    address = site.named(PAGES[name]).removeprefix(site.url)
    server = _serve_in_pieces(site.url, address, lambda: pieces.acquire(timeout=20))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}{address}", wait_until="commit")
        for _ in range(PIECES - 1):
            pieces.release()
            page.evaluate(FRAMES)
        page.wait_for_load_state()
        shifted, by = page.evaluate(SHIFTS)
    finally:
        server.shutdown()
        server.server_close()
    assert shifted < 0.01, by[:6]
