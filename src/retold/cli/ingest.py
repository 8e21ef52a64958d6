"""`retold ingest`."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retold.cli.alerts import told
from retold.cli.options import db_option, format_option, memory, output_stream

if TYPE_CHECKING:
    from retold.errors import RetoldError
    from retold.memory import Kept, Memory


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@db_option
@format_option("terminal", "jsonl")
def ingest(sources: tuple[str, ...], db: str | None, form: str) -> None:
    """Read articles and keep them.

    Sources are those of `retold read`, and folders that `retold bulk` wrote. Safe to kill at any moment and to run again: what is kept
    already is not read again, an article that changed becomes a new version. With --format jsonl
    a line is printed for each article once it is kept for good: id, version, status (new, changed,
    known), headline. What cannot be read is reported and the rest goes on; the exit status is then 1.
    Alerts are told at the end.
    """
    from retold.errors import RetoldError

    counts: Counter[str] = Counter()
    with memory(db, readonly=False) as kept, output_stream(None) as stream, _progress(sources, form) as tell:
        for outcome in _outcomes(kept, sources):
            tell(outcome)
            if isinstance(outcome, RetoldError):
                counts["failed"] += 1
                continue
            counts[outcome.status] += 1
            if form == "jsonl":
                stream.write(_line(outcome) + "\n")
                stream.flush()
        counted = kept.counts()
        where = kept.where
        told(kept)
    parts = [f"{counts[s]:,} {s}" for s in ("new", "changed", "known") if counts[s]] + (
        [f"{counts['failed']:,} not read"] if counts["failed"] else []
    )
    click.echo(f"retold: {', '.join(parts) or 'nothing to read'}", err=True)
    click.echo(
        f"retold: {where} holds {counted['articles']:,} articles, {counted['stories']:,} stories, {counted['entities']:,} entities",
        err=True,
    )
    sys.exit(1 if counts["failed"] else 0)


def _outcomes(kept: Memory, sources: tuple[str, ...]) -> Iterator[Kept | RetoldError]:
    """What becomes of the articles of all sources, in order; folders of `retold bulk` have been read already."""
    for bulk, some in groupby(sources, _bulk):
        if bulk:
            from retold.bulk import ingest  # heavy, and most runs read articles

            yield from (outcome for folder in some for outcome in ingest.keep(kept, folder))
        else:
            yield from kept.ingest(some)


def _bulk(source: str) -> bool:
    """Whether a source is a folder that `retold bulk` wrote."""
    if not source.startswith("s3://") and not (Path(source) / "run.json").exists():
        return False
    from retold.bulk import ingest

    return ingest.is_folder(source)


def _line(kept: Kept) -> str:
    return json.dumps(
        {"id": kept.id, "version": kept.version, "status": kept.status.value, "headline": kept.headline},
        ensure_ascii=False,
    )


def _report(outcome: Kept | RetoldError) -> None:
    if isinstance(outcome, Exception):
        from retold.export.view import printable

        click.echo(f"retold: {printable(str(outcome))}", err=True)


@contextmanager
def _progress(sources: tuple[str, ...], form: str) -> Iterator[Callable[[Kept | RetoldError], None]]:
    """How many are kept, how fast, and how long it will take, on standard error where that is a
    terminal; elsewhere a line every half minute."""
    if not sys.stderr.isatty() or (form == "jsonl" and sys.stdout.isatty()):
        yield _LogProgress()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    from retold.sources import count_articles

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} a second" if task.speed else "")

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("articles"),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("keeping", total=None)

        def tell(outcome: Kept | RetoldError) -> None:
            progress.advance(task)
            _report(outcome)

        count_articles(sources, lambda total: progress.update(task, total=total))
        yield tell


class _LogProgress:
    """Progress where nobody watches: a line now and then."""

    EVERY = 30.0

    def __init__(self) -> None:
        self._clock = time.monotonic
        self._since = self._told = self._clock()
        self._count = 0

    def __call__(self, outcome: Kept | RetoldError) -> None:
        _report(outcome)
        self._count += 1
        now = self._clock()
        if now - self._told > self.EVERY:
            self._told = now
            click.echo(f"retold: {self._count:,} articles, {self._count / (now - self._since):.1f} a second", err=True)
