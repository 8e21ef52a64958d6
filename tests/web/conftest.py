"""A real server on loopback, and a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.web.browser import WIDE, Served, Watch
from tests.web.server import served

from retold import Engine, Settings
from retold.alerts import AlertQuery, Alerts, Receiver
from retold.memory import Memory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent


def _missing(what: str) -> None:
    """In CI, it must be there; elsewhere the tests are skipped."""
    pytest.fail(what) if os.environ.get("CI") else pytest.skip(what)


@pytest.fixture(scope="session")
def _read(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Path:
    """A database with the articles; it is not open."""
    path = tmp_path_factory.mktemp("web") / "read.db"
    with Memory(str(path), engine) as memory:
        for kept in memory.ingest([str(HERE / "articles.jsonl")]):
            assert not isinstance(kept, Exception), kept
    return path


@pytest.fixture(scope="session")
def site(_read: Path, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The articles, for tests that only read, with a judgement, and an alert whose receiver does not exist."""
    path = shutil.copy(_read, tmp_path_factory.mktemp("site") / "m.db")
    with Memory(str(path), engine) as memory:
        memory.different("Petter Aune", "Tor Hagen", "kari")
        alerts = Alerts(memory, Settings(), lambda: engine.now)
        alerts.add(
            AlertQuery(entity="Ingrid Solheim"),
            [Receiver("webhook", "https://127.0.0.1:9/a-long-address/of-a-receiver/that-must-wrap")],
            backfill=True,
        )
        alerts.run()
        with served(memory) as server:
            yield server


@pytest.fixture(scope="session")
def bare(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty memory."""
    with Memory(str(tmp_path_factory.mktemp("bare") / "m.db"), engine) as memory, served(memory) as server:
        yield server


@pytest.fixture
def own(_read: Path, engine: Engine, tmp_path: Path) -> Iterator[Served]:
    """The articles in a new memory for each test, to write to."""
    with Memory(str(shutil.copy(_read, tmp_path / "m.db")), engine) as memory, served(memory) as server:
        yield server


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[Served]]:
    """Serves a memory, with access rules of the test's own."""
    return served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: while it is open, its thread cannot run another event loop."""
    from playwright.sync_api import expect, sync_playwright

    found = shutil.which("chromium")
    if not found:
        _missing("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        # Chromium has no sandbox for root, who runs tests in containers.
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        expect.set_options(timeout=10_000)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    path = HERE.parents[1] / "frontend/node_modules/axe-core/axe.min.js"
    if not path.exists():
        _missing("axe-core is not installed (run `npm ci` in frontend/)")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def _windows(browser: Browser) -> Iterator[dict[str, tuple[Page, Watch]]]:
    """Windows by their options. They are used again, because opening one takes longer than most pages."""
    found: dict[str, tuple[Page, Watch]] = {}
    yield found
    for page, _ in found.values():
        page.context.close()


@pytest.fixture
def opened(browser: Browser, _windows: dict[str, tuple[Page, Watch]]) -> Iterator[Callable[..., Page]]:
    """Opens pages in a clean browser. At the end, no page may have had an error."""
    used: dict[str, tuple[Page, Watch]] = {}
    others: list[tuple[Page, Watch]] = []

    def window(options: dict[str, object], refused: int | None) -> tuple[Page, Watch]:
        context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
        watch = Watch(context, refused)
        return context.new_page(), watch

    def opens(url: str = "", refused: int | None = None, **options: object) -> Page:
        """`refused`: an error status that the test expects."""
        key = repr(sorted(options.items()))
        if key in used:
            others.append(window(options, refused))
            page = others[-1][0]
        else:
            if key not in _windows:
                _windows[key] = window(options, refused)
            page, watch = used[key] = _windows[key]
            watch.take()
            watch.refused = refused
        if url:
            page.goto(url)
        return page

    yield opens
    said = [line for _, watch in (*used.values(), *others) for line in watch.said]
    for page, _ in others:
        page.context.close()
    for page, _ in used.values():
        page.emulate_media(media="null")
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.context.clear_cookies()
    assert not said, "\n".join(said)
