"""A memory with one story to tell, and receivers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from tests.alerts.receivers import Hook, Post, hook, post

from retold import Engine
from retold.memory import Memory


@pytest.fixture(params=["sqlite", "postgresql"])
def memory(request: pytest.FixtureRequest, tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    """An empty memory, over both databases."""
    url = str(tmp_path / "m.db") if request.param == "sqlite" else request.getfixturevalue("postgres")
    with Memory(url, engine) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    """An empty memory in a file."""
    with Memory(str(tmp_path / "m.db"), engine) as found:
        yield found


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as found:
        yield found


@pytest.fixture
def mailbox() -> Iterator[Post]:
    with post() as found:
        yield found


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()
