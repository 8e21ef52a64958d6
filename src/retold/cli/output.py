"""Where a command writes: standard output or a file, and lines for people."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from retold.errors import RetoldError

if TYPE_CHECKING:
    from retold.engine import Engine


def echo(text: str) -> None:
    """Prints a line on standard output, without control characters."""
    from retold.export.view import printable

    click.echo(printable(text))


def echo_status(text: str | RetoldError) -> None:
    """Prints a line on standard error: a summary, a hint or an error."""
    from retold.export.view import printable

    click.echo(f"retold: {printable(str(text))}", err=True)


def tell_writer(engine: Engine) -> None:
    """Says where sentences are sent, if a language model is set. Raises `SettingsError` if it cannot be used."""
    writer = engine.writer
    if writer is not None:
        echo_status(f"{writer.model} writes the sentences, at {writer.place or 'this machine'}")


@contextmanager
def output_stream(path: Path | None, atomic: bool = False) -> Iterator[IO[str]]:
    """A file, or standard output if `path` is None, as UTF-8.

    `atomic`: write to a file beside it first, and replace the old file only when all is written.
    If the reader of a pipe closes it early, the command ends without an error.
    """
    part = path.with_name(path.name + ".part") if path is not None and atomic else path
    try:
        with _open(part) as stream:
            yield stream
        if part is not None and path is not None and part != path:
            part.replace(path)
    except BrokenPipeError:
        sys.stdout = None  # drop what is still buffered; nobody reads it
        sys.exit(0)
    except OSError as error:
        raise click.ClickException(f"{path or 'standard output'}: cannot be written: {error.strerror}") from error
    finally:
        if part is not None and part != path:
            part.unlink(missing_ok=True)


@contextmanager
def _open(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        yield sys.stdout
        sys.stdout.flush()
        return
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        yield stream
