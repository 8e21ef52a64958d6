from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.english import stamps
from retold.extract import dates

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("Feb 26, 2026 8:15am PT", "2026-02-26T08:15:00-08:00"),
        ("July 4, 2025 8:15 pm ET", "2025-07-04T20:15:00-04:00"),
        ("Updated: 2017-09-15 17:52", "2017-09-15"),
        ("3 May 2025", "2025-05-03"),
        ("12th September 2019, 07:10 GMT", "2019-09-12T07:10:00Z"),
        ("Feb 31, 2026", None),
        ("yesterday", None),
        ("Updated FEBRUARY 26, 2026", "2026-02-26"),
        ("a" * 5000, None),
    ],
)
def test_stamps(stamp: str, expected: str | None) -> None:
    assert stamps.from_stamp(stamp) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-11-09 00:00:00", "2016-11-09"),
        ("2016-11-12 17:58:46", "2016-11-12T17:58:46Z"),
        ("2026-02-26T08:15:00-08:00", "2026-02-26T08:15:00-08:00"),
        ("2026-02-26T08:15:00.123Z", "2026-02-26T08:15:00Z"),
        ("last week", None),
        ("", None),
    ],
)
def test_iso(text: str, expected: str | None) -> None:
    assert stamps.normalise(text) == expected


def test_no_date_in_the_future_or_before_the_web() -> None:
    assert dates.choose(["2026-03-17", "1970-01-01"], "", NOW) is None
    assert dates.choose(["2027-01-01", "2026-03-16"], "", NOW) == "2026-03-16"


def test_the_date_of_the_url_overrules_a_stray_one() -> None:
    url = "https://x.example/2026/feb/26/story"
    assert dates.choose(["2019-01-01"], url, NOW) == "2026-02-26"
    assert dates.choose(["2019-01-01", "2026-02-26T10:00:00Z"], url, NOW) == "2026-02-26T10:00:00Z"
    assert dates.choose(["2025-05-01"], "https://x.example/id/20991231", NOW) == "2025-05-01"


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    stamps.from_stamp(text)
    stamps.normalise(text)
    dates.in_url(text)
