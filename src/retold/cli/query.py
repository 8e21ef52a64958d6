"""Questions to the memory: `retold search`, `stories`, `story`, `article`, `entity`, `graph`, `timeline`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retold.cli.database import open_memory
from retold.cli.options import (
    RELATIONS,
    TYPES,
    collect_options,
    db_option,
    format_option,
    limit_option,
    output_option,
    period_options,
    type_option,
)
from retold.cli.output import output_stream

if TYPE_CHECKING:
    from retold.memory import Memory
    from retold.records.memory import Neighbourhood


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """Conditions on the articles that a search finds, as the user wrote them."""

    since: str | None
    until: str | None
    publisher: str
    theme: str
    entity: str
    entity_type: str | None
    relation: str | None


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Which links of an entity to show, as the user wrote it."""

    entity: str
    since: str | None
    until: str | None
    other: str
    path_to: str
    new: bool
    types: tuple[str, ...]
    order: str
    limit: int


@click.command(
    # -word leaves a word out of a search, so unknown options are words, and -h is one of them.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]}
)
@click.argument("words", nargs=-1, required=True)
@db_option
@period_options
@click.option("--publisher", default="", metavar="NAME", help="Only articles of this publisher.")
@click.option("--theme", default="", metavar="THEME", help="Only articles on this theme or topic.")
@click.option("--entity", default="", metavar="ENTITY", help="Only articles that name this entity.")
@type_option("Only articles that name something of this type.")
@click.option(
    "--relation",
    type=click.Choice(RELATIONS),
    default=None,
    metavar="RELATION",
    help="Only articles that give a relation of this type; with --entity: between it and another.",
)
@click.option(
    "--by", type=click.Choice(("both", "words", "meaning")), default="both", show_default=True, help="How to search."
)
@limit_option("Articles to show.")
@format_option("terminal", "json", "jsonl")
@collect_options("conditions", SearchOptions)
def search(
    words: tuple[str, ...], db: str | None, conditions: SearchOptions, by: str, limit: int, output_format: str
) -> None:
    """Find articles by words and by meaning.

    An article must have all the words. Write "exact phrases" in quotation
    marks, and protect these from the shell: '"new york"'. Put a minus before a
    word that must not appear: -zeppelin. Articles that say the same in other
    words come next. Copies of one article are shown once.
    """
    from retold.export import memory_text

    if unknown := [word for word in words if word.startswith("--")]:
        raise click.UsageError(f"No such option: {unknown[0]}")
    with open_memory(db) as memory, output_stream(None) as stream:
        articles = memory.filtered(
            conditions.since,
            conditions.until,
            conditions.publisher,
            conditions.theme,
            conditions.entity,
            conditions.entity_type or "",
        )
        if conditions.relation:
            articles = memory.with_relation(articles, conditions.relation, conditions.entity)
        hits = memory.search(" ".join(words), articles, by, limit)
        memory_text.write(stream, hits, output_format, memory_text.hits)


@click.command()
@db_option
@period_options
@limit_option("Stories to show, the latest first. 0: all.", least=0)
@format_option("terminal", "json", "jsonl")
def stories(db: str | None, since: str | None, until: str | None, limit: int, output_format: str) -> None:
    """List stories, the latest first.

    A story is all articles, from any outlet, on one event.
    """
    from retold.export import memory_text

    with open_memory(db) as memory, output_stream(None) as stream:
        memory_text.write(stream, memory.stories(since, until, limit), output_format, memory_text.stories)


@click.command()
@click.argument("story_id", metavar="ID")
@db_option
@format_option("terminal", "json")
def story(story_id: str, db: str | None, output_format: str) -> None:
    """Show one story.

    It shows who reported what first, a timeline, who says what, the relations
    that several tellings give, where tellings differ on a number or a name (each
    side with its evidence), and all tellings with their copies. ID is the id of the story or of any of its articles.
    """
    from retold.export import memory_text

    with open_memory(db) as memory, output_stream(None) as stream:
        memory_text.write(stream, memory.story(story_id), output_format, memory_text.story)


@click.command()
@click.argument("article_id", metavar="ID")
@db_option
@format_option("terminal", "json")
def article(article_id: str, db: str | None, output_format: str) -> None:
    """Show an article of the memory.

    It shows its takeaways, its story, and who its people and topics are
    according to other articles.
    """
    from retold.export import memory_text

    with open_memory(db) as memory, output_stream(None) as stream:
        memory_text.write(stream, memory.article(article_id), output_format, memory_text.article)


@click.command()
@click.argument("name")
@db_option
@format_option("terminal", "json")
def entity(name: str, db: str | None, output_format: str) -> None:
    """Show who or what an entity is.

    It shows the roles that articles give, with their sources; the other forms
    of the name, each with its id; what it is or does to others; and what it
    appears with most.

    NAME is an id (E12), a name, or the beginning or end of a name if only one
    entity fits. If several share a name, the one with the most stories is used;
    the others are listed.
    """
    from retold.export import memory_text
    from retold.memory import LinkQuery
    from retold.records.memory import EntityPage

    with open_memory(db) as memory, output_stream(None) as stream:
        found = memory.entity(name)
        neighbourhood = memory.graph(found.id, query=LinkQuery(limit=8))
        others = tuple(other for other in memory.entities_named(name) if other.id != found.id)
        page = EntityPage(found, neighbourhood.links, others, tuple(memory.relations(found.id, 8)))
        memory_text.write(stream, page, output_format, memory_text.entity)


@click.command()
@click.argument("entity")
@db_option
@period_options
@click.option("--with", "other", metavar="ENTITY", default="", help="Show what both entities have in common.")
@click.option(
    "--path",
    "path_to",
    metavar="ENTITY",
    default="",
    help="Show how the two are linked: directly, or through one or two others.",
)
@click.option("--new", is_flag=True, help="Only links that began within the period.")
@click.option(
    "--type", "types", type=click.Choice(TYPES), multiple=True, help="Only links to this type. May be repeated."
)
@click.option(
    "--order",
    type=click.Choice(("stories", "significance")),
    default="stories",
    show_default=True,
    help="Sort by shared stories, or by how far these go beyond chance.",
)
@limit_option("Links to show.")
@format_option("terminal", "json", "gexf", "graphml", "csv")
@output_option
@collect_options("options", LinkOptions)
def graph(options: LinkOptions, db: str | None, output_format: str, output: Path | None) -> None:
    """Show what an entity shares stories with.

    Links are counted in stories, so copies count once. Each link has the number
    of shared stories, the number expected by chance, how far beyond chance that
    is (npmi), its first and last day, what articles say that the two are or do
    to one another, and a sentence that shows it.

    ENTITY is an id or a name, as for `retold entity`.
    """
    from retold.export import graphs, memory_text

    if options.path_to and (
        options.other or options.new or options.types or options.since or options.until or options.order != "stories"
    ):
        raise click.UsageError("--path works only with --limit, --format and --output")
    with open_memory(db) as memory, output_stream(output, atomic=True) as stream:
        if options.path_to:
            paths = memory.paths(options.entity, options.path_to, options.limit)
            if output_format in ("terminal", "json"):
                memory_text.write(stream, paths, output_format, memory_text.paths)
            else:
                graphs.write(stream, output_format, graphs.of_paths(paths, memory.entity(options.entity)))
            return
        neighbourhood = _neighbourhood(memory, options)
        if output_format in ("terminal", "json"):
            memory_text.write(stream, neighbourhood, output_format, memory_text.graph)
        else:
            graphs.write(stream, output_format, graphs.around(neighbourhood))


def _neighbourhood(memory: Memory, options: LinkOptions) -> Neighbourhood:
    from retold.memory import LinkQuery

    query = LinkQuery(limit=options.limit, order=options.order, kinds=frozenset(options.types), new=options.new)
    return memory.graph(options.entity, options.other, options.since, options.until, query)


@click.command()
@click.argument("entity")
@db_option
@period_options
@limit_option("Lines to show, the latest ones.", default=100)
@format_option("terminal", "json", "jsonl")
def timeline(entity: str, db: str | None, since: str | None, until: str | None, limit: int, output_format: str) -> None:
    """Show the dated claims about an entity, each with its source.

    ENTITY is an id or a name, as for `retold entity`.
    """
    from retold.export import memory_text

    with open_memory(db) as memory, output_stream(None) as stream:
        dated_claims = memory.timeline(entity, since, until, limit)
        memory_text.write(stream, dated_claims, output_format, memory_text.timeline)
