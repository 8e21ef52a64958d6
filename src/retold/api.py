"""The functions of the package."""

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
from retold.types import Digest, Page

if TYPE_CHECKING:
    from retold.grounding import Verdict
    from retold.memory import Memory

Source = str | PathLike[str] | Mapping[str, Any]
"""A URL, a path, "-" for standard input, or an article as a mapping (`{"body": …, "headline": …}`)."""


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine()


def read(source: Source) -> Digest:
    """The digest of one article.

    `source`: a URL, the path of a file, "-" for standard input, or a mapping with the fields of a row of JSON Lines:
    `body`, `text` or `html`, and if known `id`, `url`, `headline`, `byline`, `publisher`, `published`.

    Raises:
        SourceError: it cannot be read, or does not hold exactly one article.
        ExtractionError: the page holds no article, but for example a paywall.
        SettingsError: a `RETOLD_*` variable has a value that cannot be used.
    """
    outcomes = iter(read_all([source]))
    outcome = next(outcomes, None)
    if outcome is None:
        raise SourceError("holds no article", str(source))
    if isinstance(outcome, RetoldError):
        raise outcome
    if next(outcomes, None) is not None:
        raise SourceError("holds more than one article; use retold.read_all", str(source))
    return outcome


def read_all(sources: Iterable[Source]) -> Iterator[Outcome]:
    """One `Digest` for each article of `sources`, in order; a `RetoldError` in place of each that cannot be read.

    A source can also be a folder, a pattern such as "news/*.html", an archive (WARC, Parquet, JSON Lines) or an s3://
    name. Several articles are read at once, and only a few are in memory.

    Raises `SettingsError` if a `RETOLD_*` variable has a value that cannot be used.
    """
    engine = _engine()

    def pages() -> Iterator[Page | RetoldError]:
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
    """The memory in a database. Close it after use, or open it in a `with` block.

    `db`: a file, or the URL of a PostgreSQL; None: the one of the settings (`RETOLD_DB`). A file that does not exist
    is made, unless `readonly`.

    Raises `StoreError` if the database cannot be opened.
    """
    from retold.memory import Memory

    engine = _engine()
    return Memory(fspath(db) if db is not None else engine.settings.database, engine, readonly)


def check(claim: str, evidence: Sequence[str], published: str | None = None) -> Verdict:
    """Whether a sentence, by any writer, says only what its evidence says.

    `claim`: the sentence. `evidence`: the texts that it rests on. `published`: the day on which these were published,
    as RFC 3339; then the claim may give the date of an "on Tuesday" in the evidence.

    The verdict has `support` (0..1), `supported`, and `unsupported`: the spans of words in the claim that the evidence
    does not support.

    Raises `ValueError` if `published` is no date.
    """
    from retold.grounding import check as check_claim

    return check_claim(claim, evidence, date.fromisoformat(published[:10]) if published else None)


def to_json(digest: Digest) -> dict[str, Any]:
    """The digest as JSON values, in the schema `retold.digest/1.1` (docs/digest.md)."""
    return document(digest)
