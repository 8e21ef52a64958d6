"""What commands have in common: where output goes, errors, progress, the database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from retold.memory import Memory

MOST = 1_000_000_000
"""The largest number that an option takes."""
F = TypeVar("F", bound=Callable[..., Any])


@contextmanager
def output_stream(output: Path | None, whole: bool = False) -> Iterator[IO[str]]:
    """A file, or standard output, as UTF-8. A reader of a pipe that has seen enough ends the command in peace.

    `whole`: the file is there whole or not at all; one of that name stays until then.
    """
    part = output.with_name(output.name + ".part") if output is not None and whole else output
    try:
        with _opened(part) as stream:
            yield stream
        if part is not None and output is not None and part != output:
            part.replace(output)
    except BrokenPipeError:
        sys.stdout = None  # what is still buffered has nowhere to go
        sys.exit(0)
    except OSError as error:
        raise click.ClickException(f"{output or 'standard output'}: cannot be written: {error.strerror}") from error
    finally:
        if part is not None and part != output:
            part.unlink(missing_ok=True)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        yield sys.stdout
        sys.stdout.flush()
        return
    with output.open("w", encoding="utf-8", newline="\n") as stream:
        yield stream


@contextmanager
def memory(db: str | None, readonly: bool = True) -> Iterator[Memory]:
    """The memory of a command, closed at its end; what goes wrong in it is told on standard error."""
    from dataclasses import replace

    from retold.config import Settings
    from retold.engine import Engine
    from retold.errors import RetoldError
    from retold.export.view import printable
    from retold.memory import Memory

    try:
        settings = Settings.from_environment()
        if db:
            settings = replace(settings, db=db)
        with Memory(settings.database, Engine(settings), readonly) as found:
            yield found
    except RetoldError as error:
        raise click.ClickException(printable(str(error))) from error


def gathered(name: str, record: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command the options that are fields of `record` as one such record, by this name."""
    own = [f.name for f in fields(record)]

    def around(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(**given: Any) -> Any:
            return command(**{name: record(**{f: given.pop(f) for f in own})}, **given)

        return called

    return around


def db_option(command: F) -> F:
    """`--db`."""
    return click.option(
        "--db", metavar="FILE-or-URL", help="Database; by default RETOLD_DB, else retold.db in your data folder."
    )(command)


def period_options(command: F) -> F:
    """`--since` and `--until`."""
    command = click.option("--until", metavar="DATE", help="Up to this day, month or year, which counts, too.")(command)
    return click.option("--since", metavar="DATE", help="From this day, month (2026-02) or year on.")(command)


def format_option(*forms: str) -> Callable[[F], F]:
    """`--format`, the first of the forms by default."""

    def added(command: F) -> F:
        return click.option(
            "--format",
            "form",
            type=click.Choice(forms),
            default=forms[0],
            show_default=True,
            help="Form of the output.",
        )(command)

    return added


output_option = click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to instead of standard output.",
)
