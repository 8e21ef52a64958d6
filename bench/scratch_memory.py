"""Readings into a memory of their own, for what is measured of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from retold.engine import Engine
from retold.errors import RetoldError
from retold.memory import Memory
from retold.memory.prepared import Prepared, prepared
from retold.types import Page, Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def memory(articles: Iterable[Prepared], batch: int = 32) -> Iterator[Memory]:
    """A memory of articles, kept in their order."""
    with tempfile.TemporaryDirectory() as folder, Memory(str(Path(folder) / "bench.db")) as found:
        waiting: list[Prepared] = []
        for article in articles:
            waiting.append(article)
            if len(waiting) == batch:
                found.keep(waiting)
                waiting = []
        found.keep(waiting)
        yield found


def read(engine: Engine, pages: Iterable[Page]) -> list[tuple[Reading, Prepared]]:
    """Pages as they are kept, in order."""

    def one(page: Page) -> tuple[Reading, Prepared]:
        reading = engine.reading(engine.article(page))
        return reading, prepared(reading, engine.digest_of(reading), NOW)

    found = list(engine.each(pages, one))
    assert not any(isinstance(f, RetoldError) for f in found), found
    return [f for f in found if not isinstance(f, RetoldError)]
