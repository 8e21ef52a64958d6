"""`retold ingest`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retold.cli.alerts import send_alerts
from retold.cli.database import open_memory
from retold.cli.options import db_option, format_option
from retold.cli.output import echo_status, output_stream, tell_writer
from retold.cli.progress import ProgressLog, is_watched, progress_bar

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    from retold.errors import RetoldError
    from retold.memory import Kept, Memory


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@db_option
@format_option("terminal", "jsonl")
def ingest(sources: tuple[str, ...], db: str | None, output_format: str) -> None:
    """Read articles and keep them in the memory.

    A SOURCE is one of those of `retold read`, or a folder that `retold bulk`
    wrote. You may stop the command at any moment and run it again: an article is
    kept whole or not at all, and nothing is read twice. Several may run at once.

    An article is recognised by its id, or by its URL if the source gives no id.
    If its headline, body, date or publisher has changed, it becomes a new
    version, and the old one is kept. Older versions are recognised too, so an
    archive can be read again.

    With --format jsonl, one line is printed for each article once it is safely
    kept: `id`, `version`, `status` (new, changed, known) and `headline`.

    Alerts are sent at the end. If a source cannot be read, the error is reported
    and the others are still read. The exit status is then 1.
    """
    from retold.errors import RetoldError

    counts: Counter[str] = Counter()
    with (
        open_memory(db, readonly=False) as memory,
        output_stream(None) as stream,
        _progress(sources, output_format) as advance,
    ):
        tell_writer(memory.engine)
        for outcome in _outcomes(memory, sources):
            advance()
            if isinstance(outcome, RetoldError):
                echo_status(outcome)
                counts["failed"] += 1
                continue
            counts[outcome.status] += 1
            if output_format == "jsonl":
                stream.write(_json_line(outcome) + "\n")
                stream.flush()
        totals = memory.counts()
        database = memory.where
        send_alerts(memory)
    parts = [f"{counts[status]:,} {status}" for status in ("new", "changed", "known") if counts[status]]
    if counts["failed"]:
        parts.append(f"{counts['failed']:,} not read")
    echo_status(", ".join(parts) or "nothing to read")
    echo_status(
        f"{database} holds {totals['articles']:,} articles, {totals['stories']:,} stories, "
        f"{totals['entities']:,} entities"
    )
    sys.exit(1 if counts["failed"] else 0)


def _outcomes(memory: Memory, sources: tuple[str, ...]) -> Iterator[Kept | RetoldError]:
    """What became of each article of all sources, in order. Folders of `retold bulk` are not read again."""
    for is_bulk, group in groupby(sources, _is_bulk_folder):
        if is_bulk:
            from retold.bulk import ingest  # heavy, and rarely needed

            yield from (outcome for folder in group for outcome in ingest.keep(memory, folder))
        else:
            yield from memory.ingest(group)


def _is_bulk_folder(source: str) -> bool:
    """Whether a source is a folder that `retold bulk` wrote."""
    if not source.startswith("s3://") and not (Path(source) / "run.json").exists():
        return False
    from retold.bulk import ingest

    return ingest.is_folder(source)


def _json_line(kept: Kept) -> str:
    return json.dumps(
        {"id": kept.id, "version": kept.version, "status": kept.status.value, "headline": kept.headline},
        ensure_ascii=False,
    )


@contextmanager
def _progress(sources: tuple[str, ...], output_format: str) -> Iterator[Callable[[], None]]:
    """A function that counts an article: on a bar with the rate and the time left, or in a log."""
    if not is_watched(output_format == "jsonl"):
        log, count = ProgressLog(), 0

        def advance_log() -> None:
            nonlocal count
            count += 1
            log.update(count, f"{count:,} articles")

        yield advance_log
        return
    from retold.sources import count_articles

    with progress_bar(*_columns()) as progress:
        task = progress.add_task("keeping", total=None)
        count_articles(sources, lambda total: progress.update(task, total=total))
        yield lambda: progress.advance(task)


def _columns() -> tuple[ProgressColumn, ...]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} a second" if task.speed else "")

    return (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("articles"),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
