"""`retold bulk`: archives of any size into Parquet, and what all of it is together."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from retold.cli.options import MOST, gathered

if TYPE_CHECKING:
    from retold.bulk import BulkProgress, BulkSummary

ENGINES = ("local", "native", "ray")


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """What is read, by whom, and where it goes."""

    inputs: tuple[str, ...]
    out: str
    engine: str
    workers: int
    limit: int
    language: str


class _Reading(click.Group):
    """A group with a command for when none is named: `retold bulk INPUT...`."""

    otherwise = "read"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.otherwise, *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Reading)
def bulk() -> None:
    """Read archives of any size into Parquet, and make one corpus of them.

    `retold bulk INPUT... --out FOLDER` reads, `retold bulk reduce FOLDER` makes the corpus, `retold ingest FOLDER` keeps it.
    """


@bulk.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", required=True, metavar="FOLDER", help="Folder, or s3://bucket/folder, for what is read.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="local",
    show_default=True,
    help="Who runs the work: processes here, Daft here, or a Ray cluster.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 100_000),
    default=0,
    help="Worker processes; 0: one for each processor, of the cluster where there is one.",
)
@click.option(
    "--limit",
    type=click.IntRange(0, MOST),
    default=0,
    help="Articles of each input (an archive, a table, or a thousand small files), at most; 0: all.",
)
@click.option(
    "--language", default="", metavar="CODE", help="Only articles of this language, as ISO 639-1 has it (en)."
)
@gathered("asked", BulkOptions)
def read(asked: BulkOptions) -> None:
    """Read archives into Parquet: digests, mentions, vectors.

    An INPUT is a WARC, Parquet, JSON Lines or HTML file, a folder of them, a list of paths (.paths), or s3://bucket/prefix.
    One shard is written for each input file. Safe to kill at any moment and to run again: shards that are
    whole are left, others are read again, and what was read is the same to the byte on every engine.
    """
    from retold.bulk import run
    from retold.bulk.driver import options
    from retold.bulk.inputs import units
    from retold.config import Settings
    from retold.errors import RetoldError
    from retold.export.view import printable

    try:
        settings = replace(Settings.from_environment(), threads=1, db="", smtp_url="")  # passwords stay where they are
        with _progress() as tell:
            done = run(
                units(asked.inputs, asked.out),
                asked.out,
                (asked.engine, asked.workers),
                (options(asked.limit, asked.language, settings), settings),
                tell,
            )
    except RetoldError as error:
        raise click.ClickException(printable(str(error))) from error
    _told(done, asked.out)
    sys.exit(1 if done.failed else 0)


def _told(done: BulkSummary, out: str) -> None:
    counts = done.manifest["counts"]
    skipped = ", ".join(f"{n:,} {reason}" for reason, n in counts["skipped"].items())
    for name, error in done.failed.items():
        click.echo(f"retold: {error if error.startswith(name) else f'{name}: {error}'}", err=True)
    before = f", {done.skipped:,} were there" if done.skipped else ""
    click.echo(
        f"retold: {done.done:,} shards read{before}{f', {len(done.failed):,} failed' if done.failed else ''}", err=True
    )
    click.echo(
        f"retold: {out} holds {counts['out']:,} articles of {counts['in']:,} records{f' (not read: {skipped})' if skipped else ''}",
        err=True,
    )


@contextmanager
def _progress() -> Iterator[Callable[[BulkProgress], None]]:
    """How far it is, how fast and how long it will take, on standard error; a line every half minute where nobody watches."""
    if not sys.stderr.isatty():
        yield _LogProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("shards · {task.fields[said]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task, since = bar.add_task("reading", total=None, said=""), time.monotonic()

        def tell(now: BulkProgress) -> None:
            rate = now.records / max(0.1, time.monotonic() - since)
            bar.update(task, completed=now.shards, total=now.of, said=f"{now.records:,} records · {rate:.1f} a second")

        yield tell


class _LogProgress:
    """Progress where nobody watches: a line now and then."""

    EVERY = 30.0

    def __init__(self) -> None:
        self._since = self._told = time.monotonic()

    def __call__(self, now: BulkProgress) -> None:
        at = time.monotonic()
        if at - self._told > self.EVERY:
            self._told = at
            rate = now.records / (at - self._since)
            click.echo(
                f"retold: {now.shards:,} of {now.of:,} shards, {now.records:,} records, {rate:.1f} a second", err=True
            )


@bulk.command()
@click.argument("folder")
@click.option(
    "--engine",
    type=click.Choice(ENGINES[1:]),
    default="native",
    show_default=True,
    help="Daft on this machine, or on a Ray cluster.",
)
def reduce(folder: str, engine: str) -> None:
    """Make one corpus of the shards of FOLDER: copies, stories, who is who, and the intersection graph.

    It is written to FOLDER/reduced as Parquet: articles, stories, forms, judgements, entities, presence, edges.
    Safe to kill and to run again. Needs the extra retold[bulk].
    """
    from retold.bulk.reduce import reduce as reduced
    from retold.errors import RetoldError
    from retold.export.view import printable

    since = time.monotonic()

    def tell(step: str) -> None:
        click.echo(f"retold: {step} ({time.monotonic() - since:.0f} s)", err=True)

    try:
        counts = reduced(folder, engine, tell)["counts"]
    except RetoldError as error:
        raise click.ClickException(printable(str(error))) from error
    click.echo(
        f"retold: {folder}/reduced holds {counts['articles']:,} articles, {counts['stories']:,} stories, {counts['entities']:,} entities, {counts['edges']:,} edges",
        err=True,
    )
