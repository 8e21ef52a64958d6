"""Dates as feeds write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.sources.feeds.dates import to_rfc3339, to_seconds

HUGE = "Tue, 24 Nov 2026 10:00:00 +9999999999999"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tue, 24 Nov 2026 10:00:00 +0100", "2026-11-24T10:00:00+01:00"),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24T10:00:00", "2026-11-24T10:00:00Z"),
        ("11 Mar 2026", "2026-03-11"),
        ("March 11, 2026", "2026-03-11"),
        ("Wednesday, 11 March 2026, 7:40am GMT", "2026-03-11T07:40:00Z"),
        ("1773214800", "2026-03-11T07:40:00Z"),
        ("1773214800000", "2026-03-11T07:40:00Z"),
        ("Fri, 22 Nov 1963 12:30:00 GMT", "1963-11-22T12:30:00Z"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("0000-00-00 00:00:00", None),
        ("2026", None),
        ("2026-13-45", None),
        ("03/11/2026", None),
        ("12 hours ago", None),
        ("{{ date }}", None),
        ("soon", None),
        ("", None),
        (HUGE, None),
        ("Tue, 24 Nov 99999 10:00:00 +0000", None),
    ],
)
def test_dates(text: str, found: str | None) -> None:
    assert to_rfc3339(text) == found


@given(st.text(max_size=40) | st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,3} Nov \d{1,6} \d\d:\d\d:\d\d [+-]\d{1,20}\Z"))
def test_any_text_is_a_date_or_none(text: str) -> None:
    to_seconds(to_rfc3339(text))
