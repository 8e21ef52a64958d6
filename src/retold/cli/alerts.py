"""Alerts: `retold alert add`, `list`, `show`, `test`, `pause`, `resume`, `remove`, `run`, `deliveries`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

from retold.cli.database import open_memory
from retold.cli.options import Number, collect_options, db_option, format_option, limit_option, type_option
from retold.cli.output import echo, echo_status, output_stream

if TYPE_CHECKING:
    from retold.alerts import Alert, AlertDelivery, AlertRun, Alerts
    from retold.memory import Memory

STATES = ("waiting", "sent", "dead")
_alert_argument = click.argument("alert", type=Number(1), metavar="NUMBER")


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """What an alert looks for, as the user wrote it."""

    entity: str
    other: str
    theme: str
    query: str
    publisher: str
    entity_type: str | None
    new_only: bool


@dataclass(frozen=True, slots=True)
class ReceiverOptions:
    """Where an alert sends its messages, as the user wrote it."""

    webhook: tuple[str, ...]
    email: tuple[str, ...]
    digest: str | None
    feed: bool


@click.group()
def alert() -> None:
    """Get a message about each new story that you wait for.

    An alert writes about a story once, however many copies of it come, and quotes
    the evidence. It sends its messages to webhooks and e-mail addresses, and each
    alert has a feed in the web app.

    `retold ingest`, `retold watch` and `retold serve` send messages about the
    articles that they keep. If a receiver fails, these commands do not fail.
    `retold alert run` tries again.
    """


@contextmanager
def _open_alerts(db: str | None, readonly: bool = False) -> Iterator[Alerts]:
    from retold.alerts import Alerts

    with open_memory(db, readonly) as memory:
        yield Alerts(memory, memory.engine.settings, lambda: memory.engine.now)


@alert.command()
@db_option
@click.option(
    "--entity", default="", metavar="NAME", help="Stories that name this person, organization, place or topic."
)
@click.option("--with", "other", default="", metavar="NAME", help="Stories that also name this one.")
@click.option(
    "--theme",
    default="",
    metavar="THEME",
    help="Stories on this topic or theme. A theme is an IPTC Media Topic, by its label or qcode, "
    "and includes all themes below it.",
)
@click.option(
    "--query",
    default="",
    metavar="WORDS",
    help='Stories with an article that has these words. "exact phrases" work, and -word excludes a word.',
)
@click.option("--publisher", default="", metavar="NAME", help="Only stories that this publisher reports.")
@type_option("Only stories that name something of this type.")
@click.option(
    "--new-only",
    is_flag=True,
    help="Only first meetings: of the two names, or of the one name with anybody. "
    "Without --entity: only stories that begin from now on.",
)
@click.option("--backfill", is_flag=True, help="Also send messages about stories that are in the memory already.")
@click.option("--webhook", multiple=True, metavar="URL", help="Post signed messages to this URL. May be repeated.")
@click.option("--email", multiple=True, metavar="ADDRESS", help="Send e-mail to this address. May be repeated.")
@click.option(
    "--digest",
    type=click.Choice(("hourly", "daily")),
    default=None,
    help="Collect e-mail: one e-mail an hour, or one a day.",
)
@click.option(
    "--feed", is_flag=True, help="Use only the feed, which every alert has. The same as no --webhook and no --email."
)
@click.option("--name", default="", metavar="NAME", show_default="made from what it looks for", help="Name the alert.")
@collect_options("query", QueryOptions)
@collect_options("receivers", ReceiverOptions)
def add(query: QueryOptions, receivers: ReceiverOptions, db: str | None, backfill: bool, name: str) -> None:
    """Make an alert.

    Give at least one of --entity, --theme and --query. A story must fit all that
    you give. Stories that are in the memory already are left out, unless you give
    --backfill.

    The secret of a webhook is shown now, and later by
    `retold alert show --secret`.
    """
    from retold.alerts import AlertQuery, Receiver

    if receivers.feed and (receivers.webhook or receivers.email):
        raise click.UsageError(
            "--feed means that only the feed is used. Every alert has one: leave --feed out, or leave out "
            "--webhook and --email"
        )
    if receivers.digest and not receivers.email:
        raise click.UsageError("--digest also needs --email")
    alert_query = AlertQuery(
        query.entity,
        query.other,
        query.theme,
        query.query,
        query.publisher,
        query.entity_type or "",
        query.new_only,
    )
    channels = [Receiver("webhook", url) for url in receivers.webhook]
    channels += [Receiver("email", address, receivers.digest or "") for address in receivers.email]
    with _open_alerts(db) as alerts:
        made = alerts.add(alert_query, channels, name, backfill)
    echo(f"alert {made.id}: {made.name}")
    for unknown in made.unknown:
        echo_status(f"nothing is called {unknown!r} yet; the alert waits for that name")
    _echo_secrets(made)


@alert.command("list")
@db_option
@format_option("terminal", "json", "jsonl")
def list_(db: str | None, output_format: str) -> None:
    """List the alerts, with their messages and the state of their receivers."""
    with _open_alerts(db, readonly=True) as alerts, output_stream(None) as stream:
        all_alerts = alerts.all()
        if output_format == "terminal":
            for listed in all_alerts:
                echo("\n".join(_lines(listed)))
            if not all_alerts:
                echo("No alerts. `retold alert add --entity NAME` makes one.")
            return
        _write_json(stream, [_json_values(listed) for listed in all_alerts], output_format)


@alert.command()
@_alert_argument
@db_option
@click.option("--secret", is_flag=True, help="Also show the secrets of its webhooks.")
@format_option("terminal", "json")
def show(alert: int, db: str | None, secret: bool, output_format: str) -> None:
    """Show an alert and its last messages."""
    with _open_alerts(db, readonly=True) as alerts, output_stream(None) as stream:
        shown, messages = alerts.get(alert, secret), alerts.messages(alert, 10)
        if output_format == "json":
            contents = [message.content for message in messages]
            _write_json(stream, {**_json_values(shown, secret), "tellings": contents}, output_format)
            return
        echo("\n".join(_lines(shown)))
        _echo_secrets(shown)
        for message in messages:
            echo(f"  {message.told}  {message.headline}\n      {message.content['why']}")


@alert.command()
@_alert_argument
@db_option
def test(alert: int, db: str | None) -> None:
    """Send a sample to each receiver now, and show the answers.

    The exit status is 1 if a receiver did not accept it.
    """
    with _open_alerts(db) as alerts:
        results = alerts.test(alert)
    for result in results:
        echo(f"{'ok' if result.ok else 'failed'}  {result.kind} {result.target}: {result.answer}")
    if not results:
        echo("This alert has only a feed. There is nothing to send.")
    sys.exit(0 if all(result.ok for result in results) else 1)


@alert.command()
@_alert_argument
@db_option
def pause(alert: int, db: str | None) -> None:
    """Stop sending messages until the alert is resumed."""
    _change("pause", alert, db, "is paused")


@alert.command()
@_alert_argument
@db_option
def resume(alert: int, db: str | None) -> None:
    """Send messages again.

    This includes stories that came in the meantime, and receivers that had asked
    for no more messages.
    """
    _change("resume", alert, db, "is active again")


@alert.command()
@_alert_argument
@db_option
def remove(alert: int, db: str | None) -> None:
    """Remove an alert, its messages, and all deliveries that wait."""
    _change("remove", alert, db, "is removed")


def _change(action: str, alert: int, db: str | None, result: str) -> None:
    with _open_alerts(db) as alerts:
        getattr(alerts, action)(alert)
    echo(f"alert {alert} {result}")


@alert.command("run")
@db_option
def run_(db: str | None) -> None:
    """Send messages about new stories, and retry failed deliveries. For cron.

    The exit status is 1 if something could not be delivered, or was given up.
    """
    from retold.alerts import run

    with open_memory(db, readonly=False) as memory:
        result = run(memory, memory.engine.settings, memory.engine.now)
    echo_status(_run_text(result))
    sys.exit(1 if result.failed else 0)


@alert.command()
@db_option
@click.option("--alert", type=Number(1), default=None, help="Only deliveries of this alert.")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only deliveries in this state.")
@limit_option("Deliveries to show, the latest ones.", default=50)
@click.option("--retry", metavar="NUMBER|all", default=None, help="Make this dead delivery due again, or all of them.")
@format_option("terminal", "json", "jsonl")
def deliveries(
    db: str | None, alert: int | None, state: str | None, limit: int, retry: str | None, output_format: str
) -> None:
    """List deliveries, the latest first.

    Each shows its state, how often it was tried, and the last answer.
    """
    with _open_alerts(db, readonly=retry is None) as alerts, output_stream(None) as stream:
        if retry is not None:
            _retry(alerts, retry, alert)
            return
        listed = alerts.deliveries(alert, state or "", limit)
        if output_format != "terminal":
            _write_json(stream, listed, output_format)
            return
        for delivery in listed:
            _echo_delivery(delivery)


def _retry(alerts: Alerts, retry: str, alert: int | None) -> None:
    if retry != "all" and not retry.isdecimal():
        raise click.UsageError("--retry takes the number of a delivery, or all")
    due = alerts.retry(None if retry == "all" else int(retry), alert)
    echo_status(f"{due} due again; `retold alert run` sends {'them' if due != 1 else 'it'}")


def _echo_delivery(delivery: AlertDelivery) -> None:
    state = f"{delivery.state}, next {delivery.due}" if delivery.state == "waiting" else delivery.state
    receiver = f"{delivery.kind} {delivery.target}"
    echo(f"{delivery.id}  {state}  {receiver}  tried {delivery.attempts}  {delivery.headline}")
    if delivery.answer:
        echo(f"    {delivery.tried}: {delivery.answer}")


def send_alerts(memory: Memory) -> None:
    """Sends messages about what a command has kept. A receiver that fails is no error of the command."""
    from retold.errors import RetoldError

    try:
        if not memory.alert_storage.alerts.any():
            return
        from retold.alerts import run  # heavy, and most memories have no alerts

        result = run(memory, memory.engine.settings, memory.engine.now)
    except RetoldError as error:
        echo_status(f"alerts could not be sent; `retold alert run` tries again ({error})")
        return
    if result.told or result.delivered or result.failed:
        echo_status(_run_text(result))


def _run_text(result: AlertRun) -> str:
    parts = [f"{result.told:,} new", f"{result.delivered:,} delivered"]
    counts = ((result.failed, "failed"), (result.waiting, "waiting"), (result.dead, "dead"))
    parts += [f"{number:,} {state}" for number, state in counts if number]
    hint = "; `retold alert deliveries` says why" if result.failed or result.dead else ""
    return f"alerts: {', '.join(parts)}{hint}"


def _write_json(stream: IO[str], records: object, output_format: str) -> None:
    from retold.records.json_values import values

    json_values = values(records)
    for row in json_values if output_format == "jsonl" else [json_values]:
        indent = None if output_format == "jsonl" else 2
        stream.write(json.dumps(row, ensure_ascii=False, indent=indent) + "\n")


def _json_values(alert: Alert, secret: bool = False) -> dict[str, Any]:
    """An alert as JSON values, without its secrets unless `secret`."""
    from retold.alerts import document

    return document(alert, secret)


def _echo_secrets(alert: Alert) -> None:
    for channel in alert.channels:
        if channel.secret:
            echo(f"  secret of {channel.target}: {channel.secret}")


def _lines(alert: Alert) -> list[str]:
    """An alert for people: a line for itself, and lines for its unknown names and its receivers."""
    count = f"wrote about {alert.told:,} {'story' if alert.told == 1 else 'stories'}"
    count += f", the last {alert.last}" if alert.last else ""
    lines = [f"{alert.id}  {alert.name}  ({'paused, ' if alert.paused else ''}{count})"]
    lines += [f"    nothing is called {name!r} yet" for name in alert.unknown]
    for channel in alert.channels:
        receiver = f"{channel.kind} {channel.target}" + (f" ({channel.digest})" if channel.digest else "")
        counts = f"{channel.sent:,} sent, {channel.waiting:,} waiting, {channel.dead:,} dead"
        lines.append(f"    {receiver}: {counts}{', wants no more messages' if channel.gone else ''}")
        if channel.tried and channel.answer and (channel.waiting or channel.dead):
            lines.append(f"        {channel.tried}: {channel.answer}")
    return lines
