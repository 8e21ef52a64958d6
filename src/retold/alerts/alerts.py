"""The alerts of a memory: add them, change them, and run them."""

from __future__ import annotations

import logging
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from retold.alerts import attempt, description, message, signature, validation
from retold.alerts.attempt import DeliveryBatch
from retold.alerts.delivery import Deliverer
from retold.alerts.matcher import Matcher
from retold.alerts.overview import Overview, message_of
from retold.alerts.query import StoryFinder
from retold.config import Settings
from retold.errors import UnknownError
from retold.memory import Memory
from retold.records.alerts import Alert, AlertDelivery, AlertMessage, AlertQuery, AlertRun, Receiver, TestResult
from retold.store.alerts import AlertRow, ChannelRow
from retold.store.outbox import DeliveryState
from retold.store.text import storable
from retold.timestamps import rfc3339

TEST_SENDERS = 10
"""Receivers that get a test message at the same time."""
NAME_LENGTH = 200
"""Code points of an alert's name, at most."""
_log = logging.getLogger("retold.alerts")


class Alerts:
    """All alerts of a memory. `clock` gives the time; `chance` gives a random number of 0..1."""

    def __init__(
        self,
        memory: Memory,
        settings: Settings,
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._storage, self._reader = memory.alert_storage, memory.alert_reader
        self._settings, self._clock, self._chance = settings, clock, chance
        self._finder = StoryFinder(self._storage, self._reader)
        self._overview = Overview(self._storage, self._finder)

    @property
    def settings(self) -> Settings:
        """The settings that messages are sent with."""
        return self._settings

    # Add and change

    def add(
        self, query: AlertQuery, receivers: Sequence[Receiver] = (), name: str = "", backfill: bool = False
    ) -> Alert:
        """Adds an alert; its webhooks have their secrets. `backfill`: it also reports the stories that are there now.

        Raises `QueryError` for a query that is not valid, `SettingsError` for a receiver that cannot get messages.
        """
        query, receivers = validation.check_query(query), validation.check_receivers(receivers, self._settings)
        made, key = rfc3339(self._clock()), secrets.token_urlsafe(18)
        name = storable(" ".join(name.split())[:NAME_LENGTH])
        with self._storage.writing():
            with_names = self._finder.with_names(query)
            name = name or storable(description.describe(with_names))[:NAME_LENGTH]
            row = self._finder.bind(AlertRow(0, name, with_names, None, None, made, False, key), query)
            row = replace(row, id=self._storage.alerts.add(row))
            if not backfill:
                self._matcher().mark_all_seen(row)
            for receiver in receivers:
                secret = signature.secret(secrets.token_bytes(signature.SECRET_BYTES))
                self._storage.alerts.add_channel(
                    ChannelRow(0, row.id, receiver.kind, receiver.target, secret, receiver.digest)
                )
        return self.get(row.id, secret=True)

    def any(self) -> bool:
        """Whether there is an alert."""
        return self._storage.alerts.any()

    def all(self) -> list[Alert]:
        """All alerts, the oldest first."""
        with self._storage.reading():
            return self._overview.alerts(self._storage.alerts.all())

    def get(self, alert: int, secret: bool = False) -> Alert:
        """One alert. `secret`: with the secrets of its webhooks. Raises `UnknownError`."""
        with self._storage.reading():
            return self._overview.alerts([self._row(alert)], secret)[0]

    def pause(self, alert: int) -> None:
        """Pauses an alert: it finds and sends nothing until it is resumed. Raises `UnknownError`."""
        with self._storage.writing():
            self._storage.alerts.pause(self._row(alert).id, True)

    def resume(self, alert: int) -> None:
        """Resumes an alert. It also reports what came meanwhile, and sends to receivers that wanted no more.

        Raises `UnknownError`.
        """
        with self._storage.writing():
            self._storage.alerts.pause(self._row(alert).id, False)
            for channel in self._storage.alerts.channels([alert]):
                self._storage.alerts.set_gone(channel.id, False)

    def remove(self, alert: int) -> None:
        """Removes an alert, its messages and its deliveries. Raises `UnknownError`."""
        with self._storage.writing():
            self._storage.alerts.remove(self._row(alert).id)

    # Messages and deliveries

    def messages(self, alert: int, limit: int = 30, before: int | None = None) -> list[AlertMessage]:
        """The messages of an alert, the latest first. `before`: only those before this number.

        Raises `UnknownError`.
        """
        with self._storage.reading():
            rows = self._storage.messages.latest(self._row(alert).id, limit, before)
            return [message_of(row) for row in rows]

    def deliveries(self, alert: int | None = None, state: str = "", limit: int = 50) -> list[AlertDelivery]:
        """Deliveries, the latest first; of one alert or in one state, if they are given. Raises `UnknownError`."""
        with self._storage.reading():
            number = self._row(alert).id if alert is not None else None
            return self._overview.deliveries(self._storage.outbox.latest(number, state, limit))

    def retry(self, delivery: int | None = None, alert: int | None = None) -> int:
        """Makes a dead delivery due again, or all of them (None); how many.

        Raises `UnknownError` if `delivery` is given and is not dead.
        """
        with self._storage.writing():
            ids = [delivery] if delivery is not None else None
            retried = self._storage.outbox.retry(ids, alert, rfc3339(self._clock()))
        if delivery is not None and not retried:
            raise UnknownError("no dead delivery has that number; `retold alert deliveries` lists them", str(delivery))
        return len(retried)

    # Run

    def run(self) -> AlertRun:
        """Finds stories, writes messages, and delivers what is due.

        If it is killed, or two run at once, no message is lost or written twice. Raises `StoreError`.
        """
        if not self.any():
            return AlertRun()
        matcher, reported = self._match()
        done = self.deliver()  # even if matching failed: what waits in the outbox does not depend on it
        if matcher.fault:
            raise matcher.fault
        counts: Counter[str] = Counter()
        for (_, state), count in self._storage.outbox.counts().items():
            counts[state] += count
        return AlertRun(
            told=reported,
            delivered=done["delivered"],
            waiting=counts[DeliveryState.WAITING],
            dead=counts[DeliveryState.DEAD],
            failed=done["failed"],
        )

    def match(self) -> int:
        """Finds stories and writes messages; how many. Raises `StoreError` after all alerts have run."""
        matcher, reported = self._match()
        if matcher.fault:
            raise matcher.fault
        return reported

    def deliver(self, stopping: threading.Event | None = None) -> Counter[str]:
        """Delivers what is due; how many messages were "delivered", and how many "failed".

        Once `stopping` is set, it waits for slow receivers no longer than it must.
        """
        return Deliverer(self._storage, self._settings, self._clock, self._chance, stopping).run()

    def test(self, alert: int) -> list[TestResult]:
        """Sends a sample to each receiver of an alert now, even if it is paused or gone. Raises `UnknownError`."""
        with self._storage.reading():
            row = self._row(alert)
            latest = self._storage.messages.latest(alert, 1)
            content = latest[0].content if latest else self._matcher().example(row, self._clock())
            channels = self._storage.alerts.channels([alert])
        sample, stopping = message.sample(row, content, self._clock()), threading.Event()
        stopping.set()  # a sample that arrives twice does no harm, so nobody waits for a slow server

        def send(channel: ChannelRow) -> TestResult:
            batch = DeliveryBatch(channel, "test_" + secrets.token_hex(12), row.id, row.name, (sample,))
            result = attempt.send(batch, self._settings, self._clock(), stopping)
            return TestResult(channel.kind, channel.target, result.ok, result.answer)

        with ThreadPoolExecutor(TEST_SENDERS, thread_name_prefix="retold-test") as pool:
            return list(pool.map(send, channels))

    def _match(self) -> tuple[Matcher, int]:
        matcher = self._matcher()
        return matcher, matcher.run(self._active(), self._clock())

    def _active(self) -> Iterator[AlertRow]:
        for row in self._storage.alerts.all():
            if row.paused:
                _log.debug("Alert %d is paused and reports nothing.", row.id)
            else:
                yield row

    def _matcher(self) -> Matcher:
        return Matcher(self._storage, self._reader, self._settings.url)

    def _row(self, alert: int) -> AlertRow:
        row = self._storage.alerts.get(alert)
        if row is None:
            raise UnknownError("no alert has that number; `retold alert list` shows them", str(alert))
        return row


def run(memory: Memory, settings: Settings, now: datetime) -> AlertRun:
    """Runs all alerts of a memory once: after articles were kept, or from time to time.

    Cheap if there is no alert. A message that cannot be delivered waits in the outbox and is no error. Raises
    `StoreError`.
    """
    began = time.monotonic()
    return Alerts(memory, settings, lambda: now + timedelta(seconds=time.monotonic() - began)).run()
