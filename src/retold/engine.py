"""The engine runs the stages in order: sources → pages → articles → readings → digests.

This is the only module that knows this order.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import cached_property, lru_cache, partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from retold.config import Settings
from retold.errors import RetoldError, StoppedError
from retold.ports import Clock, SentenceEncoder, Writer
from retold.types import Article, Digest, Page, Reading, UserTheme
from retold.workers import Limits, Urgency, WorkerPool, in_worker

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Outcome = Digest | RetoldError
T = TypeVar("T")
_log = logging.getLogger("retold.engine")
PARSERS = 2
"""Processes that parse feeds."""
PARSE_LIMITS = Limits(seconds=20.0, memory=1_000_000_000)
"""What a feed may take to be parsed."""


def _now() -> datetime:
    return datetime.now(UTC)


class Engine:
    """Turns sources into digests.

    Several articles are read at once, each in a worker process with its own copy of the model, within the limits of the
    settings. Results come in the order of the sources. Use it in a `with` block, or close it, to end the processes at
    once; otherwise they end with the program.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        encoder: SentenceEncoder | None = None,
        clock: Clock = _now,
        writer: Writer | None = None,
    ) -> None:
        """`settings`: None for those of the environment. `writer`: None for the one that the settings name, if any.

        `encoder`: None for the model in the package. One that is given cannot be sent to other processes, so everything
        is then read in this one, without limits of time and memory.

        Raises `SettingsError` if a setting has a value that cannot be used.
        """
        self._settings = settings or Settings.from_environment()
        self._given_encoder, self._writer = encoder, writer
        self._clock = clock
        self._lock, self._writer_lock = threading.Lock(), threading.Lock()
        self._closing: Future[None] = Future()
        self._readers: WorkerPool | None = None
        self._parsers: WorkerPool | None = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the worker processes now. What they are reading raises `StoppedError`. New ones start when needed."""
        with self._lock:
            pools, self._readers, self._parsers = (self._readers, self._parsers), None, None
            closing, self._closing = self._closing, Future()
        closing.set_result(None)
        for pool in pools:
            if pool is not None:
                pool.close()

    @cached_property
    def _encoder(self) -> SentenceEncoder:
        if self._given_encoder is not None:
            return self._given_encoder
        from retold.reading.encoder import load  # heavy: onnxruntime and the weights

        return load()

    @cached_property
    def _themes(self) -> tuple[UserTheme, ...]:
        """The user's own themes, with the vectors of their sentences. Raises `SettingsError`."""
        if not self._settings.themes:
            return ()
        from retold.digest.user_themes import load

        themes = load(Path(self._settings.themes))
        encodings = self._encoder.encode([theme.sentence for theme in themes])
        return tuple(
            UserTheme(theme.qcode, theme.name, theme.keywords, encoding.vector if theme.sentence else None)
            for theme, encoding in zip(themes, encodings, strict=True)
        )

    @property
    def writer(self) -> Writer | None:
        """The language model that writes the sentences anew; None if the settings name none.

        Raises `SettingsError`, and `StoreError` if the file of its drafts cannot be used.
        """
        with self._writer_lock:
            if self._writer is None and self._settings.writer:
                from retold.llm import open_writer

                self._writer = open_writer(self._settings, self._clock)
            return self._writer

    def load(self) -> None:
        """Loads the model and the user's themes now, and not with the first article. Raises `SettingsError`."""
        _ = self._encoder, self._themes

    @property
    def settings(self) -> Settings:
        """The settings of this engine."""
        return self._settings

    @property
    def now(self) -> datetime:
        """The time of the engine's clock, with a time zone."""
        return self._clock()

    def vector(self, text: str) -> NDArray[np.float32]:
        """The meaning of a text as a vector: float32, shape (384,), length 1."""
        return self._encoder.encode([text])[0].vector

    def article(self, page: Page) -> Article:
        """The article of a page. Raises `ExtractionError` or `FormatError`."""
        from retold.extract import extract

        return extract(page, self._clock(), self._settings.max_chars)

    def reading(self, article: Article) -> Reading:
        """Everything that is understood in an article."""
        from retold.reading import read

        return read(article, self._encoder)

    def digest(self, page: Page) -> Digest:
        """The digest of a page. Raises `ExtractionError`, `FormatError` or `SettingsError`."""
        return self.digest_of(self.reading(self.article(page)))

    def digest_of(self, reading: Reading) -> Digest:
        """The digest of a reading. Raises `SettingsError` if the user's themes cannot be used."""
        from retold.digest import digest

        return digest(reading, users=self._themes)

    @property
    def _is_alone(self) -> bool:
        """Whether everything is done in this process."""
        return self._given_encoder is not None or in_worker()

    def in_worker(
        self,
        function: Callable[..., T],
        *arguments: Any,
        urgency: Urgency = Urgency.BATCH,
        on_step: Callable[[str], None] | None = None,
    ) -> T:
        """Calls a function of a module with an engine and `arguments`, in a process that reads articles.

        `on_step`: the function gets a function as its last argument, and what it calls that with arrives here.

        Raises what the function does, `LimitError` if it takes more than the settings allow, and `StoppedError` if the
        engine was closed meanwhile.
        """
        if self._is_alone:
            return function(self, *arguments, *((on_step,) if on_step else ()))
        with self._lock:
            if self._readers is None:
                limits = Limits(self._settings.time_limit, self._settings.memory_limit)
                self._readers = WorkerPool(self._settings.workers, limits, partial(_load_own, self._settings))
            readers = self._readers
        call = partial(_with_own, self._settings, self._clock(), function)
        return readers.call(call, *arguments, urgency=urgency, on_step=on_step)

    def parse(self, function: Callable[..., T], *arguments: Any) -> T:
        """Calls a parser of a module in a process that parses what comes from the web, such as feeds.

        Raises what the parser does, `LimitError` if it takes more than `PARSE_LIMITS`, and `StoppedError`.
        """
        if self._is_alone:
            return function(*arguments)
        with self._lock:
            if self._parsers is None:
                self._parsers = WorkerPool(PARSERS, PARSE_LIMITS)
            parsers = self._parsers
        return parsers.call(function, *arguments)

    def pages(self, sources: Iterable[str]) -> Iterator[Page | RetoldError]:
        """The pages of all sources, in order; an error in place of each that cannot be read."""
        from retold.sources import pages

        for source in sources:
            yield from pages(source, self._settings)

    def fetch(self, url: str) -> Page:
        """The page at a web address, and never a file. Raises `FetchError` or `FormatError`."""
        from retold.sources.http.page import fetch

        return fetch(url, self._settings)

    def read(self, sources: Iterable[str]) -> Iterator[Outcome]:
        """A digest for each page of the sources, in order; an error in place of each that cannot be read.

        Raises `SettingsError` before the first one if a setting cannot be used.
        """
        return self.read_pages(self.pages(sources))

    def read_pages(self, pages: Iterable[Page | RetoldError]) -> Iterator[Outcome]:
        """Like `read`, for pages. Errors among the pages are passed on. Only a few pages are in memory at once."""
        _ = self.writer
        yield from self.each(pages, self._digest_in_worker)

    def _digest_in_worker(self, page: Page) -> Digest:
        closing = self._closing
        return self.retold(self.in_worker(Engine.digest, page), closing)

    @property
    def closing(self) -> Future[None]:
        """Done when the engine is closed the next time."""
        return self._closing

    def retold(self, digest: Digest, closing: Future[None] | None = None) -> Digest:
        """The digest in the words of the language model, where these pass every check; as it is if there is none.

        This is done in the process of the caller: most of the time is spent on waiting. `closing`: what `closing` gave
        when the article's turn began. Whatever goes wrong, there is a digest.

        Raises `StoppedError` if the engine was closed since then: nobody waits for a slow model.
        """
        writer = self.writer
        if writer is None:
            return digest
        from retold.llm.rewriter import Limits, failed, rewritten

        end = closing or self._closing
        stopped = StoppedError("was not told in other words, because the program is being stopped", digest.article.id)
        if end.done():
            raise stopped
        limits = Limits(self._settings.writer_tokens, end.done)
        done: Future[Digest] = Future()

        def work() -> None:
            try:
                told, report = rewritten(digest, writer, limits)
                if report.failure is not None:
                    _log.warning("%s: writer: %s", digest.article.id, report.failure)
                done.set_result(told)
            except Exception:  # noqa: BLE001 - a fault of ours must not cost the digest; the log has it
                _log.exception("writing %s in other words", digest.article.id)
                done.set_result(failed(digest, writer))

        threading.Thread(target=work, name="retold-rewriter", daemon=True).start()
        wait(cast("list[Future[Any]]", [done, end]), return_when=FIRST_COMPLETED)
        if not done.done():
            raise stopped
        return done.result()

    def each(self, pages: Iterable[Page | RetoldError], work: Callable[[Page], T]) -> Iterator[T | RetoldError]:
        """Calls `work` with each page, several at once. Yields its results, or the errors it raises, in order.

        Raises `SettingsError` before the first one if a setting cannot be used.
        """
        self._check_themes()
        workers = self._settings.workers
        if workers == 1:
            yield from (_outcome(page, work) for page in pages)
            return
        waiting: deque[Future[T | RetoldError]] = deque()
        pool = ThreadPoolExecutor(workers, thread_name_prefix="retold")
        try:
            for page in pages:
                waiting.append(pool.submit(_outcome, page, work))
                while len(waiting) > 2 * workers or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            # Whoever stops early does not wait for what is being read; closing the engine ends that.
            pool.shutdown(wait=False, cancel_futures=True)

    def _check_themes(self) -> None:
        """Raises `SettingsError` if the user's themes cannot be used."""
        if self._settings.themes and "_themes" not in self.__dict__:
            from retold.digest.user_themes import load

            load(Path(self._settings.themes))


@lru_cache(maxsize=1)
def _own_engine(settings: Settings) -> Engine:
    """The engine of this worker process."""
    return Engine(settings)


def _load_own(settings: Settings) -> None:
    """Makes this worker process ready to read. The stages are loaded now, so that no article waits for them."""
    for stage in ("extract", "reading", "digest"):
        import_module(f"retold.{stage}")
    _own_engine(settings).load()


def _with_own(settings: Settings, now: datetime, function: Callable[..., T], *arguments: Any) -> T:
    """Calls a function with the engine of this worker process, whose clock shows `now`."""
    engine = _own_engine(settings)
    engine._clock = lambda: now
    return function(engine, *arguments)


def _outcome(page: Page | RetoldError, work: Callable[[Page], T]) -> T | RetoldError:
    if isinstance(page, RetoldError):
        return page
    try:
        return work(page)
    except StoppedError:  # no fault of the page
        raise
    except RetoldError as error:
        error.source = error.source or page.source
        return error
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
        return RetoldError(
            f"could not be read, which is a fault of Retold; please report it ({type(error).__name__}: {error})",
            page.source,
        )
