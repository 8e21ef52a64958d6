"""Times as RFC 3339 text: "2026-02-26T09:30:00Z"."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """A time with a time zone, in UTC and to the second. Such texts sort as the times do."""
    return in_own_zone(moment.astimezone(UTC).replace(microsecond=0))


def in_own_zone(moment: datetime) -> str:
    """A time as it is: with its own offset from UTC, and with its fraction of a second where it has one."""
    return moment.isoformat().replace("+00:00", "Z")


def with_offset(moment: datetime) -> str:
    """A time with a time zone, as RFC 3339 in the offset that it has."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def of_seconds(seconds: float) -> str:
    """Seconds since 1970, as RFC 3339."""
    return rfc3339(datetime.fromtimestamp(seconds, UTC))


def parsed(stamp: str) -> datetime:
    """The time of an RFC 3339 stamp. Raises `ValueError` if the text is not a stamp."""
    return datetime.fromisoformat(stamp)
