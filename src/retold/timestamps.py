"""Times as RFC 3339 text: "2026-02-26T09:30:00Z"."""

from __future__ import annotations

from datetime import UTC, date, datetime

FIRST_NEWSPAPER = date(1605, 1, 1)
EPOCHS = frozenset(date(*day) for day in ((1899, 12, 30), (1900, 1, 1), (1904, 1, 1), (1969, 12, 31), (1970, 1, 1)))
"""Days from which computers count: a program without a date writes one of them."""


def can_be_stated(day: date) -> bool:
    """Whether a day can be stated on purpose as the day of an article, and is none that stands for no date."""
    return day >= FIRST_NEWSPAPER and day not in EPOCHS


def rfc3339(moment: datetime) -> str:
    """A time with a time zone, in UTC and to the second. Such texts sort as the times do."""
    return in_own_zone(moment.astimezone(UTC).replace(microsecond=0))


def in_own_zone(moment: datetime) -> str:
    """A time as it is: with its own offset from UTC, and with its fraction of a second where it has one."""
    return moment.isoformat().replace("+00:00", "Z")


def with_offset(moment: datetime) -> str:
    """A time with a time zone, as RFC 3339 in the offset that it has."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def of_count(text: str) -> str | None:
    """RFC 3339 of seconds or milliseconds since 1970 ("1773214800", "1773214800000"); None for other text."""
    digits = text.partition(".")[0]
    if not (text.isascii() and digits.isdigit() and len(digits) in (10, 13)):
        return None
    return of_seconds(int(digits) / (1000 if len(digits) == 13 else 1))


def of_seconds(seconds: float) -> str:
    """Seconds since 1970, as RFC 3339."""
    return rfc3339(datetime.fromtimestamp(seconds, UTC))


def parsed(stamp: str) -> datetime:
    """The time of an RFC 3339 stamp. Raises `ValueError` if the text is not a stamp."""
    return datetime.fromisoformat(stamp)
