"""Forms for articles and judgements; and nobody else can send them in the reader's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser import Served

BAKERS = (
    "Bakers in Osmark will stop using palm oil from October, their guild said on Friday.\n\n"
    'The guild has 212 members, said its master, Leona Quist. "Butter costs more and lies less," Quist said.\n\n'
    "A loaf is expected to cost two crowns more, according to the guild."
)


def test_two_spellings_are_joined_and_separated_again(opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.named("/entity/{Katrine Brandvold}"))
    expect(page.get_by_text("Cathrine Brandvold")).to_have_count(0)
    page.get_by_role("link", name="Correct it", exact=True).click()
    page.get_by_label("A name or an id").fill("Cathrine Brandvold")
    page.get_by_label("Your name").first.fill("kari")
    page.get_by_role("button", name="They are the same").click()
    page.wait_for_url("**/judgements?said=*")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("is the same as")
    expect(row).to_contain_text("kari")
    for name in ("Katrine Brandvold", "Cathrine Brandvold"):
        page.goto(own.named(f"/entity/{{{name}}}"))
        main = page.locator("main")
        expect(main).to_contain_text("Katrine Brandvold")
        expect(main).to_contain_text("Cathrine Brandvold")
        expect(main).to_contain_text("2 articles")
    page.goto(own.url + "/judgements")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tbody tr").first).to_contain_text("ended")
    assert own.memory.entity("Katrine Brandvold").id != own.memory.entity("Cathrine Brandvold").id
    page.goto(own.named("/entity/{Katrine Brandvold}"))
    expect(page.get_by_text("Cathrine Brandvold")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("1 article")


def test_a_judgement_on_an_unknown_name_is_refused_with_a_message(opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.named("/entity/{Katrine Brandvold}/judge"), refused=422)
    page.get_by_label("A name or an id").fill("Nobody Atall")
    page.get_by_label("Your name").first.fill("kari")
    page.get_by_role("button", name="They are the same").click()
    expect(page.locator("main")).to_contain_text("Nobody Atall")
    assert own.memory.judgements() == []


def test_a_text_is_read_while_the_reader_watches(opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.url + "/add")
    page.get_by_label("Or the text of an article").fill(BAKERS)
    page.get_by_text("Details of the text").click()
    page.locator("#headline").fill("Bakers of Osmark give up palm oil")
    page.locator("#publisher").fill("Tolvik Courier")
    page.locator("#published").fill("2026-07-31")
    # The page of the job is always seen, however fast the machine: the browser goes there first.
    shown: list[str] = []
    page.on("framenavigated", lambda frame: shown.append(frame.url))
    page.get_by_role("button", name="Read article").click()
    page.wait_for_url("**/article/**")
    assert any("/add/" in url for url in shown), shown
    expect(page.locator("h1")).to_have_text("Bakers of Osmark give up palm oil")
    page.goto(own.url)
    expect(page.get_by_role("link", name="Bakers of Osmark give up palm oil")).to_be_visible()
    assert own.memory.counts()["articles"] == 14


def test_progress_is_shown(opened: Callable[..., Page], own: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    go_on, keep = threading.Event(), own.memory.add

    def slowly(page: object, tell: Callable[[str], None]) -> object:
        def begin_step(step: str) -> None:
            tell(step)
            if step == "read":
                assert go_on.wait(30)

        return keep(page, begin_step)

    monkeypatch.setattr(type(own.memory), "add", lambda _, page, tell: slowly(page, tell))
    page = opened(own.url + "/add")
    page.get_by_label("Or the text of an article").fill(BAKERS)
    page.get_by_role("button", name="Read article").click()
    page.wait_for_url("**/add/*")
    try:
        expect(page.locator(".progress li.now")).to_contain_text("Read")
        expect(page.locator(".progress li.done").first).to_contain_text("Fetch")
        expect(page.locator(".progress li")).to_have_count(5)
    finally:
        go_on.set()
    page.wait_for_url("**/article/**")


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("http://127.0.0.1:1/", None),
        ("http://localhost:1/", None),
        ("http://[::1]:1/", None),
        ("http://169.254.169.254/latest", None),
        ("mailto:kari@tolvik.example", 422),
        ("no address", 422),
        ("javascript:alert(1)", 422),
    ],
)
def test_a_link_that_cannot_be_read(link: str, status: int | None, opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.url + "/add", refused=status)
    page.locator("form.write").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_label("Link").fill(link)
    page.get_by_role("button", name="Read article").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    assert len(alert.inner_text()) > 15
    assert "Traceback" not in page.content()
    if status:
        expect(page.get_by_label("Link")).to_have_value(link)
    else:
        expect(page.locator("main")).to_contain_text(link)
        expect(page.locator("h1")).to_have_text("This article could not be read")
    assert own.memory.counts()["articles"] == 13


def test_the_browser_refuses_what_is_not_a_link(opened: Callable[..., Page], own: Served) -> None:
    page = opened(own.url + "/add")
    page.get_by_label("Link").fill("no address")
    page.get_by_role("button", name="Read article").click()
    assert page.get_by_label("Link").evaluate("(e) => e.validationMessage")
    assert page.url == own.url + "/add"


@pytest.mark.parametrize("visited", ["/about", "/add"])
def test_another_browser_cannot_send_the_form(visited: str, opened: Callable[..., Page], own: Served) -> None:
    """It has the form's token, but no session cookie, or another one."""
    token = opened(own.url + "/add").locator("input[name=form]").input_value()
    other = opened(own.url + visited, refused=403)
    send = """([token, action, fields]) => {
      const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
      const form = make("form", { method: "post", action });
      const entries = Object.entries({ form: token, ...fields });
      for (const [name, value] of entries) form.append(make("input", { name, value }));
      document.body.append(form);
      form.submit();
    }"""
    for action, fields in (
        ("/add", {"body": BAKERS}),
        (
            own.named("/entity/{Katrine Brandvold}/judge"),
            {"verdict": "same", "other": "Cathrine Brandvold", "person": "eve"},
        ),
        ("/judgements/1/undo", {}),
    ):
        with other.expect_navigation() as navigation:
            other.evaluate(send, [token, action, fields])
        assert navigation.value.status == 403
        expect(other.locator("h1")).to_have_text("You may not do this")
    assert own.memory.counts()["articles"] == 13
    assert own.memory.judgements() == []
