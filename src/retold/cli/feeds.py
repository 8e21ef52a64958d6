"""Feeds: `retold follow`, `feeds`, `watch`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from retold.cli.database import open_memory
from retold.cli.options import Number, db_option, format_option, limit_option, output_option
from retold.cli.output import echo, echo_status, output_stream, tell_writer

if TYPE_CHECKING:
    from retold.errors import RetoldError
    from retold.feeds import WatchSummary
    from retold.memory import Kept, Memory
    from retold.records.feeds import Fetched

_feed_argument = click.argument("feed")


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="FEED|SITE|OPML...")
@db_option
def follow(sources: tuple[str, ...], db: str | None) -> None:
    """Follow feeds, so that `retold watch` reads their articles.

    Give the address of a feed (RSS, Atom, RDF, JSON Feed or a news sitemap), the
    address of a page that links to its feed, or an OPML list of feeds as a file
    or an address. A feed or page is fetched at once. The feeds of a list are
    fetched when the watch comes to them.

    An address with a user name and a password in it is refused. In a list it is
    reported and left out.

    The exit status is 1 if something could not be followed.
    """
    from retold.errors import SourceError
    from retold.feeds.subscribe import Subscriber

    failed = False
    with open_memory(db, readonly=False) as memory:
        subscriber = Subscriber(memory)
        for source in sources:
            try:
                for added in subscriber.follow(source):
                    parts = ["followed" if added.new else "already followed", added.title]
                    parts.append(f"{added.entries} articles" if added.entries else "")
                    echo(f"{added.url}: {', '.join(part for part in parts if part)}")
            except SourceError as error:
                failed = True
                error.source = error.source or source
                echo_status(error)
    sys.exit(1 if failed else 0)


@click.group(invoke_without_command=True)
@db_option
@format_option("terminal", "json", "jsonl")
@click.pass_context
def feeds(context: click.Context, db: str | None, output_format: str) -> None:
    """List the feeds that are followed.

    The list shows each feed's state, its last and next visit (UTC), how many
    articles were kept, and how many were skipped and why.

    In the commands below, FEED is a feed's number, its address, or a part of its
    title.
    """
    context.obj = db
    if context.invoked_subcommand is not None:
        return
    from retold.export import feed_health, memory_text
    from retold.feeds import FeedRegistry

    with open_memory(db) as memory, output_stream(None) as stream:
        memory_text.write(stream, FeedRegistry(memory).all(), output_format, feed_health.feeds)


@feeds.command()
@_feed_argument
@limit_option("Articles to show, the last listed ones.")
@format_option("terminal", "json")
@db_option
@click.pass_obj
def health(group_db: str | None, feed: str, limit: int, output_format: str, db: str | None) -> None:
    """Show the visits to a feed, and what became of its articles."""
    from retold.export import feed_health, memory_text
    from retold.feeds import FeedRegistry

    with open_memory(db or group_db) as memory, output_stream(None) as stream:
        feed_state = FeedRegistry(memory).health(feed, limit)
        memory_text.write(stream, feed_state, output_format, feed_health.health)


@feeds.command()
@_feed_argument
@db_option
@click.pass_obj
def pause(group_db: str | None, feed: str, db: str | None) -> None:
    """Stop asking a feed until it is resumed."""
    _change("pause", feed, db or group_db, "is paused")


@feeds.command()
@_feed_argument
@db_option
@click.pass_obj
def resume(group_db: str | None, feed: str, db: str | None) -> None:
    """Ask a paused feed again, or one that was gone."""
    _change("resume", feed, db or group_db, "is asked again")


@feeds.command()
@_feed_argument
@db_option
@click.pass_obj
def remove(group_db: str | None, feed: str, db: str | None) -> None:
    """Stop following a feed. The articles that were kept stay."""
    _change("remove", feed, db or group_db, "is no longer followed; the articles that were kept stay")


def _change(action: str, feed: str, db: str | None, result: str) -> None:
    from retold.feeds import FeedRegistry

    with open_memory(db, readonly=False) as memory:
        changed = getattr(FeedRegistry(memory), action)(feed)
        echo(f"{changed.name} {result}")


@feeds.command()
@output_option
@db_option
@click.pass_obj
def opml(group_db: str | None, output: Path | None, db: str | None) -> None:
    """Write all feeds as OPML, for other feed readers."""
    from retold.feeds import FeedRegistry

    with open_memory(db or group_db) as memory, output_stream(output, atomic=True) as stream:
        stream.write(FeedRegistry(memory).opml())


@click.command()
@db_option
@click.option("--once", is_flag=True, help="Do what is due now, and stop. For cron.")
@click.option("--fetchers", type=Number(1, 500), default=32, show_default=True, help="Hosts to ask at the same time.")
@click.option("--quiet", is_flag=True, help="Do not print a line for each article.")
def watch(db: str | None, once: bool, fetchers: int, quiet: bool) -> None:
    """Fetch, read and keep the new articles of all feeds.

    Each feed is asked at its own rhythm. The command runs until Ctrl-C or
    SIGTERM. You may stop it at any moment, and nothing is lost. Several may share
    one database.

    With --once, the exit status is 1 if something failed through a fault of
    Retold, or if every feed failed.
    """
    from retold.alerts.service import AlertService
    from retold.feeds import Watch, WatchPlan

    with open_memory(db, readonly=False) as memory, AlertService(memory, memory.engine.settings) as alerts:
        warn_without_contact(memory)
        tell_writer(memory.engine)
        if once:
            alerts.wake()  # retry failed deliveries even if no new article is kept
        report = _report_nothing if quiet else _report
        feed_watch = Watch(memory, WatchPlan(fetchers=fetchers), alerts.wake, report)
        _stop_on_signal(feed_watch.stop)
        summary = feed_watch.run(once)
    echo_status(_summary_text(summary))
    sys.exit(1 if once and summary.wrong else 0)


def warn_without_contact(memory: Memory) -> None:
    """Prints a hint if sites have no way to reach the person who watches them."""
    if not memory.engine.settings.contact:
        echo_status(
            "no contact is set. Set RETOLD_CONTACT to an e-mail or web address, "
            "so that sites can reach you before they block you"
        )


def _stop_on_signal(stop: Callable[[], None]) -> None:
    """SIGTERM and SIGINT call `stop`; a second signal ends the process."""

    def on_signal(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        # In a thread: the handler may have interrupted code that holds the very lock that `stop` needs.
        threading.Thread(target=stop, daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)


def _report(entry: Fetched, outcome: Kept | RetoldError) -> None:
    from retold.errors import RetoldError

    if isinstance(outcome, RetoldError):
        echo_status(f"{entry.url}: {outcome.message}")
    else:
        echo(f"{outcome.status.value}: {outcome.headline}")


def _report_nothing(entry: Fetched, outcome: Kept | RetoldError) -> None:
    pass


def _summary_text(summary: WatchSummary) -> str:
    parts = [f"{summary.feeds:,} feeds asked"]
    if summary.failed:
        parts.append(f"{summary.failed:,} visits failed")
    parts += [f"{summary.entries:,} new articles listed", f"{summary.pages:,} fetched"]
    parts += [f"{number:,} {name}" for name, number in sorted(summary.articles.items()) if number]
    return ", ".join(parts)
