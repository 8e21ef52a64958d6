from __future__ import annotations

import pytest

from retold.sources.http.retry_after import parse

NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999999999", 999_999_999.0),
        ("Mon, 21 Sep 2026 14:23:20 GMT", 600.0),
        ("Mon, 21 Sep 2026 14:23:20 -0000", 600.0),
        ("Mon, 21 Sep 2026 16:23:20 +0200", 600.0),
        ("Mon, 21 Sep 2026 14:03:20 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("Mon, 21 Sep 99999 14:23:20 GMT", None),
        ("Mon, 21 Sep 2026 14:23:20 +9999999999999", None),
    ],
)
def test_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert parse(header, NOW) == seconds
