"""Runs alerts over what has changed: finds stories, decides, and writes messages and deliveries."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from retold.alerts import backoff, decisions, signature
from retold.alerts.decisions import AlertState, Candidate, Decision, StoryToReport
from retold.alerts.message import MessageWriter
from retold.alerts.query import StoryFinder
from retold.errors import BusyError, StoreError
from retold.memory.alert_reader import AlertReader
from retold.records.alerts import StoryFilter
from retold.store.alert_storage import AlertStorage
from retold.store.alerts import AlertRow, MessageRow
from retold.timestamps import parsed, rfc3339

CHUNK = 50
"""Stories that are reported in one transaction, at most."""
NEWS = timedelta(days=7)
"""How long an article stays news if it fits only since a later judgement on a name."""
DAY = 86_400.0
_log = logging.getLogger("retold.alerts")


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one transaction writes about one alert.

    `after`: the alert afterwards; it has read further only if this batch is the `last`.
    """

    before: AlertRow
    after: AlertRow
    messages: tuple[tuple[StoryToReport, MessageRow], ...]
    decision: Decision
    last: bool


class Matcher:
    """Finds stories for alerts and writes messages.

    `base`: scheme and host of the web app; "" if they are not known.
    """

    def __init__(self, storage: AlertStorage, reader: AlertReader, base: str = "") -> None:
        self._storage, self._reader = storage, reader
        self._finder = StoryFinder(storage, reader)
        self._writer = MessageWriter(self._finder, reader, base)
        self.fault: StoreError | None = None
        """The first error of the database in a run."""

    def mark_all_seen(self, row: AlertRow) -> None:
        """Marks all stories that are there now as seen by a new alert. Within the caller's transaction."""
        changed, seen = self._reader.latest()
        members = self._reader.members(self._finder.fitting(row, -1))
        messages = self._storage.messages
        messages.see(row.id, [(article.id, None) for articles in members.values() for article in articles])
        entity, _ = self._finder.entities(row)
        if row.query.new_only and entity is not None:
            stories = self._reader.stories(-1, StoryFilter((entity,)))
            together = self._reader.entities_of_stories(stories)
            messages.add_met(row.id, set().union(*together.values()) - {entity})
        self._storage.alerts.advance(row, replace(row, changed=changed, seen=seen))

    def run(self, rows: Iterable[AlertRow], now: datetime) -> int:
        """Writes messages about all that changed since the alerts last ran; how many.

        Stories are read first, in one state of the database; writing takes only a moment. One transaction keeps the
        messages, their articles, their deliveries, and how far the alert has read. It does nothing if another process
        ran the alert meanwhile.

        An alert that fails does not stop the others: the first `fault` of the database is kept, any other is logged.
        """
        count = 0
        idle: list[_Batch] = []
        for row in rows:
            if isinstance(self.fault, BusyError):
                break  # all others would wait as long for the same writer
            with self._fault_of(row.id):
                batch = self._batch(row, now)
                # A batch is not written if another process runs the alert, or it was paused or removed.
                while batch.messages and self._write_alone(batch):
                    count += len(batch.messages)
                    if batch.last:
                        break
                    batch = self._batch(replace(batch.after, looked=batch.before.looked + 1), now)
                if not batch.messages and batch.after != batch.before:
                    idle.append(batch)
        if idle:  # most alerts, most of the time: one transaction for all of them
            with self._fault_of(*(batch.before.id for batch in idle)), self._storage.writing():
                for batch in idle:
                    self._write(batch)
        return count

    @contextmanager
    def _fault_of(self, *alerts: int) -> Iterator[None]:
        """Keeps an error of some alerts from the others."""
        try:
            yield
        except StoreError as error:
            self.fault = self.fault or error
        except Exception:  # noqa: BLE001 - a fault of ours in one alert must not stop all others
            _log.exception(
                "Alert %s could not run. This is a fault of Retold; please report it. It runs again later.",
                ", ".join(map(str, alerts)),
            )

    def example(self, row: AlertRow, now: datetime) -> dict[str, Any] | None:
        """The message about the latest story that fits; None if no story fits. Within a reading transaction."""
        bound = self._finder.bind(row)
        fitting = self._finder.fitting(bound, -1)
        days = self._reader.days(fitting)
        latest = max(fitting, key=lambda story: (days[story] is not None, days[story] or 0.0, story), default=None)
        return self._writer.content(bound, StoryToReport(latest, ()), now) if latest is not None else None

    def _batch(self, row: AlertRow, now: datetime) -> _Batch:
        with self._storage.reading():
            bound = self._finder.bind(row)
            changed, seen = self._reader.latest()
            if changed == row.changed:
                return _Batch(row, bound, (), Decision(), True)
            candidates = self._finder.candidates(bound, row.changed)
            decision = decisions.decide(candidates, self._state(bound, candidates, now))
            messages = tuple((report, self._message(bound, report, now)) for report in decision.report[:CHUNK])
        last = len(decision.report) <= CHUNK
        if last:
            _log_passed(row.id, decision)
        after = replace(bound, changed=changed, seen=seen) if last else bound
        return _Batch(row, after, messages, decision, last)

    def _state(self, row: AlertRow, candidates: list[Candidate], now: datetime) -> AlertState:
        entity, other = self._finder.entities(row)
        backfill = row.changed < 0
        made = parsed(row.made)
        news_since = max(row.made, rfc3339(now - NEWS)) if not backfill else row.made
        met: frozenset[int] = frozenset()
        people: frozenset[int] = frozenset()
        if row.query.new_only and entity is not None:
            met = frozenset(self._storage.messages.met(row.id))
            people = decisions.people(self._reader.types({e for c in candidates for e in c.entities}))
        return AlertState(
            query=row.query,
            made=row.made,
            made_day=made.timestamp() / DAY,
            last_article=row.seen,
            news_since=news_since,
            entity=entity,
            other=other,
            met=met,
            people=people,
            backfill=backfill,
        )

    def _message(self, row: AlertRow, report: StoryToReport, now: datetime) -> MessageRow:
        content = self._writer.content(row, report, now)
        return MessageRow(0, row.id, content["story"]["id"], content["story"]["headline"], rfc3339(now), content)

    def _write_alone(self, batch: _Batch) -> bool:
        """Writes a batch in a transaction of its own. False if another process was faster."""
        with self._storage.writing():
            return self._write(batch)

    def _write(self, batch: _Batch) -> bool:
        alerts, messages = self._storage.alerts, self._storage.messages
        if not alerts.advance(batch.before, batch.after):
            return False
        channels = alerts.channels([batch.before.id])
        for report, row in batch.messages:
            number = messages.add(row)
            messages.see(row.alert, [(article, number) for article in report.articles])
            messages.add_met(row.alert, report.met)
            for channel in channels:
                due = backoff.digest_time(channel.digest, parsed(row.told))
                uid = signature.message_id(channel.secret, number)
                self._storage.outbox.put(uid, number, channel.id, rfc3339(due))
        if batch.last:
            messages.see(batch.before.id, batch.decision.see)
            messages.add_met(batch.before.id, batch.decision.met)
        return True


def _log_passed(alert: int, decision: Decision) -> None:
    if not _log.isEnabledFor(logging.DEBUG):
        return
    for story, reason in decision.passed:
        _log.debug("Alert %d does not report story %d: %s.", alert, story, reason)
