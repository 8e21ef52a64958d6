"""Works through the outbox: takes a delivery, sends it, and writes down the answer."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from retold.alerts import attempt, backoff, signature
from retold.alerts.attempt import DeliveryBatch, DeliveryResult
from retold.config import Settings
from retold.store.alert_storage import AlertStorage
from retold.store.alerts import ChannelRow
from retold.store.outbox import DeliveryRow, Lease
from retold.timestamps import parsed, rfc3339

LEASE = timedelta(minutes=20)
"""How long a sender has a delivery for itself. Longer than any exchange: e-mail may take ten minutes to be accepted."""
SENDERS = 4
"""Deliveries that are sent at the same time."""
TIME_LIMIT = 120.0
"""Seconds after which a run begins no more deliveries, unless it still waits for an older one. The next run goes on."""
IDLE_WAIT = 2.0
"""Seconds after which an idle sender looks for more."""
DIGEST_SIZE = 50
"""Messages in one e-mail, at most."""
ANSWER_LENGTH = 300
"""Code points of an answer that are kept."""

Clock = Callable[[], datetime]


class Deliverer:
    """Sends what is due.

    Several deliverers, in one process or many, can work on one database: each delivery is leased by one at a time.
    """

    def __init__(
        self,
        storage: AlertStorage,
        settings: Settings,
        clock: Clock,
        chance: Callable[[], float],
        stopping: threading.Event | None = None,
    ) -> None:
        """`chance` gives a random number of 0..1.

        Once `stopping` is set, it waits for slow receivers no longer than it must.
        """
        self._storage, self._settings, self._clock, self._chance = storage, settings, clock, chance
        self._stopping = stopping or threading.Event()
        self._changed = threading.Condition()
        self._failing: set[int] = set()
        """Channels that failed in this run."""
        self._began: dict[int, float] = {}
        """When each thread began what it is sending."""
        self._counts: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        """Sends all that is due; how many messages were "delivered", and how many "failed".

        After a failure it begins nothing more for that channel.
        """
        ends = time.monotonic() + TIME_LIMIT
        if self._storage.outbox.due(self._lease(self._clock())):
            with ThreadPoolExecutor(SENDERS, thread_name_prefix="retold-alerts") as pool:
                try:
                    for sender in [pool.submit(self._send_all, ends) for _ in range(SENDERS)]:
                        sender.result()
                except (KeyboardInterrupt, SystemExit):
                    self._stopping.set()  # a person who interrupts us does not wait for a slow receiver
                    raise
        return self._counts

    def _send_all(self, ends: float) -> None:
        """Sends until nothing is due. While another sender waits for a slow receiver, it also sends what falls due."""
        while time.monotonic() < ends or self._is_busy(ends):
            if self._send_next():
                continue
            with self._changed:
                if not self._is_busy(ends):
                    return
                self._changed.wait(IDLE_WAIT)

    def _is_busy(self, ends: float) -> bool:
        """Whether a delivery that began in time is still being sent."""
        with self._changed:
            return any(began < ends for began in self._began.values())

    def _send_next(self) -> bool:
        """Takes and sends one batch. False if nothing is due."""
        now = self._clock()
        lease = self._lease(now)
        if not self._storage.outbox.due(lease):  # ask before taking: this does not wait for a writer
            return False
        with self._changed:
            self._began[threading.get_ident()] = time.monotonic()
        try:
            with self._storage.writing():
                taken = self._storage.outbox.take(lease, DIGEST_SIZE)
            if taken is None:
                return False
            channel, rows = taken
            batch = self._batch(channel, rows)
            if batch is not None:
                result = attempt.send(batch, self._settings, now, self._stopping)
                self._write(channel, rows, lease.holder, result)
            return True
        finally:
            with self._changed:
                del self._began[threading.get_ident()]
                self._changed.notify_all()

    def _lease(self, now: datetime) -> Lease:
        with self._changed:
            return Lease(secrets.token_hex(8), rfc3339(now), rfc3339(now + LEASE), frozenset(self._failing))

    def _batch(self, channel: ChannelRow, rows: Sequence[DeliveryRow]) -> DeliveryBatch | None:
        """What is to be sent; None if the alert was removed meanwhile."""
        alert = self._storage.alerts.get(channel.alert)
        messages = {message.id: message for message in self._storage.messages.get([row.telling for row in rows])}
        if alert is None or not messages:
            return None
        uid = signature.batch_id([row.uid for row in rows])
        return DeliveryBatch(channel, uid, alert.id, alert.name, tuple(messages[row.telling].content for row in rows))

    def _write(self, channel: ChannelRow, rows: Sequence[DeliveryRow], holder: str, result: DeliveryResult) -> None:
        ids, answer, now, chance = (
            [row.id for row in rows],
            result.answer[:ANSWER_LENGTH],
            self._clock(),
            self._chance(),
        )
        with self._changed:
            self._counts["delivered" if result.ok else "failed"] += len(ids)
            if not result.ok:
                self._failing.add(channel.id)
        outbox = self._storage.outbox
        with self._storage.writing():
            if result.ok:
                outbox.sent(ids, answer)
                return
            if result.gone:
                self._storage.alerts.set_gone(channel.id, True)
            if result.retry_after:
                outbox.postpone(channel.id, rfc3339(backoff.earliest(now, result.retry_after)))
            # Each delivery has its own three days. One chance for all of them keeps a digest together.
            for row in rows:
                begun = parsed(row.begun) if row.begun else now
                due = (
                    None if result.final else backoff.next_attempt(row.attempts, begun, now, chance, result.retry_after)
                )
                outbox.failed([row.id], holder, answer, rfc3339(due) if due else None)
