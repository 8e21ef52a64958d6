"""Feeds and their health as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from retold.export.view import printable
from retold.records.feeds import Entry, Feed, Health, Visit


def feeds(followed: Sequence[Feed]) -> Iterator[RenderableType]:
    """All feeds, one on each line of 80 columns."""
    if not followed:
        yield Text("No feed is followed. `retold follow https://…` adds one.")
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("No.", justify="right", style="dim", no_wrap=True)
    table.add_column("Feed", min_width=18, ratio=3, overflow="fold")
    table.add_column("State", no_wrap=True)
    table.add_column("Last", no_wrap=True)
    table.add_column("Next", no_wrap=True)
    table.add_column("Kept", justify="right", no_wrap=True)
    table.add_column("Skipped", min_width=14, ratio=2, overflow="fold")
    for feed in followed:
        table.add_row(
            str(feed.id),
            printable(feed.name),
            _state(feed),
            _short(feed.last),
            _short(feed.next),
            f"{feed.kept:,}",
            counted(feed.skipped),
        )
    yield table
    yield from (Text(printable(f"{feed.id}: {feed.note}"), style="yellow") for feed in followed if feed.note)


def health(feed_health: Health) -> Iterator[RenderableType]:
    """A feed with its visits and its articles."""
    feed = feed_health.feed
    yield Text(printable(feed.name), style="bold")
    facts = Table.grid(padding=(0, 2))
    counts = f"{feed.waiting:,} waiting, {feed.fetched:,} fetched, {feed.kept:,} kept"
    rows = [
        ("address", feed.url),
        ("site", feed.site),
        ("folder", feed.folder),
        ("state", _state(feed).plain),
        ("last", feed.last or "never"),
        ("next", feed.next or "never"),
        ("hub", f"{feed.hub} ({feed.push})" if feed.hub else ""),
        ("note", feed.note),
        ("articles", counts + (f"; skipped: {counted(feed.skipped)}" if feed.skipped else "")),
    ]
    for name, value in rows:
        if value:
            facts.add_row(Text(name, style="dim"), Text(printable(value), overflow="fold"))
    yield facts
    if feed_health.visits:
        yield Text("\nVisits", style="bold blue")
        yield _visits(feed_health.visits)
    if feed_health.entries:
        yield Text("\nArticles", style="bold blue")
        yield _entries(feed_health.entries)


def _visits(visits: Sequence[Visit]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("at", "status", "new", "took", "late", "bytes", "note"):
        table.add_column(
            name,
            justify="left" if name in ("at", "note") else "right",
            style="dim" if name == "at" else "",
            overflow="fold",
        )
    for visit in visits:
        table.add_row(
            _short(visit.at),
            str(visit.status or "–"),
            str(visit.found),
            f"{visit.took:.1f} s",
            f"{visit.late:.0f} s",
            f"{visit.bytes:,}",
            printable(visit.note),
        )
    return table


def _entries(entries: Sequence[Entry]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for entry in entries:
        title = Text(printable(entry.headline or entry.url))
        if entry.note:
            title.append(f"\n{printable(entry.note)}", style="dim")
        table.add_row(entry.reason or entry.state.value, title)
    return table


def counted(skipped: Mapping[str, int]) -> str:
    """Reasons with their counts, the most frequent first: "3 paywall, 1 robots"."""
    return ", ".join(f"{n:,} {reason}" for reason, n in sorted(skipped.items(), key=lambda item: -item[1]))


def _state(feed: Feed) -> Text:
    if feed.state.value != "active":
        return Text(feed.state.value, style="dim")
    return Text(f"failing ×{feed.failures}", style="yellow") if feed.failures else Text("active", style="green")


def _short(stamp: str | None) -> str:
    """Month, day, hour and minute, in UTC: "11-24 08:15"."""
    return f"{stamp[5:10]} {stamp[11:16]}" if stamp else "–"
