"""A memory: a database of articles that were kept, and everything that follows from them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType

from retold.corpus.identity import Verdict
from retold.engine import Engine
from retold.errors import RetoldError
from retold.memory.alert_reader import AlertReader
from retold.memory.ingest import ArticleWriter, Kept, known_version
from retold.memory.judgements import JudgementWriter
from retold.memory.prepared import Prepared, entry, has_derived_id, in_other_words, prepare
from retold.memory.reader import MemoryReader
from retold.store import connect
from retold.store.alert_storage import AlertStorage
from retold.store.bulk_writer import BulkWriter
from retold.store.ended_sessions import end_session, ended_sessions
from retold.store.feed_storage import FeedStorage
from retold.store.signing_key import signing_key
from retold.types import Page
from retold.workers import Urgency

BATCH = 32
"""Articles that are kept in one transaction, at most."""
PATIENCE = 2.0
"""Seconds after which the articles that were read so far are kept, however few."""

LONG, LONG_PAGE = 20_000, 1_000_000
"""Code points from which an article, or the page that it is on, is long: it waits until the short ones are read."""

Outcome = Kept | RetoldError


def _ignore(_: str) -> None:
    """Takes no notice of the steps of `Memory.add`."""


class Memory(MemoryReader):
    """A database of articles: keeps them, answers questions, and takes judgements on identity.

    `url`: a file, or the URL of a PostgreSQL database. Raises `StoreError` if it cannot be opened.
    """

    def __init__(self, url: str, engine: Engine | None = None, readonly: bool = False) -> None:
        super().__init__(connect(url, readonly), engine or Engine())
        self._own_engine = self._engine if engine is None else None
        self.where = self._db.name
        """The database's name, without a password."""
        self._judges = JudgementWriter(self._db, self._names, self._lookup, lambda: self._engine.now)

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database. An engine that was made for this memory ends its worker processes, too."""
        if self._own_engine is not None:
            self._own_engine.close()
        self._db.close()

    @property
    def engine(self) -> Engine:
        """The engine that reads articles."""
        return self._engine

    def signing_key(self) -> bytes:
        """The random key by which a web app over this memory signs its cookies and forms."""
        return signing_key(self._db)

    def ended_sessions(self) -> frozenset[str]:
        """The ids of the sessions of browsers that signed out of a web app over this memory."""
        return ended_sessions(self._db)

    def end_session(self, session: str, until: int) -> None:
        """Ends the session of a browser. `until`: the Unix time at which it would have ended by itself.

        Raises `ReadOnlyError` if the database may only be read.
        """
        end_session(self._db, session, until, int(time.time()))

    @property
    def alert_storage(self) -> AlertStorage:
        """The tables of alerts."""
        return AlertStorage(self._db)

    @property
    def alert_reader(self) -> AlertReader:
        """What alerts read of the memory."""
        return AlertReader(self._db, self._sentences)

    @property
    def feed_storage(self) -> FeedStorage:
        """The tables of feeds."""
        return FeedStorage(self._db)

    def bulk_writer(self) -> BulkWriter | None:
        """A writer for a whole corpus at once, None unless this is an empty memory in SQLite."""
        return BulkWriter.for_empty(self._db)

    # Articles

    def ingest(self, sources: Iterable[str]) -> Iterator[Outcome]:
        """Reads sources and keeps their articles. Yields each article after it is on disk, or an error in its place.

        Articles that were kept before are not read again.
        """
        return self.ingest_pages(self._engine.pages(sources))

    def ingest_pages(self, pages: Iterable[Page | RetoldError]) -> Iterator[Outcome]:
        """The same for pages that were fetched already."""
        _ = self._engine.writer  # a setting that cannot be used is no fault of an article
        writer = ArticleWriter(self._db)
        waiting: list[Prepared | Kept | RetoldError] = []
        since = time.monotonic()
        for outcome in self._engine.each(pages, self._read):
            waiting.append(outcome)
            if len(waiting) >= BATCH or time.monotonic() - since > PATIENCE:
                yield from _written(writer, waiting)
                waiting, since = [], time.monotonic()
        yield from _written(writer, waiting)

    def keep(self, articles: Sequence[Prepared]) -> list[Kept]:
        """Keeps articles that were prepared elsewhere, in one transaction."""
        return ArticleWriter(self._db).keep(articles)

    def keep_each(self, articles: Sequence[Prepared]) -> list[Outcome]:
        """The same, but an article that cannot be kept does not stop the others. One outcome for each, in order."""
        return list(ArticleWriter(self._db).keep_each(articles))

    def add(self, page: Callable[[], Page], on_step: Callable[[str], None] = _ignore) -> Kept:
        """Reads one page and keeps it.

        `on_step` is called before each step: "fetch", "extract", "read", "write", "keep".

        A person waits for it, so it comes before the articles of `ingest`, and a short one before a long one.

        Raises `FetchError`, `FormatError`, `LimitError`, `ExtractionError` or `StoreError`; `StoppedError` if the
        engine was closed meanwhile.
        """
        on_step("fetch")
        fetched = page()
        read = self._read(fetched, on_step, is_awaited=True)
        if isinstance(read, Kept):
            return read
        on_step("keep")
        return ArticleWriter(self._db).keep([read])[0]

    def _read(self, page: Page, on_step: Callable[[str], None] = _ignore, is_awaited: bool = False) -> Prepared | Kept:
        closing = self._engine.closing
        on_step("extract")
        urgency = _urgency(len(page.text), LONG_PAGE) if is_awaited else Urgency.BATCH
        article = self._engine.in_worker(Engine.article, page, urgency=urgency)
        row = entry(article, "", self._engine.now)
        if (known := known_version(self._articles, row, has_derived_id(article))) is not None:
            return known
        urgency = _urgency(len(article.body), LONG) if is_awaited else Urgency.BATCH
        read = self._engine.in_worker(prepare, article, urgency=urgency, on_step=on_step)
        return read if self._engine.writer is None else in_other_words(read, self._engine, closing)

    # Judgements

    def same(self, a: str, b: str, person: str) -> int:
        """Records that two entities are the same. Returns the number of the judgement, for `undo`."""
        return self._judges.judge(a, b, Verdict.SAME, person)

    def different(self, a: str, b: str, person: str) -> int:
        """Records that two entities or forms are different ("E57" among the aliases of "E12"). Returns the number."""
        return self._judges.judge(a, b, Verdict.DIFFERENT, person)

    def undo(self, judgement: int) -> None:
        """Takes a person's judgement back. Raises `UnknownError`, and `LedgerError` if the program made it."""
        self._judges.undo(judgement)

    def rebuild(self) -> None:
        """Derives all entities from the ledger again. The result is the same: entities follow from the ledger alone."""
        self._judges.rebuild()


def _urgency(size: int, long: int) -> Urgency:
    return Urgency.SHORT if size < long else Urgency.LONG


def _written(writer: ArticleWriter, waiting: Sequence[Prepared | Kept | RetoldError]) -> list[Outcome]:
    """Writes the articles that wait. One outcome for each of `waiting`, in order."""
    kept = iter(writer.keep_each([w for w in waiting if isinstance(w, Prepared)]))
    return [next(kept) if isinstance(w, Prepared) else w for w in waiting]
