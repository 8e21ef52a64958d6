"""Publication dates: read, checked, written as RFC 3339.

A date is kept only when it can be true: not in the future, not older than the
web. A time without an offset is taken as UTC; midnight without an offset says
no more than the day, and is written as one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from retold.english.calendar import MONTH_ABBREVIATIONS

FIRST_PAGE = date(1991, 8, 6)
"""The day the first web page was announced."""

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
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s([A-Za-z]{3})[a-z]*\.?,?\s(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:\s?([ap])\.?m\.?)?(?:\s?\(?([A-Z]{2,4})\b)?", re.IGNORECASE)
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2]|(?:" + "|".join(MONTH_ABBREVIATIONS) + r"))"
    r"[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)


def normalise(text: str) -> str | None:
    """RFC 3339 of an ISO 8601 date or time ("2026-02-26", "2016-11-09 10:00:00Z"); None if it is none."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _written(moment)


def _written(moment: datetime) -> str:
    if moment.tzinfo is None:
        if not (moment.hour or moment.minute or moment.second):
            return moment.date().isoformat()
        moment = moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def from_stamp(text: str) -> str | None:
    """RFC 3339 of a printed stamp ("Feb 26, 2026 8:15am PT"); None if no date is in it."""
    if found := _ISO.search(text):
        year, month, day = map(int, found.groups())
    elif found := _MONTH_FIRST.search(text):
        month, day, year = _month(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_FIRST.search(text):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        return None
    try:
        day_only = datetime(year, month, day)  # noqa: DTZ001
        clock = _CLOCK.search(text[: found.start()] + " " + text[found.end() :])
        return _timed(day_only, clock) if clock else day_only.date().isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTH_ABBREVIATIONS.index(name.lower()) + 1 if name.lower() in MONTH_ABBREVIATIONS else 0


def _timed(day: datetime, clock: re.Match[str]) -> str:
    """The day with its time, where the zone is known; a time of unknown zone is dropped."""
    hour, minute, half, zone = int(clock[1]), int(clock[2]), (clock[3] or "").lower(), (clock[4] or "").upper()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    if zone in _ZONES:
        moment = day.replace(hour=hour, minute=minute, tzinfo=ZoneInfo(_ZONES[zone]))
    elif zone in _OFFSETS:
        moment = datetime.fromisoformat(f"{day.date()}T{hour:02}:{minute:02}:00{_OFFSETS[zone]:+03}:00")
    else:
        return day.date().isoformat()
    return _written(moment)


def in_url(url: str) -> date | None:
    """The day that a URL carries ("/2026/02/26/", "/2026/feb/26/", "20260226"), if any."""
    for found in _IN_URL.finditer(url):
        year, month, day = found.groups()
        try:
            return date(int(year), int(month) if month.isdigit() else _month(month), int(day))
        except ValueError:
            continue
    return None


def plausible(published: str | None, now: datetime) -> bool:
    """Whether `published` can be true at `now`: not before the web, and at most a
    day ahead, as somewhere it is tomorrow already."""
    if not published:
        return False
    day = date.fromisoformat(published[:10])
    return FIRST_PAGE <= day <= (now + timedelta(days=1)).date()


def choose(candidates: list[str | None], url: str, now: datetime) -> str | None:
    """The best of `candidates` (most trusted first). A URL's own date overrules
    a candidate that is more than two days away from it: pages carry stray dates."""
    kept = [c for c in candidates if c and plausible(c, now)]
    by_url = in_url(url)
    if by_url and plausible(by_url.isoformat(), now):
        near = [c for c in kept if abs(date.fromisoformat(c[:10]) - by_url) <= timedelta(days=2)]
        return near[0] if near else by_url.isoformat()
    return kept[0] if kept else None
