"""One unit into its shard: three Parquet files, then the manifest that says that they are complete."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pyarrow.parquet as pq

from retold.bulk.jobs import Job, themes_mark
from retold.bulk.record_counts import FAULT, RecordCounts
from retold.bulk.shard_rows import Rows, ShardRows
from retold.bulk.tables import ROWS, SCHEMAS, ReadArticle, first_row, tables
from retold.engine import Engine
from retold.errors import MissingError, RetoldError, SettingsError, SourceError, StorageError
from retold.memory.prepared import prepared
from retold.reading.language import detect
from retold.sources import items, storage
from retold.timestamps import in_own_zone, rfc3339
from retold.types import Page, Skipped

TABLES = tuple(SCHEMAS)

OnStep = Callable[[int, str], None]
"""Called before each step of a record, with its number: "next" before it is taken from the archive, "read" before it is
read. Called with "write" and the number of records before the last rows are written."""


def place(out: str, table: str, shard: str) -> str:
    """The name of a shard's file."""
    return f"{out}/{table}/{shard}.{'json' if table == 'manifests' else 'parquet'}"


class UnitReader:
    """Reads units one after another, in one thread, with one copy of the model.

    Raises `SettingsError` if the user's themes are missing on this machine, or differ from those of the driver.
    """

    def __init__(self, job: Job) -> None:
        self._now = datetime.now(UTC)
        self._engine = Engine(job.settings, clock=lambda: self._now)
        self._engine.load()  # here, so that a failure is not blamed on an article
        if (mark := themes_mark(job.settings)) != job.options.themes:
            raise SettingsError(
                f"holds other themes here ({mark}) than where the run was started ({job.options.themes})",
                job.settings.themes,
            )

    def shard(self, job: Job, on_step: OnStep) -> dict[str, Any]:
        """Writes the shard of a unit. Returns its manifest.

        The same unit gives the same files to the byte, at any time and on any machine. Raises `RetoldError` if the unit
        cannot be read at all or its shard cannot be written.
        """
        started = time.monotonic()
        counts = RecordCounts()
        shard = job.unit.shard
        storage.remove(place(job.out, "manifests", shard))  # from here on the shard is not complete
        for table in (*TABLES, "manifests"):
            storage.remove_leftovers(place(job.out, table, shard))
        self._write_tables(job, counts, on_step)
        manifest = {
            **job.options.made,
            "shard": shard,
            "input": {
                "name": job.unit.name,
                "files": dict(zip(job.unit.files, job.unit.marks, strict=True)),
                "bytes": job.unit.size,
                "stamp": job.unit.stamp,
            },
            "counts": counts.in_manifest(),
            "lost": counts.named,
            "time": {"ended": rfc3339(datetime.now(UTC)), "seconds": round(time.monotonic() - started, 3)},
        }
        with storage.create(place(job.out, "manifests", shard)) as stream:
            stream.write(json.dumps(manifest, indent=1, ensure_ascii=True).encode("ascii"))
        return manifest

    def _write_tables(self, job: Job, counts: RecordCounts, on_step: OnStep) -> None:
        with ExitStack() as stack:
            writers = {}
            for table, schema in SCHEMAS.items():
                stream = stack.enter_context(storage.create(place(job.out, table, job.unit.shard)))
                writers[table] = stack.enter_context(
                    pq.ParquetWriter(stream, schema, compression="zstd", write_page_checksum=True)
                )
            rows = ShardRows(writers, first_row(job.unit.shard))
            for article in self._articles(job, counts, on_step, rows):
                rows.add(article)
            on_step(counts.taken, "write")
            rows.end()

    def _articles(self, job: Job, counts: RecordCounts, on_step: OnStep, rows: ShardRows) -> Iterator[Rows]:
        """The rows of each article that is kept, each for the next row of `rows`."""
        known: set[tuple[str, bytes]] = set()
        for number, page in enumerate(self._pages(job, on_step)):
            counts.taken += 1
            if number in job.bad:
                where = page.where if isinstance(page, Skipped) else page.source
                counts.fail(_fault(job.bad[number], where), FAULT)
                continue
            on_step(number, "read")
            outcome = self._read(job, page, rows.next_row)
            if isinstance(outcome, str):
                counts.skip(outcome)
            elif isinstance(outcome, StorageError) and (
                len(job.unit.files) == 1 or not isinstance(outcome, MissingError)
            ):
                raise outcome  # no record is damaged: the whole unit is read again another time
            elif isinstance(outcome, RetoldError):
                counts.fail(outcome)
            elif outcome[0] in known:
                counts.skip("twice in one input")
            elif len(known) >> ROWS:
                raise SourceError(
                    f"has more than {1 << ROWS:,} articles, too many for one shard; split it into several files",
                    job.unit.name,
                )
            else:
                version, article_rows = outcome
                known.add(version)
                counts.kept += 1
                yield article_rows
                if job.options.limit and len(known) >= job.options.limit:
                    return

    def _pages(self, job: Job, on_step: OnStep) -> Iterator[Page | Skipped | RetoldError]:
        """The records of a unit, up to the one that stopped a reader before."""
        pages = chain.from_iterable(items(name, job.settings) for name in job.unit.files)
        number = 0
        while True:
            if job.until and number == job.until[0]:
                error = _fault(f"{job.until[1]} before record {number:,}", job.unit.name)
                yield RetoldError(f"{error.message}. The rest of it cannot be read", error.source)
                return
            on_step(number, "next")
            page = next(pages, None)
            if page is None:
                return
            yield page
            number += 1

    def _read(
        self, job: Job, page: Page | Skipped | RetoldError, row: int
    ) -> tuple[tuple[str, bytes], Rows] | RetoldError | str:
        """The version of the article in a record (id and fingerprint), and its rows with the number `row`.

        If it is not kept: the error, or the reason why it is not wanted.
        """
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
            # Fractions of a second are kept: versions of an article are ordered by this text.
            retrieved = in_own_zone(article.retrieved) if article.retrieved else None
            read = ReadArticle(prepared(reading, self._engine.digest_of(reading), self._now), retrieved)
            return (read.article.entry.id, read.article.entry.fingerprint), tables([read], row)
        except RetoldError as error:
            error.source = error.source or page.source
            return error
        except MemoryError:  # ends this process: the next try shows whether the record or the machine is to blame
            raise
        except Exception as error:  # noqa: BLE001 - one article must not stop the others, whatever goes wrong with it
            fault = _fault("could not be read", page.source)
            return RetoldError(f"{fault.message} ({type(error).__name__}: {error})", page.source)


def _fault(what: str, source: str) -> RetoldError:
    return RetoldError(f"{what}, which is a fault of Retold; please report it", source)
