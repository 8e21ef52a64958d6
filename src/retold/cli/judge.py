"""A person's word on identity: `retold same`, `different`, `judgements`, `undo`."""

from __future__ import annotations

import getpass

import click

from retold.cli.options import MOST, db_option, format_option, memory, output_stream

_person = click.option("--by", "person", metavar="NAME", help="Who judges; by default your user name.")


@click.command()
@click.argument("a")
@click.argument("b")
@db_option
@_person
def same(a: str, b: str, db: str | None, person: str | None) -> None:
    """Say that two entities are one.

    A and B are ids ("E12") or names. What a person says stands above what the program judges, and can
    be taken back: `retold undo`.
    """
    _judge("same", a, b, db, person)


@click.command()
@click.argument("a")
@click.argument("b")
@db_option
@_person
def different(a: str, b: str, db: str | None, person: str | None) -> None:
    """Say that two are not one.

    To part a name from the entity that it was joined with, give the id that `retold entity` shows beside it.
    """
    _judge("different", a, b, db, person)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError("you have no user name here; say who judges with --by") from error


def _judge(verdict: str, a: str, b: str, db: str | None, person: str | None) -> None:
    with memory(db, readonly=False) as kept:
        number = getattr(kept, verdict)(a, b, person or _user())
        one, other = kept.entity(a), kept.entity(b)
        click.echo(f"judgement {number}: {a} and {b} are {verdict}; take it back with `retold undo {number}`")
        for entity in {e.id: e for e in (one, other)}.values():
            click.echo(f"  {entity.id} {entity.name}: {', '.join(f'{name} ({form})' for form, name in entity.aliases)}")


@click.command()
@db_option
@click.option("--all", "everyone", is_flag=True, help="What the program judged, too.")
@click.option(
    "--limit", type=click.IntRange(1, MOST), default=50, show_default=True, help="Judgements shown, the latest."
)
@format_option("terminal", "jsonl")
def judgements(db: str | None, everyone: bool, limit: int, form: str) -> None:
    """List judgements on identity, the latest first, with what they rest on."""
    from retold.export import memory_text

    with memory(db) as kept, output_stream(None) as stream:
        found = kept.judgements(everyone, limit)
        memory_text.write(stream, found, form, memory_text.judgements)


@click.command()
@click.argument("judgement", type=click.IntRange(0, MOST))
@db_option
def undo(judgement: int, db: str | None) -> None:
    """Take a person's judgement back."""
    with memory(db, readonly=False) as kept:
        kept.undo(judgement)
        click.echo(f"judgement {judgement} is taken back")
