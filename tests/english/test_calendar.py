from __future__ import annotations

import re
from datetime import date

import pytest

from retold.english import calendar


@pytest.mark.parametrize(("name", "number"), [("January", 1), ("sept", 9), ("DEC", 12)])
def test_months(name: str, number: int) -> None:
    assert calendar.month_number(name) == number


@pytest.mark.parametrize("name", calendar.WEEKDAYS)
def test_weekdays_count_as_in_dates(name: str) -> None:
    monday = date(2026, 2, 23)
    assert f"{date.fromordinal(monday.toordinal() + calendar.weekday_number(name)):%A}".lower() == name


@pytest.mark.parametrize("text", ["January", "Jan", "Jan.", "May", "Sept.", "Sep", "June"])
def test_patterns_of_months(text: str) -> None:
    assert re.fullmatch(calendar.MONTH_LONG_SHORT_OR_STOPPED, text)


def test_other_words_are_no_month() -> None:
    with pytest.raises(ValueError, match="tuple"):
        calendar.month_number("Monday")
