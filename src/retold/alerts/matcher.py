"""One alert over what has changed: found, decided, written whole."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from retold.alerts import backoff, decisions, signature
from retold.alerts.decisions import AlertState, Decision, StoryToTell
from retold.alerts.message import MessageWriter
from retold.alerts.query import StoryFinder
from retold.errors import BusyError, StoreError
from retold.store.alert_candidates import StoryFilter
from retold.store.alerts import AlertRow, AlertTable
from retold.store.database import Database
from retold.store.messages import MessageRow, MessageTable
from retold.store.outbox import Outbox
from retold.timestamps import parsed, rfc3339

CHUNK = 50
"""Stories that are told in one transaction, at most."""
LATE = timedelta(days=7)
"""How long after it came an article is still news, where only a later judgement on a name made it fit."""
DAY = 86_400.0
_log = logging.getLogger("retold.alerts")


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one transaction writes. `after`: the alert, further on where this is all there was; `last`: whether it is."""

    before: AlertRow
    after: AlertRow
    tellings: tuple[tuple[StoryToTell, MessageRow], ...]
    decision: Decision
    last: bool


class Matcher:
    """Looks for what alerts ask. `base`: scheme and host of the web app for links, "" where it is not known."""

    def __init__(self, database: Database, base: str = "") -> None:
        self._db, self._base = database, base
        self._table, self._tellings, self._outbox = AlertTable(database), MessageTable(database), Outbox(database)
        self._finder = StoryFinder(database)
        self.fault: StoreError | None = None

    def begin(self, row: AlertRow) -> None:
        """Says of a new alert that all there is has been seen; within the caller's transaction."""
        changed, seen = self._finder.matching.now()
        fitting = self._finder.fitting(row, -1)
        members = self._finder.matching.members(fitting)
        self._tellings.mark_articles(row.id, [(m.id, None) for own in members.values() for m in own])
        entity, _ = self._finder.entities(row)
        if row.wanted.new_only and entity is not None:
            every = self._finder.matching.entities(self._finder.matching.stories(-1, StoryFilter((entity,))))
            self._tellings.add_met(row.id, set().union(*every.values()) - {entity})
        self._table.advance(row, replace(row, changed=changed, seen=seen))

    def look(self, rows: Iterable[AlertRow], now: datetime) -> int:
        """Tells all that changed since alerts last looked; how many stories.

        What is found is read first, in one state of the database; writing it takes a moment. The alert, the articles that are told with it, the
        deliveries, and how far it has looked are one transaction, which does nothing where another process has looked in the meantime.
        An alert that cannot be looked for does not keep others from being told: the first `fault` of the database is remembered, any other is logged.
        """
        told = 0
        idle: list[_Batch] = []
        for row in rows:
            if isinstance(self.fault, BusyError):
                break  # each would wait as long for the same writer
            with self._going_on(row.id):
                batch = self._batch(row, now)
                while batch.tellings and self._written(
                    batch
                ):  # not written: another process looks, or it was paused or removed
                    told += len(batch.tellings)
                    if batch.last:
                        break
                    batch = self._batch(replace(batch.after, looked=batch.before.looked + 1), now)
                if not batch.tellings and batch.after != batch.before:
                    idle.append(batch)
        if idle:  # most alerts, most of the time: one transaction for all of them
            with self._going_on(*(b.before.id for b in idle)), self._db.writing():
                for batch in idle:
                    self._write(batch)
        return told

    @contextmanager
    def _going_on(self, *alerts: int) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            self.fault = self.fault or error
        except Exception:  # noqa: BLE001 - a fault of ours in one alert must not keep all others from being told
            _log.exception(
                "could not look for alert %s, which is a fault of Retold; please report it. It is tried again",
                ", ".join(map(str, alerts)),
            )

    def example(self, row: AlertRow, now: datetime) -> dict[str, Any] | None:
        """What it would tell of a story that is there, the latest that fits; None where none does. Within a reading transaction."""
        bound = self._finder.bound(row)
        fitting = self._finder.fitting(bound, -1)
        days = self._finder.matching.days(fitting)
        latest = max(fitting, key=lambda s: (days[s] is not None, days[s] or 0.0, s), default=None)
        return (
            MessageWriter(self._db, self._base).content(bound, StoryToTell(latest, ()), now)
            if latest is not None
            else None
        )

    def _batch(self, row: AlertRow, now: datetime) -> _Batch:
        with self._db.reading():
            bound = self._finder.bound(row)
            changed, seen = self._finder.matching.now()
            if changed == row.changed:
                return _Batch(row, bound, (), Decision(), True)
            fitting = self._finder.fitting(bound, row.changed)
            stories = fitting | set(self._finder.matching.with_seen_articles(row.id, row.changed))
            candidates = self._finder.candidates(bound, fitting, stories)
            decision = decisions.decide(candidates, self._look(bound, candidates, now))
            teller = MessageWriter(self._db, self._base)
            now_told = decision.tell[:CHUNK]
            tellings = tuple((t, self._told(teller, bound, t, now)) for t in now_told)
        last = len(decision.tell) <= CHUNK
        after = replace(bound, changed=changed, seen=seen) if last else bound
        return _Batch(row, after, tellings, decision, last)

    def _look(self, row: AlertRow, candidates: list[decisions.Candidate], now: datetime) -> AlertState:
        entity, other = self._finder.entities(row)
        everything = row.changed < 0
        made = parsed(row.made)
        late = max(row.made, rfc3339(now - LATE)) if not everything else row.made
        met: frozenset[int] = frozenset()
        people: frozenset[int] = frozenset()
        if row.wanted.new_only and entity is not None:
            met = frozenset(self._tellings.met_entities(row.id))
            people = decisions.people(self._finder.matching.types({e for c in candidates for e in c.entities}))
        return AlertState(
            row.wanted, row.made, made.timestamp() / DAY, row.seen, late, entity, other, met, people, everything
        )

    @staticmethod
    def _told(teller: MessageWriter, row: AlertRow, tell: StoryToTell, now: datetime) -> MessageRow:
        content = teller.content(row, tell, now)
        return MessageRow(0, row.id, content["story"]["id"], content["story"]["headline"], rfc3339(now), content)

    def _written(self, batch: _Batch) -> bool:
        """Writes a batch whole, in a transaction of its own; False where another process was faster."""
        with self._db.writing():
            return self._write(batch)

    def _write(self, batch: _Batch) -> bool:
        if not self._table.advance(batch.before, batch.after):
            return False
        channels = self._table.channels([batch.before.id])
        for tell, row in batch.tellings:
            number = self._tellings.add(row)
            self._tellings.mark_articles(row.alert, [(a, number) for a in tell.articles])
            self._tellings.add_met(row.alert, tell.met)
            for channel in channels:
                due = backoff.gathered(channel.digest, parsed(row.told))
                self._outbox.put(signature.uid(channel.secret, number), number, channel.id, rfc3339(due))
        if batch.last:
            self._tellings.mark_articles(batch.before.id, batch.decision.see)
            self._tellings.add_met(batch.before.id, batch.decision.met)
        return True
