"""Alerts: `retold alert add`, `list`, `show`, `test`, `pause`, `resume`, `remove`, `run`, `deliveries`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

from retold.cli.options import MOST, db_option, format_option, gathered, memory, output_stream
from retold.cli.query import TYPES

if TYPE_CHECKING:
    from retold.alerts import Alert, AlertRun, Alerts
    from retold.memory import Memory

STATES = ("waiting", "sent", "dead")
_number = click.argument("alert", type=click.IntRange(1, MOST), metavar="NUMBER")


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """What an alert is to ask, as it was written."""

    entity: str
    other: str
    theme: str
    query: str
    publisher: str
    kind: str | None
    new_only: bool


@dataclass(frozen=True, slots=True)
class ReceiverOptions:
    """Whom it is to tell."""

    webhook: tuple[str, ...]
    email: tuple[str, ...]
    digest: str | None
    feed: bool


@click.group()
def alert() -> None:
    """Be told of stories: once of each, however many copies come, with the evidence.

    By webhook, by e-mail, and as a feed. `retold ingest` tells what it brings; `retold alert run` does it, and tries again what could not
    be delivered, whenever you like.
    """


@contextmanager
def _alerts(db: str | None, readonly: bool = False) -> Iterator[Alerts]:
    """The alerts of a command's memory; what goes wrong is told on standard error."""
    from retold.alerts import Alerts

    with memory(db, readonly) as kept:
        yield Alerts(kept, kept.engine.settings, lambda: kept.engine.now)


@alert.command()
@db_option
@click.option("--entity", default="", help="Stories that name this person, organization, place or topic.")
@click.option("--with", "other", default="", help="And this one, too.")
@click.option(
    "--theme",
    default="",
    help="Stories on this theme (an IPTC Media Topic by label or qcode, with all below it) or topic.",
)
@click.option(
    "--query",
    default="",
    metavar="WORDS",
    help='Stories with an article that has these words; "exact phrases", -word to leave out.',
)
@click.option("--publisher", default="", help="Only stories that this publisher tells.")
@click.option(
    "--type", "kind", type=click.Choice(TYPES), default=None, help="Only stories that name something of this type."
)
@click.option(
    "--new-only",
    is_flag=True,
    help="Only first meetings: of the two, or of the entity with anybody; without an entity only stories that begin from now on.",
)
@click.option("--backfill", is_flag=True, help="Tell also what is there already.")
@click.option("--webhook", multiple=True, metavar="URL", help="Address to post to, signed; may be given several times.")
@click.option("--email", multiple=True, metavar="ADDRESS", help="Address to write to; may be given several times.")
@click.option(
    "--digest",
    type=click.Choice(("hourly", "daily")),
    default=None,
    help="Gather e-mail: one message an hour, or a day.",
)
@click.option(
    "--feed", is_flag=True, help="Tell by its feed alone, which each alert has: as without --webhook and --email."
)
@click.option("--name", default="", help="What to call it; by default what it asks for.")
@gathered("given", QueryOptions)
@gathered("to", ReceiverOptions)
def add(given: QueryOptions, to: ReceiverOptions, db: str | None, backfill: bool, name: str) -> None:
    """Make an alert. At least one of --entity, --theme and --query; all that is given must hold.

    What is there already is not told. The secret of a webhook is shown here, and by `retold alert show --secret`.
    """
    from retold.alerts import AlertQuery, Receiver

    if to.feed and (to.webhook or to.email):
        raise click.UsageError(
            "--feed is to tell by the feed alone; each alert has one, so leave it out beside --webhook and --email"
        )
    if to.digest and not to.email:
        raise click.UsageError("--digest gathers e-mail; give --email, too")
    wanted = AlertQuery(
        given.entity, given.other, given.theme, given.query, given.publisher, given.kind or "", given.new_only
    )
    receivers = [Receiver("webhook", url) for url in to.webhook] + [
        Receiver("email", address, to.digest or "") for address in to.email
    ]
    with _alerts(db) as alerts:
        made = alerts.add(wanted, receivers, name, backfill)
    _say(f"alert {made.id}: {made.name}")
    for unknown in made.unknown:
        _say(f"retold: nobody and nothing is called {unknown!r} yet; the alert waits for it", err=True)
    _secrets(made)


@alert.command("list")
@db_option
@format_option("terminal", "json", "jsonl")
def list_(db: str | None, form: str) -> None:
    """List alerts, with what they told and how their receivers do."""
    with _alerts(db, readonly=True) as alerts, output_stream(None) as stream:
        found = alerts.all()
        if form == "terminal":
            for one in found:
                _say("\n".join(_lines(one)))
            if not found:
                _say("No alerts. `retold alert add --entity NAME` makes one.")
            return
        _write(stream, [_plain(a) for a in found], form)


@alert.command()
@_number
@db_option
@click.option("--secret", is_flag=True, help="The secrets of its webhooks, too.")
@format_option("terminal", "json")
def show(alert: int, db: str | None, secret: bool, form: str) -> None:
    """Show an alert, and what it told last."""
    with _alerts(db, readonly=True) as alerts, output_stream(None) as stream:
        found, latest = alerts.get(alert, secret), alerts.messages(alert, 10)
        if form == "json":
            _write(stream, {**_plain(found, secret), "tellings": [t.content for t in latest]}, form)
            return
        _say("\n".join(_lines(found)))
        _secrets(found)
        for telling in latest:
            _say(f"  {telling.told}  {telling.headline}\n      {telling.content['why']}")


@alert.command()
@_number
@db_option
def test(alert: int, db: str | None) -> None:
    """Send a sample to each receiver now, and say how that went. Exit status 1 where one did not take it."""
    with _alerts(db) as alerts:
        tried = alerts.test(alert)
    for one in tried:
        _say(f"{'ok' if one.ok else 'failed'}  {one.kind} {one.target}: {one.answer}")
    if not tried:
        _say("It tells by its feed alone: there is nothing to send.")
    sys.exit(0 if all(t.ok for t in tried) else 1)


def _simple(name: str, help_: str, done: str) -> click.Command:
    """A command that does one thing to one alert."""

    @alert.command(name, help=help_)
    @_number
    @db_option
    def command(alert: int, db: str | None) -> None:
        with _alerts(db) as alerts:
            getattr(alerts, name)(alert)
        _say(f"alert {alert} {done}")

    return command


_simple("pause", "Let an alert tell no more until it is resumed.", "is paused")
_simple("resume", "Let it tell again, also what came meanwhile, and receivers that wanted no more.", "tells again")
_simple("remove", "Remove an alert, with all that it told and all that waits.", "is removed")


@alert.command("run")
@db_option
def run_(db: str | None) -> None:
    """Tell what has come, and deliver what is due: for cron. Exit status 1 where something could not be delivered, or was given up."""
    from retold.alerts import run

    with memory(db, readonly=False) as kept:
        ran = run(kept, kept.engine.settings, kept.engine.now)
    _say(ran_line(ran), err=True)
    sys.exit(1 if ran.failed else 0)


@alert.command()
@db_option
@click.option("--alert", type=click.IntRange(1, MOST), default=None, metavar="NUMBER", help="Only of this alert.")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only those in this state.")
@click.option(
    "--limit", type=click.IntRange(1, MOST), default=50, show_default=True, help="Deliveries shown, the latest."
)
@click.option("--retry", metavar="NUMBER|all", default=None, help="Make a dead delivery due again, or all of them.")
@format_option("terminal", "json", "jsonl")
def deliveries(db: str | None, alert: int | None, state: str | None, limit: int, retry: str | None, form: str) -> None:
    """List deliveries, the latest first: what became of each, how often it was tried, and what was answered."""
    with _alerts(db, readonly=retry is None) as alerts, output_stream(None) as stream:
        if retry is not None:
            if retry != "all" and not retry.isdecimal():
                raise click.UsageError("--retry takes the number of a delivery, or all")
            again = alerts.retry(None if retry == "all" else int(retry), alert)
            _say(f"{again} due again; `retold alert run` sends {'them' if again != 1 else 'it'}", err=True)
            return
        found = alerts.deliveries(alert, state or "", limit)
        if form != "terminal":
            _write(stream, found, form)
            return
        for one in found:
            next_ = f", next {one.due}" if one.state == "waiting" else ""
            _say(f"{one.id}  {one.state}{next_}  {one.kind} {one.target}  tried {one.attempts}  {one.headline}")
            if one.answer:
                _say(f"    {one.tried}: {one.answer}")


def told(kept: Memory) -> None:
    """Tells what a command has kept, and says so on standard error. A receiver that fails is no error of the command."""
    from retold.errors import RetoldError

    try:
        if not kept.alert_storage.alerts.any():
            return
        from retold.alerts import run  # heavy, and most memories have none

        ran = run(kept, kept.engine.settings, kept.engine.now)
    except RetoldError as error:
        _say(f"retold: alerts could not be told; `retold alert run` tries again ({error})", err=True)
        return
    if ran.told or ran.delivered or ran.failed:
        _say(ran_line(ran), err=True)


def ran_line(ran: AlertRun) -> str:
    """What a run did, in a line."""
    parts = [f"{ran.told:,} told", f"{ran.delivered:,} delivered"]
    parts += [
        f"{n:,} {what}" for n, what in ((ran.failed, "failed"), (ran.waiting, "waiting"), (ran.dead, "dead")) if n
    ]
    return f"retold: alerts: {', '.join(parts)}" + (
        "; `retold alert deliveries` says why" if ran.failed or ran.dead else ""
    )


def _say(text: str, err: bool = False) -> None:
    from retold.export.view import printable

    click.echo(printable(text), err=err)


def _write(stream: IO[str], found: object, form: str) -> None:
    """Records as JSON, or one a line."""
    from retold.records.json_values import values

    plain = values(found)
    rows = plain if form == "jsonl" else [plain]
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False, indent=None if form == "jsonl" else 2) + "\n")


def _plain(alert: Alert, secret: bool = False) -> dict[str, Any]:
    """An alert as JSON values: without what opens it to others, unless that is asked for."""
    from retold.alerts import document

    return document(alert, secret)


def _secrets(alert: Alert) -> None:
    for channel in alert.channels:
        if channel.secret:
            _say(f"  secret of {channel.target}: {channel.secret}")


def _lines(alert: Alert) -> list[str]:
    count = f"{alert.told:,} {'story' if alert.told == 1 else 'stories'} told" + (
        f", the last {alert.last}" if alert.last else ""
    )
    lines = [f"{alert.id}  {alert.name}  ({'paused, ' if alert.paused else ''}{count})"]
    lines += [f"    nobody and nothing is called {name!r} yet" for name in alert.unknown]
    for c in alert.channels:
        state = ", wants no more" if c.gone else ""
        lines.append(
            f"    {c.kind} {c.target}{f' ({c.digest})' if c.digest else ''}: {c.sent:,} sent, {c.waiting:,} waiting, {c.dead:,} dead{state}"
        )
        if c.tried and c.answer and (c.waiting or c.dead):
            lines.append(f"        {c.tried}: {c.answer}")
    return lines
