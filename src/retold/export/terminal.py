"""A digest as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from retold.export import view
from retold.types import Digest

_COLOURS = {
    "person": "magenta",
    "organization": "blue",
    "place": "green",
    "event": "yellow",
    "work": "cyan",
    "product": "cyan",
}


def show(digest: Digest, console: Console) -> None:
    """Prints the digest at the width of the console, and in its colours if it has any."""
    console.print(_digest(digest))


def _digest(digest: Digest) -> Group:
    parts: list[RenderableType] = [
        Rule(style="dim"),
        Text(view.printable(view.title(digest)), style="bold"),
        Text(view.printable(view.credit(digest)), style="dim"),
    ]
    if digest.hashtags:
        parts.append(Text(view.printable(" ".join(digest.hashtags)), style="cyan"))
    parts += [Text(view.printable(note), style="yellow") for note in digest.notes]
    if digest.takeaways:
        parts += [_heading("Key takeaways"), Padding(_takeaways(digest), (0, 0, 0, 1))]
    if digest.retelling:
        parts += [_heading("Full retelling"), Padding(_retelling(digest), (0, 0, 0, 1))]
    if rows := view.answers(digest):
        parts += [_heading("Answers"), Padding(_pairs(rows), (0, 0, 0, 1))]
    if digest.timeline:
        parts += [
            _heading("Timeline"),
            Padding(_pairs((view.when(d.date), d.claim.text) for d in digest.timeline), (0, 0, 0, 1)),
        ]
    if digest.quotes:
        parts += [_heading("Quotes"), Padding(_quotes(digest), (0, 0, 0, 1))]
    if told := view.statements(digest):
        parts += [_heading("Statements"), Padding(_pairs(told), (0, 0, 0, 1))]
    if digest.themes:
        parts += [_heading("Themes"), Padding(_themes(digest), (0, 0, 0, 1))]
    if digest.entities:
        parts += [_heading("Related people and topics"), Padding(_entities(digest), (0, 0, 0, 1))]
    if digest.graph.edges:
        parts += [_heading("Entity intersection graph"), Padding(_graph(digest), (0, 0, 0, 1))]
    parts += [_heading("Original source"), Padding(Text(view.printable(digest.excerpt), style="dim"), (0, 0, 0, 1))]
    if digest.article.metadata.url:
        parts.append(Padding(Text(view.printable(digest.article.metadata.url), style="underline"), (0, 0, 0, 1)))
    parts.append(Text(""))
    return Group(*parts)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold blue")


def _takeaways(digest: Digest) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for number, claim in enumerate(digest.takeaways, start=1):
        table.add_row(f"{number}.", Text(view.printable(claim.text)))
    return table


def _retelling(digest: Digest) -> Text:
    text = Text()
    for claims in digest.retelling:
        text.append("\n\n" if text else "")
        text.append(view.printable(" ".join(claim.text for claim in claims)))
    return text


def _pairs(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(name, Text(view.printable(text)))
    return table


def _quotes(digest: Digest) -> Table:
    table = Table.grid()
    table.add_column(overflow="fold")
    for quotation in view.quotations(digest):
        speaker = f" — {quotation.speaker}" if quotation.speaker else ""
        table.add_row(Text.assemble(f"“{view.printable(quotation.text)}”", (view.printable(speaker), "dim")))
    return table


def _themes(digest: Digest) -> Text:
    return Text("\n".join(view.printable(" › ".join(t.path)) for t in digest.themes))


def _entities(digest: Digest) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(overflow="fold")
    for entity in view.people_and_topics(digest):
        role = entity.role.text if entity.role else ""
        count = f"{len(entity.mentions)} mention{'s' if len(entity.mentions) != 1 else ''}"
        aliases = f"also {', '.join(entity.aliases[:3])}" if entity.aliases else ""
        facts = "; ".join(part for part in (role, count, aliases) if part)
        table.add_row(
            Text(view.printable(entity.name), style="bold"),
            Text(entity.type.value, style=_COLOURS.get(entity.type.value, "white")),
            Text(view.printable(facts), style="dim"),
        )
    return table


def _graph(digest: Digest) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold", max_width=36)
    table.add_column(overflow="fold")
    for link in view.intersections(digest)[:5]:
        sentence = view.snippet(link.edge.evidence[0].exact, 110) if link.edge.evidence else ""
        pair = Text.assemble((view.printable(link.source), "bold"), " – ", (view.printable(link.target), "bold"))
        table.add_row(pair, Text(view.printable(sentence), style="dim"))
    return table
