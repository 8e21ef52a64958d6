"""What the memory answers, as JSON or for people at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import IO, TypeVar

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from retold.export.view import printable, when
from retold.records.digest_json import KeptDigest
from retold.records.json_values import dumps, plain
from retold.records.memory import (
    ArticleDetail,
    Dated,
    Difference,
    Entity,
    EntityPage,
    Hit,
    Judged,
    Link,
    Neighbourhood,
    Path,
    Point,
    Said,
    Source,
    Story,
    StoryDetail,
)
from retold.types import Evidence

POINTS = 10
"""Lines of a story's parts that a terminal shows: of its points those that most tellings have, of its timeline the latest."""
T = TypeVar("T")
Parts = Iterable[RenderableType]


def write(stream: IO[str], answer: T, form: str, show: Callable[[T], Parts]) -> None:
    """An answer, as `form` says: "terminal", "json" or, of several records, "jsonl"."""
    if form == "jsonl" and isinstance(answer, Sequence):
        for one in answer:
            stream.write(dumps(plain(one)) + "\n")
    elif form != "terminal":
        stream.write(dumps(plain(answer), indent=2) + "\n")
    else:
        console = Console(file=stream, highlight=False, emoji=False, markup=False, soft_wrap=False)
        for part in show(answer):
            console.print(part)


def hits(found: Sequence[Hit]) -> Parts:
    """Search results."""
    if not found:
        yield Text("Nothing was found. Fewer words, or --by meaning, find more.", style="yellow")
    for hit in found:
        yield Text(printable(hit.article.headline or hit.article.id), style="bold")
        yield Text(_cited(hit.article), style="dim")
        snippet = Text(printable(hit.snippet.exact))
        for start, end in hit.marks:
            snippet.stylize("bold yellow", start, end)
        yield Padding(snippet, (0, 0, 1, 2))


def stories(found: Sequence[Story]) -> Parts:
    """A list of stories."""
    if not found:
        yield Text("There are no stories here; `retold ingest` reads articles.", style="yellow")
    for one in found:
        yield Text(printable(one.headline or one.id), style="bold")
        yield Text(f"  {_span(one.first, one.last)} · {_told(one)} · {one.id}", style="dim")


def story(detail: StoryDetail) -> Parts:
    """A story."""
    one = detail.story
    yield Rule(style="dim")
    yield Text(printable(one.headline or one.id), style="bold")
    yield Text(f"{_span(one.first, one.last)} · {_told(one)}", style="dim")
    if detail.points:
        yield _heading("Who reported what first")
        most = sorted(range(len(detail.points)), key=lambda i: (-len(detail.points[i].by), i))[:POINTS]
        yield from (_point(detail.points[i]) for i in sorted(most))
    if detail.timeline:
        yield _heading("Timeline")
        yield from (_point(p) for p in detail.timeline[-POINTS:])
    if detail.differences:
        yield _heading("Where tellings differ")
        for difference in detail.differences[:8]:
            yield from _difference(difference)
    if detail.entities:
        yield _heading("People and topics")
        yield Padding(_entities(detail.entities), (0, 0, 0, 1))
    yield _heading("Tellings")
    for telling in detail.tellings:
        yield Padding(Text(f"• {_cited(telling.articles[0])}: {printable(telling.articles[0].headline)}"), (0, 0, 0, 1))
        for copy in telling.articles[1:]:
            yield Padding(Text(f"copy: {_cited(copy)}", style="dim"), (0, 0, 0, 5))


def article(detail: ArticleDetail) -> Parts:
    """A kept article."""
    yield Rule(style="dim")
    yield Text(printable(detail.article.headline or detail.article.id), style="bold")
    version = f" · version {detail.version} of {detail.versions}" if detail.versions > 1 else ""
    yield Text(f"{_cited(detail.article)}{version}", style="dim")
    if detail.digest.get("hashtags"):
        yield Text(printable(" ".join(detail.digest["hashtags"])), style="cyan")
    for claim in KeptDigest(detail.digest).takeaways:
        yield Padding(Text(f"• {printable(claim.text)}"), (0, 0, 0, 1))
    yield Text.assemble(
        "Story: ", (printable(detail.story.headline), "bold"), (f"  {_told(detail.story)} · {detail.story.id}", "dim")
    )
    if detail.related:
        yield _heading("Related people and topics")
    for one in detail.related:
        e = one.entity
        yield Padding(
            Text.assemble(
                (printable(e.name), "bold"), (f"  {e.type} {e.id} · {_count(e.stories, 'story', 'stories')}", "dim")
            ),
            (0, 0, 0, 1),
        )
        for said in e.roles[:2]:
            yield Padding(Text.assemble(printable(said.text), (f"  {_cited(said.source)}", "dim")), (0, 0, 0, 3))


def entity(page: EntityPage) -> Parts:
    """An entity."""
    one = page.entity
    yield Rule(style="dim")
    yield Text.assemble((printable(one.name), "bold"), (f"  {one.type} {one.id}", "dim"))
    yield Text(
        f"{_count(one.stories, 'story', 'stories')}, {_count(one.articles, 'article', 'articles')}"
        + (f" · {_span(one.first, one.last)}" if one.first else ""),
        style="dim",
    )
    if len(one.aliases) > 1:
        yield Text("also " + ", ".join(f"{printable(name)} ({form})" for form, name in one.aliases[1:]))
    if one.roles:
        yield _heading("Who says what it is" if one.type != "person" else "Who they are")
        for said in one.roles:
            more = f", {said.stories} stories" if said.stories > 1 else ""
            yield Padding(
                Text.assemble(f"• {printable(said.text)}", (f"  {_cited(said.source)}{more}", "dim")), (0, 0, 0, 1)
            )
    if page.links:
        yield _heading("Appears most with")
        yield Padding(_links(page.links), (0, 0, 0, 1))
    if page.others:
        yield Text(
            "Others of this name: "
            + ", ".join(
                f"{printable(o.name)} ({o.id}, {o.type}, {_count(o.stories, 'story', 'stories')})" for o in page.others
            ),
            style="yellow",
        )


def graph(found: Neighbourhood) -> Parts:
    """The graph around entities."""
    yield Text(printable(" and ".join(e.name for e in found.of)), style="bold")
    period = f" · {found.since or '…'} to {found.until or '…'}" if found.since or found.until else ""
    yield Text(f"{_count(found.stories, 'story', 'stories')} of {found.total:,}{period}", style="dim")
    if not found.links:
        yield Text(
            "No story has them with anybody or anything else." if found.stories else "No story has them.",
            style="yellow",
        )
    for link in found.links:
        yield _step(link)
        yield from (_quoted(e) for e in link.evidence[: 1 if link.together else 2])


def paths(found: Sequence[Path]) -> Parts:
    """What links two entities."""
    if not found:
        yield Text("Nothing links the two, directly or by one or two others.", style="yellow")
    for path in found:
        yield Rule(style="dim")
        for step in path.steps:
            yield _step(step)
            yield from (_quoted(e) for e in step.evidence[: 1 if step.together else 2])


def timeline(found: Sequence[Dated]) -> Parts:
    """A timeline of an entity."""
    if not found:
        yield Text("No article says anything of it that has a date.", style="yellow")
    table = Table.grid(padding=(0, 2))
    for line in found:
        table.add_row(
            Text(when(line.date), style="cyan", no_wrap=True),
            Text.assemble(printable(line.said.text), (f"  {_cited(line.said.source)}", "dim")),
        )
    yield table


def judgements(found: Sequence[Judged]) -> Parts:
    """Lines of the ledger."""
    if not found:
        yield Text(
            "Nobody has judged anything yet. `retold judgements --all` shows what the program judged.", style="yellow"
        )
    for line in found:
        ended = f" · taken back or overtaken {line.ended}" if line.ended else ""
        yield Text.assemble(
            f"{line.id}  {printable(line.a[1])} ({line.a[0]}) and {printable(line.b[1])} ({line.b[0]}): ",
            (line.verdict, "bold"),
            (f"  {line.by}, {line.at}{ended}", "dim"),
        )
        yield Text(
            f"   score {line.score:.2f}: " + ", ".join(f"{name} {value:+.2f}" for name, value in line.features.items()),
            style="dim",
        )


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold blue")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _told(one: Story) -> str:
    copies = f" in {one.tellings} tellings" if one.tellings != len(one.articles) else ""
    outlets = f", {_count(one.publishers, 'publisher', 'publishers')}" if one.publishers else ""
    return f"{_count(len(one.articles), 'article', 'articles')}{copies}{outlets}"


def _span(first: str | None, last: str | None) -> str:
    days = list(dict.fromkeys(x[:10] for x in (first, last) if x))
    return " to ".join(when(d) for d in days) or "undated"


def _cited(source: Source) -> str:
    return " · ".join(
        printable(p)
        for p in (source.publisher, when((source.published or "")[:10]), source.id if not source.publisher else "")
        if p
    )


def _point(point: Point) -> RenderableType:
    date = f"{when(point.date)}: " if point.date else ""
    others = f" and {len(point.by) - 1} more" if len(point.by) > 1 else ""
    return Padding(
        Text.assemble(f"• {date}{printable(point.text)}", (f"  {_cited(point.by[0])}{others}", "dim")), (0, 0, 0, 1)
    )


def _difference(difference: Difference) -> Parts:
    yield Padding(Text(printable(difference.of), style="bold"), (0, 0, 0, 1))
    for side in difference.sides:
        yield Padding(_side(side), (0, 0, 0, 3))


def _side(side: Said) -> Text:
    words = side.evidence[0].exact if side.evidence else ""
    return Text.assemble(
        (printable(side.text), "yellow"),
        f": “{printable(' '.join(words.split()))}”",
        (f"  {_cited(side.source)}", "dim"),
    )


def _entities(entities: Sequence[Entity]) -> Table:
    table = Table.grid(padding=(0, 2))
    for one in entities:
        table.add_row(
            Text(printable(one.name)),
            Text(one.type, style="dim"),
            Text(_count(one.stories, "story", "stories"), style="dim"),
            Text(one.id, style="dim"),
        )
    return table


def _links(links: Sequence[Link]) -> Table:
    table = Table.grid(padding=(0, 2))
    for link in links:
        table.add_row(
            Text(printable(link.name)),
            Text(link.type, style="dim"),
            Text(_count(link.stories, "story", "stories"), style="dim"),
            Text(f"npmi {link.npmi:.2f}", style="dim"),
            Text(link.target, style="dim"),
        )
    return table


def _step(link: Link) -> Text:
    span = f" · {_span(link.first, link.last)}" if link.first else ""
    return Text.assemble(
        (printable(link.name), "bold"), (f"  {link.type} {link.target} · ", "dim"), _count(link.stories, "story", "stories"),
        (f" ({link.expected:.1f} by chance, npmi {link.npmi:.2f}){span}", "dim"),
    )  # fmt: skip


def _quoted(evidence: Evidence) -> RenderableType:
    return Padding(Text(f"“{printable(' '.join(evidence.exact.split()))}”", style="italic dim"), (0, 0, 0, 3))
