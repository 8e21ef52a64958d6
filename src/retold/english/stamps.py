"""Printed and written stamps ("Feb 26, 2026 8:15am PT", "2026-02-26"), read and turned into RFC 3339.

A time without an offset is taken as UTC. Midnight without an offset means only the day, and is written as a day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from retold import timestamps
from retold.english.calendar import month_number

_ZONES = {
    "PT": "America/Los_Angeles",
    "MT": "America/Denver",
    "CT": "America/Chicago",
    "ET": "America/New_York",
    "GMT": "UTC",
    "UTC": "UTC",
    "IST": "Asia/Kolkata",
    "CET": "Europe/Paris",
}
_OFFSETS = {"PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4, "BST": 1}
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTH_FIRST = re.compile(r"(?<![A-Za-z])([A-Za-z]{3})[A-Za-z]*+\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s([A-Za-z]{3})[A-Za-z]*+\.?,?\s(\d{4})(?!\d)")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:\s?([ap])\.?m\.?)?(?:\s?\(?([A-Z]{2,4})\b)?", re.IGNORECASE)


def normalise(text: str) -> str | None:
    """RFC 3339 of an ISO 8601 date or time ("2026-02-26", "2016-11-09 10:00:00Z"); None for other text."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _rfc3339(moment)


def _rfc3339(moment: datetime) -> str:
    if moment.tzinfo is None:
        if not (moment.hour or moment.minute or moment.second):
            return moment.date().isoformat()
        moment = moment.replace(tzinfo=UTC)
    return timestamps.with_offset(moment)


def from_stamp(text: str) -> str | None:
    """RFC 3339 of a printed stamp ("Feb 26, 2026 8:15am PT"); None if it holds no date."""
    try:
        if match := _ISO.search(text):
            stamped = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _MONTH_FIRST.search(text):
            stamped = date(int(match[3]), month_number(match[1]), int(match[2]))
        elif match := _DAY_FIRST.search(text):
            stamped = date(int(match[3]), month_number(match[2]), int(match[1]))
        else:
            return None
        clock = _CLOCK.search(text[: match.start()] + " " + text[match.end() :])
        return _with_time(stamped, clock) if clock else stamped.isoformat()
    except ValueError:
        return None


def _with_time(stamped: date, clock: re.Match[str]) -> str:
    """The day with its time; without a time if its zone is not known."""
    hour, minute, half, zone = int(clock[1]), int(clock[2]), (clock[3] or "").lower(), (clock[4] or "").upper()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    if zone in _ZONES:
        moment = datetime.combine(stamped, time(hour, minute), ZoneInfo(_ZONES[zone]))
    elif zone in _OFFSETS:
        moment = datetime.fromisoformat(f"{stamped}T{hour:02}:{minute:02}:00{_OFFSETS[zone]:+03}:00")
    else:
        return stamped.isoformat()
    return _rfc3339(moment)
