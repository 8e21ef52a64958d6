from __future__ import annotations

import pytest

from retold.english.titles import name_start


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        ("1st Lt. ", "Ida Crane"),
        ("Petty Officer 2nd Class ", "Ida Crane"),
        ("Lance Cpl. ", "Ida Crane"),
        ("Reps. ", "Ida Crane"),
        ("Rear Adm. ", "Ida Crane"),
        ("Pope ", "John Paul"),
        ("", "Pope Francis"),
        ("", "Al Moss"),
        ("Supt. ", "Al Moss"),
        ("", "Lance Moss"),
        ("", "Del Rey"),
    ],
)
def test_where_a_name_begins(titles: str, name: str) -> None:
    assert name_start(titles + name) == len(titles)
