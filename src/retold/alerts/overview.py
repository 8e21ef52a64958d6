"""Alerts and deliveries as a person sees them, put together from the rows of several tables."""

from __future__ import annotations

from collections.abc import Sequence

from retold.alerts.query import StoryFinder
from retold.records.alerts import Alert, AlertDelivery, AlertMessage, Channel
from retold.store.alert_storage import AlertStorage
from retold.store.alerts import AlertRow, ChannelRow, MessageRow
from retold.store.outbox import DeliveryRow, DeliveryState


class Overview:
    """Makes records of rows. Use it within one reading transaction."""

    def __init__(self, storage: AlertStorage, finder: StoryFinder) -> None:
        self._storage, self._finder = storage, finder

    def alerts(self, rows: Sequence[AlertRow], secret: bool = False) -> list[Alert]:
        """Alerts with their channels and counts. `secret`: with the secrets of webhooks."""
        counts = self._storage.messages.counts()
        channels: dict[int, list[Channel]] = {}
        channel_rows = self._storage.alerts.channels([row.id for row in rows])
        for channel_row, channel in zip(channel_rows, self._channels(channel_rows, secret), strict=True):
            channels.setdefault(channel_row.alert, []).append(channel)
        alerts = []
        for row in rows:
            count, last = counts.get(row.id, (0, None))
            alerts.append(
                Alert(
                    id=row.id,
                    name=row.name,
                    asks=row.query,
                    made=row.made,
                    paused=row.paused,
                    told=count,
                    last=last,
                    channels=tuple(channels.get(row.id, ())),
                    unknown=self._finder.unknown(row),
                    key=row.secret,
                )
            )
        return alerts

    def deliveries(self, rows: Sequence[DeliveryRow]) -> list[AlertDelivery]:
        """Deliveries with their receivers and headlines."""
        messages = {message.id: message for message in self._storage.messages.get({row.telling for row in rows})}
        alerts = {message.alert for message in messages.values()}
        channels = {channel.id: channel for channel in self._storage.alerts.channels(alerts)}
        return [
            AlertDelivery(
                id=row.id,
                uid=row.uid,
                alert=channels[row.channel].alert,
                kind=channels[row.channel].kind,
                target=channels[row.channel].target,
                headline=messages[row.telling].headline,
                state=row.state,
                attempts=row.attempts,
                due=row.due,
                tried=row.tried,
                answer=row.answer,
            )
            for row in rows
        ]

    def _channels(self, rows: Sequence[ChannelRow], secret: bool) -> list[Channel]:
        ids = [row.id for row in rows]
        counts, last_answers = self._storage.outbox.counts(ids), self._storage.outbox.last_answers(ids)
        channels = []
        for row in rows:
            tried, answer = last_answers.get(row.id, (None, ""))
            channels.append(
                Channel(
                    id=row.id,
                    kind=row.kind,
                    target=row.target,
                    digest=row.digest,
                    gone=row.gone,
                    waiting=counts.get((row.id, DeliveryState.WAITING.value), 0),
                    sent=counts.get((row.id, DeliveryState.SENT.value), 0),
                    dead=counts.get((row.id, DeliveryState.DEAD.value), 0),
                    tried=tried,
                    answer=answer,
                    secret=row.secret if secret and row.kind == "webhook" else "",
                )
            )
        return channels


def message_of(row: MessageRow) -> AlertMessage:
    """A message as a record."""
    return AlertMessage(row.id, row.told, row.headline, row.content)
