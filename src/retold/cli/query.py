"""What the memory is asked: `retold search`, `stories`, `story`, `entity`, `graph`, `timeline`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retold.cli.options import (
    MOST,
    db_option,
    format_option,
    gathered,
    memory,
    output_option,
    output_stream,
    period_options,
)

if TYPE_CHECKING:
    from retold.memory import Memory
    from retold.records.memory import Neighbourhood

TYPES = ("person", "organization", "place", "event", "work", "product", "topic", "other")


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What a search is narrowed by, as it was written."""

    since: str | None
    until: str | None
    publisher: str
    theme: str
    entity: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Which links are asked for."""

    entity: str
    since: str | None
    until: str | None
    other: str
    to: str
    new: bool
    kinds: tuple[str, ...]
    order: str
    limit: int


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})  # for -words
@click.argument("words", nargs=-1, required=True)
@db_option
@period_options
@click.option("--publisher", default="", help="Only articles of this publisher.")
@click.option("--theme", default="", help="Only articles on this theme or topic.")
@click.option("--entity", default="", help="Only articles that name this entity.")
@click.option(
    "--type", "kind", type=click.Choice(TYPES), default=None, help="Only articles that name something of this type."
)
@click.option(
    "--by", type=click.Choice(("both", "words", "meaning")), default="both", show_default=True, help="How to search."
)
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="Articles shown.")
@format_option("terminal", "json", "jsonl")
@gathered("narrowed", SearchOptions)
def search(words: tuple[str, ...], db: str | None, narrowed: SearchOptions, by: str, limit: int, form: str) -> None:
    """Find articles by words and by meaning.

    All words must be there; "exact phrases" in quotation marks (keep them from the shell: '"new york"'), -word to leave one out.
    Articles that say the same in other words follow. Copies of one telling are shown once.
    """
    from retold.export import memory_text

    if wrong := [w for w in words if w.startswith("--")]:
        raise click.UsageError(f"No such option: {wrong[0]}")
    with memory(db) as kept, output_stream(None) as stream:
        where = kept.filtered(
            narrowed.since, narrowed.until, narrowed.publisher, narrowed.theme, narrowed.entity, narrowed.kind or ""
        )
        memory_text.write(stream, kept.search(" ".join(words), where, by, limit), form, memory_text.hits)


@click.command()
@db_option
@period_options
@click.option(
    "--limit", type=click.IntRange(0, MOST), default=20, show_default=True, help="Stories shown, the latest; 0: all."
)
@format_option("terminal", "json", "jsonl")
def stories(db: str | None, since: str | None, until: str | None, limit: int, form: str) -> None:
    """List stories: articles from any outlet on one happening, the latest first."""
    from retold.export import memory_text

    with memory(db) as kept, output_stream(None) as stream:
        memory_text.write(stream, kept.stories(since, until, limit), form, memory_text.stories)


@click.command()
@click.argument("named", metavar="ID")
@db_option
@format_option("terminal", "json")
def story(named: str, db: str | None, form: str) -> None:
    """Show a story: who reported what first, its timeline, where tellings differ, all tellings.

    ID is a story's, or that of any article of it.
    """
    from retold.export import memory_text

    with memory(db) as kept, output_stream(None) as stream:
        memory_text.write(stream, kept.story(named), form, memory_text.story)


@click.command()
@click.argument("named", metavar="ID")
@db_option
@format_option("terminal", "json")
def article(named: str, db: str | None, form: str) -> None:
    """Show a kept article: its takeaways, its story, and who its people and topics are as other articles tell it."""
    from retold.export import memory_text

    with memory(db) as kept, output_stream(None) as stream:
        memory_text.write(stream, kept.article(named), form, memory_text.article)


@click.command()
@click.argument("name")
@db_option
@format_option("terminal", "json")
def entity(name: str, db: str | None, form: str) -> None:
    """Show who or what somebody or something is: roles as articles give them, names, stories.

    NAME is a name or an id ("E12").
    """
    from retold.export import memory_text
    from retold.memory import LinkQuery
    from retold.records.memory import EntityPage

    with memory(db) as kept, output_stream(None) as stream:
        found = kept.entity(name)
        near = kept.graph(found.id, query=LinkQuery(limit=8))
        others = tuple(e for e in kept.entities_named(name) if e.id != found.id)
        memory_text.write(stream, EntityPage(found, near.links, others), form, memory_text.entity)


@click.command()
@click.argument("entity")
@db_option
@period_options
@click.option("--with", "other", metavar="OTHER", default="", help="What both have together.")
@click.option(
    "--path", "to", metavar="OTHER", default="", help="What links the two: chains of links, the strongest first."
)
@click.option("--new", is_flag=True, help="Only what first met within the period.")
@click.option("--type", "kinds", type=click.Choice(TYPES), multiple=True, help="Only links to these types.")
@click.option(
    "--order",
    type=click.Choice(("stories", "significance")),
    default="stories",
    show_default=True,
    help="By stories, or by how far beyond chance.",
)
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="Links shown.")
@format_option("terminal", "json", "gexf", "graphml", "csv")
@output_option
@gathered("links", LinkOptions)
def graph(links: LinkOptions, db: str | None, form: str, output: Path | None) -> None:
    """Show who and what stories have together with an entity.

    Counted over stories, so that copies count once, with how far it is beyond chance and the sentences that show it.
    """
    from retold.export import graphs, memory_text

    if links.to and (links.other or links.new or links.kinds or links.since or links.until or links.order != "stories"):
        raise click.UsageError("--path goes with no other choice but --limit and --format")
    with memory(db) as kept, output_stream(output, whole=True) as stream:
        if links.to:
            paths = kept.paths(links.entity, links.to, links.limit)
            if form in ("terminal", "json"):
                memory_text.write(stream, paths, form, memory_text.paths)
            else:
                graphs.write(stream, form, graphs.of_paths(paths, kept.entity(links.entity)))
            return
        near = _near(kept, links)
        if form in ("terminal", "json"):
            memory_text.write(stream, near, form, memory_text.graph)
        else:
            graphs.write(stream, form, graphs.around(near))


def _near(kept: Memory, links: LinkOptions) -> Neighbourhood:
    from retold.memory import LinkQuery

    asked = LinkQuery(limit=links.limit, order=links.order, kinds=frozenset(links.kinds), new=links.new)
    return kept.graph(links.entity, links.other, links.since, links.until, asked)


@click.command()
@click.argument("entity")
@db_option
@period_options
@click.option("--limit", type=click.IntRange(1, MOST), default=100, show_default=True, help="Lines shown, the latest.")
@format_option("terminal", "json", "jsonl")
def timeline(entity: str, db: str | None, since: str | None, until: str | None, limit: int, form: str) -> None:
    """Show what articles say of an entity that has a date, each with its source."""
    from retold.export import memory_text

    with memory(db) as kept, output_stream(None) as stream:
        memory_text.write(stream, kept.timeline(entity, since, until, limit), form, memory_text.timeline)
