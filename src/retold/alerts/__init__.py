"""Alerts: whoever asks is told once of each story, with its evidence."""

from __future__ import annotations

from retold.alerts.alerts import Alerts, run
from retold.alerts.records import Alert, Channel, Ran, Receiver, Sending, Telling, Tried
from retold.alerts.telling import document
from retold.store.alerts import Wanted

__all__ = ["Alert", "Alerts", "Channel", "Ran", "Receiver", "Sending", "Telling", "Tried", "Wanted", "document", "run"]
