"""Signing in and out in a browser: on a phone, by keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser import PHONE, Served
from tests.web.server import served
from tests.web.test_browser_pages import ALL, _violations

from retold.web import Access

TOKEN = "a token of some length"


@pytest.fixture
def guarded(own: Served) -> Iterator[Served]:
    """A server that needs the token for writing."""
    with served(own.memory, Access.bound_to("127.0.0.1", TOKEN)) as server:
        yield server


def sign_in(page: Page) -> None:
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("main").get_by_role("button", name="Sign in").press("Enter")
    page.wait_for_url("**/add")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_phone_signs_in_and_out(opened: Callable[..., Page], guarded: Served, javascript: bool) -> None:
    page = opened(guarded.url + "/signin", viewport=PHONE, java_script_enabled=javascript)
    sign_in(page)
    expect(page.get_by_label("Link")).to_be_visible()
    page.get_by_role("button", name="Sign out of this browser").click()
    page.wait_for_url("**/signin")
    page.goto(guarded.url + "/add")
    expect(page.get_by_role("main")).to_contain_text("Sign in with the server's token")
    expect(page.get_by_role("button", name="Sign out of this browser")).to_have_count(0)


def test_the_keyboard_signs_out(opened: Callable[..., Page], guarded: Served) -> None:
    page = opened(guarded.url)
    page.get_by_role("link", name="Sign in or out").press("Enter")
    page.wait_for_url("**/signin")
    sign_in(page)
    page.goto(guarded.url + "/signin")
    expect(page.get_by_role("main")).to_contain_text("This browser is signed in.")
    button = page.get_by_role("button", name="Sign out", exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("(b) => b === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label("Token")).to_be_visible()


def test_the_pages_are_accessible(opened: Callable[..., Page], guarded: Served, axe: str) -> None:
    page = opened(guarded.url + "/signin", viewport=PHONE, bypass_csp=True)
    for signed_in in (False, True):
        if signed_in:
            sign_in(page)
        page.goto(guarded.url + "/signin")
        page.evaluate(axe)
        assert _violations(page, ALL, "light") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
