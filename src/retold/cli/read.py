"""`retold read`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retold.cli.options import output_option, output_stream

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from retold.export.writers import Writer

FORMATS = ("terminal", "markdown", "html", "json", "jsonl")
_BY_SUFFIX = {
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Form of the output. By default it follows the suffix of --output, else terminal.",
)
@output_option
@click.option("--threads", type=click.IntRange(min=0), help="Articles read at once; 0 means one for each processor.")
@click.option(
    "--themes",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML file of your own themes: [[theme]] entries with a name, and keywords or a sentence.",
)
def read(
    sources: tuple[str, ...], form: str | None, output: Path | None, threads: int | None, themes: Path | None
) -> None:
    """Read articles and print a digest of each.

    A SOURCE is a URL, an HTML or text file, a JSON or JSON Lines file of articles, a folder of
    these, or - for standard input. A source that cannot be read is reported and the rest goes on;
    the exit status is then 1.
    """
    from dataclasses import replace

    from retold.config import Settings
    from retold.engine import Engine
    from retold.errors import RetoldError

    try:
        settings = Settings.from_environment()
        if threads is not None:
            settings = replace(settings, threads=threads)
        if themes is not None:
            settings = replace(settings, themes=str(themes))
        if settings.themes:
            from retold.digest.user_themes import load

            load(Path(settings.themes))  # before any work, and before the output is opened
    except RetoldError as error:
        raise click.ClickException(str(error)) from error
    form = form or (_BY_SUFFIX.get(output.suffix.lower()) if output else None) or "terminal"
    done, failed = 0, 0
    with _writer(form, output) as writer, _progress(sources, output) as tell:
        for outcome in Engine(settings).read(sources):
            if isinstance(outcome, RetoldError):
                failed += 1
                tell(outcome)
            else:
                done += 1
                writer.write(outcome)
                tell(None)
    if failed and done:
        click.echo(f"retold: {done} read, {failed} not", err=True)
    sys.exit(1 if failed else 0)


@contextmanager
def _writer(form: str, output: Path | None) -> Iterator[Writer]:
    from retold.export.writers import open_writer

    with output_stream(output) as stream, open_writer(form, stream) as writer:
        yield writer


class _Tell:
    """Reports errors, and progress where someone watches."""

    def __init__(self, progress: Progress | None, task: TaskID | None) -> None:
        self._progress, self._task = progress, task

    def __call__(self, error: Exception | None) -> None:
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)
        if error is not None:
            from retold.export.view import printable

            click.echo(f"retold: {printable(str(error))}", err=True)


@contextmanager
def _progress(sources: tuple[str, ...], output: Path | None) -> Iterator[_Tell]:
    """A progress line on standard error, when that is a terminal, the result goes
    elsewhere, and there is more than one article to wait for."""
    quiet = not sys.stderr.isatty() or (output is None and sys.stdout.isatty())
    if quiet or (len(sources) == 1 and sources[0].startswith("http")):
        yield _Tell(None, None)
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("reading"),
        MofNCompleteColumn(),
        TextColumn("articles"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Tell(progress, progress.add_task("reading", total=None))
