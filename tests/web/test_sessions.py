"""The key of cookies and forms, and how long a browser stays signed in."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from retold import Engine, Memory
from retold.errors import SettingsError
from retold.web import Access, create
from retold.web.sessions import REFRESH_SECONDS, SESSION_SECONDS, EndedSessions, Session

TOKEN, OTHER_TOKEN = "a token of some length", "another token of some length"


def access(memory: Memory, token: str = TOKEN) -> Access:
    """The rules as `retold serve` makes them."""
    return replace(Access.bound_to("127.0.0.1", token), secret=memory.signing_key())


def browser(memory: Memory, rules: Access) -> TestClient:
    return TestClient(create(memory, rules), base_url="http://127.0.0.1", follow_redirects=False)


def sign_in(site: TestClient, token: str = TOKEN) -> None:
    form = re.search(r'name="form" value="(\w+)"', site.get("/signin", headers={"accept": "text/html"}).text)
    assert form
    assert site.post("/signin", data={"form": form[1], "token": token}).status_code == 303


def test_the_key_is_random_and_kept(tmp_path: Path, engine: Engine) -> None:
    keys = set()
    for name in ("a.db", "b.db"):
        for _ in range(2):
            with Memory(str(tmp_path / name), engine) as memory:
                keys.add(memory.signing_key())
        with Memory(str(tmp_path / name), engine, readonly=True) as memory:
            keys.add(memory.signing_key())
    assert len(keys) == 2
    assert {len(key) for key in keys} == {32}


def test_a_database_that_may_only_be_read_gives_a_key_for_this_time(tmp_path: Path, engine: Engine) -> None:
    with Memory(str(tmp_path / "a.db"), engine):
        pass
    with Memory(str(tmp_path / "a.db"), engine, readonly=True) as memory:
        assert memory.signing_key() != memory.signing_key()


def test_a_restart_signs_nobody_out_and_a_new_token_does(tmp_path: Path, engine: Engine) -> None:
    with Memory(str(tmp_path / "a.db"), engine) as memory:
        first = browser(memory, access(memory))
        sign_in(first)
        cookies = dict(first.cookies)
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        for token, status in ((TOKEN, 200), (OTHER_TOKEN, 401)):
            page = browser(memory, access(memory, token)).get("/alerts", headers={**headers, "accept": "text/html"})
            assert page.status_code == status


def test_what_a_form_shows_does_not_depend_on_the_token(tmp_path: Path, engine: Engine) -> None:
    """Else tokens could be tried on it offline: a key that was made of the token fell to 243 guesses."""
    with Memory(str(tmp_path / "a.db"), engine) as memory:
        same = [access(memory, token).form_token("session") for token in (TOKEN, OTHER_TOKEN)]
    with Memory(str(tmp_path / "b.db"), engine) as memory:
        other = access(memory).form_token("session")
    assert same[0] == same[1] != other


def test_a_short_token_is_refused() -> None:
    with pytest.raises(SettingsError, match="fewer than 16 characters"):
        Access.bound_to("0.0.0.0", "summer2026")


def form_of(page: str) -> str:
    found = re.search(r'name="form" value="(\w+)"', page)
    assert found
    return found[1]


def cookies_of(site: TestClient) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in site.cookies.items()), "accept": "text/html"}


def test_signing_out_ends_the_session_also_for_a_copy_of_its_cookie(tmp_path: Path, engine: Engine) -> None:
    with Memory(str(tmp_path / "a.db"), engine) as memory:
        site, other = browser(memory, access(memory)), browser(memory, access(memory))
        sign_in(site)
        sign_in(other)
        copied, kept = cookies_of(site), cookies_of(other)
        page = site.get("/alerts", headers={"accept": "text/html"})
        assert 'action="/signout"' in page.text
        assert site.post("/signout", data={"form": "0" * 64}).status_code == 403, "another site cannot sign out"
        out = site.post("/signout", data={"form": form_of(page.text)})
        assert out.status_code == 303
        assert site.get("/alerts").status_code == 401
        assert not [name for name in site.cookies if name.startswith("retold")]
        restarted = browser(memory, access(memory))
        for server in (browser(memory, access(memory)), restarted):
            assert server.get("/alerts", headers=copied).status_code == 401
            assert server.get("/alerts", headers=kept).status_code == 200


def test_another_process_hears_that_a_session_ended(tmp_path: Path, engine: Engine) -> None:
    async def hears() -> None:
        now = 0.0
        one, two = EndedSessions(memory), EndedSessions(memory, lambda: now)
        session = Session.begin()
        await one.end(session)
        assert session in one
        await two.refresh()
        assert session not in two
        now = REFRESH_SECONDS + 0.1
        await two.refresh()
        assert session in two

    with Memory(str(tmp_path / "a.db"), engine) as memory:
        asyncio.run(hears())


def test_a_session_of_a_database_that_may_only_be_read_ends(tmp_path: Path, engine: Engine) -> None:
    with Memory(str(tmp_path / "a.db"), engine):
        pass
    with Memory(str(tmp_path / "a.db"), engine, readonly=True) as memory:
        ended, session = EndedSessions(memory), Session.begin()
        asyncio.run(ended.end(session))
        assert session in ended
        assert Session.begin() not in ended


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_ended_sessions_are_forgotten_when_they_would_be_over(
    tmp_path: Path, engine: Engine, kind: str, request: pytest.FixtureRequest
) -> None:
    database = request.getfixturevalue("postgres") if kind == "postgresql" else str(tmp_path / "a.db")
    with Memory(database, engine) as memory:
        memory.signing_key()
        memory.end_session("old", int(time.time()) - 1)
        memory.end_session("new", int(time.time()) + 1000)
        memory.end_session("new", int(time.time()) + 1000)
        assert memory.ended_sessions() == {"new"}


def test_a_session_is_over_after_a_year_whatever_the_browser_keeps() -> None:
    session = Session.begin(now=1000)
    cookie = session.cookie(b"key", TOKEN)
    assert Session.of_cookie(cookie, b"key", TOKEN, now=1000 + SESSION_SECONDS - 1) == session
    assert Session.of_cookie(cookie, b"key", TOKEN, now=1000 + SESSION_SECONDS) is None


@pytest.mark.parametrize("cookie", ["", ".", "..", "a.b.c", "ä.1.x", "x.99999999999." + "0" * 64])
def test_a_cookie_that_we_did_not_sign_is_no_session(cookie: str) -> None:
    assert Session.of_cookie(cookie, b"key", TOKEN) is None
    assert Session.of_cookie(Session.begin().cookie(b"other key", TOKEN), b"key", TOKEN) is None


def test_only_a_browser_that_is_signed_in_sees_the_button(tmp_path: Path, engine: Engine) -> None:
    with Memory(str(tmp_path / "a.db"), engine) as memory:
        site = browser(memory, access(memory))
        assert "/signout" not in site.get("/signin").text
        assert 'type="password"' in site.get("/signin").text
        sign_in(site)
        page = site.get("/signin").text
        assert "This browser is signed in." in page
        assert 'type="password"' not in page
        assert "/signout" not in site.get("/").text, "this page is the same for all readers"
        local = browser(memory, replace(Access.bound_to("127.0.0.1"), secret=memory.signing_key()))
        assert "/signout" not in local.get("/signin").text
        assert 'type="password"' not in local.get("/signin").text
