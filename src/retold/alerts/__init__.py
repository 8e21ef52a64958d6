"""Alerts: standing questions to the memory. Each reports a story once, with its evidence."""

from __future__ import annotations

from retold.alerts.alerts import Alerts, run
from retold.alerts.message import document
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

__all__ = [
    "Alert",
    "AlertDelivery",
    "AlertMessage",
    "AlertQuery",
    "AlertRun",
    "Alerts",
    "Channel",
    "Receiver",
    "TestResult",
    "document",
    "run",
]
