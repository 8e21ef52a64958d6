"""The package's functions: what a program needs in two lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from retold.engine import Engine, Outcome
from retold.errors import RetoldError, SourceError
from retold.records.digest_json import document
from retold.sources import rows
from retold.types import Digest

if TYPE_CHECKING:
    from retold.grounding import Verdict
    from retold.memory import Memory

Source = str | PathLike[str] | Mapping[str, Any]


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine()


def read(source: Source) -> Digest:
    """The digest of one article.

    `source`: a URL, a path, "-" for standard input, or a mapping like a row of JSON
    Lines (`{"body": …, "headline": …}`).

    Raises `RetoldError`, or one of its subclasses, that says what was wrong.
    """
    outcomes = iter(read_all([source]))
    first = next(outcomes, None)
    if first is None:
        raise SourceError("holds no article", str(source))
    if isinstance(first, RetoldError):
        raise first
    if next(outcomes, None) is not None:
        raise SourceError("holds more than one article; use retold.read_all", str(source))
    return first


def read_all(sources: Iterable[Source]) -> Iterator[Outcome]:
    """A `Digest`, or the `RetoldError` in its place, for each article of `sources`, in order."""
    engine = _engine()

    def pages() -> Iterator[Any]:
        for source in sources:
            if isinstance(source, Mapping):
                try:
                    yield rows.page(dict(source), "row")
                except SourceError as error:
                    yield error
            else:
                yield from engine.pages([fspath(source)])

    return engine.read_pages(pages())


def open(db: str | PathLike[str] | None = None, readonly: bool = False) -> Memory:  # noqa: A001 - `retold.open`
    """The memory in a database: a file, or the URL of a PostgreSQL. None: that of the settings (`RETOLD_DB`).

    Made where there is none, unless `readonly`. Raises `StoreError`, or one of its subclasses.
    """
    from retold.memory import Memory

    engine = _engine()
    return Memory(fspath(db) if db is not None else engine.settings.database, engine, readonly)


def check(claim: str, evidence: Sequence[str], published: str | None = None) -> Verdict:
    """Whether `claim`, by any writer, is borne by `evidence`, the texts that it rests on.

    `published`: RFC 3339 date against which "on Tuesday" in the evidence is read, so that
    the claim may give the date. The verdict has `support` (0..1), `supported`, and the
    places of words that are `unsupported`.
    """
    from retold.grounding import check as judge

    return judge(claim, evidence, date.fromisoformat(published[:10]) if published else None)


def to_json(digest: Digest) -> dict[str, Any]:
    """The digest as JSON values, schema `retold.digest/1` (docs/digest.md)."""
    return document(digest)
