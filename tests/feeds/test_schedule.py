"""When feeds are asked: properties of a pure decider."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.feeds import schedule
from retold.feeds.schedule import Bounds
from retold.records.feeds import Hints

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()  # a Tuesday
BOUNDS = Bounds()
HOUR = 3600.0


def paced(*hours: float) -> Hints:
    """Hints of a feed with entries so many hours ago."""
    pace, newest = schedule.pace([NOW - HOUR * h for h in hours], NOW)
    return Hints(pace=pace, newest=newest)


def test_a_busy_feed_is_asked_often_and_a_slow_one_seldom() -> None:
    assert schedule.interval(paced(0, 0.1, 0.2, 0.3), NOW, BOUNDS) == 300.0
    assert schedule.interval(paced(0, 4, 8, 12), NOW, BOUNDS) == 2 * HOUR
    assert schedule.interval(paced(24 * 30, 24 * 31), NOW, BOUNDS) == 24 * HOUR
    assert schedule.interval(Hints(), NOW, BOUNDS) == HOUR


def test_silence_slows_it() -> None:
    assert schedule.interval(paced(5, 5.1, 5.2), NOW, BOUNDS) == pytest.approx(HOUR / 2)


def test_what_a_feed_wants_is_heeded() -> None:
    assert schedule.interval(Hints(every=2 * HOUR, pace=600, newest=NOW), NOW, BOUNDS) == 2 * HOUR
    assert schedule.interval(Hints(every=90 * 24 * HOUR), NOW, BOUNDS) == 24 * HOUR
    assert schedule.interval(paced(0, 0.1), NOW, BOUNDS, pushed=True) == 6 * HOUR


def test_hours_and_days_that_are_skipped() -> None:
    found = datetime.fromtimestamp(
        schedule.due(Hints(pace=600, newest=NOW, skip_hours=frozenset({12, 13})), NOW, BOUNDS, 0.0), UTC
    )
    assert (found.hour, found.minute) == (14, 0)
    assert datetime.fromtimestamp(schedule.after_skipped(NOW, Hints(skip_days=frozenset({1, 2}))), UTC).weekday() == 3
    assert schedule.after_skipped(NOW, Hints(skip_hours=frozenset(range(24)))) == NOW


@given(st.integers(1, 400), st.floats(0, 1))
def test_failures_double_the_wait_within_bounds(failures: int, jitter: float) -> None:
    wait = schedule.backoff(failures, NOW, BOUNDS, jitter) - NOW
    assert 300 <= wait <= 86_400 * 1.05 + 1e-3
    assert wait <= schedule.backoff(failures + 1, NOW, BOUNDS, jitter) - NOW


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", 120.0),
        ("999999999", 86_400.0),
        ("-5", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        (format_datetime(datetime.fromtimestamp(NOW + 600, UTC)), 600.0),
        (format_datetime(datetime.fromtimestamp(NOW - 600, UTC)), 0.0),
    ],
)
def test_retry_after(header: str, wait: float) -> None:
    assert schedule.retry_wait(header, NOW) == wait


@pytest.mark.parametrize(
    ("header", "age"),
    [
        ("public, max-age=600", 600.0),
        ("max-age=999999", 6 * HOUR),
        ("no-cache, max-age=600", 0.0),
        ("s-maxage=600", 0.0),
        ("", 0.0),
    ],
)
def test_freshness(header: str, age: float) -> None:
    assert schedule.max_age(header) == age


@given(st.lists(st.floats(-1e6, 1e7), max_size=30), st.floats(0, 1))
def test_it_is_always_within_bounds(times: list[float], jitter: float) -> None:
    pace, newest = schedule.pace([NOW - t for t in times], NOW)
    due = schedule.due(Hints(pace=pace, newest=newest), NOW, BOUNDS, jitter)
    assert 300 <= due - NOW <= 86_400 * 1.05 + 1e-3
