"""Seconds since 1970 as they are shown."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(seconds: float) -> str:
    """RFC 3339 of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
