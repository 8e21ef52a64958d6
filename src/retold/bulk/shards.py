"""One unit into its shard: three Parquet files, then the manifest that says that they are whole."""

from __future__ import annotations

import ctypes
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from retold.bulk.jobs import Job, themes_mark
from retold.bulk.tables import ROWS, SCHEMAS, ReadArticle, first_row, tables
from retold.engine import Engine
from retold.errors import (
    ChallengeError,
    ExtractionError,
    FormatError,
    MissingError,
    PaywallError,
    RetoldError,
    SettingsError,
    SourceError,
    StorageError,
)
from retold.memory.prepared import prepared
from retold.reading.language import detect
from retold.sources import items, storage
from retold.types import Page, Skipped

GROUP = 500
"""Articles of a row group: some 20 MB in memory."""
BYTES = 64_000_000
"""Bytes in memory at which a row group of long articles ends sooner."""
PIECE = 50
"""Articles whose rows are put together at a time."""
NAMED = 100
"""Losses that a manifest tells one by one."""
LONG = 1000
"""Code points of a place or a reason there: an article's id can be of any length."""
TABLES = tuple(SCHEMAS)

Rows = Mapping[str, pa.Table]
"""Rows of each table of a shard."""
Tell = Callable[[int, str], None]
"""Told before each step of a record, by its number: "next" before it is taken from the archive, "read" before it is read; "write"
before what was read reaches its place, by the number of records."""

_REASONS: tuple[tuple[type[RetoldError], str], ...] = (
    (PaywallError, "paywall"),
    (ChallengeError, "challenge"),
    (ExtractionError, "no article"),
    (FormatError, "damaged or of another form"),
    (SourceError, "unreadable"),
)
"""What an error is counted as; the first that fits."""
FAULT = "fault of Retold"


def place(out: str, table: str, shard: str) -> str:
    """The name of a shard's file."""
    return f"{out}/{table}/{shard}.{'json' if table == 'manifests' else 'parquet'}"


@dataclass(slots=True)
class _Counts:
    """What became of the records of a unit. `lost`: of those that should have been kept, how many; `named`: where and how, of the first."""

    taken: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    named: list[dict[str, str]] = field(default_factory=list)

    def skip(self, reason: str, error: RetoldError | None = None) -> None:
        self.skipped[reason] += 1
        if error is None or isinstance(error, ExtractionError):
            return
        self.lost += 1
        if self.lost <= NAMED:
            self.named.append({"where": error.source[:LONG], "reason": error.message[:LONG]})

    def told(self) -> dict[str, Any]:
        return {"in": self.taken, "out": self.kept, "skipped": dict(sorted(self.skipped.items())), "lost": self.lost}


class _Rows:
    """The rows of articles on their way into the tables of a shard."""

    def __init__(self, writers: Mapping[str, pq.ParquetWriter], first: int) -> None:
        self._writers, self.next = writers, first
        self._pieces: list[Rows] = []
        self._group, self._bytes = 0, 0
        self._empty = True

    def add(self, article: Rows) -> None:
        """Takes the rows of the article whose row is `next`."""
        self._pieces.append(article)
        self.next += 1
        self._group += 1
        self._bytes += sum(rows.nbytes for rows in article.values())
        if self._group == GROUP or self._bytes >= BYTES:
            self._written()
        elif self._group % PIECE == 0:  # a table of its own for each row is five times its bytes
            self._pieces = [*self._pieces[:-PIECE], _joined(self._pieces[-PIECE:])]
            _trim()

    def end(self) -> None:
        """Writes what is left; the empty tables where there was none."""
        if self._pieces or self._empty:
            self._written()

    def _written(self) -> None:
        for name, rows in _joined(self._pieces).items():
            self._writers[name].write_table(rows, row_group_size=max(1, len(rows)))
        self._pieces, self._group, self._bytes, self._empty = [], 0, 0, False
        _trim()


def _trim() -> None:
    """Gives back what was freed: glibc keeps most of it, a third of a worker's memory after some hundred articles."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _joined(pieces: Sequence[Rows]) -> Rows:
    return {
        name: pa.concat_tables([schema.empty_table(), *(p[name] for p in pieces)]).combine_chunks()
        for name, schema in SCHEMAS.items()
    }


class UnitReader:
    """Reads units, one after another, on one thread, with one copy of the model.

    Raises `SettingsError` where the user's themes are not here, or are others than where the run was begun.
    """

    def __init__(self, job: Job) -> None:
        self._now = datetime.now(UTC)
        self._engine = Engine(job.settings, clock=lambda: self._now)
        self._engine.load()  # what fails here is no article's fault
        if (found := themes_mark(job.settings)) != job.options.themes:
            raise SettingsError(
                f"holds other themes here ({found}) than where the run was begun ({job.options.themes})",
                job.settings.themes,
            )

    def shard(self, job: Job, tell: Tell) -> dict[str, Any]:
        """Writes the shard of a unit, and gives its manifest. The same unit gives the same files to the byte, whenever and wherever.

        Raises `RetoldError` where nothing of the unit can be read or written.
        """
        started = time.monotonic()
        counts = _Counts()
        shard = job.unit.shard
        storage.remove(place(job.out, "manifests", shard))  # from here on it is not whole
        for table in (*TABLES, "manifests"):
            storage.remove_leftovers(place(job.out, table, shard))
        self._write(job, counts, tell)
        manifest = {
            **job.options.made,
            "shard": shard,
            "input": {
                "name": job.unit.name,
                "files": dict(zip(job.unit.files, job.unit.marks, strict=True)),
                "bytes": job.unit.size,
                "stamp": job.unit.stamp,
            },
            "counts": counts.told(),
            "lost": counts.named,
            "time": {
                "ended": datetime.now(UTC).isoformat(timespec="seconds"),
                "seconds": round(time.monotonic() - started, 3),
            },
        }
        with storage.create(place(job.out, "manifests", shard)) as stream:
            stream.write(json.dumps(manifest, indent=1, ensure_ascii=True).encode("ascii"))
        return manifest

    def _write(self, job: Job, counts: _Counts, tell: Tell) -> None:
        with ExitStack() as stack:
            writers = {}
            for table, schema in SCHEMAS.items():
                stream = stack.enter_context(storage.create(place(job.out, table, job.unit.shard)))
                writers[table] = stack.enter_context(
                    pq.ParquetWriter(stream, schema, compression="zstd", write_page_checksum=True)
                )
            rows = _Rows(writers, first_row(job.unit.shard))
            for article in self._articles(job, counts, tell, rows):
                rows.add(article)
            tell(counts.taken, "write")
            rows.end()

    def _articles(self, job: Job, counts: _Counts, tell: Tell, rows: _Rows) -> Iterator[Rows]:
        known: set[tuple[str, bytes]] = set()
        for number, page in enumerate(self._pages(job, tell)):
            counts.taken += 1
            if number in job.bad:
                where = page.where if isinstance(page, Skipped) else page.source
                counts.skip(
                    FAULT, RetoldError(f"{job.bad[number]}, which is a fault of Retold; please report it", where)
                )
                continue
            tell(number, "read")
            outcome = self._one(job, page, rows.next)
            if isinstance(outcome, str):
                counts.skip(outcome)
            elif isinstance(outcome, StorageError) and (
                len(job.unit.files) == 1 or not isinstance(outcome, MissingError)
            ):
                raise outcome  # no record is damaged: all of it is read again another time
            elif isinstance(outcome, RetoldError):
                counts.skip(next((reason for kind, reason in _REASONS if isinstance(outcome, kind)), FAULT), outcome)
            elif outcome[0] in known:
                counts.skip("twice in one input")
            elif len(known) >> ROWS:
                raise SourceError(
                    f"holds more than {1 << ROWS:,} articles, more than one shard can; cut it into several files",
                    job.unit.name,
                )
            else:
                known.add(outcome[0])
                counts.kept += 1
                yield outcome[1]
                if job.options.limit and len(known) >= job.options.limit:
                    return

    def _pages(self, job: Job, tell: Tell) -> Iterator[Page | Skipped | RetoldError]:
        pages = chain.from_iterable(items(name, job.settings) for name in job.unit.files)
        number = 0
        while True:
            if job.until and number == job.until[0]:
                yield RetoldError(
                    f"{job.until[1]} before record {number:,}, which is a fault of Retold; please report it. The rest of it cannot be read",
                    job.unit.name,
                )
                return
            tell(number, "next")
            page = next(pages, None)
            if page is None:
                return
            yield page
            number += 1

    def _one(
        self, job: Job, page: Page | Skipped | RetoldError, row: int
    ) -> tuple[tuple[str, bytes], Rows] | RetoldError | str:
        """Which version of which article a record is, and its rows, the first of them `row`; or why there are none."""
        if isinstance(page, RetoldError):
            return page
        if isinstance(page, Skipped):
            return page.reason
        self._now = page.retrieved or job.unit.changed
        try:
            article = self._engine.article(page)
            if job.options.language and detect(article.body) != job.options.language:
                return "language"
            reading = self._engine.reading(article)
            retrieved = article.retrieved.isoformat().replace("+00:00", "Z") if article.retrieved else None
            read = ReadArticle(prepared(reading, self._engine.digest_of(reading), self._now), retrieved)
            return (read.article.entry.id, read.article.entry.fingerprint), tables([read], row)
        except RetoldError as error:
            error.source = error.source or page.source
            return error
        except MemoryError:  # ends this process: the next one tells whether the record or the machine is to blame
            raise
        except Exception as error:  # noqa: BLE001 - one article must not stop the others, whatever goes wrong with it
            return RetoldError(
                f"could not be read, which is a fault of Retold; please report it ({type(error).__name__}: {error})",
                page.source,
            )
