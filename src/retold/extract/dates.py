"""Publication dates: checked, and found in addresses.

A date is kept only if it can be true: not in the future, not before there were newspapers, and not one that a program
writes where it has none.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from retold import timestamps
from retold.english import stamps
from retold.english.calendar import MONTH_ABBREVIATIONS, month_number

LONGEST = 200
"""Code points of a text that can be a date."""
_IN_URL = re.compile(
    rf"""
    (?<!\d)
    ( (?: 19 | 20 ) \d{{2}} )                     # year
    [/_-]?
    ( 0[1-9] | 1[0-2] | {"|".join(MONTH_ABBREVIATIONS)} )    # month
    [/_-]?
    ( 0[1-9] | [12]\d | 3[01] )                  # day
    (?!\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def in_url(url: str) -> date | None:
    """The day in a URL ("/2026/02/26/", "/2026/feb/26/", "20260226"); None if there is none."""
    for match in _IN_URL.finditer(url):
        year, month, day = match.groups()
        try:
            return date(int(year), int(month) if month.isdigit() else month_number(month), int(day))
        except ValueError:
            continue
    return None


def is_plausible(published: str | None, now: datetime) -> bool:
    """Whether `published` can be true at `now`: at most a day ahead, and no date that a program writes for none.

    Somewhere on Earth it may be tomorrow already.
    """
    if not published:
        return False
    day = date.fromisoformat(published[:10])
    return timestamps.can_be_stated(day) and day <= (now + timedelta(days=1)).date()


def stated(text: str, now: datetime) -> str | None:
    """RFC 3339 of a date that a source or a page states, as ISO 8601 or as it is printed; None if it cannot be true."""
    if not text or len(text) > LONGEST:
        return None
    found = stamps.normalise(text) or stamps.from_stamp(text)
    return found if is_plausible(found, now) else None


def choose(candidates: list[str | None], url: str, now: datetime) -> str | None:
    """The best of `candidates`, which come with the most trusted first.

    If the URL has a date, candidates more than two days away from it are ignored: pages hold stray dates.
    """
    dates = [c for c in candidates if c and is_plausible(c, now)]
    url_date = in_url(url)
    if url_date and is_plausible(url_date.isoformat(), now):
        near = [d for d in dates if abs(date.fromisoformat(d[:10]) - url_date) <= timedelta(days=2)]
        return near[0] if near else url_date.isoformat()
    return dates[0] if dates else None
