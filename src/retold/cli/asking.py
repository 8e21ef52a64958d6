"""What the memory is asked: `retold search`, `stories`, `story`, `entity`, `graph`, `timeline`."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.streams import MOST, db_option, format_option, memory, output_option, output_stream, period_options

TYPES = ("person", "organization", "place", "event", "work", "product", "topic", "other")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})  # for -words
@click.argument("words", nargs=-1, required=True)
@db_option
@period_options
@click.option("--publisher", default="", help="Only articles of this publisher.")
@click.option("--theme", default="", help="Only articles on this theme or topic.")
@click.option("--entity", "entity_", default="", help="Only articles that name this entity.")
@click.option("--type", "kind", type=click.Choice(TYPES), default=None, help="Only articles that name something of this type.")
@click.option("--by", type=click.Choice(("both", "words", "meaning")), default="both", show_default=True, help="How to search.")
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="Articles shown.")
@format_option("terminal", "json", "jsonl")
def search(
    words: tuple[str, ...], db: str | None, since: str | None, until: str | None, publisher: str, theme: str, entity_: str, kind: str | None, by: str, limit: int, form: str
) -> None:
    """Find articles by words and by meaning.

    All words must be there; "exact phrases" in quotation marks (keep them from the shell: '"new york"'), -word to leave one out.
    Articles that say the same in other words follow. Copies of one telling are shown once.
    """
    from retold.export import answers

    if wrong := [w for w in words if w.startswith("--")]:
        raise click.UsageError(f"No such option: {wrong[0]}")
    with memory(db) as kept, output_stream(None) as stream:
        where = kept.filtered(since, until, publisher, theme, entity_, kind or "")
        answers.write(stream, kept.search(" ".join(words), where, by, limit), form, answers.hits)


@click.command()
@db_option
@period_options
@click.option("--limit", type=click.IntRange(0, MOST), default=20, show_default=True, help="Stories shown, the latest; 0: all.")
@format_option("terminal", "json", "jsonl")
def stories(db: str | None, since: str | None, until: str | None, limit: int, form: str) -> None:
    """List stories: articles from any outlet on one happening, the latest first."""
    from retold.export import answers

    with memory(db) as kept, output_stream(None) as stream:
        answers.write(stream, kept.stories(since, until, limit), form, answers.stories)


@click.command()
@click.argument("id")
@db_option
@format_option("terminal", "json")
def story(id: str, db: str | None, form: str) -> None:  # noqa: A002 - the field's own name
    """Show a story: who reported what first, its timeline, where tellings differ, all tellings.

    ID is a story's, or that of any article of it.
    """
    from retold.export import answers

    with memory(db) as kept, output_stream(None) as stream:
        answers.write(stream, kept.story(id), form, answers.story)


@click.command()
@click.argument("id")
@db_option
@format_option("terminal", "json")
def article(id: str, db: str | None, form: str) -> None:  # noqa: A002 - the field's own name
    """Show a kept article: its takeaways, its story, and who its people and topics are as other articles tell it."""
    from retold.export import answers

    with memory(db) as kept, output_stream(None) as stream:
        answers.write(stream, kept.article(id), form, answers.article)


@click.command()
@click.argument("name")
@db_option
@format_option("terminal", "json")
def entity(name: str, db: str | None, form: str) -> None:
    """Show who or what somebody or something is: roles as articles give them, names, stories.

    NAME is a name or an id ("E12").
    """
    from retold.export import answers

    with memory(db) as kept, output_stream(None) as stream:
        found = kept.entity(name)
        near = kept.graph(found.id, asked=_asked(8))
        others = tuple(e for e in kept.named(name) if e.id != found.id)
        answers.write(stream, answers.Page(found, near.links, others), form, answers.entity)


@click.command()
@click.argument("entity")
@db_option
@period_options
@click.option("--with", "other", metavar="OTHER", default="", help="What both have together.")
@click.option("--path", "to", metavar="OTHER", default="", help="What links the two: chains of links, the strongest first.")
@click.option("--new", is_flag=True, help="Only what first met within the period.")
@click.option("--type", "kinds", type=click.Choice(TYPES), multiple=True, help="Only links to these types.")
@click.option("--order", type=click.Choice(("stories", "significance")), default="stories", show_default=True, help="By stories, or by how far beyond chance.")
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="Links shown.")
@format_option("terminal", "json", "gexf", "graphml", "csv")
@output_option
def graph(
    entity: str, db: str | None, since: str | None, until: str | None, other: str, to: str, new: bool, kinds: tuple[str, ...], order: str, limit: int, form: str, output: Path | None
) -> None:
    """Show who and what stories have together with an entity.

    Counted over stories, so that copies count once, with how far it is beyond chance and the sentences that show it.
    """
    from dataclasses import replace

    from retold.export import answers, graphs

    if to and (other or new or kinds or since or until or order != "stories"):
        raise click.UsageError("--path goes with no other choice but --limit and --format")
    with memory(db) as kept, output_stream(output, whole=True) as stream:
        if to:
            paths = kept.paths(entity, to, limit)
            if form in ("terminal", "json"):
                answers.write(stream, paths, form, answers.paths)
            else:
                graphs.write(stream, form, graphs.of_paths(paths, kept.entity(entity)))
            return
        asked = replace(_asked(limit), order=order, kinds=frozenset(kinds), new=new)
        found = kept.graph(entity, other, since, until, asked)
        if form in ("terminal", "json"):
            answers.write(stream, found, form, answers.graph)
        else:
            graphs.write(stream, form, graphs.around(found))


@click.command()
@click.argument("entity")
@db_option
@period_options
@click.option("--limit", type=click.IntRange(1, MOST), default=100, show_default=True, help="Lines shown, the latest.")
@format_option("terminal", "json", "jsonl")
def timeline(entity: str, db: str | None, since: str | None, until: str | None, limit: int, form: str) -> None:
    """Show what articles say of an entity that has a date, each with its source."""
    from retold.export import answers

    with memory(db) as kept, output_stream(None) as stream:
        answers.write(stream, kept.timeline(entity, since, until, limit), form, answers.timeline)


def _asked(limit: int):  # type: ignore[no-untyped-def]  # its type is a heavy import
    from retold.memory import Asked

    return Asked(limit=limit)
