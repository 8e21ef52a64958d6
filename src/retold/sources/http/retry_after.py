"""The `Retry-After` header (RFC 9110, 10.2.3): seconds, or an HTTP date."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

_DIGITS = 9
"""Digits of a number of seconds that are read: nobody waits for centuries."""


def parse(value: str, now: float) -> float | None:
    """The seconds that a header asks to wait, never below 0; None if it is neither a number nor a date.

    `now`: seconds since 1970. A date without a zone is read as UTC.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:_DIGITS])
    try:
        date = parsedate_to_datetime(text)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, date.timestamp() - now)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
