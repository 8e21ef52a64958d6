"""Dates as feeds write them, turned into RFC 3339."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from retold import timestamps


def to_rfc3339(text: str) -> str | None:
    """RFC 3339 of an ISO 8601 or RFC 5322 date; None if it is neither. A time without an offset is taken as UTC."""
    text = text.strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if len(text) == len("2026-02-26"):
            return moment.date().isoformat()
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return timestamps.with_offset(moment)
    except (ValueError, OverflowError):
        return None


def to_seconds(text: str | None) -> float | None:
    """Seconds since 1970 of an RFC 3339 date; None if it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
