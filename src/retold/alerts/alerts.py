"""Alerts over one memory: made, looked after, and run."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from retold.alerts import message, signature, validation
from retold.alerts.delivery import Deliverer, DeliveryBatch, sent
from retold.alerts.matcher import Matcher
from retold.alerts.query import StoryFinder
from retold.config import Settings
from retold.errors import UnknownError
from retold.memory import Memory
from retold.records.alerts import (
    Alert,
    AlertDelivery,
    AlertMessage,
    AlertQuery,
    AlertRun,
    Channel,
    Receiver,
    TestResult,
)
from retold.store.alerts import AlertRow, AlertTable, ChannelRow
from retold.store.messages import MessageRow, MessageTable
from retold.store.outbox import DeliveryRow, DeliveryState, Outbox
from retold.store.text import storable
from retold.timestamps import rfc3339

TESTED = 10
"""Receivers that are sent a sample at once."""


class Alerts:
    """All alerts of a memory. `clock` says what time it is, `chance` gives a number of 0..1, each time another."""

    def __init__(
        self,
        memory: Memory,
        settings: Settings,
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._db, self._settings, self._clock, self._chance = memory.database, settings, clock, chance
        self._table, self._tellings, self._outbox = AlertTable(self._db), MessageTable(self._db), Outbox(self._db)
        self._finder = StoryFinder(self._db)

    @property
    def settings(self) -> Settings:
        """What they are sent with."""
        return self._settings

    # Made and looked after

    def add(
        self, wanted: AlertQuery, receivers: Sequence[Receiver] = (), name: str = "", backfill: bool = False
    ) -> Alert:
        """A new alert; its channels have their secrets. `backfill`: stories that are there already are told, too.

        Raises `QueryError` for what cannot be asked, `SettingsError` for a receiver that cannot be told.
        """
        asked, told = validation.wanted(wanted), validation.receivers(receivers, self._settings)
        row = AlertRow(
            0,
            storable(" ".join(name.split())[:200]),
            asked,
            None,
            None,
            rfc3339(self._clock()),
            False,
            secrets.token_urlsafe(18),
        )
        with self._db.writing():
            row = self._finder.bound(replace(row, wanted=self._finder.spelt(asked)), asked)
            row = replace(row, name=row.name or storable(message.described(row.wanted))[:200])
            row = replace(row, id=self._table.add(row))
            if not backfill:
                Matcher(self._db, self._settings.url).begin(row)
            for receiver in told:
                secret = signature.secret(secrets.token_bytes(signature.BYTES))
                self._table.add_channel(ChannelRow(0, row.id, receiver.kind, receiver.target, secret, receiver.digest))
        return self.get(row.id, secret=True)

    def all(self) -> list[Alert]:
        """All alerts, the first made first."""
        with self._db.reading():
            return self._shown(self._table.all())

    def get(self, alert: int, secret: bool = False) -> Alert:
        """One alert; `secret`: with the secrets of its webhooks. Raises `UnknownError`."""
        with self._db.reading():
            return self._shown([self._row(alert)], secret)[0]

    def pause(self, alert: int) -> None:
        """Lets an alert look and tell no more until it is resumed. Raises `UnknownError`."""
        with self._db.writing():
            self._table.pause(self._row(alert).id, True)

    def resume(self, alert: int) -> None:
        """Lets it look and tell again, also what came meanwhile, and receivers that wanted no more. Raises `UnknownError`."""
        with self._db.writing():
            self._table.pause(self._row(alert).id, False)
            for channel in self._table.channels([alert]):
                self._table.set_gone(channel.id, False)

    def remove(self, alert: int) -> None:
        """Removes an alert, with what it told and what waits. Raises `UnknownError`."""
        with self._db.writing():
            self._table.remove(self._row(alert).id)

    # What it told

    def told(self, alert: int, limit: int = 30, before: int | None = None) -> list[AlertMessage]:
        """Stories that an alert told, the latest first, of those `before` one by its number. Raises `UnknownError`."""
        with self._db.reading():
            return [_telling(t) for t in self._tellings.latest(self._row(alert).id, limit, before)]

    def deliveries(self, alert: int | None = None, state: str = "", limit: int = 50) -> list[AlertDelivery]:
        """Deliveries, the latest first, of one alert or in one state. Raises `UnknownError`."""
        with self._db.reading():
            own = self._row(alert).id if alert is not None else None
            return self._sendings(self._outbox.latest(own, state, limit))

    def retry(self, delivery: int | None = None, alert: int | None = None) -> int:
        """Makes a dead delivery, or with None all of them, due again; how many. Raises `UnknownError` where one is named that is not dead."""
        with self._db.writing():
            again = self._outbox.retry([delivery] if delivery is not None else None, alert, rfc3339(self._clock()))
        if delivery is not None and not again:
            raise UnknownError("no dead delivery has that number; `retold alert deliveries` lists them", str(delivery))
        return len(again)

    # Run

    def run(self) -> AlertRun:
        """Looks for stories, keeps what is to be told, and delivers what is due. Nothing is lost or told twice where it is killed, or two run at once."""
        if not self._table.any():
            return AlertRun()
        looker, told = self._look()
        done = self.send()  # also where alerts could not be looked for: what waits has nothing to do with it
        if looker.fault:
            raise looker.fault
        counts = self._outbox.counts()
        waiting, dead = (
            sum(n for (_, state), n in counts.items() if state == of)
            for of in (DeliveryState.WAITING, DeliveryState.DEAD)
        )
        return AlertRun(told, done["delivered"], waiting, dead, done["failed"])

    def look(self) -> int:
        """Looks for stories, and keeps what is to be told; how many stories. Raises `StoreError` once all alerts were looked for."""
        looker, told = self._look()
        if looker.fault:
            raise looker.fault
        return told

    def _look(self) -> tuple[Matcher, int]:
        looker = Matcher(self._db, self._settings.url)
        return looker, looker.look((row for row in self._table.all() if not row.paused), self._clock())

    def send(self, ending: threading.Event | None = None) -> Counter[str]:
        """Delivers what is due; how many were "delivered", and how many "failed". Once `ending` is set, slow receivers are waited for no longer than need be."""
        return Deliverer(self._db, self._settings, self._clock, self._chance, ending).run()

    def test(self, alert: int) -> list[TestResult]:
        """Sends a sample to each receiver of an alert now, whether it is paused or gone, and says how that went. Raises `UnknownError`."""
        with self._db.reading():
            row = self._row(alert)
            latest = self._tellings.latest(alert, 1)
            content = latest[0].content if latest else Matcher(self._db, self._settings.url).example(row, self._clock())
            channels = self._table.channels([alert])
        sample, ending = message.sample(row, content, self._clock()), threading.Event()
        ending.set()  # a sample that comes twice does no harm: nobody is kept waiting for a slow server

        def tried(channel: ChannelRow) -> TestResult:
            answer = sent(
                DeliveryBatch(channel, "test_" + secrets.token_hex(12), row.id, row.name, (sample,)),
                self._settings,
                self._clock(),
                ending,
            )
            return TestResult(channel.kind, channel.target, answer.ok, answer.said)

        with ThreadPoolExecutor(TESTED, thread_name_prefix="retold-test") as pool:
            return list(pool.map(tried, channels))

    def _row(self, alert: int) -> AlertRow:
        row = self._table.get(alert)
        if row is None:
            raise UnknownError("no alert has that number; `retold alert list` shows them", str(alert))
        return row

    def _shown(self, rows: Sequence[AlertRow], secret: bool = False) -> list[Alert]:
        told = self._tellings.counts()
        own = self._table.channels([r.id for r in rows])
        counts, last = self._outbox.counts([c.id for c in own]), self._outbox.last_answers([c.id for c in own])
        channels: dict[int, list[Channel]] = {}
        for c in own:
            waiting, done, dead = (
                counts.get((c.id, state.value), 0)
                for state in (DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.DEAD)
            )
            tried, answer = last.get(c.id, (None, ""))
            shown = c.secret if secret and c.kind == "webhook" else ""
            channels.setdefault(c.alert, []).append(
                Channel(c.id, c.kind, c.target, c.digest, c.gone, waiting, done, dead, tried, answer, shown)
            )
        found = []
        for r in rows:
            count, latest = told.get(r.id, (0, None))
            found.append(
                Alert(
                    r.id,
                    r.name,
                    r.wanted,
                    r.made,
                    r.paused,
                    count,
                    latest,
                    tuple(channels.get(r.id, ())),
                    self._finder.unknown(r),
                    r.secret,
                )
            )
        return found

    def _sendings(self, rows: Sequence[DeliveryRow]) -> list[AlertDelivery]:
        tellings = {t.id: t for t in self._tellings.get({r.telling for r in rows})}
        channels = {c.id: c for c in self._table.channels({t.alert for t in tellings.values()})}
        return [
            AlertDelivery(r.id, r.uid, channels[r.channel].alert, channels[r.channel].kind, channels[r.channel].target, tellings[r.telling].headline,
                    r.state, r.attempts, r.due, r.tried, r.answer)
            for r in rows
        ]  # fmt: skip


def run(memory: Memory, settings: Settings, now: datetime) -> AlertRun:
    """Looks for stories that alerts ask for, tells them and delivers what is due: after something was kept, or from time to time.

    Cheap where there is no alert. What cannot be delivered waits in the outbox and is no error. Raises `StoreError`.
    """
    began = time.monotonic()
    return Alerts(memory, settings, lambda: now + timedelta(seconds=time.monotonic() - began)).run()


def _telling(row: MessageRow) -> AlertMessage:
    return AlertMessage(row.id, row.told, row.headline, row.content)
