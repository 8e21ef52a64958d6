"""Answers of the memory, as JSON or as text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import IO, TypeVar

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from retold.export import relation_words
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
    Relationship,
    Said,
    Source,
    Speaker,
    Story,
    StoryDetail,
)
from retold.types import Evidence

OUTLETS = 3
"""Outlets that a terminal names beside a sentence."""
POINTS = 10
"""Lines that a terminal shows of a story's points (those in most tellings) and of its timeline (the latest)."""
T = TypeVar("T")
Parts = Iterable[RenderableType]


def write(stream: IO[str], answer: T, output_format: str, render: Callable[[T], Parts]) -> None:
    """Writes an answer as "terminal" (what `render` makes of it), "json", or "jsonl": one record on each line."""
    if output_format == "jsonl" and isinstance(answer, Sequence):
        for record in answer:
            stream.write(dumps(plain(record)) + "\n")
    elif output_format != "terminal":
        stream.write(dumps(plain(answer), indent=2) + "\n")
    else:
        console = Console(file=stream, highlight=False, emoji=False, markup=False, soft_wrap=False)
        for part in render(answer):
            console.print(part)


def hits(search_hits: Sequence[Hit]) -> Parts:
    """Search results."""
    if not search_hits:
        yield Text("Nothing was found. Try fewer words, or --by meaning.", style="yellow")
    for hit in search_hits:
        yield Text(printable(hit.article.headline or hit.article.id), style="bold")
        yield Text(_source_line(hit.article), style="dim")
        snippet = Text(printable(hit.snippet.exact))
        for start, end in hit.marks:
            snippet.stylize("bold yellow", start, end)
        yield Padding(snippet, (0, 0, 1, 2))


def stories(listed: Sequence[Story]) -> Parts:
    """A list of stories."""
    if not listed:
        yield Text("There are no stories. `retold ingest` adds articles.", style="yellow")
    for entry in listed:
        yield Text(printable(entry.headline or entry.id), style="bold")
        yield Text(f"  {_period(entry.first, entry.last)} · {_size(entry)} · {entry.id}", style="dim")


def story(detail: StoryDetail) -> Parts:
    """A story with its retelling, points, timeline, speakers, relations, differences, entities and tellings."""
    summary = detail.story
    yield Rule(style="dim")
    yield Text(printable(summary.headline or summary.id), style="bold")
    yield Text(f"{_period(summary.first, summary.last)} · {_size(summary)}", style="dim")
    if detail.retelling:
        yield _heading("Retelling")
        yield from (_fact(point, detail.outlets) for point in detail.retelling)
    if detail.also:
        yield _heading("What one outlet alone tells")
        yield from (_point(point) for point in detail.also[:POINTS])
    if detail.points:
        yield _heading("Who reported what first")
        most_told = sorted(range(len(detail.points)), key=lambda i: (-len(detail.points[i].by), i))[:POINTS]
        yield from (_point(detail.points[i]) for i in sorted(most_told))
    if detail.timeline:
        yield _heading("Timeline")
        yield from (_point(point) for point in detail.timeline[-POINTS:])
    if detail.speakers:
        yield _heading("Who says what")
        for speaker in detail.speakers:
            yield from _speaker(speaker)
    if detail.relations:
        yield _heading("Relations")
        yield from (_relationship(relationship, 1) for relationship in detail.relations)
    if detail.differences:
        yield _heading("Where tellings differ")
        for difference in detail.differences[:8]:
            yield from _difference(difference)
    if detail.entities:
        yield _heading("People and topics")
        yield _indented(_entities(detail.entities), 1)
    yield _heading("Tellings")
    for telling in detail.tellings:
        first, *copies = telling.articles
        yield _indented(Text(f"• {_source_line(first)}: {printable(first.headline)}"), 1)
        for copy in copies:
            yield _indented(Text(f"copy: {_source_line(copy)}", style="dim"), 5)


def article(detail: ArticleDetail) -> Parts:
    """A kept article with its takeaways, its story, and its people and topics."""
    yield Rule(style="dim")
    yield Text(printable(detail.article.headline or detail.article.id), style="bold")
    version = f" · version {detail.version} of {detail.versions}" if detail.versions > 1 else ""
    yield Text(f"{_source_line(detail.article)}{version}", style="dim")
    if detail.digest.get("hashtags"):
        yield Text(printable(" ".join(detail.digest["hashtags"])), style="cyan")
    for claim in KeptDigest(detail.digest).takeaways:
        yield _indented(Text(f"• {printable(claim.text)}"), 1)
    yield Text.assemble(
        "Story: ", (printable(detail.story.headline), "bold"), (f"  {_size(detail.story)} · {detail.story.id}", "dim")
    )
    if detail.related:
        yield _heading("Related people and topics")
    for related in detail.related:
        related_entity = related.entity
        count = _count(related_entity.stories, "story", "stories")
        facts = f"  {related_entity.type} {related_entity.id} · {count}"
        yield _indented(Text.assemble((printable(related_entity.name), "bold"), (facts, "dim")), 1)
        for role in related_entity.roles[:2]:
            yield _indented(Text.assemble(printable(role.text), (f"  {_source_line(role.source)}", "dim")), 3)


def entity(page: EntityPage) -> Parts:
    """An entity with its roles, its other names, its relations, what it appears with, and others with its name."""
    shown = page.entity
    yield Rule(style="dim")
    yield Text.assemble((printable(shown.name), "bold"), (f"  {shown.type} {shown.id}", "dim"))
    counts = f"{_count(shown.stories, 'story', 'stories')}, {_count(shown.articles, 'article', 'articles')}"
    yield Text(counts + (f" · {_period(shown.first, shown.last)}" if shown.first else ""), style="dim")
    if len(shown.aliases) > 1:
        yield Text("also " + ", ".join(f"{printable(name)} ({form})" for form, name in shown.aliases[1:]))
    if shown.roles:
        yield _heading("Who this is" if shown.type == "person" else "What this is")
        for role in shown.roles:
            more = f", {role.stories} stories" if role.stories > 1 else ""
            source = f"  {_source_line(role.source)}{more}"
            yield _indented(Text.assemble(f"• {printable(role.text)}", (source, "dim")), 1)
    if page.relations:
        yield _heading("Relations")
        yield from (_relationship(relationship, 1) for relationship in page.relations)
    if page.links:
        yield _heading("Appears most with")
        yield _indented(_links(page.links), 1)
    if page.others:
        others = (
            f"{printable(other.name)} ({other.id}, {other.type}, {_count(other.stories, 'story', 'stories')})"
            for other in page.others
        )
        yield Text("Others with this name: " + ", ".join(others), style="yellow")


def graph(neighbourhood: Neighbourhood) -> Parts:
    """The links of one entity, or of two together, with a sentence that shows each."""
    yield Text(printable(" and ".join(centre.name for centre in neighbourhood.of)), style="bold")
    since, until = neighbourhood.since, neighbourhood.until
    period = f" · {since or '…'} to {until or '…'}" if since or until else ""
    yield Text(f"{_count(neighbourhood.stories, 'story', 'stories')} of {neighbourhood.total:,}{period}", style="dim")
    if not neighbourhood.links:
        text = "No other entity appears in these stories." if neighbourhood.stories else "There is no such story."
        yield Text(text, style="yellow")
    for link in neighbourhood.links:
        yield from _link_with_evidence(link)


def paths(found: Sequence[Path]) -> Parts:
    """Chains of links between two entities."""
    if not found:
        yield Text("Nothing links the two, neither directly nor through one or two others.", style="yellow")
    for path in found:
        yield Rule(style="dim")
        for link in path.steps:
            yield from _link_with_evidence(link)


def timeline(dated_claims: Sequence[Dated]) -> Parts:
    """The dated claims about an entity."""
    if not dated_claims:
        yield Text("There are no dated claims about it.", style="yellow")
    table = Table.grid(padding=(0, 2))
    for line in dated_claims:
        table.add_row(
            Text(when(line.date), style="cyan", no_wrap=True),
            Text.assemble(printable(line.said.text), (f"  {_source_line(line.said.source)}", "dim")),
        )
    yield table


def judgements(lines: Sequence[Judged]) -> Parts:
    """Lines of the ledger."""
    if not lines:
        yield Text(
            "No person has judged anything yet. `retold judgements --all` shows what the program judged.",
            style="yellow",
        )
    for line in lines:
        ended = f" · taken back or replaced {line.ended}" if line.ended else ""
        yield Text.assemble(
            f"{line.id}  {printable(line.a[1])} ({line.a[0]}) and {printable(line.b[1])} ({line.b[0]}): ",
            (line.verdict, "bold"),
            (f"  {line.by}, {line.at}{ended}", "dim"),
        )
        features = ", ".join(f"{name} {value:+.2f}" for name, value in line.features.items())
        yield Text(f"   score {line.score:.2f}: {features}", style="dim")


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold blue")


def _indented(part: RenderableType, columns: int) -> Padding:
    return Padding(part, (0, 0, 0, columns))


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number:,} {singular if number == 1 else plural}"


def _size(counted: Story) -> str:
    """ "4 articles in 3 tellings, 4 publishers" """
    tellings = f" in {counted.tellings} tellings" if counted.tellings != len(counted.articles) else ""
    publishers = f", {_count(counted.publishers, 'publisher', 'publishers')}" if counted.publishers else ""
    return f"{_count(len(counted.articles), 'article', 'articles')}{tellings}{publishers}"


def _period(first: str | None, last: str | None) -> str:
    days = list(dict.fromkeys(stamp[:10] for stamp in (first, last) if stamp))
    return " to ".join(when(day) for day in days) or "undated"


def _source_line(source: Source) -> str:
    """Publisher and date of a source; its id if it has no publisher."""
    parts = (
        source.publisher,
        when((source.published or "")[:10]),
        source.id if not source.publisher else "",
    )
    return " · ".join(printable(part) for part in parts if part)


def _point(point: Point) -> RenderableType:
    date = f"{when(point.date)}: " if point.date else ""
    others = f" and {len(point.by) - 1} more" if len(point.by) > 1 else ""
    source = f"  {_source_line(point.by[0])}{others}"
    return _indented(Text.assemble(f"• {date}{printable(point.text)}", (source, "dim")), 1)


def _fact(point: Point, outlets: int) -> RenderableType:
    """A sentence of a story's retelling, with how many of the outlets tell it."""
    told = f"  in {len(point.by)} of {outlets} outlets: " if len(point.by) + len(point.partly) > 1 else "  "
    partly = f"; in part in {_outlets(point.partly)}" if point.partly else ""
    return _indented(Text.assemble(f"• {printable(point.text)}", (f"{told}{_outlets(point.by)}{partly}", "dim")), 1)


def _outlets(sources: Sequence[Source]) -> str:
    more = f" and {len(sources) - OUTLETS} more" if len(sources) > OUTLETS else ""
    return ", ".join(_source_line(s) for s in sources[:OUTLETS]) + more


def _speaker(speaker: Speaker) -> Parts:
    """A speaker with statements, each with its cue and its sources."""
    yield _indented(Text(printable(speaker.name), style="bold"), 1)
    for stated in speaker.statements:
        others = f" and {len(stated.by) - 1} more" if len(stated.by) > 1 else ""
        source = f"  {_source_line(stated.by[0])}{others}"
        yield _indented(
            Text.assemble((f"{printable(stated.cue)}: ", "dim"), printable(stated.text), (source, "dim")), 3
        )


def _difference(difference: Difference) -> Parts:
    yield _indented(Text(printable(difference.of), style="bold"), 1)
    for side in difference.sides:
        yield _indented(_side(side), 3)


def _side(side: Said) -> Text:
    words = side.evidence[0].exact if side.evidence else ""
    others = f" and {side.stories - 1} more" if side.stories > 1 else ""
    return Text.assemble(
        (printable(side.text), "yellow"),
        f": “{printable(' '.join(words.split()))}”",
        (f"  {_source_line(side.source)}{others}", "dim"),
    )


def _entities(entities: Sequence[Entity]) -> Table:
    table = Table.grid(padding=(0, 2))
    for row in entities:
        table.add_row(
            Text(printable(row.name)),
            Text(row.type, style="dim"),
            Text(_count(row.stories, "story", "stories"), style="dim"),
            Text(row.id, style="dim"),
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


def _link_with_evidence(link: Link) -> Parts:
    """A link, and the sentence that names both; if none does, a sentence for each."""
    period = f" · {_period(link.first, link.last)}" if link.first else ""
    yield Text.assemble(
        (printable(link.name), "bold"),
        (f"  {link.type} {link.target} · ", "dim"),
        _count(link.stories, "story", "stories"),
        (f" ({link.expected:.1f} by chance, npmi {link.npmi:.2f}){period}", "dim"),
    )
    yield from (_relationship(relationship, 3) for relationship in link.relations)
    yield from (_quoted(evidence) for evidence in link.evidence[: 1 if link.together else 2])


def _relationship(shown: Relationship, columns: int) -> RenderableType:
    """A relation: when it was first said, how many stories say it, and by whose word."""
    facts = [
        f"first said {when(shown.since)}" if shown.since else "",
        _count(shown.stories, "story", "stories"),
        "; ".join(printable(relation_words.voice(attestation)) for attestation in shown.by),
    ]
    text = f"• {printable(relation_words.words(shown))}"
    return _indented(Text.assemble(text, (f"  {' · '.join(fact for fact in facts if fact)}", "dim")), columns)


def _quoted(evidence: Evidence) -> RenderableType:
    return _indented(Text(f"“{printable(' '.join(evidence.exact.split()))}”", style="italic dim"), 3)
