"""Deliveries out of the outbox: each leased, sent, and its answer written down."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from retold.alerts import backoff, email, signature, smtp
from retold.config import VERSION, Settings
from retold.errors import RetoldError
from retold.sources.http import post
from retold.store.alerts import AlertTable, ChannelRow
from retold.store.database import Database
from retold.store.messages import MessageTable
from retold.store.outbox import DeliveryRow, Lease, Outbox
from retold.timestamps import parsed, rfc3339

LEASE = timedelta(minutes=20)
"""How long nobody else sends what somebody is sending: longer than any exchange can take; of e-mail the answers to DATA take the most."""
SENDERS = 4
"""Deliveries that are under way at once."""
BUDGET = 120.0
"""Seconds after which a run begins no more deliveries, unless it waits for one that began before; the rest is for the next run."""
IDLE = 2.0
"""Seconds after which a sender that waits for the others looks for more."""
GATHERED = 50
"""Tellings in one e-mail, at most."""
ANSWER = 300
"""Code points of an answer that are kept."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """How an attempt went. `final`: to try again is useless; `gone`: the receiver wants no more of anything; `wait`: seconds that it asks for."""

    ok: bool
    said: str
    wait: float | None = None
    final: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryBatch:
    """What goes to one channel at once."""

    channel: ChannelRow
    uid: str
    alert: int
    name: str
    tellings: tuple[dict[str, Any], ...]


class Deliverer:
    """Sends what is due. Several, in one process or many, can work on one database: a delivery is leased by one at a time."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        chance: Callable[[], float],
        ending: threading.Event | None = None,
    ) -> None:
        """`chance`: a number of 0..1, each time another. Once `ending` is set, slow receivers are waited for no longer than need be."""
        self._db, self._settings, self._clock, self._chance = database, settings, clock, chance
        self._outbox, self._alerts, self._tellings = Outbox(database), AlertTable(database), MessageTable(database)
        self._ending = ending or threading.Event()
        self._changed = threading.Condition()
        self._failing: set[int] = set()
        self._began: dict[int, float] = {}
        """When each thread began what it is sending."""
        self._done: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        """Sends all that is due, but to a channel that failed only what was under way; how many were "delivered", and how many "failed"."""
        ends = time.monotonic() + BUDGET
        if self._outbox.due(self._lease(self._clock())):
            with ThreadPoolExecutor(SENDERS, thread_name_prefix="retold-alerts") as pool:
                try:
                    for worker in [pool.submit(self._work, ends) for _ in range(SENDERS)]:
                        worker.result()
                except (KeyboardInterrupt, SystemExit):
                    self._ending.set()  # whoever interrupts us is not kept waiting by a slow receiver
                    raise
        return self._done

    def _work(self, ends: float) -> None:
        """Sends until there is no more; while another waits for a slow receiver, also what comes due meanwhile."""
        while time.monotonic() < ends or self._busy(ends):
            if self._step():
                continue
            with self._changed:
                if not self._busy(ends):
                    return
                self._changed.wait(IDLE)

    def _busy(self, ends: float) -> bool:
        """Whether something is being sent that was begun in time."""
        with self._changed:
            return any(began < ends for began in self._began.values())

    def _step(self) -> bool:
        """Takes and sends one parcel; whether there was one."""
        now = self._clock()
        lease = self._lease(now)
        if not self._outbox.due(lease):  # asked first: it need not wait for a writer
            return False
        with self._changed:
            self._began[threading.get_ident()] = time.monotonic()
        try:
            with self._db.writing():
                taken = self._outbox.take(lease, GATHERED)
            if taken is None:
                return False
            channel, rows = taken
            parcel = self._parcel(channel, rows)
            if parcel is not None:
                self._write(channel, rows, lease.holder, sent(parcel, self._settings, now, self._ending))
            return True
        finally:
            with self._changed:
                del self._began[threading.get_ident()]
                self._changed.notify_all()

    def _lease(self, now: datetime) -> Lease:
        with self._changed:
            return Lease(secrets.token_hex(8), rfc3339(now), rfc3339(now + LEASE), frozenset(self._failing))

    def _parcel(self, channel: ChannelRow, rows: Sequence[DeliveryRow]) -> DeliveryBatch | None:
        """What is to be sent; None where the alert was removed in the meantime."""
        alert = self._alerts.get(channel.alert)
        found = {t.id: t for t in self._tellings.get([r.telling for r in rows])}
        if alert is None or not found:
            return None
        return DeliveryBatch(
            channel,
            signature.joined([r.uid for r in rows]),
            alert.id,
            alert.name,
            tuple(found[r.telling].content for r in rows),
        )

    def _write(self, channel: ChannelRow, rows: Sequence[DeliveryRow], holder: str, answer: DeliveryResult) -> None:
        ids, said, now, chance = [r.id for r in rows], answer.said[:ANSWER], self._clock(), self._chance()
        with self._changed:
            self._done["delivered" if answer.ok else "failed"] += len(ids)
            if not answer.ok:
                self._failing.add(channel.id)
        with self._db.writing():
            if answer.ok:
                self._outbox.sent(ids, said)
                return
            if answer.gone:
                self._alerts.set_gone(channel.id, True)
            if answer.wait:
                self._outbox.postpone(channel.id, rfc3339(backoff.asked(now, answer.wait)))
            for row in rows:  # each has its own three days; one chance, so that what was gathered stays together
                at = (
                    None
                    if answer.final
                    else backoff.following(
                        row.attempts, parsed(row.begun) if row.begun else now, now, chance, answer.wait
                    )
                )
                self._outbox.failed([row.id], holder, said, rfc3339(at) if at else None)


def sent(parcel: DeliveryBatch, settings: Settings, now: datetime, ending: threading.Event) -> DeliveryResult:
    """Sends a parcel to its channel. Whatever goes wrong is the answer. `ending`: once it is set, slow servers are waited for no longer than need be."""
    try:
        return (
            _posted(parcel, settings, now)
            if parcel.channel.kind == "webhook"
            else _mailed(parcel, settings, now, ending)
        )
    except smtp.RefusedError as error:
        return DeliveryResult(False, str(error), final=True)
    except RetoldError as error:
        return DeliveryResult(
            False, error.message if parcel.channel.kind == "webhook" else str(error)
        )  # whose address is shown beside it
    except Exception as error:  # noqa: BLE001 - a fault of ours in one delivery must not stop the others, nor lose it
        return DeliveryResult(
            False, f"could not be sent, which is a fault of Retold; please report it ({type(error).__name__}: {error})"
        )


def _posted(parcel: DeliveryBatch, settings: Settings, now: datetime) -> DeliveryResult:
    (telling,) = parcel.tellings
    kind = "alert.test" if telling.get("test") else "alert.told"
    body = json.dumps({"type": kind, "timestamp": telling["told"], "data": telling}, ensure_ascii=False).encode(
        "utf-8", "replace"
    )
    signed = signature.headers(parcel.channel.secret, parcel.uid, int(now.timestamp()), body)
    own = replace(settings, user_agent=f"Retold/{VERSION} (alerts)")
    taken = post.post(parcel.channel.target, body, {"Content-Type": "application/json", **signed}, own, now)
    if 200 <= taken.status < 300:
        return DeliveryResult(True, f"HTTP {taken.status}")
    if taken.status == 410:
        return DeliveryResult(
            False, "HTTP 410: the receiver wants no more; `retold alert resume` tells it again", final=True, gone=True
        )
    moved = (
        ", a redirect, which is not followed: give the address that it leads to" if 300 <= taken.status < 400 else ""
    )
    return DeliveryResult(
        False, f"HTTP {taken.status}{moved}{': ' + taken.text if taken.text and not moved else ''}", taken.retry_after
    )


def _mailed(parcel: DeliveryBatch, settings: Settings, now: datetime, ending: threading.Event) -> DeliveryResult:
    base = settings.url.rstrip("/")
    envelope = email.Envelope(settings.mail_from, parcel.channel.target, parcel.uid, parcel.alert, parcel.name, now)
    return DeliveryResult(
        True,
        smtp.send(
            email.letter(envelope, parcel.tellings, f"{base}/alerts/{parcel.alert}" if base else ""), settings, ending
        ),
    )
