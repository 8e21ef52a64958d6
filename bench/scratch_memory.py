"""A temporary memory that holds given articles, for benches that measure what it makes of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from retold.engine import Engine
from retold.errors import ExtractionError, RetoldError
from retold.memory import Memory
from retold.memory.prepared import Prepared, prepared
from retold.types import Page, Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def holding(articles: Iterable[Prepared], batch_size: int = 32) -> Iterator[Memory]:
    """A memory in a temporary folder, with the articles kept in their order."""
    with tempfile.TemporaryDirectory() as folder, Memory(str(Path(folder) / "bench.db")) as memory:
        batch: list[Prepared] = []
        for article in articles:
            batch.append(article)
            if len(batch) == batch_size:
                memory.keep(batch)
                batch = []
        memory.keep(batch)
        yield memory


def read_pages(engine: Engine, pages: Iterable[Page]) -> list[tuple[Reading, Prepared]]:
    """Each page's reading, and the article ready to be kept, in the order of the pages.

    Pages whose text is not the article of their headline are left out, as in the product.
    """

    from threadpoolctl import threadpool_limits  # of the extra `gate`

    def read_page(page: Page) -> tuple[Reading, Prepared]:
        reading = engine.reading(engine.article(page))
        return reading, prepared(reading, engine.digest_of(reading), NOW)

    # The articles are read in threads of this process: more threads in the matrix library would wait for one another.
    with threadpool_limits(1, "blas"):
        results = list(engine.each(pages, read_page))
    broken = [r for r in results if isinstance(r, RetoldError) and not isinstance(r, ExtractionError)]
    assert not broken, broken
    return [r for r in results if not isinstance(r, RetoldError)]
