"""A person's judgements on identity: `retold same`, `different`, `judgements`, `undo`."""

from __future__ import annotations

import getpass

import click

from retold.cli.database import open_memory
from retold.cli.options import Number, db_option, format_option, limit_option
from retold.cli.output import output_stream

_by_option = click.option(
    "--by", "person", metavar="NAME", show_default="your user name", help="Name of the person who judges."
)


@click.command()
@click.argument("a")
@click.argument("b")
@db_option
@_by_option
def same(a: str, b: str, db: str | None, person: str | None) -> None:
    """Say that two entities are the same.

    A and B are ids (E12) or names. A person's judgement overrules the program's.
    `retold undo` takes it back.
    """
    _judge("same", a, b, db, person)


@click.command()
@click.argument("a")
@click.argument("b")
@db_option
@_by_option
def different(a: str, b: str, db: str | None, person: str | None) -> None:
    """Say that two entities are different.

    A and B are ids (E12) or names. To separate a name from an entity that it was
    wrongly joined with, give the ids that `retold entity` shows beside its names.
    """
    _judge("different", a, b, db, person)


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError("You have no user name here. Say who judges with --by.") from error


def _judge(verdict: str, a: str, b: str, db: str | None, person: str | None) -> None:
    with open_memory(db, readonly=False) as memory:
        number = getattr(memory, verdict)(a, b, person or _user_name())
        entities = {entity.id: entity for entity in (memory.entity(a), memory.entity(b))}
        click.echo(f"judgement {number}: {a} and {b} are {verdict}; `retold undo {number}` takes it back")
        for entity in entities.values():
            names = ", ".join(f"{name} ({form})" for form, name in entity.aliases)
            click.echo(f"  {entity.id} {entity.name}: {names}")


@click.command()
@db_option
@click.option("--all", "include_program", is_flag=True, help="Also show what the program judged.")
@limit_option("Judgements to show, the latest first.", default=50)
@format_option("terminal", "jsonl")
def judgements(db: str | None, include_program: bool, limit: int, output_format: str) -> None:
    """List judgements on identity, the latest first.

    Each has its score, and the features that it rests on with their weights.
    """
    from retold.export import memory_text

    with open_memory(db) as memory, output_stream(None) as stream:
        lines = memory.judgements(include_program, limit)
        memory_text.write(stream, lines, output_format, memory_text.judgements)


@click.command()
@click.argument("judgement", type=Number(), metavar="NUMBER")
@db_option
def undo(judgement: int, db: str | None) -> None:
    """Take back a person's judgement.

    NUMBER is the number of the judgement, as `retold judgements` shows it.
    """
    with open_memory(db, readonly=False) as memory:
        memory.undo(judgement)
        click.echo(f"judgement {judgement} is taken back")
