"""The engine runs the stages in order: sources → pages → articles → readings → digests.

This is the only module that knows this order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from retold.config import Settings
from retold.errors import RetoldError
from retold.ports import Clock, SentenceEncoder
from retold.types import Article, Digest, Page, Reading, UserTheme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Outcome = Digest | RetoldError
T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class Engine:
    """Turns sources into digests.

    Several articles are read at once, each in a thread. The model holds no lock while it computes, so two cores read
    nearly twice as fast as one, with one copy of the weights in memory. Results come in the order of the sources.
    """

    def __init__(
        self, settings: Settings | None = None, encoder: SentenceEncoder | None = None, clock: Clock = _now
    ) -> None:
        """`settings`: None for those of the environment. `encoder`: None for the model in the package.

        Raises `SettingsError` if a `RETOLD_*` variable has a value that cannot be used.
        """
        self._settings = settings or Settings.from_environment()
        self._given_encoder = encoder
        self._clock = clock

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

        return extract(page, self._clock())

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
        yield from self.each(pages, self.digest)

    def each(self, pages: Iterable[Page | RetoldError], work: Callable[[Page], T]) -> Iterator[T | RetoldError]:
        """Calls `work` with each page, several at once. Yields its results, or the errors it raises, in order.

        Raises `SettingsError` before the first one if a setting cannot be used.
        """
        _ = self._themes
        workers = self._settings.workers
        if workers == 1:
            yield from (_outcome(page, work) for page in pages)
            return
        from threadpoolctl import threadpool_limits

        waiting: deque[Future[T | RetoldError]] = deque()
        # The articles run in parallel. More threads in the matrix library below them would only wait for one another.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(workers, thread_name_prefix="retold") as pool:
            try:
                for page in pages:
                    waiting.append(pool.submit(_outcome, page, work))
                    while len(waiting) > 2 * workers or (waiting and waiting[0].done()):
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()


def _outcome(page: Page | RetoldError, work: Callable[[Page], T]) -> T | RetoldError:
    if isinstance(page, RetoldError):
        return page
    try:
        return work(page)
    except RetoldError as error:
        error.source = error.source or page.source
        return error
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
        return RetoldError(
            f"could not be read, which is a fault of Retold; please report it ({type(error).__name__}: {error})",
            page.source,
        )
