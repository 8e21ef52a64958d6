from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.fakes import CapitalsEncoder
from tests.loopback import Web, served

from retold import Engine, Memory, Settings
from retold.feeds import Bounds, Watch, WatchPlan, WatchSummary

QUICK = WatchPlan(fetchers=8, bounds=Bounds(300, 86_400), pause=0.0, chance=lambda: 0.0)


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as found:
        yield found


@pytest.fixture
def settings() -> Settings:
    return Settings(
        threads=2, allow_private=True, timeout=2.0, deadline=3.0, max_bytes=2_000_000, contact="desk@retold.example"
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "m.db") if request.param == "sqlite" else str(request.getfixturevalue("postgres"))


@pytest.fixture
def memory(url: str, settings: Settings) -> Iterator[Memory]:
    with Memory(url, Engine(settings, CapitalsEncoder())) as found:
        yield found


@pytest.fixture
def watched(memory: Memory) -> Callable[[], WatchSummary]:
    """Does what is due."""
    return lambda: Watch(memory, QUICK).run(once=True)
