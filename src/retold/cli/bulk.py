"""`retold bulk`: archives of any size into Parquet, and one corpus of all of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from retold.cli.options import Number, collect_options
from retold.cli.output import echo_status
from retold.cli.progress import ProgressLog, is_watched, progress_bar

if TYPE_CHECKING:
    from retold.bulk import BulkProgress, BulkSummary

ENGINES = ("local", "native", "ray")


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """What to read, who reads it, and where the result goes."""

    inputs: tuple[str, ...]
    out: str
    engine: str
    workers: int
    limit: int
    language: str


class GroupWithDefault(click.Group):
    """A group that runs `default_command` if the first argument is no command: `retold bulk INPUT...`."""

    default_command = "read"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the default command before the arguments."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.default_command, *args]
        return super().parse_args(ctx, args)


@click.group(cls=GroupWithDefault)
def bulk() -> None:
    """Read archives of any size into Parquet.

    \b
      retold bulk INPUT... --out FOLDER   reads archives
      retold bulk reduce FOLDER           makes one corpus of what was read
      retold ingest FOLDER                keeps the corpus in the memory

    `retold bulk INPUT...` is short for `retold bulk read INPUT...`.
    """


@bulk.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", required=True, metavar="FOLDER", help="Write to this folder, or to s3://bucket/folder.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="local",
    show_default=True,
    help="What runs the work: processes of this machine, Daft on this machine, or a Ray cluster.",
)
@click.option(
    "--workers",
    type=Number(0, 100_000),
    default=0,
    show_default=True,
    help="Worker processes. 0: one for each processor of the machine or the cluster.",
)
@click.option(
    "--limit",
    type=Number(),
    default=0,
    show_default=True,
    help="Read at most this many articles of each input: an archive, a table, or a thousand small files. 0: all.",
)
@click.option(
    "--language", default="", metavar="CODE", help="Only articles in this language, as an ISO 639-1 code: en."
)
@collect_options("options", BulkOptions)
def read(options: BulkOptions) -> None:
    """Read archives into Parquet: digests, mentions and vectors.

    An INPUT is a WARC, Parquet, JSON Lines or HTML file, a folder of these, a
    pattern, a list of paths (.paths), or s3://bucket/prefix. Each input file
    becomes one shard. You may stop the command at any moment and run it again:
    shards that are complete stay, others are read again. Every engine writes the
    same bytes.

    The exit status is 1 if an input could not be read at all. Single records
    that could not be read are listed in the manifest.
    """
    from retold.bulk import driver, run
    from retold.bulk.inputs import units
    from retold.config import Settings
    from retold.errors import RetoldError
    from retold.export.view import printable

    try:
        # Workers get the settings, so passwords are taken out; and no language model writes what is read in bulk.
        settings = replace(Settings.from_environment(), threads=1, db="", smtp_url="", writer="", writer_key="")
        with _progress() as report:
            summary = run(
                units(options.inputs, options.out),
                options.out,
                (options.engine, options.workers),
                (driver.options(options.limit, options.language, settings), settings),
                report,
            )
    except RetoldError as error:
        raise click.ClickException(printable(str(error))) from error
    _echo_summary(summary, options.out)
    sys.exit(1 if summary.failed else 0)


def _echo_summary(summary: BulkSummary, out: str) -> None:
    for name, error in summary.failed.items():
        echo_status(error if error.startswith(name) else f"{name}: {error}")
    shards = [f"{summary.done:,} shards read"]
    if summary.skipped:
        shards.append(f"{summary.skipped:,} were complete already")
    if summary.failed:
        shards.append(f"{len(summary.failed):,} failed")
    echo_status(", ".join(shards))
    counts = summary.manifest["counts"]
    skipped = ", ".join(f"{number:,} {reason}" for reason, number in counts["skipped"].items())
    articles = f"{out} holds {counts['out']:,} articles of {counts['in']:,} records"
    echo_status(f"{articles} (not read: {skipped})" if skipped else articles)


@contextmanager
def _progress() -> Iterator[Callable[[BulkProgress], None]]:
    """A function that shows how far the run is: on a bar with the rate and the time left, or in a log."""
    if not is_watched(output_on_terminal=False):
        log = ProgressLog()
        yield lambda now: log.update(now.records, f"{now.shards:,} of {now.of:,} shards, {now.records:,} records")
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("shards · {task.fields[records]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with progress_bar(*columns) as bar:
        task, started = bar.add_task("reading", total=None, records=""), time.monotonic()

        def report(now: BulkProgress) -> None:
            rate = now.records / max(0.1, time.monotonic() - started)
            records = f"{now.records:,} records · {rate:.1f} a second"
            bar.update(task, completed=now.shards, total=now.of, records=records)

        yield report


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
    """Make one corpus of all shards in FOLDER.

    It finds copies, stories, entities and the intersection graph, and writes
    them to FOLDER/reduced as Parquet: articles, stories, forms, judgements,
    entities, presence and edges. You may stop the command at any moment and run
    it again. It needs the extra retold[bulk].
    """
    from retold.bulk.reduce import reduce as reduce_shards
    from retold.errors import RetoldError
    from retold.export.view import printable

    started = time.monotonic()

    def report(step: str) -> None:
        echo_status(f"{step} ({time.monotonic() - started:.0f} s)")

    try:
        counts = reduce_shards(folder, engine, report)["counts"]
    except RetoldError as error:
        raise click.ClickException(printable(str(error))) from error
    echo_status(
        f"{folder}/reduced holds {counts['articles']:,} articles, {counts['stories']:,} stories, "
        f"{counts['entities']:,} entities, {counts['edges']:,} edges"
    )
