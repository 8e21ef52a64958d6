"""`retold follow`, `feeds`, `watch`."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from retold.cli.options import MOST, db_option, format_option, memory, output_option, output_stream

if TYPE_CHECKING:
    from retold.errors import RetoldError
    from retold.feeds import WatchSummary
    from retold.memory import Kept, Memory
    from retold.records.feeds import Fetched

_feed = click.argument("feed")


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="FEED|SITE|OPML...")
@db_option
def follow(sources: tuple[str, ...], db: str | None) -> None:
    """Follow feeds, so that `retold watch` fetches what they list.

    Each source is the address of a feed (RSS, Atom, RDF, JSON Feed, a news sitemap), of a page that leads to one, or a list of
    feeds (OPML, a file or an address). Exit status: 0 all are followed; 1 something could not be.
    """
    from retold.errors import SourceError
    from retold.export.view import printable
    from retold.feeds.subscribe import Subscriber

    wrong = 0
    with memory(db, readonly=False) as kept:
        finder = Subscriber(kept)
        for source in sources:
            try:
                for added in finder.follow(source):
                    said = "followed" if added.new else "was followed already"
                    click.echo(
                        printable(
                            f"{added.url}: {said}{f', {added.title}' if added.title else ''}{f', {added.entries} articles' if added.entries else ''}"
                        )
                    )
            except SourceError as error:
                wrong += 1
                error.source = error.source or source
                click.echo(f"retold: {printable(str(error))}", err=True)
    sys.exit(1 if wrong else 0)


@click.group(invoke_without_command=True)
@db_option
@format_option("terminal", "json", "jsonl")
@click.pass_context
def feeds(context: click.Context, db: str | None, form: str) -> None:
    """List the feeds that are followed, and how each does.

    Its commands pause, resume and remove a feed, show its health, and write all feeds as OPML. FEED is a feed's number,
    its address, or a part of its title.
    """
    context.obj = db
    if context.invoked_subcommand is not None:
        return
    from retold.export import feed_health, memory_text
    from retold.feeds import FeedRegistry

    with memory(db) as kept, output_stream(None) as stream:
        memory_text.write(stream, FeedRegistry(kept).all(), form, feed_health.feeds)


@feeds.command()
@_feed
@click.option(
    "--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="Articles shown, those listed last."
)
@format_option("terminal", "json")
@db_option
@click.pass_obj
def health(above: str | None, feed: str, limit: int, form: str, db: str | None) -> None:
    """Show a feed's visits, and its articles with what became of each."""
    from retold.export import feed_health, memory_text
    from retold.feeds import FeedRegistry

    with memory(db or above) as kept, output_stream(None) as stream:
        memory_text.write(stream, FeedRegistry(kept).health(feed, limit), form, feed_health.health)


def _change(what: str, feed: str, db: str | None) -> None:
    from retold.export.view import printable
    from retold.feeds import FeedRegistry

    with memory(db, readonly=False) as kept:
        found = getattr(FeedRegistry(kept), what)(feed)
        said = {
            "pause": "is paused",
            "resume": "is asked again",
            "remove": "is followed no longer; what was kept of it stays",
        }[what]
        click.echo(printable(f"{found.name} {said}"))


@feeds.command()
@_feed
@db_option
@click.pass_obj
def pause(above: str | None, feed: str, db: str | None) -> None:
    """Ask a feed no more until it is resumed."""
    _change("pause", feed, db or above)


@feeds.command()
@_feed
@db_option
@click.pass_obj
def resume(above: str | None, feed: str, db: str | None) -> None:
    """Ask a feed again, one that was gone, too."""
    _change("resume", feed, db or above)


@feeds.command()
@_feed
@db_option
@click.pass_obj
def remove(above: str | None, feed: str, db: str | None) -> None:
    """Follow a feed no longer."""
    _change("remove", feed, db or above)


@feeds.command()
@output_option
@db_option
@click.pass_obj
def opml(above: str | None, output: Path | None, db: str | None) -> None:
    """Write all feeds as OPML, for other readers."""
    from retold.feeds import FeedRegistry

    with memory(db or above) as kept, output_stream(output, whole=True) as stream:
        stream.write(FeedRegistry(kept).opml())


@click.command()
@db_option
@click.option("--once", is_flag=True, help="Do what is due now, and end: for cron.")
@click.option(
    "--fetchers", type=click.IntRange(1, 500), default=32, show_default=True, help="Hosts that are asked at once."
)
@click.option("--quiet", is_flag=True, help="Say nothing of single articles.")
def watch(db: str | None, once: bool, fetchers: int, quiet: bool) -> None:
    """Fetch, read and keep what the feeds list, each at its own rhythm, until Ctrl-C.

    Kill it whenever you like: nothing is lost. Several may share one database. With --once, the exit status is 1 where
    something failed for a fault of ours, or every feed did.
    """
    from retold.alerts.service import AlertService as Alerting
    from retold.feeds import Watch, WatchPlan

    with memory(db, readonly=False) as kept, Alerting(kept, kept.engine.settings) as alerts:
        warned(kept)
        if once:
            alerts.wake()  # what could not be delivered before is tried again, also where nothing new is kept
        own = Watch(kept, WatchPlan(fetchers=fetchers), alerts.wake, _silent if quiet else _told)
        _until_stopped(own.stop)
        done = own.run(once)
    click.echo(f"retold: {_summed(done)}", err=True)
    sys.exit(1 if once and done.wrong else 0)


def warned(kept: Memory) -> None:
    """Says so where sites have no way to reach who watches them."""
    if not kept.engine.settings.contact:
        click.echo(
            "retold: no contact is set; with RETOLD_CONTACT (an e-mail or web address) sites can reach you before they shut you out",
            err=True,
        )


def _until_stopped(stop: object) -> None:
    """SIGTERM and SIGINT end the watch; a second one ends the process."""

    def caught(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        assert callable(stop)
        # From a thread of its own: a handler may interrupt the very lock that a queue holds.
        threading.Thread(target=stop, daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, caught)


def _told(entry: Fetched, outcome: Kept | RetoldError) -> None:
    from retold.errors import RetoldError
    from retold.export.view import printable

    if isinstance(outcome, RetoldError):
        click.echo(f"retold: {printable(f'{entry.url}: {outcome.message}')}", err=True)
    else:
        click.echo(printable(f"{outcome.status.value}: {outcome.headline}"))


def _silent(entry: Fetched, outcome: Kept | RetoldError) -> None:
    pass


def _summed(done: WatchSummary) -> str:
    parts = (
        [f"{done.feeds:,} feeds asked"]
        + ([f"{done.failed:,} visits failed"] if done.failed else [])
        + [f"{done.entries:,} new articles listed", f"{done.pages:,} fetched"]
    )
    return ", ".join([*parts, *(f"{n:,} {name}" for name, n in sorted(done.articles.items()) if n)])
