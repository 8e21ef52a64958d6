"""Dates as feeds write them, turned into RFC 3339."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from retold import timestamps
from retold.english import stamps
from retold.english.clutter_markers import STAMP


def to_rfc3339(text: str) -> str | None:
    """RFC 3339 of a date as ISO 8601, as RFC 5322, as seconds since 1970 or as it is printed ("11 Mar 2026").

    None for any other text, and for a date that a program writes where it has none. A time without an offset is taken
    as UTC.
    """
    text = text.strip()
    found = timestamps.of_count(text) or _iso(text) or _internet_date(text) or _printed(text)
    return found if found and timestamps.can_be_stated(date.fromisoformat(found[:10])) else None


def _iso(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.date().isoformat() if len(text) == len("2026-02-26") else _with_offset(moment)


def _internet_date(text: str) -> str | None:
    try:
        return _with_offset(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _printed(text: str) -> str | None:
    return stamps.from_stamp(text) if STAMP.fullmatch(text) else None


def _with_offset(moment: datetime) -> str | None:
    try:
        return timestamps.with_offset(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def to_seconds(text: str | None) -> float | None:
    """Seconds since 1970 of an RFC 3339 date; None if it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
