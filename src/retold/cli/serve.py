"""`retold serve`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from retold.cli.options import db_option, gathered, memory

if TYPE_CHECKING:
    from retold.alerts.service import AlertService as Telling
    from retold.feeds.service import WatchService
    from retold.memory import Memory

PORT = 8765


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the app is served, and to whom."""

    host: str
    port: int
    allow_host: tuple[str, ...]
    token: str
    readonly: bool
    url: str
    check: bool
    watch: bool


@click.command()
@db_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen at. Beyond this machine, writing asks for a token.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port to listen at; 0: any that is free.",
)
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="Another name that the server goes by, as in a browser's address.",
)
@click.option(
    "--token",
    default="",
    envvar="RETOLD_TOKEN",
    help="What a client must give to write. By default none on this machine, a random one beyond it.",
)
@click.option(
    "--url",
    default="",
    envvar="RETOLD_URL",
    metavar="URL",
    help="Where others reach it, as https://news.example, where a proxy on this machine stands before it.",
)
@click.option("--readonly", is_flag=True, help="Nothing can be added or judged.")
@click.option(
    "--check", is_flag=True, help="Ask for the front page once it serves, and end: exit status 0 where it answered."
)
@click.option("--watch", is_flag=True, help="Watch the feeds that are followed, too, as `retold watch` does.")
@click.option("--open/--no-open", "shown", default=False, help="Open it in a browser.")
@gathered("where", ServeOptions)
def serve(where: ServeOptions, db: str | None, shown: bool) -> None:
    """Serve the memory as a web app and an API, until Ctrl-C.

    Pages for people, JSON at the same addresses for programs, feeds of every list.
    """
    from retold.errors import SettingsError
    from retold.web import Access, Address, serve
    from retold.web import access as rules

    names = frozenset(name.lower() for name in where.allow_host)
    try:
        access = Access.bound_to(where.host, where.token, names, not where.readonly, where.url)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error

    def ready(url: str) -> None:
        click.echo(f"Retold is at {url} (Ctrl-C ends it)")
        if access.token and not where.token and access.writable:
            click.echo(f"To add and to judge, give this token: {access.token}", err=True)
        if not rules.is_local(where.host) and not access.hosts:
            click.echo(
                "Anybody who reaches this machine can read it; --allow-host limits the names it answers to.", err=True
            )
        if shown:
            click.launch(url)

    if where.watch and where.readonly:
        raise click.UsageError("--watch writes what it keeps; leave --readonly out")
    with memory(db, readonly=where.readonly) as kept:
        try:
            with (
                _alerting(kept, access.url, not where.readonly) as telling,
                _watching(kept, where.watch, access.url, telling) as service,
            ):
                serve(kept, access, Address(where.host, where.port, where.check), ready, service, telling)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error


@contextmanager
def _alerting(memory: Memory, url: str, wanted: bool) -> Iterator[Telling | None]:
    """Alerts beside the server, of what it and others keep, where they are wanted."""
    if not wanted:
        yield None
        return
    from retold.alerts.service import AlertService as Telling

    settings = memory.engine.settings
    with Telling(memory, replace(settings, url=url or settings.url)) as alerts:
        yield alerts


@contextmanager
def _watching(memory: Memory, wanted: bool, url: str, telling: Telling | None) -> Iterator[WatchService | None]:
    """The watch beside the server, where it is wanted. Hubs can reach us only under a public address."""
    if not wanted or telling is None:
        yield None
        return
    from retold.cli.feeds import warned
    from retold.feeds.service import WatchService

    warned(memory)
    with WatchService(memory, url, after=telling.wake) as service:
        yield service
