"""One unit into its shard: three Parquet files, then the manifest that says that they are whole."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from retold.bulk.jobs import Job
from retold.bulk.tables import ROWS, SCHEMAS, Read, first_row, tables
from retold.engine import Engine
from retold.errors import ChallengeError, ExtractionError, FormatError, PaywallError, RetoldError, SourceError
from retold.memory.prepare import prepared
from retold.reading.language import detect
from retold.sources import items, storage
from retold.types import Page, Skipped

GROUP = 1000
"""Articles of a row group: some 10 MB in memory."""
PIECE = 50
"""Articles that are held as they were read."""
NAMED = 100
"""Losses that a manifest tells one by one."""
TABLES = tuple(SCHEMAS)

Tell = Callable[[int, str], None]
"""Told before each step of a record, by its number: "next" before it is taken from the archive, "read" before it is read."""

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
    """What became of the records of a unit. `lost`: where and how, of what should not have been."""

    taken: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    lost: list[dict[str, str]] = field(default_factory=list)

    def skip(self, reason: str, error: RetoldError | None = None) -> None:
        self.skipped[reason] += 1
        if error is not None and len(self.lost) < NAMED and not isinstance(error, ExtractionError):
            self.lost.append({"where": error.source, "reason": error.message})

    def told(self) -> dict[str, Any]:
        return {"in": self.taken, "out": self.kept, "skipped": dict(sorted(self.skipped.items()))}


class _Rows:
    """Articles on their way into the tables of a shard: as rows after `PIECE` of them, as what was read takes twenty times their memory."""

    def __init__(self, writers: Mapping[str, pq.ParquetWriter], first: int) -> None:
        self._writers, self._first, self._next = writers, first, first
        self._read: list[Read] = []
        self._pieces: list[dict[str, pa.Table]] = []

    def add(self, article: Read) -> None:
        self._read.append(article)
        if len(self._read) == PIECE:
            self._cut()
        if len(self._pieces) == GROUP // PIECE:
            self._written()

    def end(self) -> None:
        """Writes what is left; the empty tables where there was none."""
        self._cut()
        if self._pieces or self._next == self._first:
            self._written()

    def _cut(self) -> None:
        if self._read:
            self._pieces.append(tables(self._read, self._next))
            self._next += len(self._read)
            self._read = []

    def _written(self) -> None:
        for name, writer in self._writers.items():
            rows = pa.concat_tables(p[name] for p in self._pieces).combine_chunks() if self._pieces else SCHEMAS[name].empty_table()
            writer.write_table(rows, row_group_size=max(1, len(rows)))
        self._pieces = []


class Reader:
    """Reads units, one after another, on one thread, with one copy of the model."""

    def __init__(self, job: Job) -> None:
        self._now = datetime.now(UTC)
        self._engine = Engine(job.settings, clock=lambda: self._now)

    def shard(self, job: Job, tell: Tell) -> dict[str, Any]:
        """Writes the shard of a unit, and gives its manifest. The same unit gives the same files to the byte, whenever and wherever.

        Raises `RetoldError` where nothing of the unit can be read or written.
        """
        started = time.monotonic()
        counts = _Counts()
        shard = job.unit.shard
        storage.removed(place(job.out, "manifests", shard))  # from here on it is not whole
        for table in (*TABLES, "manifests"):
            storage.swept(place(job.out, table, shard))
        self._write(job, self._articles(job, counts, tell), counts)
        manifest = {
            **job.options.made,
            "shard": shard,
            "input": {"name": job.unit.name, "files": len(job.unit.files), "bytes": job.unit.size, "stamp": job.unit.stamp},
            "counts": counts.told(),
            "lost": counts.lost,
            "time": {"ended": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": round(time.monotonic() - started, 3)},
        }
        with storage.written(place(job.out, "manifests", shard)) as stream:
            stream.write(json.dumps(manifest, indent=1, ensure_ascii=True).encode("ascii"))
        return manifest

    def _write(self, job: Job, articles: Iterator[Read], counts: _Counts) -> None:
        with ExitStack() as stack:
            writers = {}
            for table, schema in SCHEMAS.items():
                stream = stack.enter_context(storage.written(place(job.out, table, job.unit.shard)))
                writers[table] = stack.enter_context(pq.ParquetWriter(stream, schema, compression="zstd", write_page_checksum=True))
            rows = _Rows(writers, first_row(job.unit.shard))
            for article in articles:
                counts.kept += 1
                rows.add(article)
            rows.end()

    def _articles(self, job: Job, counts: _Counts, tell: Tell) -> Iterator[Read]:
        known: set[tuple[str, bytes]] = set()
        for number, page in enumerate(self._pages(job, tell)):
            counts.taken += 1
            if number in job.bad:
                where = page.where if isinstance(page, Skipped) else page.source
                counts.skip(FAULT, RetoldError(f"{job.bad[number]}, which is a fault of Retold; please report it", where))
                continue
            tell(number, "read")
            outcome = self._one(job, page)
            if isinstance(outcome, str):
                counts.skip(outcome)
            elif isinstance(outcome, RetoldError):
                counts.skip(next((reason for kind, reason in _REASONS if isinstance(outcome, kind)), FAULT), outcome)
            elif (version := (outcome.article.entry.id, outcome.article.entry.fingerprint)) in known:
                counts.skip("twice in one input")
            elif len(known) >> ROWS:
                counts.skip("more than a shard holds")
            else:
                known.add(version)
                yield outcome
                if job.options.limit and len(known) >= job.options.limit:
                    return

    def _pages(self, job: Job, tell: Tell) -> Iterator[Page | Skipped | RetoldError]:
        pages = chain.from_iterable(items(name, job.settings) for name in job.unit.files)
        number = 0
        while True:
            tell(number, "next")
            page = next(pages, None)
            if page is None:
                return
            yield page
            number += 1

    def _one(self, job: Job, page: Page | Skipped | RetoldError) -> Read | RetoldError | str:
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
            return Read(prepared(reading, self._engine.digest_of(reading), self._now), retrieved)
        except RetoldError as error:
            error.source = error.source or page.source
            return error
        except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not stop the others
            return RetoldError(f"could not be read, which is a fault of Retold; please report it ({type(error).__name__}: {error})", page.source)
