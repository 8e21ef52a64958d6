"""A question ends soon after its time is over."""

from __future__ import annotations

import threading

import pytest

from retold.corpus import comparison
from retold.corpus.comparison import Statement
from retold.errors import DeadlineError
from retold.store import deadline
from retold.store.deadline import Deadline


def test_without_a_deadline_nothing_ends() -> None:
    deadline.check()
    assert deadline.seconds_left() is None
    assert not deadline.has_passed()


def test_a_deadline_holds_inside_only() -> None:
    with deadline.within(Deadline(60)):
        assert 0 < (deadline.seconds_left() or 0) <= 60
        with deadline.within(Deadline(0)), pytest.raises(DeadlineError, match="0 seconds; choose a shorter period"):
            deadline.check()
        deadline.check()
    assert deadline.seconds_left() is None


def test_another_thread_can_end_it() -> None:
    own = Deadline(60)
    with deadline.within(own):
        ender = threading.Thread(target=own.end_now)
        ender.start()
        ender.join()
        assert deadline.has_passed()


def test_who_waits_for_a_lock_waits_no_longer_than_its_deadline() -> None:
    lock = threading.Lock()
    with lock, deadline.within(Deadline(0.05)), pytest.raises(DeadlineError), deadline.holding(lock):
        pytest.fail("two hold one lock")
    with deadline.holding(lock):
        assert lock.locked()
    assert not lock.locked()


def test_comparing_sentences_ends() -> None:
    statements = [Statement(n, f"The council of Marlow voted {n} times about the ferry") for n in range(4)]
    with deadline.within(Deadline(0)), pytest.raises(DeadlineError):
        comparison.contradictions(statements, deadline.check)
