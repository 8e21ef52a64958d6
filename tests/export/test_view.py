from __future__ import annotations

import pytest

from retold.export.view import when


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2026-02-26", "26 February 2026"),
        ("2026-02-26T08:15:00-08:00", "26 February 2026, 08:15 UTC-08:00"),
        ("2026-02-26T08:15:00Z", "26 February 2026, 08:15 UTC"),
        ("2026-02-26T08:15:00", "26 February 2026, 08:15"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_date_for_people(published: str, shown: str) -> None:
    assert when(published) == shown
