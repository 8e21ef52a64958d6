"""`retold serve`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from retold.cli.database import open_memory
from retold.cli.options import Number, collect_options, db_option
from retold.cli.output import tell_writer

if TYPE_CHECKING:
    from retold.alerts.service import AlertService
    from retold.feeds.service import WatchService
    from retold.memory import Memory
    from retold.web import Access

PORT = 8765


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the app is served, and who may use it."""

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
    metavar="ADDRESS",
    help="Address to listen on. If other machines can reach it, writing needs the token.",
)
@click.option(
    "--port", type=Number(0, 65_535), default=PORT, show_default=True, help="Port to listen on. 0: any free port."
)
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="Another name that browsers use for this server. May be repeated.",
)
@click.option(
    "--token",
    default="",
    envvar="RETOLD_TOKEN",
    metavar="TEXT",
    show_default="RETOLD_TOKEN, else none for local use and a random one otherwise",
    help="The secret that a client needs to write.",
)
@click.option(
    "--url",
    default="",
    envvar="RETOLD_URL",
    metavar="URL",
    show_default="RETOLD_URL",
    help="Public address, such as https://news.example, if a proxy on this machine forwards requests; "
    "without it, nobody can write through a proxy. With --watch, hubs can then push new articles.",
)
@click.option("--readonly", is_flag=True, help="Do not allow adding or judging.")
@click.option(
    "--check", is_flag=True, help="Request the front page once, and stop. The exit status is 0 if it answered."
)
@click.option("--watch", is_flag=True, help="Also watch the feeds, as `retold watch` does.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the app in a browser.")
@collect_options("options", ServeOptions)
def serve(options: ServeOptions, db: str | None, open_browser: bool) -> None:
    """Serve the memory as a web app and an API.

    People get pages, programs get JSON at the same addresses, and every list has
    a feed. The database is made if there is none, unless --readonly is given. The
    command runs until Ctrl-C.
    """
    from retold.errors import SettingsError
    from retold.web import Access, Address, serve

    host_names = frozenset(name.lower() for name in options.allow_host)
    try:
        access = Access.bound_to(options.host, options.token, host_names, not options.readonly, options.url)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error

    def on_ready(url: str) -> None:
        _echo_address(url, options, access)
        if open_browser:
            click.launch(url)

    if options.watch and options.readonly:
        raise click.UsageError("--watch keeps new articles, so it does not work with --readonly")
    with open_memory(db, readonly=options.readonly) as memory:
        access = replace(access, secret=memory.signing_key())
        if not options.readonly:
            tell_writer(memory.engine)
        try:
            with (
                _alert_service(memory, access.url, not options.readonly) as alerts,
                _watch_service(memory, options.watch, access.url, alerts) as watch,
            ):
                address = Address(options.host, options.port, options.check)
                serve(memory, access, address, on_ready, watch, alerts)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error


def _echo_address(url: str, options: ServeOptions, access: Access) -> None:
    from retold.web import access as rules

    click.echo(f"Retold is at {url} (press Ctrl-C to stop)")
    if access.token and not options.token and access.writable:
        click.echo(f"To add articles and to judge, sign in with this token: {access.token}", err=True)
    if not rules.is_local(options.host) and not access.hosts:
        click.echo(
            "Everybody who can reach this machine can read the app. With --allow-host it answers only to the names "
            "that you give.",
            err=True,
        )


@contextmanager
def _alert_service(memory: Memory, url: str, enabled: bool) -> Iterator[AlertService | None]:
    """Alerts beside the server, about what it and other programs keep."""
    if not enabled:
        yield None
        return
    from retold.alerts.service import AlertService

    settings = memory.engine.settings
    with AlertService(memory, replace(settings, url=url or settings.url)) as alerts:
        yield alerts


@contextmanager
def _watch_service(
    memory: Memory, enabled: bool, url: str, alerts: AlertService | None
) -> Iterator[WatchService | None]:
    """The watch beside the server. Hubs can reach it only at a public address."""
    if not enabled or alerts is None:
        yield None
        return
    from retold.cli.feeds import warn_without_contact
    from retold.feeds.service import WatchService

    warn_without_contact(memory)
    with WatchService(memory, url, after=alerts.wake) as watch:
        yield watch
