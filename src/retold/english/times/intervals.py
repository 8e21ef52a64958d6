"""Days, weeks, months, quarters and years by their first and last day, and steps between them.

Weeks are ISO 8601 weeks, Monday to Sunday; the calendar is the proleptic
Gregorian one of `datetime.date`, which ends at the year 1.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

from retold.types import Precision, When

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month of each season of the northern hemisphere."""


def day(value: date) -> When:
    return When(value, value, Precision.DAY)


def exact(year: int, month: int, number: int) -> When | None:
    """One day; None if the calendar has no such day."""
    try:
        return day(date(year, month, number))
    except ValueError:
        return None


def week(value: date) -> When:
    first = value - timedelta(days=value.weekday())
    return When(first, first + timedelta(days=6), Precision.WEEK)


def weekend(value: date) -> When:
    """Saturday and Sunday of the week of `value`."""
    last = week(value).last
    return When(last - timedelta(days=1), last, Precision.WEEK)


def months(year: int, month: int, count: int, precision: Precision) -> When | None:
    """`count` months from `month`, which may lie outside 1..12; None if they are beyond the calendar."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end = month + count - 1
    last_year, last_month = year + (end - 1) // 12, (end - 1) % 12 + 1
    if year < MINYEAR or last_year > MAXYEAR:
        return None
    return When(date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1]), precision)


def month(year: int, number: int) -> When | None:
    return months(year, number, 1, Precision.MONTH)


def quarter(year: int, number: int) -> When | None:
    """Quarter 1 to 4; 0 and below count back from the first."""
    return months(year, 3 * number - 2, 3, Precision.QUARTER)


def season(year: int, name: str) -> When | None:
    """A winter belongs to the year in which it begins."""
    return months(year, SEASONS[name], 3, Precision.SEASON)


def years(first: int, last: int, precision: Precision) -> When | None:
    if first < MINYEAR or last > MAXYEAR:
        return None
    return When(date(first, 1, 1), date(last, 12, 31), precision)


def year(number: int) -> When | None:
    return years(number, number, Precision.YEAR)


def decade(first: int) -> When | None:
    return years(first, first + 9, Precision.DECADE)


def century(number: int) -> When | None:
    """The 19th century is 1800 to 1899, as people say it."""
    return years(max(1, 100 * (number - 1)), 100 * number - 1, Precision.CENTURY)


def moved(value: date, unit: str, count: int) -> When | None:
    """The day, week, month, year … `count` units after `value`; None if it is beyond the calendar."""
    try:
        match unit:
            case "day":
                return day(value + timedelta(days=count))
            case "week":
                return week(value + timedelta(weeks=count))
            case "weekend":
                return weekend(value + timedelta(weeks=count))
            case "month":
                return month(value.year, value.month + count)
            case "quarter":
                return quarter(value.year, (value.month - 1) // 3 + 1 + count)
            case "year":
                return year(value.year + count)
            case "decade":
                return decade(value.year // 10 * 10 + 10 * count)
            case _:
                return century(value.year // 100 + 1 + count)
    except (ValueError, OverflowError):
        return None
