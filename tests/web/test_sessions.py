"""The key of cookies and forms, and how long a browser stays signed in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from retold import Engine, Memory
from retold.errors import SettingsError
from retold.web import Access, create

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
