"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

LARGEST = 1_000_000_000
"""The largest number that an option takes."""
TYPES = ("person", "organization", "place", "event", "work", "product", "topic", "other")
"""The values of `EntityType`. They are repeated here because importing `retold.types` slows `--help` down."""
RELATIONS = (
    "position_at", "member_of", "founded", "owns", "acquires", "invests_in", "supplies", "partners_with",
    "competes_with", "sues", "investigates", "charges", "regulates", "succeeds", "family_of", "based_in", "created",
    "wins", "defeats", "supports", "opposes", "attacks", "meets", "employs", "kills", "hosts", "participates_in",
)  # fmt: skip
"""The values of `RelationType`, for the same reason."""
F = TypeVar("F", bound=Callable[..., Any])


class Number(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click
    """A whole number within limits. Unlike `click.IntRange` it does not print its limits in `--help`."""

    name = "number"

    def __init__(self, least: int = 0, most: int = LARGEST) -> None:
        self._least, self._most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises `click.BadParameter` if it is none, or outside the limits."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number.", param, ctx)
        if not self._least <= number <= self._most:
            self.fail(f"{number} is not between {self._least} and {self._most}.", param, ctx)
        return number


def collect_options(parameter: str, record: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Passes the options that are fields of `record` to the command as one such record.

    `parameter` is the name of the command's parameter that takes it.
    """
    names = [field.name for field in fields(record)]

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def call(**options: Any) -> Any:
            collected = record(**{name: options.pop(name) for name in names})
            return command(**{parameter: collected}, **options)

        return call

    return decorate


def db_option(command: F) -> F:
    """`--db`."""
    return click.option(
        "--db",
        metavar="FILE-or-URL",
        show_default="RETOLD_DB, else retold.db in your data folder",
        help="The database: a file, or the URL of a PostgreSQL database.",
    )(command)


def period_options(command: F) -> F:
    """`--since` and `--until`."""
    command = click.option(
        "--until", metavar="DATE", help="Up to this day, month (2026-02) or year. The date itself is included."
    )(command)
    return click.option("--since", metavar="DATE", help="From this day, month (2026-02) or year on.")(command)


def limit_option(help_text: str, default: int = 20, least: int = 1) -> Callable[[F], F]:
    """`--limit`: how many rows are shown."""
    return click.option("--limit", type=Number(least), default=default, show_default=True, help=help_text)


def type_option(help_text: str) -> Callable[[F], F]:
    """`--type`: one entity type, passed as `entity_type`."""
    return click.option("--type", "entity_type", type=click.Choice(TYPES), default=None, help=help_text)


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`, by default the first of `formats`; passed as `output_format`."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Format of the output.",
    )


output_option = click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)


def format_by_suffix(suffixes: dict[str, str], output: Path | None, default: str) -> str:
    """The format that fits the suffix of the output file, else `default`."""
    return suffixes.get(output.suffix.lower(), default) if output else default
