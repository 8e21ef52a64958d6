"""When a feed is asked next. Pure: times are seconds since 1970, and chance comes in as a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from retold.records.feeds import Hints
from retold.sources.http.retry_after import parse as parse_retry_after

DEFAULT_INTERVAL = 3600.0
"""Seconds between two visits of a feed whose pace is not known."""
SILENCE_SHARE = 10.0
"""A feed that has been silent for some time is asked again after a tenth of it."""
LONGEST_MAX_AGE = 6 * 3600.0
"""Seconds of `Cache-Control: max-age` that count, at most: it is often set for all files of a site."""
PUSH_INTERVAL = 6 * 3600.0
"""Seconds between two visits, at least, if a hub sends us what is new."""
LONGEST_RETRY_AFTER = 86_400.0
"""Seconds that `Retry-After` can ask for, at most."""
FIRST_BACKOFF = 300.0
"""Seconds to wait after the first failure; each further failure doubles them."""
JITTER = 0.05
"""The share by which a wait is lengthened, at most, so that feeds that failed together do not come back together."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds between two visits of a feed, at least and at most."""

    least: float = 300.0
    most: float = 86_400.0


def pace(times: Sequence[float], now: float) -> tuple[float, float]:
    """The median of the seconds between entries published at `times`, and when the newest was published.

    0 stands for what is not known. Times after `now` count as now: some feeds announce articles.
    """
    known = sorted({min(time, now) for time in times if time > 0}, reverse=True)[:20]
    gaps = [later - earlier for later, earlier in pairwise(known)]
    return (median(gaps) if gaps else 0.0), (known[0] if known else 0.0)


def interval(hints: Hints, now: float, bounds: Bounds, pushed: bool = False) -> float:
    """Seconds until a feed that answered well is asked again.

    Half its own pace, and slower the longer it is silent; never sooner than it asks for, and within `bounds`.
    """
    by_pace = max(hints.pace / 2, (now - hints.newest) / SILENCE_SHARE) if hints.newest else DEFAULT_INTERVAL
    wait = max(by_pace, hints.every, PUSH_INTERVAL if pushed else 0.0)
    return min(bounds.most, max(bounds.least, wait))


def due(hints: Hints, now: float, bounds: Bounds, jitter: float, pushed: bool = False) -> float:
    """When a feed that answered well is asked again: after its interval, and not in hours and days that it skips.

    `jitter`: 0..1.
    """
    return after_skipped(now + interval(hints, now, bounds, pushed) * (1 + JITTER * jitter), hints)


def after_skipped(moment: float, hints: Hints) -> float:
    """The first moment from `moment` on that is not in an hour or on a day that a feed skips."""
    when = datetime.fromtimestamp(moment, UTC)
    for _ in range(24 * 8):
        if when.hour not in hints.skip_hours and when.weekday() not in hints.skip_days:
            return when.timestamp()
        when = (when + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return moment  # the feed skips all hours: it cannot mean that


def backoff(failures: int, now: float, bounds: Bounds, jitter: float, retry_after: str = "") -> float:
    """When to try again after `failures` in a row: each wait doubles, and is not shorter than the server asks for."""
    wait = min(bounds.most, max(bounds.least, FIRST_BACKOFF * 2.0 ** min(failures - 1, 20)))
    return max(now + wait * (1 + JITTER * jitter), now + retry_wait(retry_after, now))


def retry_wait(retry_after: str, now: float) -> float:
    """Seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3), 0 if it asks for none; at most a day."""
    return min(LONGEST_RETRY_AFTER, parse_retry_after(retry_after, now) or 0.0)


def max_age(cache_control: str) -> float:
    """Seconds for which an answer is fresh by its `Cache-Control` (RFC 9111, 5.2.2.1), up to `LONGEST_MAX_AGE`."""
    age = re.search(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", cache_control, re.IGNORECASE)
    return min(LONGEST_MAX_AGE, float(age[1])) if age and "no-cache" not in cache_control.lower() else 0.0
