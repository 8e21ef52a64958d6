"""A digest for people at a terminal."""

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
    """Prints the digest at the console's width and in its colours, if it has any."""
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


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold blue")


def _takeaways(digest: Digest) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for number, claim in enumerate(digest.takeaways, start=1):
        table.add_row(f"{number}.", Text(view.printable(claim.text)))
    return table


def _retelling(digest: Digest) -> Text:
    text = Text()
    for told in view.paragraphs(digest):
        text.append("\n\n" if text else "")
        text.append(f"{told.heading}\n" if told.heading else "", style="bold dim")
        text.append(view.printable(" ".join(c.text for c in told.claims)))
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
    for said in view.sayings(digest):
        by = f" — {said.speaker}" if said.speaker else ""
        table.add_row(Text.assemble(f"“{view.printable(said.text)}”", (view.printable(by), "dim")))
    return table


def _themes(digest: Digest) -> Text:
    return Text("\n".join(view.printable(" › ".join(t.path)) for t in digest.themes))


def _entities(digest: Digest) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(overflow="fold")
    for e in view.people_and_topics(digest):
        label = view.LABELS[e.type]
        count = f"{len(e.mentions)} mention{'s' if len(e.mentions) != 1 else ''}"
        also = f"also {', '.join(e.aliases[:3])}" if e.aliases else ""
        tail = "; ".join(part for part in (e.role.text if e.role else "", count, also) if part)
        table.add_row(
            Text(view.printable(e.name), style="bold"),
            Text(label, style=_COLOURS.get(label, "white")),
            Text(view.printable(tail), style="dim"),
        )
    return table


def _graph(digest: Digest) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold", max_width=36)
    table.add_column(overflow="fold")
    for met in view.intersections(digest)[:5]:
        where = view.snippet(met.edge.evidence[0].exact, 110) if met.edge.evidence else ""
        pair = Text.assemble((view.printable(met.source), "bold"), " – ", (view.printable(met.target), "bold"))
        table.add_row(pair, Text(view.printable(where), style="dim"))
    return table
