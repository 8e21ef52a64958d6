from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
sys.path.insert(0, str(Path(__file__).parent))

from retold import Engine, Settings
from retold.reading.encoder import Encoder, load

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The shipped model."""
    return load()


@pytest.fixture(scope="session")
def engine(encoder: Encoder) -> Engine:
    return Engine(Settings(threads=2), encoder, lambda: NOW)


@pytest.fixture(scope="session")
def examples() -> Path:
    return ROOT / "examples"
