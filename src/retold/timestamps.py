"""Times as RFC 3339, in UTC and to the second: "2026-02-26T09:30:00Z"."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """A time with a time zone, as RFC 3339. Such texts sort as the times do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def with_offset(moment: datetime) -> str:
    """A time with a time zone, as RFC 3339 in the offset that it has."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def of_seconds(seconds: float) -> str:
    """Seconds since 1970, as RFC 3339."""
    return rfc3339(datetime.fromtimestamp(seconds, UTC))


def parsed(stamp: str) -> datetime:
    """The time of an RFC 3339 stamp. Raises `ValueError` for text that is none."""
    return datetime.fromisoformat(stamp)
