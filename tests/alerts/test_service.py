"""Alerts beside what keeps articles."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from tests.alerts.receivers import Hook
from tests.made import article

from retold import Settings
from retold.alerts import AlertQuery, Alerts, Receiver
from retold.alerts.service import AlertService
from retold.errors import BusyError
from retold.memory import Memory
from retold.store.outbox import Outbox
from retold.types import EntityType

SETTINGS = Settings(allow_private=True, timeout=5)


def wanted(memory: Memory, receiver: Hook) -> None:
    alerts = Alerts(memory, SETTINGS, lambda: memory.engine.now)
    alerts.add(AlertQuery(entity="Northlink"), (Receiver("webhook", receiver.url),))


def happens(memory: Memory, key: str) -> None:
    memory.keep([article(key, [("Northlink", EntityType.ORGANIZATION)], {f"{key}{i}": 1 for i in range(12)})])


def test_what_was_kept_is_told_before_it_ends(memory: Memory, receiver: Hook) -> None:
    wanted(memory, receiver)
    with AlertService(memory, SETTINGS) as service:
        happens(memory, "a")
        service.wake()
    assert len(receiver.got) == 1


def test_the_end_alone_sends_nothing(own: Memory, receiver: Hook) -> None:
    wanted(own, receiver)
    happens(own, "a")
    with AlertService(own, SETTINGS):
        pass
    assert not receiver.got
    with AlertService(own, SETTINGS) as service:
        service.wake()
    assert len(receiver.got) == 1


def test_a_database_that_is_busy_for_once_ends_nothing(
    own: Memory, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted(own, receiver)
    happens(own, "a")
    failed = threading.Event()
    take = Outbox.take

    def busy(self: Outbox, *given: Any) -> Any:
        if not failed.is_set():
            failed.set()
            raise BusyError("another process writes")
        return take(self, *given)

    monkeypatch.setattr(Outbox, "take", busy)
    with AlertService(own, SETTINGS) as service:
        service.wake()
        assert failed.wait(20)
        until = time.monotonic() + 30
        while not receiver.got and time.monotonic() < until:
            service.wake()
            time.sleep(0.1)
        assert len(receiver.got) == 1
