"""The composition root: the only module that knows the order of the stages."""

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
from retold.ports import Clock, Encodes
from retold.types import Article, Digest, Page, Reading, UserTheme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Outcome = Digest | RetoldError
T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class Engine:
    """Reads sources into digests.

    Articles are read side by side, one a thread: the model holds no lock while it
    computes, so two cores read nearly twice as fast as one, from one copy of the
    weights. Results come in the order of the sources.
    """

    def __init__(self, settings: Settings | None = None, encoder: Encodes | None = None, clock: Clock = _now) -> None:
        self._settings = settings or Settings.from_environment()
        self._given = encoder
        self._clock = clock

    @cached_property
    def _encoder(self) -> Encodes:
        if self._given is not None:
            return self._given
        from retold.reading.encoder import load  # heavy: onnxruntime and the weights

        return load()

    @cached_property
    def _themes(self) -> tuple[UserTheme, ...]:
        """The user's own; raises `SettingsError`."""
        if not self._settings.themes:
            return ()
        from retold.digest.user_themes import load

        asked = load(Path(self._settings.themes))
        vectors = self._encoder.encode([t.sentence for t in asked])
        return tuple(
            UserTheme(t.qcode, t.name, t.keywords, e.vector if t.sentence else None)
            for t, e in zip(asked, vectors, strict=True)
        )

    def load(self) -> None:
        """Loads the model and the user's themes, which otherwise wait for the first article. Raises `SettingsError`."""
        _ = self._encoder, self._themes

    @property
    def settings(self) -> Settings:
        """What it was made with."""
        return self._settings

    @property
    def now(self) -> datetime:
        """The time by the engine's clock."""
        return self._clock()

    def vector(self, text: str) -> NDArray[np.float32]:
        """What a text means, as float32 (384,) of length 1."""
        return self._encoder.encode([text])[0].vector

    def article(self, page: Page) -> Article:
        """The article of a page; raises `ExtractionError` or `FormatError`."""
        from retold.extract import extract

        return extract(page, self._clock())

    def reading(self, article: Article) -> Reading:
        """All that is understood of an article."""
        from retold.reading import read

        return read(article, self._encoder)

    def digest(self, page: Page) -> Digest:
        """The digest of one page; raises what `article` raises."""
        return self.digest_of(self.reading(self.article(page)))

    def digest_of(self, reading: Reading) -> Digest:
        """The digest of an article that has been read."""
        from retold.digest import digest

        return digest(reading, users=self._themes)

    def pages(self, sources: Iterable[str]) -> Iterator[Page | RetoldError]:
        """Pages of all sources, in order; what cannot be read as an error in its place."""
        from retold.sources import pages

        for source in sources:
            yield from pages(source, self._settings)

    def fetched(self, url: str) -> Page:
        """The page at a web address, and never a file; raises `FetchError` or `FormatError`."""
        from retold.sources.http.page import fetch

        return fetch(url, self._settings)

    def read(self, sources: Iterable[str]) -> Iterator[Outcome]:
        """A digest, or the error that stands in its place, for each page of `sources`."""
        return self.read_pages(self.pages(sources))

    def read_pages(self, pages: Iterable[Page | RetoldError]) -> Iterator[Outcome]:
        """The same for pages that are at hand. Only a few are held at a time.

        Raises `SettingsError` before the first where a setting cannot be used.
        """
        yield from self.each(pages, self.digest)

    def each(self, pages: Iterable[Page | RetoldError], work: Callable[[Page], T]) -> Iterator[T | RetoldError]:
        """What `work` gives, or the error that it raises, for each page in order, several at once."""
        _ = self._themes
        workers = self._settings.workers
        if workers == 1:
            yield from (_outcome(page, work) for page in pages)
            return
        from threadpoolctl import threadpool_limits

        waiting: deque[Future[T | RetoldError]] = deque()
        # Articles are what runs side by side: threads of the matrix library below them would only wait for one another.
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
