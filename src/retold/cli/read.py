"""`retold read`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retold.cli.options import Number, format_by_suffix, output_option
from retold.cli.output import echo_status, output_stream, tell_writer
from retold.cli.progress import is_watched, progress_bar

if TYPE_CHECKING:
    from retold.engine import Engine
    from retold.export.writers import Writer

FORMATS = ("terminal", "markdown", "html", "json", "jsonl")
_FORMAT_OF_SUFFIX = {
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
    "output_format",
    type=click.Choice(FORMATS),
    show_default="by the suffix of --output, else terminal",
    help="Format of the output. `json` is one object, or an array of several.",
)
@output_option
@click.option(
    "--threads",
    type=Number(),
    show_default="RETOLD_THREADS",
    help="Articles to read at the same time. 0: one for each processor.",
)
@click.option(
    "--themes",
    metavar="FILE",
    show_default="RETOLD_THEMES",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML file with your own themes.",
)
def read(
    sources: tuple[str, ...], output_format: str | None, output: Path | None, threads: int | None, themes: Path | None
) -> None:
    """Read articles and print a digest of each.

    A SOURCE is one of these:

    \b
      a URL         https://example.com/story
      a file        HTML, text, JSON or JSON Lines, gzipped or not
      an archive    WARC or Parquet
      a folder      all files of these kinds in it
      a pattern     'news/2026-*/*.html', in quotation marks
      an S3 object  s3://bucket/key
      -             standard input

    If a source cannot be read, the error is reported and the others are still
    read. The exit status is then 1.
    """
    from retold.errors import RetoldError

    engine = _engine(threads, themes)
    output_format = output_format or format_by_suffix(_FORMAT_OF_SUFFIX, output, "terminal")
    done, failed = 0, 0
    with (
        engine,
        _open_writer(output_format, output) as writer,
        _progress(sources, output) as advance,
    ):
        for outcome in engine.read(sources):
            if isinstance(outcome, RetoldError):
                failed += 1
                advance()
                echo_status(outcome)
            else:
                done += 1
                writer.write(outcome)
                advance()
    if failed and done:
        echo_status(f"{done} read, {failed} not")
    sys.exit(1 if failed else 0)


def _engine(threads: int | None, themes: Path | None) -> Engine:
    """An engine with the options of the command. Its settings are checked before any work is done."""
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

            load(Path(settings.themes))
        engine = Engine(settings)
        tell_writer(engine)
    except RetoldError as error:
        raise click.ClickException(str(error)) from error
    return engine


@contextmanager
def _open_writer(output_format: str, output: Path | None) -> Iterator[Writer]:
    from retold.export.writers import open_writer

    with output_stream(output) as stream, open_writer(output_format, stream) as writer:
        yield writer


@contextmanager
def _progress(sources: tuple[str, ...], output: Path | None) -> Iterator[Callable[[], None]]:
    """A function that counts an article. It moves a bar if there is more than one article to wait for."""
    if not is_watched(output is None) or (len(sources) == 1 and sources[0].startswith("http")):
        yield lambda: None
        return
    from rich.progress import MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("reading"),
        MofNCompleteColumn(),
        TextColumn("articles"),
        TimeElapsedColumn(),
    )
    with progress_bar(*columns) as progress:
        task = progress.add_task("reading", total=None)
        yield lambda: progress.advance(task)
